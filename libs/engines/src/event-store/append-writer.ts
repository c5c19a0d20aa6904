import type { Queryable } from '../database/port';
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

/**
 * Group commit: while one statement is on its way, further appends wait and go together in the next. A caller alone
 * costs one round trip and one flush; 256 callers share theirs. One append's conflict does not touch the others.
 */
export class AppendWriter {
  private waiting: Append[] = [];
  private running: Promise<void> | undefined;

  constructor(
    private readonly queryable: Queryable,
    private readonly committed: () => void,
  ) {}

  append(stream: string, expected: ExpectedRevision, events: readonly NewEvent[]): Promise<{ revision: number }> {
    const expectedRevision = expected === 'no-stream' ? -1 : expected;
    if (events.length === 0) return Promise.resolve({ revision: expectedRevision });
    return new Promise((resolve, reject) => {
      this.waiting.push({ stream, expected: expectedRevision, events, resolve, reject });
      this.running ??= this.drain();
    });
  }

  /** Resolves when everything handed in so far has been answered. */
  async idle(): Promise<void> {
    await this.running;
  }

  private async drain(): Promise<void> {
    while (this.waiting.length > 0) await this.write(this.takeBatch());
    this.running = undefined;
  }

  /** At most one append per stream: the next one's expectation depends on this one's outcome. */
  private takeBatch(): Append[] {
    const batch: Append[] = [];
    const later: Append[] = [];
    const streams = new Set<string>();
    let events = 0;
    for (const append of this.waiting) {
      const fits = batch.length === 0 || events + append.events.length <= MAX_EVENTS_PER_BATCH;
      if (!fits || streams.has(append.stream)) {
        later.push(append);
        streams.add(append.stream);
        continue;
      }
      batch.push(append);
      streams.add(append.stream);
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
      for (const [i, append] of batch.entries()) {
        if (accepted.has(i)) append.resolve({ revision: append.expected + append.events.length });
        else await this.explain(append);
      }
    } catch (error) {
      if (!isUniqueViolation(error) && !isDeadlock(error)) return batch.forEach(({ reject }) => reject(error));
      // Somebody else appended to one of the streams between our look at its head and our insert.
      if (batch.length === 1) return void (await this.explain(batch[0] as Append, error));
      for (const append of batch) await this.write([append]);
    }
  }

  /** Appends those whose stream stands where they expect it; returns their places in the batch. */
  private async insert(batch: readonly Append[]): Promise<ReadonlySet<number>> {
    const [first] = batch;
    if (batch.length === 1 && first?.events.length === 1) return this.insertOne(first, first.events[0] as NewEvent);
    const columns = batchColumns(batch);
    const { rows } = await this.queryable.query<{ place: number }>(INSERT_BATCH, columns, 'append-batch');
    return new Set(rows.map(({ place }) => place));
  }

  private async insertOne({ stream, expected }: Append, event: NewEvent): Promise<ReadonlySet<number>> {
    const { rowCount } = await this.queryable.query(
      INSERT_ONE,
      [stream, expected, event.type, event.id, JSON.stringify(event.data), JSON.stringify(event.metadata)],
      'append-one',
    );
    return new Set(rowCount === 1 ? [0] : []);
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

const INSERT_ONE = `
  INSERT INTO events (stream, revision, type, id, data, metadata)
  SELECT $1, $2::integer + 1, $3, $4::uuid, $5::json, $6::json
  WHERE COALESCE((SELECT max(revision) FROM events WHERE stream = $1), -1) = $2::integer`;

const INSERT_BATCH = `
  WITH append AS MATERIALIZED (
    SELECT place, stream, expected
    FROM unnest($1::integer[], $2::text[], $3::integer[]) AS wanted (place, stream, expected)
    WHERE COALESCE((SELECT max(revision) FROM events e WHERE e.stream = wanted.stream), -1) = expected
  ), inserted AS (
    INSERT INTO events (stream, revision, type, id, data, metadata)
    SELECT append.stream, append.expected + event.number, event.type, event.id, event.data, event.metadata
    FROM unnest($4::integer[], $5::integer[], $6::text[], $7::uuid[], $8::json[], $9::json[])
      AS event (place, number, type, id, data, metadata)
    JOIN append USING (place)
    ORDER BY append.place, event.number
  )
  SELECT place FROM append`;

const EXPLAIN = `
  SELECT (SELECT max(revision) FROM events WHERE stream = $1) AS actual,
         (SELECT array_agg(id::text ORDER BY revision) FROM events
          WHERE stream = $1 AND revision > $2::integer AND revision <= $2::integer + $3::integer) AS ids`;

function batchColumns(batch: readonly Append[]): unknown[] {
  const events = batch.flatMap((append, place) => append.events.map((event, i) => ({ place, number: i + 1, event })));
  return [
    batch.map((_, place) => place),
    batch.map(({ stream }) => stream),
    batch.map(({ expected }) => expected),
    events.map(({ place }) => place),
    events.map(({ number }) => number),
    events.map(({ event }) => event.type),
    events.map(({ event }) => event.id),
    events.map(({ event }) => JSON.stringify(event.data)),
    events.map(({ event }) => JSON.stringify(event.metadata)),
  ];
}

function isUniqueViolation(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '23505';
}

function isDeadlock(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '40P01';
}
