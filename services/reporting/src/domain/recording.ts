import type { Metric, Signal } from '@loanwatch/contracts';
import { toScaled } from '@loanwatch/kernel';

/**
 * How a signal is kept. `spanMs` > 0: an interval of that length that ends at `at`. `spanMs` <= 0: a point in time that
 * stands for the -spanMs before it. Either way it observed `coverage` of its span.
 */
export interface Recording {
  /** Event time, or the end of the interval (exclusive), ms. */
  readonly at: number;
  readonly spanMs: number;
  /** Integer in the metric's scale; the number of the state; null when not judged. */
  readonly value: number | null;
  /** 0 to 1, single precision, as it is stored. */
  readonly coverage: number;
}

/** Beginning of a series that no signal has been told of. */
export const NOT_BEGUN_MS = Number.MAX_SAFE_INTEGER;

/** When it begins: decides hour, day and month, as it does for the energy of a day. */
export function startOf(at: number, spanMs: number): number {
  return spanMs > 0 ? at - spanMs : at;
}

/** Observed time, ms. Rounded down, as the database does when it recomputes. */
export function observedMs(coverage: number, spanMs: number): number {
  return Math.floor(coverage * Math.abs(spanMs));
}

/**
 * Span of a point: the time since the point before (`lastAt`, ms), but not more than the device's usual interval; that
 * interval also when it comes late or first. An event says nothing about the time before it.
 */
export function pointSpanMs(at: number, lastAt: number, usualMs: number, isEvent: boolean): number {
  if (isEvent) return 0;
  const sinceLast = at - lastAt;
  const span = sinceLast >= 0 && sinceLast < usualMs ? sinceLast : usualMs;
  return span === 0 ? 0 : -span;
}

/** Length of a signal's interval, ms; 0 for a point. */
export function intervalMs({ at, from }: Pick<Signal, 'at' | 'from'>): number {
  return from === undefined || from >= at ? 0 : at - from;
}

/**
 * The value as it is stored. Throws RangeError for a value that the metric cannot have: a state it does not know, text
 * where a number belongs, a number too large to be exact.
 */
export function scaledValue(value: Signal['value'], metric: Metric): number | null {
  if (value === null) return null;
  if (metric.kind === 'state') {
    const place = metric.states?.indexOf(String(value)) ?? -1;
    if (place < 0) throw new RangeError(`${metric.code} has no state ${value}`);
    return place;
  }
  if (typeof value !== 'number') throw new RangeError(`${metric.code} is a number, not ${value}`);
  return toScaled(value, metric.digits);
}
