import type { Queryable } from '@loanwatch/engines';
import type { PeriodUnit } from '../domain/period';
import { piecesOf } from '../domain/period';
import type { Sums } from '../domain/value';
import { arrayLiteral } from '../projections/array-literal';

/** A series counts towards a group, with its site dates [from, until). */
export interface Claim {
  readonly group: number;
  readonly seriesId: number;
  readonly from: string;
  readonly until: string;
  /** Factor of its sum; 1 unless a channel counts for more. */
  readonly weight: number;
}

export interface GroupSums extends Sums {
  readonly group: number;
  readonly metric: string;
  /** First date of the period. */
  readonly period: string;
  /** Sum of (mean of a series in a month or day x its observed time) over the time with a mean, scaled. */
  readonly weightedMean: number | null;
  readonly seriesIds: readonly number[];
  /** Newest value, as stored. */
  readonly last: string | null;
}

interface Row {
  readonly grp: number;
  readonly metric: string;
  readonly period: string;
  readonly n: number;
  readonly not_judged: number;
  readonly sum: string;
  readonly min: string | null;
  readonly max: string | null;
  readonly observed_ms: string;
  readonly weighted_mean: number | null;
  readonly series_ids: number[];
  readonly last: string | null;
}

const PARTS = `
  SELECT claim.grp, claim.weight, part.series_id, part.month AS date, part.n, part.not_judged, part.sum, part.min,
    part.max, part.observed_ms, part.last_at, part.last
  FROM unnest($1::integer[], $2::integer[], $3::date[], $4::date[], $5::numeric[])
    AS claim (grp, series_id, from_date, until_date, weight)
  JOIN rollup_month part
    ON part.series_id = claim.series_id AND part.month >= claim.from_date AND part.month < claim.until_date
  UNION ALL
  SELECT claim.grp, claim.weight, part.series_id, part.day, part.n, part.not_judged, part.sum, part.min, part.max,
    part.observed_ms, part.last_at, part.last
  FROM unnest($6::integer[], $7::integer[], $8::date[], $9::date[], $10::numeric[])
    AS claim (grp, series_id, from_date, until_date, weight)
  JOIN rollup_day part
    ON part.series_id = claim.series_id AND part.day >= claim.from_date AND part.day < claim.until_date`;

/** Sums per group, metric and period: whole months out of the months, the ends of a claim out of its days. */
export async function sumRollUps(
  queryable: Queryable,
  claims: readonly Claim[],
  unit: PeriodUnit,
): Promise<readonly GroupSums[]> {
  if (claims.length === 0) return [];
  const months: Claim[] = [];
  const days: Claim[] = [];
  for (const claim of claims) {
    const pieces = piecesOf(claim.from, claim.until);
    if (pieces.months !== undefined) months.push({ ...claim, ...pieces.months });
    for (const edge of pieces.days) days.push({ ...claim, ...edge });
  }
  const { rows } = await queryable.query<Row>(
    `SELECT part.grp, series.metric, date_trunc($11, part.date)::date AS period,
       sum(part.n)::integer AS n, sum(part.not_judged)::integer AS not_judged,
       round(sum(part.sum * part.weight)) AS sum, min(part.min) AS min, max(part.max) AS max,
       sum(part.observed_ms) AS observed_ms,
       (sum(part.sum / nullif(part.n, 0) * part.observed_ms)
         / nullif(sum(part.observed_ms) FILTER (WHERE part.n > 0), 0))::float8 AS weighted_mean,
       array_agg(DISTINCT part.series_id) AS series_ids,
       (array_agg(part.last ORDER BY part.last_at DESC))[1] AS last
     FROM (${PARTS}) AS part
     JOIN series ON series.id = part.series_id
     GROUP BY 1, 2, 3`,
    [...columns(months), ...columns(days), unit],
    'roll-up-sums',
  );
  return rows.map((row) => ({
    group: row.grp,
    metric: row.metric,
    period: row.period,
    n: row.n,
    notJudged: row.not_judged,
    sum: row.sum,
    min: row.min,
    max: row.max,
    observedMs: Number(row.observed_ms),
    weightedMean: row.weighted_mean,
    seriesIds: row.series_ids,
    last: row.last,
  }));
}

function columns(claims: readonly Claim[]): string[] {
  return [
    arrayLiteral(claims.map(({ group }) => group)),
    arrayLiteral(claims.map(({ seriesId }) => seriesId)),
    arrayLiteral(claims.map(({ from }) => from)),
    arrayLiteral(claims.map(({ until }) => until)),
    arrayLiteral(claims.map(({ weight }) => weight)),
  ];
}
