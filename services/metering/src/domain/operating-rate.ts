import { type Calendar, type DayClass, dayClass, daysBetween, StatutoryYearMissing } from '@loanwatch/kernel';

/** What is known of a closed site day. */
export interface EnergyDay {
  /** Scaled Wh; null when nothing was observed. */
  readonly energy: number | null;
  readonly coverage: number;
  /** As last published; null when not judged. */
  readonly rate: number | null;
}

/** The closed days of one site by date. */
export type EnergyDays = ReadonlyMap<string, EnergyDay>;

export interface Baseline {
  /** Median day energy, scaled Wh. */
  readonly energy: number;
  /** Comparable days behind it. */
  readonly samples: number;
}

export type Judgement =
  | { readonly rate: number; readonly dayClass: DayClass; readonly baseline: Baseline; readonly isColdStart: boolean }
  | { readonly rate: null; readonly dayClass: DayClass | null; readonly code: NotJudgedCode; readonly detail: string };

export type NotJudgedCode =
  'coverage-too-low' | 'baseline-too-short' | 'baseline-zero' | 'declared-closure' | 'calendar-year-missing';

/** Baseline days come from this many weeks before the day. */
export const BASELINE_DAYS = 8 * 7;
/** Fewer comparable days are no baseline. */
export const MIN_COMPARABLE_DAYS = 10;
/** A day observed less is neither judged nor comparable. */
export const MIN_COVERAGE = 0.8;
/** Below this rate a day is a possible stop, which must not become the new normal at once. */
export const LOW_RATE = 0.6;
/** A low day stays out of the baseline this long; then it counts, or a lasting change would be alarmed about for ever. */
export const LOW_DAYS_EXCLUDED_FOR = 4 * 7;

/**
 * Operating rate 开工率 of a site day: its energy over the median energy of comparable days, those of the same day class
 * in the eight weeks before. Until eight weeks are known (cold start), the day is compared with all days known so far,
 * before and after it, so that a factory that stood still when monitoring began is seen once it runs.
 */
export class RateJudge {
  private readonly days: readonly ClassifiedDay[];

  /** `days` must not change while this judge is asked, but for the rates of cold-start days. */
  constructor(
    known: EnergyDays,
    private readonly calendar: Calendar,
  ) {
    this.days = [...known].map(([date, day]) => classified(date, day, calendar)).sort((a, b) => a.number - b.number);
  }

  judge(date: string): Judgement {
    const number = dayNumber(date);
    const day = this.days.find((known) => known.number === number);
    const kind = day === undefined ? comparableClass(this.calendar, date) : day.kind;
    if (kind === undefined) return notJudged(null, 'calendar-year-missing', `no statutory calendar for ${date}`);
    const ownClass = dayClass(this.calendar, date);
    if (kind === 'closure') return notJudged(ownClass, 'declared-closure', 'the site has declared a closure');
    if (day?.energy == null || day.coverage < MIN_COVERAGE) {
      const detail = `coverage ${day?.coverage ?? 0} of at least ${MIN_COVERAGE}`;
      return notJudged(ownClass, 'coverage-too-low', detail);
    }
    const isColdStart = this.isColdStart(number);
    const comparable = isColdStart ? this.coldStartDays(number, kind) : this.daysBefore(number, kind);
    if (comparable.length < MIN_COMPARABLE_DAYS) {
      const detail = `${comparable.length} of ${MIN_COMPARABLE_DAYS} comparable days (${kind})`;
      return notJudged(ownClass, 'baseline-too-short', detail);
    }
    const baseline: Baseline = { energy: median(comparable), samples: comparable.length };
    if (baseline.energy <= 0) return notJudged(ownClass, 'baseline-zero', 'the site usually uses nothing on such days');
    const rate = Math.round((day.energy / baseline.energy) * 10_000) / 10_000;
    return { rate, dayClass: ownClass, baseline, isColdStart };
  }

