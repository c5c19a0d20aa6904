import type { Metric } from '@loanwatch/contracts';

/** The sums of a stretch of time as the database keeps them: integers as text, because they can exceed a double. */
export interface Sums {
  readonly n: number;
  readonly notJudged: number;
  /** In the metric's scale. */
  readonly sum: string;
  readonly min: string | null;
  readonly max: string | null;
  readonly observedMs: number;
}

/** The double nearest to a scaled integer, in the metric's unit. */
export function decimal(scaled: string, digits: number): number {
  const whole = Number(scaled);
  if (Number.isSafeInteger(whole)) return whole / 10 ** digits;
  const negative = scaled.startsWith('-');
  const text = (negative ? scaled.slice(1) : scaled).padStart(digits + 1, '0');
  const number = Number(`${text.slice(0, text.length - digits)}.${text.slice(text.length - digits)}`);
  return negative ? -number : number;
}

/** A stored value as it is shown: a number in the metric's unit, or the name of a state. */
export function shownValue(stored: string | null, { kind, digits, states }: Metric): number | string | null {
  if (stored === null) return null;
  return kind === 'state' ? (states?.[Number(stored)] ?? null) : decimal(stored, digits);
}

/** Mean of the judged recordings, with two digits more than the metric has; null when there are none. */
export function mean({ n, sum }: Pick<Sums, 'n' | 'sum'>, digits: number): number | null {
  return n === 0 ? null : rounded(decimal(sum, digits) / n, digits + 2);
}

/** What stands for a stretch of time: the sum of amounts and events, the mean of gauges; null when nothing was judged. */
export function sumOrMean(sums: Sums, { kind, digits }: Metric): number | null {
  if (sums.n === 0) return null;
  return kind === 'delta' || kind === 'event' ? decimal(sums.sum, digits) : mean(sums, digits);
}

/**
 * Share of the time that was observed, 0 to 1, four digits. Overlapping observations do not make more than all of it.
 * 0 where there was no time to observe.
 */
export function coverageOf(observedMs: number, expectedMs: number): number {
  if (expectedMs <= 0) return 0;
  return rounded(Math.min(1, observedMs / expectedMs), 4);
}

export function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
