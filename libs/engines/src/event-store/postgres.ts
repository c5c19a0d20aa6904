import { setTimeout as pause } from 'node:timers/promises';
import type { Database, DatabaseEngine } from '../database/port';
import { formatPosition, type LogPosition, parsePosition } from '../log-position';
import { type Heads, LogTail } from '../log-tail';
import { AppendWriter } from './append-writer';
import type { EventMetadata, EventStore, ExpectedRevision, NewEvent, RecordedEvent, SubscribeOptions } from './port';
import { EVENT_STORE_MIGRATIONS } from './schema';

/** The store is one log. */
const TOPIC = ['events'] as const;
const CONNECTIONS = 6;
const READ_LIMIT = 100_000;
const DEFAULT_BATCH = 500;
const MAX_RETRY_WAIT_MS = 2_000;

interface EventRow {
  readonly xid: string;
  readonly pos: string;
  readonly stream: string;
  readonly revision: number;
  readonly type: string;
  readonly id: string;
  readonly data: unknown;
  readonly metadata: EventMetadata;
  readonly recorded_at: string;
}

/** Without an event its columns are null. */
interface HeadRow {
  readonly horizon: string;
}

interface NoEvent {
  readonly pos: null;
}

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
    const { rows } = await this.open.database.query<EventRow>(
      `SELECT ${COLUMNS} FROM events WHERE stream = $1 AND revision >= $2 ORDER BY revision LIMIT $3`,
      [stream, from, limit],
      'read-stream',
    );
    return rows.map(recorded);
  }

  async readBackwards(stream: string, { limit }: { readonly limit: number }): Promise<readonly RecordedEvent[]> {
    const { rows } = await this.open.database.query<EventRow>(
      `SELECT ${COLUMNS} FROM events WHERE stream = $1 ORDER BY revision DESC LIMIT $2`,
      [stream, limit],
      'read-stream-backwards',
    );
    return rows.map(recorded);
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
    const { rows } = await this.open.database.query<HeadRow & (EventRow | NoEvent)>(
      PAGE,
      [after.xid, after.pos, categories, batchSize],
      'read-page',
    );
    const [first] = rows;
    const found = rows.filter(holdsEvent);
    const last = found.at(-1);
    if (last !== undefined && found.length === batchSize) {
      return { events: found.map(recorded), scanned: last, atHead: false };
    }
    return { events: found.map(recorded), scanned: endBelow(first?.horizon, after), atHead: true };
  }
}

const COLUMNS = 'xid::text, pos, stream, revision, type, id, data, metadata, recorded_at';

/** The horizon comes back also when there is no event, so that a rare category is not searched for from afar again and again. */
const PAGE = `
  SELECT head.horizon::text, page.*
  FROM (SELECT pg_snapshot_xmin(pg_current_snapshot()) AS horizon) head
  LEFT JOIN LATERAL (
    SELECT ${COLUMNS} FROM events
    WHERE (events.xid, events.pos) > ($1::xid8, $2::bigint)
      AND events.xid < head.horizon
      AND category = ANY ($3::text[])
    ORDER BY events.xid, events.pos
    LIMIT $4
  ) page ON true`;

function holdsEvent<T extends HeadRow & (EventRow | NoEvent)>(row: T): row is T & EventRow {
  return row.pos !== null;
}

async function readHead(database: Database): Promise<Heads> {
  const { rows } = await database.query<{ xid: string; pos: string }>(
    `SELECT xid::text, pos FROM events WHERE xid < pg_snapshot_xmin(pg_current_snapshot())
     ORDER BY events.xid DESC, events.pos DESC LIMIT 1`,
    [],
    'read-head',
  );
  return new Map(rows.map((row) => [TOPIC[0], formatPosition(row)]));
}

/** Just below the horizon's first row; never behind where the reader already is. */
function endBelow(horizon: string | undefined, after: LogPosition): LogPosition {
  if (horizon === undefined || BigInt(horizon) <= BigInt(after.xid)) return after;
  return { xid: horizon, pos: '0' };
}

function recorded(row: EventRow): RecordedEvent {
  return {
    id: row.id,
    type: row.type,
    data: row.data,
    metadata: row.metadata,
    stream: row.stream,
    revision: row.revision,
    position: formatPosition(row),
    recordedAt: row.recorded_at,
  };
}

async function backOff(failures: number, signal: AbortSignal): Promise<void> {
  await pause(Math.min(50 * 2 ** failures, MAX_RETRY_WAIT_MS), undefined, { signal }).catch(() => undefined);
}
