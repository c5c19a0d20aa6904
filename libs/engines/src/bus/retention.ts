import type { Queryable } from '../database/port';

/** How long the log keeps a topic's records, as `contracts/topics.json` has it. */
export type Retention = { readonly days: number } | 'compacted';

const BATCH_ROWS = 2_000;
/** A consumer that starts while a topic is compacted must not miss a key's only record. */
const COMPACT_AFTER_DAYS = 1;

/** Deletes what is due, in small batches that hold nobody up; returns how many records went. */
export async function trimTopic(queryable: Queryable, topic: string, retention: Retention): Promise<number> {
  let deleted = 0;
  for (;;) {
    const { rowCount } =
      retention === 'compacted'
        ? await queryable.query(DELETE_SUPERSEDED, [topic, COMPACT_AFTER_DAYS, BATCH_ROWS])
        : await queryable.query(DELETE_OLD, [topic, retention.days, BATCH_ROWS]);
    deleted += rowCount;
    if (rowCount < BATCH_ROWS) return deleted;
  }
}

const DELETE_OLD = `
  DELETE FROM log WHERE (topic, xid, pos) IN (
    SELECT topic, xid, pos FROM log
    WHERE topic = $1
    ORDER BY xid, pos LIMIT $3
  ) AND created_at < now() - $2 * interval '1 day'`;

/** A record goes when a later one of its key has stood long enough. */
const DELETE_SUPERSEDED = `
  DELETE FROM log WHERE (topic, xid, pos) IN (
    SELECT topic, xid, pos FROM (
      SELECT topic, xid, pos, lead(created_at) OVER (PARTITION BY key ORDER BY xid, pos) AS superseded_at
      FROM log WHERE topic = $1
    ) history
    WHERE superseded_at < now() - $2 * interval '1 day'
    LIMIT $3
  )`;
