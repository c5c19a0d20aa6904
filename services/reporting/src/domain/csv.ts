/** What a cell can hold. Numbers stay numbers; null is an empty cell, because unknown is not zero. */
export type Cell = string | number | null;

/** A spreadsheet takes a text that begins like this for a formula, and runs it; in East Asia full-width signs as well. */
const FORMULA = /^[=+\-@＝＋－＠\t\r\n]/;
const NEEDS_QUOTES = /[",\r\n]/;

/** RFC 4180 with CRLF; text that a spreadsheet would take for a formula gets an apostrophe in front. */
export function csvDocument(header: readonly string[], rows: Iterable<readonly Cell[]>): string {
  let text = csvLine(header);
  for (const row of rows) text += csvLine(row);
  return text;
}

function csvLine(cells: readonly Cell[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

export function csvCell(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(cell);
  const safe = FORMULA.test(cell) ? `'${cell}` : cell;
  return NEEDS_QUOTES.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
