import type { Signal } from '@loanwatch/contracts';
import { DAY_CLASSES, type DayClass, HOUR_MS, dayClass, daysBetween, siteDay } from '@loanwatch/kernel';
import type { Place } from './schedule';

/** One past day of a subject. The value is null when the day must not enter a baseline: an alarm was open. */
export type Day = readonly [epochDay: number, dayClass: number, value: number | null];

/** A subject's own past days, oldest first, each day once. */
export type Days = readonly Day[];

export const NO_DAYS: Days = [];

const EPOCH = '1970-01-01';
/** The shortest day, the one on which clocks go forward two hours at most, less what a device may miss at its edges. */
const SHORTEST_DAY_MS = 20 * HOUR_MS;

export interface DayOfSignal {
  readonly epochDay: number;
  readonly dayClass: DayClass;
}

/** The site day a signal describes, or undefined when it describes another span. Throws StatutoryYearMissing. */
export function dayOf(signal: Signal, place: Place): DayOfSignal | undefined {
  if (signal.from === undefined || signal.at - signal.from < SHORTEST_DAY_MS) return undefined;
  const date = siteDay(signal.from, place.timeZone);
  return { epochDay: daysBetween(EPOCH, date), dayClass: dayClass(place.calendar, date) };
}

/** ISO weekday, 1 Monday .. 7 Sunday; 1970-01-01 was a Thursday. */
export function weekdayOf(epochDay: number): number {
  return ((((epochDay + 3) % 7) + 7) % 7) + 1;
}

/**
 * The days with `day` in its place. A day that is excluded stays so: a later correction of its value is still a value
 * taken while an alarm was open. Days out of reach of the newest are dropped.
 */
export function withDay(days: Days, { epochDay, dayClass }: DayOfSignal, value: number | null, weeks: number): Days {
  const before = days.filter(([day]) => day < epochDay);
  const after = days.filter(([day]) => day > epochDay);
  const old = days.find(([day]) => day === epochDay);
  const entry: Day = [epochDay, DAY_CLASSES.indexOf(dayClass), old?.[2] === null ? null : value];
  const all = [...before, entry, ...after];
  const oldest = (all.at(-1)?.[0] ?? epochDay) - reach(all, weeks);
  return all.filter(([day]) => day >= oldest);
}

/** Longest freeze, days; after it the past runs out and the rule reports that it is not judged any more. */
const MOST_FROZEN_DAYS = 180;

/** How many days back counts: an open alarm stops the clock of a baseline, or a long one would leave nothing to return to. */
function reach(days: Days, weeks: number): number {
  const frozen = days.reduce((count, [, , value]) => (value === null ? count + 1 : count), 0);
  return weeks * 7 + Math.min(frozen, MOST_FROZEN_DAYS);
}

export interface Baseline {
  readonly median: number;
  /** Median absolute deviation from the median. */
  readonly spread: number;
  readonly samples: number;
}

/** Values of days before `day` of the same class, and of the same weekday when asked, at most `weeks` back (see {@link reach}). */
export function comparable(days: Days, day: DayOfSignal, weeks: number, sameWeekday: boolean): readonly number[] {
  const kind = DAY_CLASSES.indexOf(day.dayClass);
  const oldest = day.epochDay - reach(days, weeks);
  const values: number[] = [];
  for (const [epochDay, dayKind, value] of days) {
    if (value === null || dayKind !== kind || epochDay >= day.epochDay || epochDay < oldest) continue;
    if (sameWeekday && (day.epochDay - epochDay) % 7 !== 0) continue;
    values.push(value);
  }
  return values;
}

/** Median and median absolute deviation (Hampel 1974, unscaled). `values` must not be empty. */
export function baselineOf(values: readonly number[]): Baseline {
  const middle = median(values);
  return { median: middle, spread: median(values.map((value) => Math.abs(value - middle))), samples: values.length };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)] ?? NaN;
  const lower = sorted[Math.floor((sorted.length - 1) / 2)] ?? NaN;
  return (lower + upper) / 2;
}