  /**
   * With the day `closed` known, cold-start days before it can be judged for the first time, or show a stop that was
   * taken for the usual while there was nothing else to compare with.
   */
  newsOfColdStart(closed: string): { readonly date: string; readonly judgement: Judgement }[] {
    const to = dayNumber(closed);
    return this.days
      .filter(({ number }) => number < to && number >= to - BASELINE_DAYS && this.isColdStart(number))
      .map((day) => ({ day, date: day.date, judgement: this.judge(day.date) }))
      .filter(({ day, judgement }) => isNews(day.rate, judgement));
  }

  private isColdStart(number: number): boolean {
    const [first] = this.days;
    return first === undefined || first.number > number - BASELINE_DAYS;
  }

  private comparable(from: number, to: number, kind: DayClass): (ClassifiedDay & { readonly energy: number })[] {
    return this.days.filter(
      (day): day is ClassifiedDay & { readonly energy: number } =>
        day.number >= from &&
        day.number <= to &&
        day.kind === kind &&
        day.energy !== null &&
        day.coverage >= MIN_COVERAGE,
    );
  }

  private daysBefore(number: number, kind: DayClass): number[] {
    return this.comparable(number - BASELINE_DAYS, number - 1, kind)
      .filter((day) => day.rate === null || day.rate >= LOW_RATE || number - day.number > LOW_DAYS_EXCLUDED_FOR)
      .map(({ energy }) => energy);
  }

  /**
   * In the cold start no rates stand yet that could tell which days were low. A day counts as low against the upper
   * quartile, which is a running day even when the first weeks were mostly a stop.
   */
  private coldStartDays(number: number, kind: DayClass): number[] {
    const all = this.comparable(number - BASELINE_DAYS, number + BASELINE_DAYS, kind);
    const newest = all.at(-1)?.number ?? number;
    const limit = upperQuartile(all.map(({ energy }) => energy)) * LOW_RATE;
    return all
      .filter((day) => day.energy >= limit || newest - day.number > LOW_DAYS_EXCLUDED_FOR)
      .map(({ energy }) => energy);
  }
}

interface ClassifiedDay extends EnergyDay {
  readonly date: string;
  /** Days since 1970-01-01, for windows. */
  readonly number: number;
  /** Undefined when the calendar of the year is not known. */
  readonly kind: DayClass | undefined;
}

function classified(date: string, day: EnergyDay, calendar: Calendar): ClassifiedDay {
  return { ...day, date, number: dayNumber(date), kind: comparableClass(calendar, date) };
}

function dayNumber(date: string): number {
  return daysBetween('1970-01-01', date);
}

function isNews(before: number | null, { rate }: Judgement): boolean {
  if (rate === null) return false;
  return before === null || (before >= LOW_RATE && rate < LOW_RATE);
}

function notJudged(kind: DayClass | null, code: NotJudgedCode, detail: string): Judgement {
  return { rate: null, dayClass: kind, code, detail };
}

/** A make-up day is a working day on another weekday. Undefined when the calendar of the year is not known. */
function comparableClass(calendar: Calendar, date: string): DayClass | undefined {
  try {
    const kind = dayClass(calendar, date);
    return kind === 'make-up' ? 'working' : kind;
  } catch (error) {
    if (error instanceof StatutoryYearMissing) return undefined;
    throw error;
  }
}

function upperQuartile(values: readonly number[]): number {
  return ascending(values)[Math.ceil((values.length - 1) * 0.75)] ?? 0;
}

function median(values: readonly number[]): number {
  const sorted = ascending(values);
  const upper = sorted[Math.floor(sorted.length / 2)] ?? 0;
  if (sorted.length % 2 === 1) return upper;
  return ((sorted[sorted.length / 2 - 1] ?? 0) + upper) / 2;
}

function ascending(values: readonly number[]): number[] {
  return [...values].sort((a, b) => a - b);
}
