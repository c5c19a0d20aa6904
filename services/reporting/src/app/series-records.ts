import type { Family } from '@loanwatch/contracts';
import type { Queryable } from '@loanwatch/engines';

/** A series as readers see it. */
export interface SeriesRecord {
  readonly id: number;
  readonly metric: string;
  readonly family: Family;
  readonly subject: string;
  readonly enterpriseId: string;
  readonly siteId: string | null;
  readonly timeZone: string;
  /** Longest interval, ms. */
  readonly longestMs: number;
  /** Earliest beginning of a signal, ms. */
  readonly since: number;
}

export interface SeriesFilter {
  readonly metrics: readonly string[];
  readonly subject?: string | undefined;
  readonly siteId?: string | undefined;
  /** Undefined: of all enterprises. */
  readonly enterpriseIds?: readonly string[] | undefined;
}

interface Row {
  readonly id: number;
  readonly metric: string;
  readonly family: Family;
  readonly subject: string;
  readonly enterprise_id: string;
  readonly site_id: string | null;
  readonly time_zone: string;
  readonly longest_ms: string;
  readonly since: string;
}

export async function findSeries(queryable: Queryable, filter: SeriesFilter): Promise<readonly SeriesRecord[]> {
  const conditions = ['metric = ANY($1::text[])'];
  const values: unknown[] = [filter.metrics];
  const require = (condition: (place: string) => string, value: unknown): void => {
    if (value !== undefined) conditions.push(condition(`$${values.push(value)}`));
  };
  require((place) => `subject = ${place}`, filter.subject);
  require((place) => `site_id = ${place}::uuid`, filter.siteId);
  require((place) => `enterprise_id = ANY(${place}::uuid[])`, filter.enterpriseIds);
  const { rows } = await queryable.query<Row>(
    `SELECT id, metric, family, subject, enterprise_id, site_id, time_zone, longest_ms, since
     FROM series WHERE ${conditions.join(' AND ')} ORDER BY subject, enterprise_id, site_id, id`,
    values,
  );
  return rows.map((row) => ({
    id: row.id,
    metric: row.metric,
    family: row.family,
    subject: row.subject,
    enterpriseId: row.enterprise_id,
    siteId: row.site_id,
    timeZone: row.time_zone,
    longestMs: Number(row.longest_ms),
    since: Number(row.since),
  }));
}
