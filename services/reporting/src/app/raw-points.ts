import type { Metric } from '@loanwatch/contracts';
import type { Queryable } from '@loanwatch/engines';
import { startOf } from '../domain/recording';
import { shownValue } from '../domain/value';
import { arrayLiteral } from '../projections/array-literal';
import { MOST_POINTS, type Point, type PointsBySeries, requireFew, type Wanted } from './series-points';

interface RawRow {
  readonly series_id: number;
  readonly at: string;
  readonly span_ms: string;
  readonly value: string | null;
  readonly coverage: number;
  readonly detail: {
    readonly attributes?: Readonly<Record<string, unknown>>;
    readonly notJudged?: { readonly code: string; readonly detail: string };
  } | null;
}

const START = 'CASE WHEN span_ms > 0 THEN at - span_ms ELSE at END';

/** Signals as they are. */
export async function rawPoints(
  queryable: Queryable,
  wanted: readonly Wanted[],
  metric: Metric,
): Promise<PointsBySeries> {
  const { rows } = await queryable.query<RawRow>(
    `SELECT signal.*
     FROM unnest($1::integer[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[])
       AS wanted (series_id, from_ms, until_ms, end_ms, longest_ms)
     CROSS JOIN LATERAL (
       SELECT series_id, at, span_ms, value, coverage, detail FROM history
       WHERE history.series_id = wanted.series_id
         AND at >= from_ms AND at <= least(until_ms + longest_ms, end_ms)
         AND ${START} >= from_ms AND ${START} < until_ms
       ORDER BY at
       LIMIT ${MOST_POINTS + 1}
     ) AS signal
     LIMIT ${MOST_POINTS + 1}`,
    [
      arrayLiteral(wanted.map(({ series }) => series.id)),
      arrayLiteral(wanted.map(({ begins }) => begins.from)),
      arrayLiteral(wanted.map(({ begins }) => begins.until)),
      arrayLiteral(wanted.map(({ endsBy }) => Math.min(endsBy, Number.MAX_SAFE_INTEGER))),
      arrayLiteral(wanted.map(({ series }) => series.longestMs)),
    ],
    'raw-points',
  );
  requireFew(rows.length);
  const points = new Map<number, Point[]>();
  for (const row of rows) {
    const known = points.get(row.series_id);
    if (known === undefined) points.set(row.series_id, [rawPoint(row, metric)]);
    else known.push(rawPoint(row, metric));
  }
  return points;
}

function rawPoint({ at, span_ms, value, coverage, detail }: RawRow, metric: Metric): Point {
  const [end, spanMs] = [Number(at), Number(span_ms)];
  return {
    at: startOf(end, spanMs),
    ...(spanMs > 0 && { until: end }),
    value: shownValue(value, metric),
    coverage: metric.kind === 'event' ? null : coverage,
    ...(detail?.notJudged !== undefined && { reason: detail.notJudged }),
    ...(detail?.attributes !== undefined && { attributes: detail.attributes }),
  };
}
