import type { Queryable } from '../database/port';
import { formatPosition, parsePosition } from '../log-position';
import type { Heads } from '../log-tail';
import type { BusRecord } from './port';

/** The embedded bus has one partition per topic. */
export const ONLY_PARTITION = 0;

const LAG_LIMIT = 1_000_000;

interface LogRow {
  readonly xid: string;
  readonly pos: string;
  readonly topic: string;
  readonly key: string;
  readonly headers: Record<string, string>;
  readonly value: string;
}

export interface PageLimits {
  readonly maxRecords: number;
  /** Counted in UTF-8 bytes, which are never fewer than characters. One record always fits. */
  readonly maxCharacters: number;
}

/** The next records of a topic, below the oldest open transaction, so that none is overtaken. */
export async function readPage(
  queryable: Queryable,
  topic: string,
  after: string | null,
  { maxRecords, maxCharacters }: PageLimits,
): Promise<readonly BusRecord[]> {
  const { xid, pos } = parsePosition(after);
  const { rows } = await queryable.query<LogRow>(
    `SELECT xid::text, pos, key, headers, value
     FROM (
       SELECT *, sum(octet_length(value)) OVER (ORDER BY xid, pos) AS total
       FROM (
         SELECT xid, pos, key, headers, value FROM log
         WHERE topic = $1 AND (xid, pos) > ($2::xid8, $3::bigint) AND xid < pg_snapshot_xmin(pg_current_snapshot())
         ORDER BY xid, pos
         LIMIT $4
       ) page
     ) measured
     WHERE total <= $5::bigint OR total = octet_length(value)
     ORDER BY measured.xid, measured.pos`,
    [topic, xid, pos, maxRecords, maxCharacters],
    'bus-read',
  );
  return rows.map((row) => ({
    topic,
    key: row.key,
    value: row.value,
    headers: row.headers,
    partition: ONLY_PARTITION,
    position: formatPosition(row),
  }));
}

export interface RecordHead {
  readonly position: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Positions and headers of the next records. Values are kept apart from their rows, so this costs a fraction. */
export async function readRecordHeads(
  queryable: Queryable,
  topic: string,
  after: string | null,
  maxRecords: number,
): Promise<readonly RecordHead[]> {
  const { xid, pos } = parsePosition(after);
  const { rows } = await queryable.query<LogRow>(
    `SELECT xid::text, pos, headers FROM log
     WHERE topic = $1 AND (xid, pos) > ($2::xid8, $3::bigint) AND xid < pg_snapshot_xmin(pg_current_snapshot())
     ORDER BY log.xid, log.pos
     LIMIT $4`,
    [topic, xid, pos, maxRecords],
    'bus-read-heads',
  );
  return rows.map((row) => ({ position: formatPosition(row), headers: row.headers }));
}

/** Counts records of open transactions too once they commit; beyond a million it says a million. */
export async function countBeyond(queryable: Queryable, topic: string, after: string | null): Promise<number> {
  const { xid, pos } = parsePosition(after);
  const { rows } = await queryable.query<{ behind: number }>(
    `SELECT count(*)::integer AS behind
     FROM (SELECT FROM log WHERE topic = $1 AND (xid, pos) > ($2::xid8, $3::bigint) LIMIT ${LAG_LIMIT}) rest`,
    [topic, xid, pos],
    'bus-lag',
  );
  return rows[0]?.behind ?? 0;
}

export async function readHeads(queryable: Queryable, topics: readonly string[]): Promise<Heads> {
  const { rows } = await queryable.query<LogRow>(
    `SELECT wanted.topic, head.xid::text, head.pos
     FROM unnest($1::text[]) AS wanted (topic)
     CROSS JOIN LATERAL (
       SELECT xid, pos FROM log
       WHERE log.topic = wanted.topic AND xid < pg_snapshot_xmin(pg_current_snapshot())
       ORDER BY xid DESC, pos DESC LIMIT 1
     ) head`,
    [topics],
    'bus-heads',
  );
  return new Map(rows.map((row) => [row.topic, formatPosition(row)]));
}
