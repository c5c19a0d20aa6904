import type { Database, Queryable, Tx } from '../database/port';

/**
 * Topics of keyed records. At least once, in order per key. A consumer keeps its position in its own database, written in
 * the transaction of its effects, so that a redelivery changes nothing (see {@link consume}).
 */
export interface Bus {
  start(): Promise<void>;

  /** Durable when it resolves. For producers that have no database transaction to join. */
  publish(records: readonly OutgoingRecord[]): Promise<void>;

  /**
   * Hands records to the bus with the caller's transaction: they are published if and only if it commits.
   * The embedded bus writes its own log in that transaction; Kafka writes an outbox table and relays it.
   */
  publishInTransaction(tx: Tx, records: readonly OutgoingRecord[]): Promise<void>;

  /**
   * Runs `handle` for batches of `topics`, each in one transaction of `database` that also moves the group's position.
   * One member of a group is active per partition; a stale member is fenced by the position's expected value and its
   * transaction rolls back. Resolves once consuming has begun.
   */
  consume(subscription: Subscription): Promise<Consumer>;

  /** Everything in a topic, oldest first, ending at the head. For rebuilding what a service derived from it. */
  readAll(topic: string, batchSize?: number): AsyncIterable<readonly BusRecord[]>;

  deadLetters(filter?: { readonly group?: string; readonly limit?: number }): Promise<readonly DeadLetter[]>;
  /** Hands a dead letter to its group's handler once more, and removes it when the handler succeeds. */
  replayDeadLetter(id: string): Promise<'handled' | 'failed' | 'unknown' | 'no-consumer'>;

  check(): Promise<void>;
  stop(): Promise<void>;
}

export interface OutgoingRecord {
  readonly topic: string;
  /** Records of one key keep their order. */
  readonly key: string;
  /** A CloudEvent in structured JSON. */
  readonly value: string;
  /** What a consumer needs to skip a record without parsing it: at least `ce_type` and `ce_id`. */
  readonly headers: Readonly<Record<string, string>>;
}

export interface BusRecord extends OutgoingRecord {
  readonly partition: number;
  /** Opaque; ordered within the partition. */
  readonly position: string;
}

export interface Subscription {
  /** `<service>.<purpose>`. */
  readonly group: string;
  readonly topics: readonly string[];
  /** Where the group's positions live and in whose transactions the effects are written. */
  readonly database: Database;
  /**
   * Most records in one batch, and most characters of values in one (the batch ends before it would exceed them).
   * Defaults: 500 records, 1 M characters.
   */
  readonly maxRecords?: number;
  readonly maxCharacters?: number;
  /** Records whose headers it refuses are passed over unparsed. */
  readonly accepts?: (headers: Readonly<Record<string, string>>, topic: string) => boolean;
  /**
   * The effects of a batch, in a transaction with platform scope. When it throws, the batch is rolled back and retried
   * with back-off; when it keeps failing, its records are handled one by one, and one that fails alone goes to the dead
   * letters with the reason, and the rest goes on. An error marked permanent ({@link PermanentFailure}) is not retried.
   * When a dependency is away no record is to blame: the batch, and after some seconds its first record alone, waits as
   * long as it takes. In-memory state that a handler keeps must be changed in `tx.afterCommit` only, or be dropped in
   * {@link onRollback}.
   */
  readonly handle: (records: readonly BusRecord[], tx: Tx) => Promise<void>;
  /**
   * Called after a batch was rolled back, and before a member goes on where another one may have been at work: forget
   * in-memory effects. The same records come again, or what others made of them is in the database.
   */
  readonly onRollback?: () => void | Promise<void>;
}

export interface Consumer {
  readonly group: string;
  /** Records behind the head, summed over topics; for the lag metric and for tests that wait until work is done. */
  lag(): Promise<number>;
  /** Finishes the batch in hand and stops. */
  stop(): Promise<void>;
}

export interface DeadLetter {
  readonly id: string;
  readonly group: string;
  readonly record: BusRecord;
  readonly reason: string;
  readonly attempts: number;
  readonly failedAt: string;
}

/** Thrown by a handler for a record that no retry can heal (schema violation, unknown version). */
export class PermanentFailure extends Error {
  override readonly name = 'PermanentFailure';
}

export type { Database, Queryable, Tx };
