import type { Queryable } from '../database/port';
import { plainArray, textArray } from '../database/array-literal';
import type { ExpectedRevision, NewEvent } from './port';
import { RevisionConflict } from './port';

interface Append {
  readonly stream: string;
  /** -1: the stream must not exist. */
  readonly expected: number;
  readonly events: readonly NewEvent[];
  readonly resolve: (result: { revision: number }) => void;
  readonly reject: (error: unknown) => void;
}

const MAX_EVENTS_PER_BATCH = 2_000;

/** Two, so that one statement is prepared while the other is being carried out. */
const LANES = 2;

/**
 * Group commit: while statements are on their way, further appends wait and go together in the next. A caller alone costs
 * one round trip and one flush; 256 callers share theirs. One append's conflict does not touch the others.
 */
export class AppendWriter {
  private waiting: Append[] = [];
  private openLanes = 0;
  private readonly lanes = new Set<Promise<void>>();
  private readonly streamsInHand = new Set<string>();

  constructor(
    private readonly queryable: Queryable,
    private readonly committed: () => void,
  ) {}

  append(stream: string, expected: ExpectedRevision, events: readonly NewEvent[]): Promise<{ revision: number }> {
    const expectedRevision = expected === 'no-stream' ? -1 : expected;
    if (events.length === 0) return Promise.resolve({ revision: expectedRevision });
    return new Promise((resolve, reject) => {
      this.waiting.push({ stream, expected: expectedRevision, events, resolve, reject });
      if (this.openLanes < LANES) this.openLane();
    });
  }

  /** Resolves when everything handed in so far has been answered. */
  async idle(): Promise<void> {
    while (this.lanes.size > 0) await Promise.all(this.lanes);
  }

  private openLane(): void {
    const lane = this.drain().finally(() => this.lanes.delete(lane));
    this.lanes.add(lane);
  }

  private async drain(): Promise<void> {
    this.openLanes++;
    for (let batch = this.takeBatch(); batch.length > 0; batch = this.takeBatch()) {
      await this.write(batch);
      for (const { stream } of batch) this.streamsInHand.delete(stream);
    }
    // In the same turn as the last look at what waits, or an append in between would wait for ever.
    this.openLanes--;
  }

  /** One append per stream at a time: the next one's expectation depends on this one's outcome. */
  private takeBatch(): Append[] {
    const batch: Append[] = [];
    const later: Append[] = [];
    const passedOver = new Set<string>();
    let events = 0;
    for (const append of this.waiting) {
      const fits = batch.length === 0 || events + append.events.length <= MAX_EVENTS_PER_BATCH;
      if (!fits || this.streamsInHand.has(append.stream) || passedOver.has(append.stream)) {
        later.push(append);
        passedOver.add(append.stream);
        continue;
      }
      batch.push(append);
      this.streamsInHand.add(append.stream);
      events += append.events.length;
    }
    this.waiting = later;
    // One order for all writers, or two processes that append to the same streams could deadlock.
    return batch.sort((a, b) => (a.stream < b.stream ? -1 : 1));
  }

  private async write(batch: readonly Append[]): Promise<void> {
    try {
      const accepted = await this.insert(batch);
      if (accepted.size > 0) this.committed();
      for (const append of batch) {
        if (accepted.has(append.stream)) append.resolve({ revision: append.expected + append.events.length });
        else await this.explain(append);
      }
    } catch (error) {
      if (!isUniqueViolation(error) && !isDeadlock(error)) return batch.forEach(({ reject }) => reject(error));
      // Somebody else appended to one of the streams between our look at its head and our insert.
      if (batch.length === 1) return void (await this.explain(batch[0] as Append, error));
      for (const append of batch) await this.write([append]);
    }
  }

