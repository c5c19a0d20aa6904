import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';
import type { CsvShape } from '@loanwatch/contracts';
import { CsvError, parse } from 'csv-parse';

/** One row of a CSV file. */
export interface CsvRow {
  readonly fields: readonly string[];
  /** Line on which it ends, from 1. */
  readonly line: number;
}

/** A file that is no CSV of the shape the mapping says. */
export class UnreadableCsv extends Error {
  override readonly name = 'UnreadableCsv';
}

/** A CSV file, plain or gzipped by its name (`.gz`), read as a stream. */
export class CsvFile {
  private readonly source;

  private constructor(
    readonly file: string,
    private readonly shape: CsvShape,
    /** Bytes on disk. */
    readonly size: number,
  ) {
    this.source = createReadStream(file);
  }

  static async open(file: string, shape: CsvShape = {}): Promise<CsvFile> {
    return new CsvFile(file, shape, (await stat(file)).size);
  }

  /** Share of the file read so far, 0 to 1. */
  get progress(): number {
    return this.size === 0 ? 1 : this.source.bytesRead / this.size;
  }

  /** All rows, the header line first when there is one. Throws {@link UnreadableCsv}. */
  async *rows(): AsyncGenerator<CsvRow> {
    const { delimiter = ',', skipLines = 0 } = this.shape;
    const parser = parse({
      bom: true,
      delimiter,
      info: true,
      from_line: skipLines + 1,
      relax_column_count: true,
      skip_empty_lines: true,
    });
    const text = this.file.endsWith('.gz') ? this.source.pipe(createGunzip()) : this.source;
    for (const stream of [this.source, text]) stream.on('error', (error: Error) => parser.destroy(error));
    try {
      for await (const parsed of text.pipe(parser)) {
        const { record, info } = parsed as { record: string[]; info: { lines: number } };
        yield { fields: record, line: info.lines };
      }
    } catch (error) {
      if (error instanceof CsvError || hasZlibCode(error)) {
        throw new UnreadableCsv(`${this.file} cannot be read: ${error.message}`);
      }
      throw error;
    } finally {
      this.source.destroy();
    }
  }
}

function hasZlibCode(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('Z_');
}
