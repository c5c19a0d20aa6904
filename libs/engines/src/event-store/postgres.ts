import { setTimeout as pause } from 'node:timers/promises';
import type { Database, DatabaseEngine } from '../database/port';
import { comparePositions, type LogPosition, parsePosition } from '../log-position';
import { type Heads, LogTail } from '../log-tail';
import { AppendWriter } from './append-writer';
import type { EventStore, ExpectedRevision, NewEvent, RecordedEvent, SubscribeOptions } from './port';
import { EVENT_STORE_MIGRATIONS } from './schema';

/** The store is one log. */
const TOPIC = ['events'] as const;
const CONNECTIONS = 6;
const READ_LIMIT = 100_000;
const DEFAULT_BATCH = 500;
const MAX_RETRY_WAIT_MS = 2_000;

interface Page {
  readonly events: readonly RecordedEvent[];
  /** Everything up to here has been looked at, also what belongs to other categories. */
  readonly scanned: LogPosition;
  readonly atHead: boolean;
}

/** Streams in one PostgreSQL table, in the schema `event_store`. `start` connects. */
export class PostgresEventStore implements EventStore {
  private connection:
    { readonly database: Database; readonly writer: AppendWriter; readonly tail: LogTail } | undefined;

  constructor(private readonly engine: DatabaseEngine) {}

  async start(): Promise<void> {
    const database = await this.engine.open('event-store', EVENT_STORE_MIGRATIONS, { maxConnections: CONNECTIONS });
    const tail = new LogTail(() => readHead(database));
    this.connection = { database, tail, writer: new AppendWriter(database, () => tail.wake(TOPIC)) };
  }

  append(stream: string, expected: ExpectedRevision, events: readonly NewEvent[]): Promise<{ revision: number }> {
    return this.open.writer.append(stream, expected, events);
  }

  async read(
    stream: string,
    { from = 0, limit = READ_LIMIT }: { readonly from?: number; readonly limit?: number } = {},
  ): Promise<readonly RecordedEvent[]> {
    const { rows } = await this.open.database.query<RecordedEvent>(
      `SELECT ${COLUMNS} FROM events WHERE stream = $1 AND revision >= $2 ORDER BY revision LIMIT $3`,
      [stream, from, limit],
      'read-stream',
    );
    return rows;
  }

  async readBackwards(stream: string, { limit }: { readonly limit: number }): Promise<readonly RecordedEvent[]> {
    const { rows } = await this.open.database.query<RecordedEvent>(
      `SELECT ${COLUMNS} FROM events WHERE stream = $1 ORDER BY revision DESC LIMIT $2`,
      [stream, limit],
      'read-stream-backwards',
    );
    return rows;
  }

  async *subscribe(options: SubscribeOptions): AsyncIterable<readonly RecordedEvent[]> {
    const { tail } = this.open;
    const { signal } = options;
    let after = parsePosition(options.after);
    let failures = 0;
    while (!signal.aborted) {
      const version = tail.version(TOPIC);
      let page: Page;
      try {
        page = await this.page(options, after);
        failures = 0;
      } catch {
        if (this.connection === undefined) return;
        await backOff(++failures, signal);
        continue;
      }
      if (page.events.length > 0) yield page.events;
      after = page.scanned;
      if (page.atHead) await tail.beyond(TOPIC, version, signal);
    }
  }

  async *readAll(options: Omit<SubscribeOptions, 'signal'>): AsyncIterable<readonly RecordedEvent[]> {
    let after = parsePosition(options.after);
    for (let atHead = false; !atHead;) {
      const page: Page = await this.page(options, after);
      if (page.events.length > 0) yield page.events;
      after = page.scanned;
      atHead = page.atHead;
    }
  }

  async check(): Promise<void> {
    await this.open.database.check();
  }

  async close(): Promise<void> {
    if (this.connection === undefined) return;
    const { writer, tail, database } = this.connection;
    tail.stop();
    await writer.idle();
    this.connection = undefined;
    await database.close();
  }

  private get open() {
    if (this.connection === undefined) throw new Error('the event store has not been started');
    return this.connection;
  }

  private async page(
    { categories, batchSize = DEFAULT_BATCH }: Omit<SubscribeOptions, 'signal'>,
    after: LogPosition,
  ): Promise<Page> {
    const { rows } = await this.open.database.query<RecordedEvent>(
      PAGE,
      [after.xid, after.pos, categories, batchSize],
      'read-page',
    );
    const horizon = parsePosition(rows.pop()?.position ?? null);
    const last = rows.at(-1);
    if (last !== undefined && rows.length === batchSize) {
      return { events: rows, scanned: parsePosition(last.position), atHead: false };
    }
    return { events: rows, scanned: comparePositions(horizon, after) > 0 ? horizon : after, atHead: true };
  }
}

const COLUMNS = `xid::text || ':' || pos AS position, stream, revision, type, id, data, metadata, recorded_at AS "recordedAt"`;

/**
 * The last row says up to where the page was looked for, so that a reader of a rare category does not search the same
 * range again and again.
 */
const PAGE = `
  (SELECT ${COLUMNS} FROM events
   WHERE (xid, pos) > ($1::xid8, $2::bigint)
     AND xid < pg_snapshot_xmin(pg_current_snapshot())
     AND category = ANY ($3::text[])
   ORDER BY xid, pos
   LIMIT $4)
  UNION ALL
  SELECT pg_snapshot_xmin(pg_current_snapshot())::text || ':0', NULL, NULL, NULL, NULL, NULL, NULL, NULL`;

async function readHead(database: Database): Promise<Heads> {
  const { rows } = await database.query<{ position: string }>(
    `SELECT xid::text || ':' || pos AS position FROM events WHERE xid < pg_snapshot_xmin(pg_current_snapshot())
     ORDER BY xid DESC, pos DESC LIMIT 1`,
    [],
    'read-head',
  );
  return new Map(rows.map(({ position }) => [TOPIC[0], position]));
}

async function backOff(failures: number, signal: AbortSignal): Promise<void> {
  await pause(Math.min(50 * 2 ** failures, MAX_RETRY_WAIT_MS), undefined, { signal }).catch(() => undefined);
}
