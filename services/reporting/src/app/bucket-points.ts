import type { Metric } from '@loanwatch/contracts';
import type { Queryable } from '@loanwatch/engines';
import { dayEnd, dayStart, HOUR_MS } from '@loanwatch/kernel';
import { lastDate, periodOf } from '../domain/period';
import { siteHour } from '../domain/site-hour';
import { arrayLiteral } from '../projections/array-literal';
import { sumRollUps } from './roll-up-sums';
import {
  type Bucket,
  bucketPoint,
  MOST_POINTS,
  type Point,
  type PointsBySeries,
  requireFew,
  type Wanted,
  type WantedDates,
} from './series-points';

interface RollUpRow {
  readonly place: number;
  readonly key: string;
  readonly n: number;
  readonly not_judged: number;
  readonly sum: string;
  readonly min: string | null;
  readonly max: string | null;
  readonly observed_ms: string;
  readonly last: string | null;
}

const COLUMNS = 'n, not_judged, sum, min, max, observed_ms, last';

export async function hourPoints(
  queryable: Queryable,
  wanted: readonly Wanted[],
  metric: Metric,
  now: number,
): Promise<PointsBySeries> {
  const { rows } = await queryable.query<RollUpRow>(
    `SELECT place::integer, hour AS key, ${COLUMNS}
     FROM unnest($1::integer[], $2::bigint[], $3::bigint[], $4::bigint[]) WITH ORDINALITY
       AS wanted (series_id, from_ms, until_ms, end_ms, place)
     JOIN rollup_hour ON rollup_hour.series_id = wanted.series_id
       AND hour >= from_ms AND hour < until_ms AND hour <= end_ms - ${HOUR_MS}
     ORDER BY place, hour
     LIMIT ${MOST_POINTS + 1}`,
    [
      arrayLiteral(wanted.map(({ series }) => series.id)),
      arrayLiteral(wanted.map(({ begins }) => begins.from)),
      arrayLiteral(wanted.map(({ begins }) => begins.until)),
      arrayLiteral(wanted.map(({ endsBy }) => Math.min(endsBy, Number.MAX_SAFE_INTEGER))),
    ],
    'hour-points',
  );
  return pointsOf(rows, wanted, metric, now, (key, timeZone) => {
    const { start, end } = siteHour(Number(key), timeZone);
    return { at: start, until: end };
  });
}

export async function dayPoints(
  queryable: Queryable,
  wanted: readonly WantedDates[],
  metric: Metric,
  now: number,
): Promise<PointsBySeries> {
  const { rows } = await queryable.query<RollUpRow>(
    `SELECT place::integer, day AS key, ${COLUMNS}
     FROM unnest($1::integer[], $2::date[], $3::date[]) WITH ORDINALITY
       AS wanted (series_id, from_date, until_date, place)
     JOIN rollup_day ON rollup_day.series_id = wanted.series_id AND day >= from_date AND day < until_date
     ORDER BY place, day
     LIMIT ${MOST_POINTS + 1}`,
    [
      arrayLiteral(wanted.map(({ series }) => series.id)),
      arrayLiteral(wanted.map(({ from }) => from)),
      arrayLiteral(wanted.map(({ until }) => until)),
    ],
    'day-points',
  );
  return pointsOf(rows, wanted, metric, now, (date, timeZone) => ({
    at: dayStart(date, timeZone),
    until: dayEnd(date, timeZone),
  }));
}

/** Months that are asked for only in part are put together from their days, and say so by their ends. */
export async function monthPoints(
  queryable: Queryable,
  wanted: readonly WantedDates[],
  metric: Metric,
  now: number,
): Promise<PointsBySeries> {
  const claims = wanted.map(({ series, from, until }, group) => ({
    group,
    seriesId: series.id,
    from,
    until,
    weight: 1,
  }));
  const sums = await sumRollUps(queryable, claims, 'month');
  requireFew(sums.length);
  const points = new Map<number, Point[]>();
  for (const sum of [...sums].sort((a, b) => (a.period < b.period ? -1 : 1))) {
    const asked = wanted[sum.group] as WantedDates;
    const { timeZone, id } = asked.series;
    const month = periodOf(sum.period, 'month');
    const from = month.from < asked.from ? asked.from : month.from;
    const until = month.until > asked.until ? asked.until : month.until;
    const bucket = { ...sum, at: dayStart(from, timeZone), until: dayEnd(lastDate({ from, until }), timeZone) };
    put(points, id, bucketPoint(bucket, metric, now));
  }
  return points;
}

function pointsOf(
  rows: readonly RollUpRow[],
  wanted: readonly { readonly series: Wanted['series'] }[],
  metric: Metric,
  now: number,
  endsOf: (key: string, timeZone: string) => Pick<Bucket, 'at' | 'until'>,
): PointsBySeries {
  requireFew(rows.length);
  const points = new Map<number, Point[]>();
  for (const { place, key, n, not_judged, sum, min, max, observed_ms, last } of rows) {
    const { series } = wanted[place - 1] as { readonly series: Wanted['series'] };
    const bucket = { n, notJudged: not_judged, sum, min, max, observedMs: Number(observed_ms), last };
    put(points, series.id, bucketPoint({ ...bucket, ...endsOf(key, series.timeZone) }, metric, now));
  }
  return points;
}

function put(points: Map<number, Point[]>, seriesId: number, point: Point): void {
  const known = points.get(seriesId);
  if (known === undefined) points.set(seriesId, [point]);
  else known.push(point);
}