  /** Appends those whose stream stands where they expect it; returns these streams. */
  private async insert(batch: readonly Append[]): Promise<ReadonlySet<string>> {
    const [first] = batch;
    if (batch.length === 1 && first?.events.length === 1) return this.insertOne(first, first.events[0] as NewEvent);
    const { rows } = await this.queryable.query<{ stream: string }>(INSERT_BATCH, batchColumns(batch), 'append-batch');
    return new Set(rows.map(({ stream }) => stream));
  }

  /** Without a look at the head: an event that is there already violates the key, and a missing predecessor finds no row. */
  private async insertOne({ stream, expected }: Append, event: NewEvent): Promise<ReadonlySet<string>> {
    const data = JSON.stringify(event.data);
    const metadata = JSON.stringify(event.metadata);
    const { rowCount } =
      expected === -1
        ? await this.queryable.query(INSERT_FIRST, [stream, event.type, event.id, data, metadata], 'append-first')
        : await this.queryable.query(
            INSERT_NEXT,
            [stream, expected, event.type, event.id, data, metadata],
            'append-next',
          );
    return new Set(rowCount === 1 ? [stream] : []);
  }

  /** The stream does not stand where the append expects it: is it a repetition of what was appended before? */
  private async explain(append: Append, cause?: unknown): Promise<void> {
    const { stream, expected, events } = append;
    try {
      const { rows } = await this.queryable.query<{ actual: number | null; ids: string[] | null }>(
        EXPLAIN,
        [stream, expected, events.length],
        'append-explain',
      );
      const { actual, ids } = rows[0] ?? { actual: null, ids: null };
      if (ids?.length === events.length && events.every(({ id }, i) => ids[i] === id.toLowerCase())) {
        return append.resolve({ revision: expected + events.length });
      }
      // The stream stands where it should, so what collided is an event id that another stream holds.
      if (cause !== undefined && (actual ?? -1) === expected) return append.reject(cause);
      append.reject(new RevisionConflict(stream, expected === -1 ? 'no-stream' : expected, actual ?? 'no-stream'));
    } catch (error) {
      append.reject(error);
    }
  }
}

const INSERT_FIRST = `
  INSERT INTO events (stream, revision, type, id, data, metadata) VALUES ($1, 0, $2, $3, $4, $5)`;

const INSERT_NEXT = `
  INSERT INTO events (stream, revision, type, id, data, metadata)
  SELECT $1, revision + 1, $3, $4::uuid, $5::json, $6::json FROM events WHERE stream = $1 AND revision = $2`;

const INSERT_BATCH = `
  INSERT INTO events (stream, revision, type, id, data, metadata)
  SELECT stream, expected + number, type, id, data, metadata
  FROM unnest($1::text[], $2::integer[], $3::integer[], $4::text[], $5::uuid[], $6::json[], $7::json[])
    AS wanted (stream, expected, number, type, id, data, metadata)
  WHERE COALESCE((SELECT max(revision) FROM events present WHERE present.stream = wanted.stream), -1) = expected
  RETURNING stream`;

const EXPLAIN = `
  SELECT (SELECT max(revision) FROM events WHERE stream = $1) AS actual,
         (SELECT array_agg(id::text ORDER BY revision) FROM events
          WHERE stream = $1 AND revision > $2::integer AND revision <= $2::integer + $3::integer) AS ids`;

function batchColumns(batch: readonly Append[]): unknown[] {
  const rows = batch.flatMap((append) => append.events.map((event, i) => ({ append, event, number: i + 1 })));
  return [
    textArray(rows.map(({ append }) => append.stream)),
    plainArray(rows.map(({ append }) => append.expected)),
    plainArray(rows.map(({ number }) => number)),
    textArray(rows.map(({ event }) => event.type)),
    plainArray(rows.map(({ event }) => event.id)),
    textArray(rows.map(({ event }) => JSON.stringify(event.data))),
    textArray(rows.map(({ event }) => JSON.stringify(event.metadata))),
  ];
}

function isUniqueViolation(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '23505';
}

function isDeadlock(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '40P01';
}
