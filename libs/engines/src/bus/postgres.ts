import type { PostgresDatabase } from '../database/pool';
import type { Migration, OpenOptions, Tx } from '../database/port';
import { LogTail } from '../log-tail';
import { type ConsumerFailure, GroupConsumer } from './group-consumer';
import { GroupLeases, LEASE_TIMES, type LeaseTimes } from './group-lease';
import { readHeads, readPage } from './log-reader';
import type { Bus, BusRecord, Consumer, DeadLetter, OutgoingRecord, Subscription } from './port';
import { insertRecords, PublishWriter } from './publish-writer';
import { type Retention, trimTopic } from './retention';
import { BUS_MIGRATIONS } from './schema';

export interface PostgresBusOptions {
  /** Every failed attempt and every dead letter, for logs and metrics. */
  readonly onFailure?: (failure: ConsumerFailure) => void;
  readonly leaseTimes?: LeaseTimes;
  /**
   * By topic, `contracts/topics.json`; what is not named is kept for ever. Applied every hour by one process. A group
   * that lies further behind than that misses records.
   */
  readonly retention?: Readonly<Record<string, Retention>>;
}

/** The database that holds the log; the services' schemas must lie in the same one. */
export interface LogHost {
  open(service: string, migrations: readonly Migration[], options?: OpenOptions): Promise<PostgresDatabase>;
}

const CONNECTIONS = 6;
const TRIM_EVERY_MS = 3_600_000;
/** Which process trims is settled as for a group of consumers. */
const TRIM_LEASE = 'bus.retention';
const READ_ALL_CHARACTERS = 16_000_000;

interface Running {
  readonly database: PostgresDatabase;
  readonly tail: LogTail;
  readonly writer: PublishWriter;
  readonly leases: GroupLeases;
}

/** Topics in one PostgreSQL log table, in the schema `bus`. */
export class PostgresBus implements Bus {
  private running: Running | undefined;
  private trimTimer: NodeJS.Timeout | undefined;
  private readonly consumers = new Map<string, GroupConsumer>();

  constructor(
    private readonly host: LogHost,
    private readonly options: PostgresBusOptions = {},
  ) {}

  async start(): Promise<void> {
    const database = await this.host.open('bus', BUS_MIGRATIONS, { maxConnections: CONNECTIONS });
    const tail = new LogTail((topics) => readHeads(database, topics));
    const writer = new PublishWriter(database, (records) => tail.wake(topicsOf(records)));
    const leases = new GroupLeases(database, this.options.leaseTimes ?? LEASE_TIMES);
    this.running = { database, tail, writer, leases };
    if (this.options.retention === undefined) return;
    await leases.want(TRIM_LEASE);
    this.trimTimer = setInterval(() => void this.trim().catch(() => undefined), TRIM_EVERY_MS);
    this.trimTimer.unref();
  }

  /** Deletes what the retention of its topic no longer keeps, unless another process does; returns how many records went. */
  async trim(): Promise<number> {
    const { database, leases } = this.open;
    let deleted = 0;
    if (!leases.holds(TRIM_LEASE)) return deleted;
    for (const [topic, retention] of Object.entries(this.options.retention ?? {})) {
      deleted += await trimTopic(database, topic, retention);
    }
    return deleted;
  }

  publish(records: readonly OutgoingRecord[]): Promise<void> {
    return this.open.writer.publish(records);
  }

  async publishInTransaction(tx: Tx, records: readonly OutgoingRecord[]): Promise<void> {
    if (records.length === 0) return;
    await insertRecords(tx, records);
    tx.afterCommit(() => this.running?.tail.wake(topicsOf(records)));
  }

  async consume(subscription: Subscription): Promise<Consumer> {
    const { group } = subscription;
    if (this.consumers.has(group)) throw new Error(`this process consumes as ${group} already`);
    const { database, tail, leases } = this.open;
    const consumer = new GroupConsumer(subscription, {
      log: database,
      tail,
      leases,
      onFailure: this.options.onFailure ?? (() => undefined),
    });
    this.consumers.set(group, consumer);
    await consumer.start();
    return {
      group,
      lag: () => consumer.lag(),
      stop: async () => {
        await consumer.stop();
        if (this.consumers.get(group) === consumer) this.consumers.delete(group);
      },
    };
  }

  async *readAll(topic: string, batchSize = 500): AsyncIterable<readonly BusRecord[]> {
    const limits = { maxRecords: batchSize, maxCharacters: READ_ALL_CHARACTERS };
    for (let after: string | null = null; ;) {
      const page: readonly BusRecord[] = await readPage(this.open.database, topic, after, limits);
      const last = page.at(-1);
      if (last === undefined) return;
      yield page;
      after = last.position;
    }
  }

  async deadLetters({ group, limit = 100 }: { readonly group?: string; readonly limit?: number } = {}): Promise<
    readonly DeadLetter[]
  > {
    const { rows } = await this.open.database.query<DeadLetterRow>(
      `SELECT * FROM dead_letters WHERE $1::text IS NULL OR "group" = $1 ORDER BY failed_at, id LIMIT $2`,
      [group ?? null, limit],
    );
    return rows.map(deadLetter);
  }

  async replayDeadLetter(id: string): Promise<'handled' | 'failed' | 'unknown' | 'no-consumer'> {
    const { rows } = await this.open.database.query<DeadLetterRow>('SELECT * FROM dead_letters WHERE id = $1', [id]);
    if (rows[0] === undefined) return 'unknown';
    const letter = deadLetter(rows[0]);
    const consumer = this.consumers.get(letter.group);
    if (consumer === undefined) return 'no-consumer';
    try {
      return await consumer.handleAlone(async (tx) => {
        // The row's lock keeps a second replay of the same letter waiting, and then it finds none.
        const { rowCount } = await tx.query('DELETE FROM bus.dead_letters WHERE id = $1', [id]);
        if (rowCount === 0) return 'unknown';
        await consumer.subscription.handle([letter.record], tx);
        return 'handled';
      });
    } catch {
      return 'failed';
    }
  }

  async check(): Promise<void> {
    await this.open.database.check();
  }

  async stop(): Promise<void> {
    if (this.running === undefined) return;
    const { database, tail, writer, leases } = this.running;
    await Promise.all([...this.consumers.values()].map((consumer) => consumer.stop()));
    this.consumers.clear();
    clearInterval(this.trimTimer);
    tail.stop();
    await writer.idle();
    await leases.close();
    await database.close();
    this.running = undefined;
  }

  private get open(): Running {
    if (this.running === undefined) throw new Error('the bus has not been started');
    return this.running;
  }
}

interface DeadLetterRow {
  readonly id: string;
  readonly group: string;
  readonly topic: string;
  readonly key: string;
  readonly headers: Record<string, string>;
  readonly value: string;
  readonly partition: number;
  readonly position: string;
  readonly reason: string;
  readonly attempts: number;
  readonly failed_at: string;
}

function deadLetter(row: DeadLetterRow): DeadLetter {
  const { topic, key, headers, value, partition, position } = row;
  return {
    id: row.id,
    group: row.group,
    record: { topic, key, headers, value, partition, position },
    reason: row.reason,
    attempts: row.attempts,
    failedAt: row.failed_at,
  };
}

function topicsOf(records: readonly OutgoingRecord[]): Set<string> {
  return new Set(records.map(({ topic }) => topic));
}
