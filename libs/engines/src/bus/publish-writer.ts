import { plainArray, textArray } from '../database/array-literal';
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

/**
 * One statement for any number of records; their order is the log's order. The values go as one run of bytes that the
 * server cuts: as elements of an array their thousands of quotes would be escaped here and unescaped there, at several
 * times the cost of storing them.
 */
export async function insertRecords(queryable: Queryable, records: readonly OutgoingRecord[]): Promise<void> {
  const { bytes, starts, lengths } = joined(records.map(({ value }) => value));
  await queryable.query(
    `INSERT INTO bus.log (topic, key, headers, value)
     SELECT topic, key, headers, convert_from(substring($4::bytea FROM start FOR length), 'UTF8')
     FROM unnest($1::text[], $2::text[], $3::json[], $5::integer[], $6::integer[])
       WITH ORDINALITY AS r (topic, key, headers, start, length, place)
     ORDER BY place`,
    [
      textArray(records.map(({ topic }) => topic)),
      textArray(records.map(({ key }) => key)),
      textArray(records.map(({ headers }) => JSON.stringify(headers))),
      bytes,
      plainArray(starts),
      plainArray(lengths),
    ],
    'bus-publish',
  );
}

/** Texts as one run of UTF-8, with where each starts (counted from 1) and how many bytes it takes. */
function joined(texts: readonly string[]): { bytes: Buffer; starts: number[]; lengths: number[] } {
  const lengths = texts.map((text) => Buffer.byteLength(text));
  const bytes = Buffer.allocUnsafe(lengths.reduce((sum, length) => sum + length, 0));
  const starts: number[] = [];
  let at = 0;
  for (const text of texts) {
    starts.push(at + 1);
    at += bytes.write(text, at);
  }
  return { bytes, starts, lengths };
}
