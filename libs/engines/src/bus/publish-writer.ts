import { textArray } from '../database/array-literal';
import type { Queryable } from '../database/port';
import type { OutgoingRecord } from './port';

interface Publication {
  readonly records: readonly OutgoingRecord[];
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

const MAX_RECORDS_PER_BATCH = 2_000;

/** Group commit: what is handed in while one INSERT is on its way goes together in the next. */
export class PublishWriter {
  private waiting: Publication[] = [];
  private running: Promise<void> | undefined;

  constructor(
    private readonly queryable: Queryable,
    private readonly committed: (records: readonly OutgoingRecord[]) => void,
  ) {}

  publish(records: readonly OutgoingRecord[]): Promise<void> {
    if (records.length === 0) return Promise.resolve();
    return new Promise((resolve, reject) => {
      this.waiting.push({ records, resolve, reject });
      this.running ??= this.drain();
    });
  }

  async idle(): Promise<void> {
    await this.running;
  }

  private async drain(): Promise<void> {
    while (this.waiting.length > 0) {
      const batch = this.takeBatch();
      const records = batch.flatMap((publication) => publication.records);
      try {
        await insertRecords(this.queryable, records);
        this.committed(records);
        for (const { resolve } of batch) resolve();
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    this.running = undefined;
  }

  private takeBatch(): Publication[] {
    let records = 0;
    let end = 0;
    while (end < this.waiting.length && (end === 0 || records < MAX_RECORDS_PER_BATCH)) {
      records += this.waiting[end]?.records.length ?? 0;
      end++;
    }
    return this.waiting.splice(0, end);
  }
}

/** One statement for any number of records; their order is the log's order. */
export async function insertRecords(queryable: Queryable, records: readonly OutgoingRecord[]): Promise<void> {
  await queryable.query(
    `INSERT INTO bus.log (topic, key, headers, value)
     SELECT topic, key, headers, value
     FROM unnest($1::text[], $2::text[], $3::json[], $4::text[]) WITH ORDINALITY AS r (topic, key, headers, value, place)
     ORDER BY place`,
    [
      textArray(records.map(({ topic }) => topic)),
      textArray(records.map(({ key }) => key)),
      textArray(records.map(({ headers }) => JSON.stringify(headers))),
      textArray(records.map(({ value }) => value)),
    ],
    'bus-publish',
  );
}
