/** What a column can be given in a COPY row. Dates are written as ISO 8601 UTC, objects as JSON. */
export type CopyValue = string | number | bigint | boolean | Date | null | undefined | object;

const NEEDS_ESCAPE = /[\\\t\n\r]/;
const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };

/** One line of COPY text format, its line feed included. Join lines with '' and hand them to `Tx.copyFrom`. */
export function copyRow(values: readonly CopyValue[]): string {
  let line = '';
  for (let i = 0; i < values.length; i++) {
    if (i > 0) line += '\t';
    line += copyField(values[i]);
  }
  return line + '\n';
}

export function copyField(value: CopyValue): string {
  if (typeof value === 'string') return escape(value);
  if (typeof value === 'number') return copyNumber(value);
  if (value === null || value === undefined) return '\\N';
  if (typeof value === 'boolean') return value ? 't' : 'f';
  if (typeof value === 'bigint') return value.toString();
  if (value instanceof Date) return value.toISOString();
  return escape(JSON.stringify(value));
}

function copyNumber(value: number): string {
  if (Number.isFinite(value)) return String(value);
  return Number.isNaN(value) ? 'NaN' : value > 0 ? 'Infinity' : '-Infinity';
}

/** PostgreSQL text cannot hold U+0000; refusing it here names the fault instead of failing the whole COPY later. */
function escape(text: string): string {
  if (text.includes('\0')) throw new RangeError('text for PostgreSQL must not contain U+0000');
  return NEEDS_ESCAPE.test(text) ? text.replace(/[\\\t\n\r]/g, (character) => ESCAPES[character] ?? '') : text;
}
