import { DomainError } from '@loanwatch/kernel';
import { CsvError, parse } from 'csv-parse/sync';

export const MAX_IMPORT_ROWS = 5_000;
const MAX_RECORD_CHARACTERS = 100_000;
const CHARSETS: Readonly<Record<string, string>> = {
  'utf-8': 'utf-8',
  utf8: 'utf-8',
  gb18030: 'gb18030',
  gbk: 'gb18030',
  gb2312: 'gb18030',
};

/** Cells of a CSV file (RFC 4180), the header row first. Row numbers are those of a spreadsheet: the header is row 1. */
export function csvRows(body: Buffer, charset = 'utf-8'): readonly string[][] {
  const text = decode(body, charset);
  if (text.includes('\u0000')) throw unreadable('The file has a NUL character.');
  let rows: string[][];
  try {
    rows = parse(text, { bom: true, relax_column_count: true, max_record_size: MAX_RECORD_CHARACTERS });
  } catch (error) {
    // Its message would quote the cell.
    const place = error instanceof CsvError ? ` (${error.code}, line ${String(error['lines'])})` : '';
    throw unreadable(`The file is not CSV${place}.`);
  }
  if (rows.length > MAX_IMPORT_ROWS + 1) {
    throw new DomainError('import.too-many-rows', 'too-large', `An import takes ${MAX_IMPORT_ROWS} rows at most.`);
  }
  return rows;
}

function decode(body: Buffer, charset: string): string {
  const encoding = CHARSETS[charset.toLowerCase()];
  if (encoding === undefined) throw unreadable('The charset must be utf-8 or gb18030.');
  try {
    return new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(body);
  } catch {
    throw unreadable(
      `The file is not ${encoding}; name another charset, e.g. Content-Type: text/csv; charset=gb18030.`,
    );
  }
}

function unreadable(detail: string): DomainError {
  return new DomainError('import.unreadable', 'malformed', detail);
}
