import { makeEvent, type Reading } from '@loanwatch/contracts';
import type { Bus, Database, Tx } from '@loanwatch/engines';
import { DomainError, type Ids } from '@loanwatch/kernel';
import { SeenReadings, storedKeys, withoutDuplicates, type StoredKeys } from '../domain/dedupe';

/** One message's readings, already held against the device's channels. */
export interface Submission {
  readonly deviceId: string;
  readonly siteId: string;
  readonly enterpriseId: string;
  readonly transport: 'http' | 'mqtt';
  readonly format: string;
  /** Epoch milliseconds. */
  readonly receivedAt: number;
  readonly readings: readonly Reading[];
  readonly traceparent?: string;
}

export interface Receipt {
  readonly accepted: number;
  /** Readings that had been taken before (same device, channel, observed time); not an error. */
  readonly duplicates: number;
}

/** Where readings go once they are held against their channels. */
export interface DurableLog {
  /** The receipt says what is durable. */
  append(submission: Submission): Promise<Receipt>;
  /** Resolves when nothing waits any more. */
  drain(): Promise<void>;
}

interface Waiting {
  readonly submission: Submission;
  resolve(receipt: Receipt): void;
  reject(error: Error): void;
}

/** Messages written by one transaction: enough to share the fsync, few enough to answer quickly. */
const MESSAGES_PER_COMMIT = 64;
/** Waiting messages beyond which we refuse rather than grow. */
const MAX_WAITING = 2_000;

/**
 * The durable way in: dedupe and publication in one transaction, shared by all messages that wait at the moment
 * (group commit). A receipt means the readings are on disk.
 *
 * Dedupe costs one row a message, not one a reading. A device's newest observed time is locked for the transaction; only
 * a message that reaches back behind it is compared with the stored keys of the messages it overlaps.
 */
export class ReadingLog implements DurableLog {
  private readonly queue: Waiting[] = [];
  private flushing: Promise<void> | undefined;

  constructor(
    private readonly database: Database,
    private readonly bus: Bus,
    private readonly ids: Ids,
  ) {}

  append(submission: Submission): Promise<Receipt> {
    if (this.queue.length >= MAX_WAITING) {
      return Promise.reject(
        new DomainError('service.overloaded', 'unavailable', 'too many messages are waiting to be stored'),
      );
    }
    return new Promise((resolve, reject) => {
      this.queue.push({ submission, resolve, reject });
      this.flushing ??= this.flush();
    });
  }

  async drain(): Promise<void> {
    await this.flushing;
  }

  private async flush(): Promise<void> {
    // One turn of the event loop lets requests that arrived together share the first commit.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.queue.length > 0) {
      const batch = this.queue.splice(0, MESSAGES_PER_COMMIT);
      try {
        const receipts = await this.database.transaction((tx) =>
          this.write(
            tx,
            batch.map((waiting) => waiting.submission),
          ),
        );
        batch.forEach((waiting, index) => {
          waiting.resolve(receipts[index] as Receipt);
        });
      } catch (cause) {
        const error = new DomainError(
          'service.unavailable',
          'unavailable',
          'the readings could not be stored; send them again',
        );
        error.cause = cause;
        for (const waiting of batch) waiting.reject(error);
      }
    }
    this.flushing = undefined;
  }

  private async write(tx: Tx, submissions: readonly Submission[]): Promise<Receipt[]> {
    const newest = await lockNewest(tx, submissions);
    const seen = await seenBefore(tx, submissions, newest);
    const rows = new AcceptedRows();
    const records = [];
    const receipts: Receipt[] = [];
    for (const submission of submissions) {
      const { deviceId, readings, traceparent, ...message } = submission;
      const known = seen.get(deviceId);
      const fresh = withoutDuplicates(readings, (channel, at) => known?.has(channel, at) ?? false);
      receipts.push({ accepted: fresh.length, duplicates: readings.length - fresh.length });
      if (fresh.length === 0) continue;
      const keys = storedKeys(fresh);
      known?.addAll(keys);
      rows.add(deviceId, fresh, keys);
      const id = this.ids.next();
      records.push(
        makeEvent('loanwatch.readings.recorded.v1', {
          id,
          source: '/loanwatch/device-ingest',
          time: message.receivedAt,
          key: deviceId,
          correlationId: id,
          causationId: id,
          ...(traceparent !== undefined && { traceparent }),
          data: { deviceId, ...message, readings: fresh },
        }),
      );
    }
    if (records.length > 0) {
      await rows.insert(tx);
      await this.bus.publishInTransaction(tx, records);
    }
    return receipts;
  }
}

