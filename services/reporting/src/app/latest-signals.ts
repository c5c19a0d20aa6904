import type { Queryable } from '@loanwatch/engines';

/** The newest signal of a series. */
export interface LatestSignal {
  readonly seriesId: number;
  readonly metric: string;
  readonly subject: string;
  readonly enterpriseId: string;
  readonly siteId: string | null;
  /** Event time, ms. */
  readonly at: number;
  /** As stored; null: not judged. */
  readonly value: string | null;
  readonly coverage: number;
}

interface Row {
  readonly id: number;
  readonly metric: string;
  readonly subject: string;
  readonly enterprise_id: string;
  readonly site_id: string | null;
  readonly last_at: string;
  readonly last: string | null;
  readonly last_coverage: number;
}

export interface LatestFilter {
  readonly enterpriseIds: readonly string[];
  readonly families?: readonly string[];
  readonly metrics?: readonly string[];
  readonly limit: number;
}

/** Newest first. The newest month of a series knows its newest signal, so history is not asked. */
export async function latestSignals(queryable: Queryable, filter: LatestFilter): Promise<readonly LatestSignal[]> {
  const { rows } = await queryable.query<Row>(
    `SELECT series.id, metric, subject, enterprise_id, site_id, newest.last_at, newest.last, newest.last_coverage
     FROM series
     CROSS JOIN LATERAL (
       SELECT last_at, last, last_coverage FROM rollup_month WHERE series_id = series.id ORDER BY month DESC LIMIT 1
     ) AS newest
     WHERE enterprise_id = ANY($1::uuid[])
       AND ($2::text[] IS NULL OR family = ANY($2)) AND ($3::text[] IS NULL OR metric = ANY($3))
     ORDER BY newest.last_at DESC, series.id
     LIMIT $4`,
    [filter.enterpriseIds, filter.families ?? null, filter.metrics ?? null, filter.limit],
    'latest-signals',
  );
  return rows.map((row) => ({
    seriesId: row.id,
    metric: row.metric,
    subject: row.subject,
    enterpriseId: row.enterprise_id,
    siteId: row.site_id,
    at: Number(row.last_at),
    value: row.last,
    coverage: row.last_coverage,
  }));
}

/** Event time (ms) of the newest signal of each device of an enterprise, of the given families. */
export async function devicesSeen(
  queryable: Queryable,
  enterpriseId: string,
  families: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const { rows } = await queryable.query<{ device: string; last_at: string }>(
    `SELECT split_part(split_part(subject, ':', 2), '/', 1) AS device, max(newest.last_at) AS last_at
     FROM series
     CROSS JOIN LATERAL (
       SELECT last_at FROM rollup_month WHERE series_id = series.id ORDER BY month DESC LIMIT 1
     ) AS newest
     WHERE enterprise_id = $1 AND family = ANY($2::text[]) AND subject LIKE 'channel:%'
     GROUP BY 1`,
    [enterpriseId, families],
    'devices-seen',
  );
  return new Map(rows.map(({ device, last_at }) => [device, Number(last_at)]));
}
