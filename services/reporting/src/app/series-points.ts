import type { Metric } from '@loanwatch/contracts';
import { DomainError } from '@loanwatch/kernel';
import type { Period } from '../domain/period';
import type { Stretch } from '../domain/sight';
import { coverageOf, decimal, shownValue, sumOrMean, type Sums } from '../domain/value';
import type { SeriesRecord } from './series-records';

/** Most points of one answer, over all its series. */
export const MOST_POINTS = 5_000;

export interface Point {
  /** The instant, or the beginning of the interval or bucket, ms. */
  readonly at: number;
  /** End of the interval or bucket, ms; undefined for an instant. */
  readonly until?: number;
  /** Null: not judged. What nobody observed has no point. */
  readonly value: number | string | null;
  /** Share of the time that was observed; null for events, which say nothing about the time between them. */
  readonly coverage: number | null;
  /** Signals with a value, and without one, in a bucket. */
  readonly n?: number;
  readonly notJudged?: number;
  readonly min?: number;
  readonly max?: number;
  /** Why a single signal has no value. */
  readonly reason?: { readonly code: string; readonly detail: string };
  readonly attributes?: Readonly<Record<string, unknown>>;
}

export type PointsBySeries = ReadonlyMap<number, readonly Point[]>;

/** A series, what of it is asked for, and what of that the caller may see. */
export interface Wanted {
  readonly series: SeriesRecord;
  /** Beginnings of the points: asked for and seen. */
  readonly begins: Stretch;
  /** Nothing may end after this, ms. */
  readonly endsBy: number;
}

/** A series with site dates. */
export interface WantedDates extends Period {
  readonly series: SeriesRecord;
}

export interface Bucket extends Sums {
  readonly at: number;
  readonly until: number;
  /** Newest value in it, as stored. */
  readonly last: string | null;
}

/** A bucket as a point; of the running one only the time that is over counts. */
export function bucketPoint(bucket: Bucket, metric: Metric, now: number): Point {
  const { at, until, n, notJudged, min, max, observedMs, last } = bucket;
  const isState = metric.kind === 'state';
  return {
    at,
    until,
    value: isState ? shownValue(last, metric) : sumOrMean(bucket, metric),
    coverage: metric.kind === 'event' ? null : coverageOf(observedMs, Math.min(until, now) - at),
    n,
    notJudged,
    ...(!isState &&
      min !== null &&
      max !== null && { min: decimal(min, metric.digits), max: decimal(max, metric.digits) }),
  };
}

/** Throws `series.too-many-points`. */
export function requireFew(points: number): void {
  if (points <= MOST_POINTS) return;
  throw new DomainError(
    'series.too-many-points',
    'invalid',
    `The answer would have more than ${MOST_POINTS} points: ask for a shorter time, a larger bucket, or one subject.`,
    { errors: [{ pointer: '/bucket', detail: 'raw, hour, day or month: take a larger one' }] },
  );
}
