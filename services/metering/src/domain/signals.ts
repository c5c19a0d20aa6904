import { METRICS, type Channel, type Reading, type Signal } from '@loanwatch/contracts';
import {
  type CountedStep,
  fromScaled,
  isAllocated,
  newCycleReason,
  type StepChange,
  toScaled,
} from '@loanwatch/kernel';

/** Decimal digits of Wh in stored sums: milliwatt-hours. */
export const ENERGY_DIGITS = METRICS['energy.register'].digits;

const GAUGE = 'metering.gauge@1';
const INTERVAL_ENERGY = 'metering.interval-energy@1';

const GAUGES: ReadonlyMap<string, number> = new Map(
  (['power', 'current', 'voltage', 'temperature', 'humidity'] as const).map((code) => [code, METRICS[code].digits]),
);

export const isGauge = (metric: string): boolean => GAUGES.has(metric);

/** A measured value as it is, times the multiplier of its channel. */
export function gaugeSignal(reading: Reading, { multiplier }: Channel, subject: string): Signal {
  const { metric, observedAt, value } = reading;
  const scaled =
    multiplier === 1 || typeof value !== 'number' ? value : rounded(value * multiplier, GAUGES.get(metric) ?? 0);
  return { metric, subject, at: observedAt, value: scaled, coverage: 1, algorithm: GAUGE };
}

function rounded(value: number, digits: number): number {
  return fromScaled(toScaled(value, digits), digits);
}

/** Energy that a meter reports per interval. `amount`: scaled Wh, after the multiplier. */
export function intervalSignal(subject: string, from: number, at: number, amount: number): Signal {
  return {
    metric: 'energy.interval',
    subject,
    at,
    from,
    value: fromScaled(amount, ENERGY_DIGITS),
    coverage: 1,
    algorithm: INTERVAL_ENERGY,
  };
}

/**
 * The signals of a step of a register: the energy of the interval; for a gap the energy that nobody knows when to
 * allocate, with coverage 0; for a step that says nothing, why. A late reading has moved the start of the step: what had
 * been told of the former one is taken back first.
 */
export function registerSignals(subject: string, { before, now }: StepChange): Signal[] {
  const told = before?.amount == null ? [] : [stepSignal(subject, before, { isSuperseded: true })];
  return [...told, stepSignal(subject, now, { isSuperseded: false })];
}

function stepSignal(
  subject: string,
  counted: CountedStep,
  { isSuperseded }: { readonly isSuperseded: boolean },
): Signal {
  const { from, at, amount } = counted;
  const cycle = newCycleReason(counted);
  const revision = isSuperseded ? counted.revision + 1 : counted.revision;
  const slash = subject.indexOf('/');
  const told = {
    subject,
    at,
    from,
    algorithm: INTERVAL_ENERGY,
    readings: {
      deviceId: subject.slice('channel:'.length, slash),
      channel: subject.slice(slash + 1),
      from,
      to: at,
      count: 2,
    },
    ...(revision > 0 && { revision }),
    // A new cycle of the register is a fact of its own: roll-over, or reset or replacement.
    ...(cycle !== undefined && !isSuperseded && { attributes: { cycle } }),
  };
  if (amount !== null && !isAllocated(counted)) {
    const value = isSuperseded ? 0 : fromScaled(amount, ENERGY_DIGITS);
    return { ...told, metric: 'energy.unallocated', value, coverage: 0 };
  }
  const interval = { ...told, metric: 'energy.interval' };
  if (amount !== null && !isSuperseded) return { ...interval, value: fromScaled(amount, ENERGY_DIGITS), coverage: 1 };
  return { ...interval, value: null, coverage: 0, notJudged: isSuperseded ? SUPERSEDED : whyNot(counted) };
}

const SUPERSEDED = { code: 'superseded', detail: 'a late reading has split the interval' };

function whyNot({ outcome }: CountedStep): { readonly code: string; readonly detail: string } {
  if (outcome === 'implausible') {
    return { code: 'register-implausible', detail: 'more than the channel can have counted in that time' };
  }
  return { code: 'register-reset', detail: 'the register started again; what was counted around it is not known' };
}