/** Locks each device's newest observed time (epoch ms), so that two messages of one device are judged one after the other. */
async function lockNewest(tx: Tx, submissions: readonly Submission[]): Promise<Map<string, number>> {
  const devices = [...new Set(submissions.map((submission) => submission.deviceId))].sort();
  const select = () =>
    tx.query<{ device_id: string; newest_at: string }>(
      'select device_id, newest_at from device_newest where device_id = any($1::uuid[]) order by device_id for update',
      [devices],
      'lock-newest',
    );
  let { rows } = await select();
  if (rows.length < devices.length) {
    await tx.query(
      'insert into device_newest (device_id, newest_at) select unnest($1::uuid[]), 0 on conflict (device_id) do nothing',
      [devices],
      'insert-newest',
    );
    ({ rows } = await select());
  }
  return new Map(rows.map((row) => [row.device_id, Number(row.newest_at)]));
}

/**
 * For every device that needs it (a message reaches back to its newest time or before, or it has several messages here),
 * the readings already taken in the span of its messages.
 */
async function seenBefore(
  tx: Tx,
  submissions: readonly Submission[],
  newest: ReadonlyMap<string, number>,
): Promise<Map<string, SeenReadings>> {
  const seen = new Map<string, SeenReadings>();
  const spans = new Map<string, { from: number; to: number }>();
  const met = new Set<string>();
  for (const { deviceId, readings } of submissions) {
    if (met.has(deviceId) && !seen.has(deviceId)) seen.set(deviceId, new SeenReadings());
    met.add(deviceId);
    const newestAt = newest.get(deviceId) ?? 0;
    for (const { observedAt } of readings) {
      if (observedAt > newestAt) continue;
      const span = spans.get(deviceId);
      if (span === undefined) spans.set(deviceId, { from: observedAt, to: observedAt });
      else {
        span.from = Math.min(span.from, observedAt);
        span.to = Math.max(span.to, observedAt);
      }
    }
  }
  if (spans.size === 0) return seen;
  const { rows } = await tx.query<{ device_id: string; keys: StoredKeys }>(
    `select m.device_id, m.keys
       from unnest($1::uuid[], $2::bigint[], $3::bigint[]) as span (device_id, from_at, to_at)
       join accepted_message m on m.device_id = span.device_id and m.to_at >= span.from_at and m.from_at <= span.to_at`,
    [[...spans.keys()], [...spans.values()].map((span) => span.from), [...spans.values()].map((span) => span.to)],
    'seen-before',
  );
  for (const deviceId of spans.keys()) if (!seen.has(deviceId)) seen.set(deviceId, new SeenReadings());
  for (const row of rows) seen.get(row.device_id)?.addAll(row.keys);
  return seen;
}

/** The rows of one transaction, as columns for `unnest`. */
class AcceptedRows {
  private readonly devices: string[] = [];
  private readonly from: number[] = [];
  private readonly to: number[] = [];
  private readonly keys: string[] = [];

  add(deviceId: string, readings: readonly Reading[], keys: StoredKeys): void {
    let from = Infinity;
    let to = -Infinity;
    for (const { observedAt } of readings) {
      if (observedAt < from) from = observedAt;
      if (observedAt > to) to = observedAt;
    }
    this.devices.push(deviceId);
    this.from.push(from);
    this.to.push(to);
    this.keys.push(JSON.stringify(keys));
  }

  async insert(tx: Tx): Promise<void> {
    await tx.query(
      `with message as (
         insert into accepted_message (device_id, from_at, to_at, keys)
         select * from unnest($1::uuid[], $2::bigint[], $3::bigint[], $4::json[])
         returning device_id, to_at
       ), newest as (select device_id, max(to_at) as to_at from message group by device_id)
       update device_newest set newest_at = greatest(newest_at, newest.to_at)
         from newest where device_newest.device_id = newest.device_id`,
      [this.devices, this.from, this.to, this.keys],
      'insert-accepted',
    );
  }
}
