import type { Channel, Device, Reading } from '@loanwatch/contracts';
import { dayEnd, dayStart, type RegisterTerms, type StepChange, isAllocated, toScaled } from '@loanwatch/kernel';
import type { DayScope, Derivation, ReadingScope } from '@loanwatch/platform';
import { dayEnergySignal, type EnergyFacts, operatingRateSignal, type ToldDay } from '../domain/day-energy';
import { BASELINE_DAYS, type Judgement, RateJudge } from '../domain/operating-rate';
import { ENERGY_DIGITS, gaugeSignal, intervalSignal, isGauge, registerSignals } from '../domain/signals';

const STALE_AFTER_INTERVALS = 4;
/** Devices whose silence is another service's to tell. */
const VIDEO_KINDS: ReadonlySet<Device['kind']> = new Set(['people-counter', 'camera', 'face-terminal', 'intrusion']);

/** Meters and climate sensors: interval and day energy, operating rate, gauges. */
export const meteringDerivation: Derivation<EnergyFacts> = {
  service: 'metering',
  families: new Set(['electricity', 'climate']),
  registers: new Set(['energy.register']),
  // Only energy makes days: a thermometer that still reports must not close the days of a meter that is read later.
  timed: new Set(['energy.register', 'energy.interval']),
  // The cold start looks eight weeks ahead of days that lie eight weeks back.
  recordDays: 2 * BASELINE_DAYS,
  watches: ({ kind }) => !VIDEO_KINDS.has(kind),
  siteKeys: () => [],
  batchKeys: () => [],
  weightOf: () => 1,
  wake: () => undefined,

  derive(reading, scope) {
    if (isGauge(reading.metric)) scope.emit(gaugeSignal(reading, scope.channel, scope.subject));
    else if (reading.metric === 'energy.register') deriveRegister(reading, scope);
    else if (reading.metric === 'energy.interval') deriveInterval(reading, scope);
  },

  closeDay(day) {
    if (day.total === undefined) return;
    const { records, date, total } = day;
    const before = records.get(date)?.facts;
    const revision = records.put(date, {
      energy: total.amount,
      coverage: total.coverage,
      rate: null,
      rateRevision: (before?.rateRevision ?? -1) + 1,
    });
    const told = toldDay(day, date);
    day.emit(dayEnergySignal(told, { energy: total.amount, coverage: total.coverage }, revision));
    const judge = new RateJudge(new Map(records), day.site.calendar);
    // In order of time, so that who listens judges the past days before this one.
    for (const news of judge.newsOfColdStart(date)) tellRateAgain(day, news.date, news.judgement);
    tellRate(day, date, judge.judge(date));
  },
};

function deriveInterval({ value, observedAt, intervalMs }: Reading, scope: ReadingScope): void {
  const covered = intervalMs ?? scope.device.expectedIntervalSeconds * 1_000;
  const from = observedAt - covered;
  const amount = toScaled(Number(value) * scope.channel.multiplier, ENERGY_DIGITS);
  scope.contribute(from, amount, covered);
  scope.emit(intervalSignal(scope.subject, from, observedAt, amount));
}

function deriveRegister({ value, observedAt }: Reading, scope: ReadingScope): void {
  const point = { at: observedAt, value: toScaled(Number(value), ENERGY_DIGITS) };
  for (const change of scope.register().insert(point, registerTerms(scope.channel, scope.device))) {
    moveContribution(change, scope);
    for (const signal of registerSignals(scope.subject, change)) scope.emit(signal);
  }
}

function moveContribution({ before, now }: StepChange, scope: ReadingScope): void {
  if (before !== null && isAllocated(before)) {
    scope.contribute(before.from, -(before.amount ?? 0), before.from - before.at);
  }
  if (isAllocated(now)) scope.contribute(now.from, now.amount ?? 0, now.at - now.from);
}

/** Limits of a channel in the scale of its register; `maxPerHour` is given after the multiplier, `wrapAt` before. */
function registerTerms(channel: Channel, device: Device): RegisterTerms {
  const { multiplier, wrapAt, maxPerHour, stalenessSeconds } = channel;
  const staleness = stalenessSeconds ?? device.expectedIntervalSeconds * STALE_AFTER_INTERVALS;
  return {
    multiplier,
    stalenessMs: staleness * 1_000,
    ...(wrapAt !== undefined && { wrapAt: toScaled(wrapAt, ENERGY_DIGITS) }),
    ...(maxPerHour !== undefined && { maxPerHour: toScaled(maxPerHour / multiplier, ENERGY_DIGITS) }),
  };
}

function tellRate(day: DayScope<EnergyFacts>, date: string, judgement: Judgement): void {
  const known = day.records.get(date)?.facts;
  if (known === undefined) return;
  day.records.amend(date, { ...known, rate: judgement.rate });
  day.emit(operatingRateSignal(toldDay(day, date), known.coverage, judgement, known.rateRevision));
}

function tellRateAgain(day: DayScope<EnergyFacts>, date: string, judgement: Judgement): void {
  const known = day.records.get(date)?.facts;
  if (known === undefined) return;
  day.records.amend(date, { ...known, rateRevision: known.rateRevision + 1 });
  tellRate(day, date, judgement);
}

function toldDay({ site }: DayScope<EnergyFacts>, date: string): ToldDay {
  const { id, timeZone, calendar } = site;
  return {
    siteId: id,
    from: dayStart(date, timeZone),
    to: dayEnd(date, timeZone),
    calendarVersion: calendar.version,
  };
}
