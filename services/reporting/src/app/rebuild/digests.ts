import type { Queryable } from '@loanwatch/engines';

/** Rows of a table or of one series in it: how many, and a sum over their hashes that does not depend on their order. */
export interface Digest {
  readonly rows: number;
  readonly hash: string;
}

/** By table, then by what the rows are about: a series by name, or everything. */
export type Digests = ReadonlyMap<string, ReadonlyMap<string, Digest>>;

/** A statement of the service must answer within seconds; series are taken so many at a time that it does. */
const FIRST_STEP = 50;
const LONG_MS = 1_000;
const SHORT_MS = 250;

/** Which batch wrote a row, and ids of series, depend on how the log was cut into batches. */
const OF_SERIES: Readonly<Record<string, string>> = {
  history: 'at, span_ms, value, coverage, revision, detail',
  rollup_hour: 'hour, n, not_judged, sum, min, max, observed_ms, last_at, last, last_coverage',
  rollup_day: 'day, n, not_judged, sum, min, max, observed_ms, last_at, last, last_coverage',
  rollup_month: 'month, n, not_judged, sum, min, max, observed_ms, last_at, last, last_coverage',
};
const SERIES = 'metric, family, subject, enterprise_id, site_id, time_zone, usual_ms, longest_ms, since';
const WHOLE = ['seen', 'alarm', 'alarm_dispatch', 'case_file', 'alarm_day'];
const ALL = 'all';

const digest = (row: string): string =>
  `count(*)::integer AS rows, sum(hashtextextended((${row})::text, 0))::text AS hash`;

/** The scope must be the platform's. */
export async function digestsOf(queryable: Queryable): Promise<Digests> {
  const digests = new Map<string, ReadonlyMap<string, Digest>>();
  digests.set('series', await single(queryable, `SELECT ${digest(`ROW(${SERIES})`)} FROM series`));
  for (const [table, columns] of Object.entries(OF_SERIES)) {
    digests.set(table, await bySeries(queryable, table, columns));
  }
  for (const table of WHOLE) {
    digests.set(table, await single(queryable, `SELECT ${digest(`${table}.*`)} FROM ${table}`));
  }
  return digests;
}

async function single(queryable: Queryable, sql: string): Promise<ReadonlyMap<string, Digest>> {
  const { rows } = await queryable.query<{ rows: number; hash: string | null }>(sql);
  const [row] = rows;
  return new Map([[ALL, { rows: row?.rows ?? 0, hash: row?.hash ?? '' }]]);
}

async function bySeries(queryable: Queryable, table: string, columns: string): Promise<ReadonlyMap<string, Digest>> {
  const { rows: ends } = await queryable.query<{ last: number | null }>('SELECT max(id) AS last FROM series');
  const last = ends[0]?.last ?? 0;
  const digests = new Map<string, Digest>();
  for (let from = 1, step = FIRST_STEP; from <= last;) {
    const started = performance.now();
    const { rows } = await queryable.query<Digest & { name: string }>(
      `SELECT concat_ws(' ', metric, subject, enterprise_id, site_id) AS name, ${digest(`ROW(${columns})`)}
       FROM ${table} JOIN series ON series.id = series_id
       WHERE series_id >= $1 AND series_id < $2
       GROUP BY series.id`,
      [from, from + step],
    );
    for (const { name, rows: count, hash } of rows) digests.set(name, { rows: count, hash });
    from += step;
    const tookMs = performance.now() - started;
    if (tookMs < SHORT_MS) step *= 2;
    if (tookMs > LONG_MS) step = Math.max(1, Math.floor(step / 2));
  }
  return digests;
}

export interface TableComparison {
  readonly table: string;
  readonly live: number;
  readonly rebuilt: number;
  readonly equal: boolean;
  /** Up to ten of the series that differ; `all` for a table that is compared as a whole. */
  readonly differing: readonly string[];
}

const MOST_NAMED = 10;

export function compareDigests(live: Digests, rebuilt: Digests): readonly TableComparison[] {
  return [...live].map(([table, ofLive]) => {
    const ofRebuilt = rebuilt.get(table) ?? new Map<string, Digest>();
    const differing = [...new Set([...ofLive.keys(), ...ofRebuilt.keys()])].filter((name) => {
      const [a, b] = [ofLive.get(name), ofRebuilt.get(name)];
      return a?.rows !== b?.rows || a?.hash !== b?.hash;
    });
    return {
      table,
      live: rowsIn(ofLive),
      rebuilt: rowsIn(ofRebuilt),
      equal: differing.length === 0,
      differing: differing.slice(0, MOST_NAMED),
    };
  });
}

function rowsIn(digests: ReadonlyMap<string, Digest>): number {
  return [...digests.values()].reduce((sum, { rows }) => sum + rows, 0);
}
