import { METRICS, type Channel, type Reading, type Signal } from '@loanwatch/contracts';
import { type CountedStep, fromScaled, isAllocated, type StepChange, toScaled } from '@loanwatch/kernel';

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
 * allocate, with coverage 0; for a step that says nothing, why. What had been told of the same reading before is taken
 * back: an interval or a gap that is no longer one.
 */
export function registerSignals(subject: string, { before, now }: StepChange): Signal[] {
  const signals: Signal[] = [];
  const slash = subject.indexOf('/');
  const deviceId = subject.slice('channel:'.length, slash);
  const channel = subject.slice(slash + 1);
  const { from, at, amount, revision } = now;
  const told = {
    subject,
    at,
    from,
    algorithm: INTERVAL_ENERGY,
    readings: { deviceId, channel, from, to: at, count: 2 },
    ...(revision > 0 && { revision }),
  };
  const unallocated = isUnallocated(now);
  if (unallocated || (before !== null && isUnallocated(before))) {
    const value = unallocated && amount !== null ? fromScaled(amount, ENERGY_DIGITS) : 0;
    signals.push({ ...told, metric: 'energy.unallocated', value, coverage: 0, ...cycle(now) });
  }
  if (isAllocated(now) && amount !== null) {
    const value = fromScaled(amount, ENERGY_DIGITS);
    signals.push({ ...told, metric: 'energy.interval', value, coverage: 1, ...cycle(now) });
  } else if (!unallocated || (before !== null && !isUnallocated(before))) {
    const notJudged = whyNot(now);
    signals.push({ ...told, metric: 'energy.interval', value: null, coverage: 0, notJudged, ...cycle(now) });
  }
  return signals;
}

function isUnallocated(counted: CountedStep): boolean {
  return counted.amount !== null && !isAllocated(counted);
}

/** A new cycle of the register is a fact of its own: roll-over, or reset or replacement. */
function cycle({ step }: CountedStep): { readonly attributes?: { readonly cycle: string } } {
  return step.kind === 'new-cycle' ? { attributes: { cycle: step.reason } } : {};
}

function whyNot({ step }: CountedStep): { readonly code: string; readonly detail: string } {
  switch (step.kind) {
    case 'implausible':
      return { code: 'register-implausible', detail: 'more than the channel can have counted in that time' };
    case 'new-cycle':
      return { code: 'register-reset', detail: 'the register started again; what was counted around it is not known' };
    case 'gap':
      return { code: 'reading-gap', detail: 'no readings for longer than the staleness limit' };
    case 'interval':
    case 'out-of-order':
      return { code: 'register-unknown', detail: 'nothing can be said' };
  }
}
