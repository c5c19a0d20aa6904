import type { Language } from '../client';
import { padded, textWidth } from './text-width';

/** A column of a table for people. */
export interface Column<Row> {
  readonly zh: string;
  readonly en: string;
  readonly value: (row: Row, language: Language) => string | number | null | undefined;
  /** Widest it gets; longer texts are cut. Default 40. */
  readonly most?: number;
}

const MOST = 40;
const GAP = '  ';

/** Rows as an aligned table; numbers stand to the right, what is unknown as a dash. */
export function tableText<Row>(rows: readonly Row[], columns: readonly Column<Row>[], language: Language): string {
  const cells = columns.map((column) => rows.map((row) => cellText(column.value(row, language))));
  const isNumeric = columns.map((column) => isNumbers(rows.map((row) => column.value(row, language))));
  const widths = columns.map((column, index) =>
    Math.min(Math.max(textWidth(column[language]), ...(cells[index] ?? []).map(textWidth)), column.most ?? MOST),
  );
  const line = (texts: readonly string[]): string =>
    texts
      .map((text, index) => padded(text, widths[index] ?? 0, isNumeric[index] === true ? 'right' : 'left'))
      .join(GAP)
      .trimEnd();
  return [
    line(columns.map((column) => column[language])),
    widths.map((width) => '-'.repeat(width)).join(GAP),
    ...rows.map((_, row) => line(cells.map((column) => column[row] ?? ''))),
  ].join('\n');
}

function cellText(value: string | number | null | undefined): string {
  if (value === null || value === undefined || value === '') return '-';
  return String(value).replace(/\s+/g, ' ');
}

function isNumbers(values: readonly (string | number | null | undefined)[]): boolean {
  const known = values.filter((value) => value !== null && value !== undefined);
  return known.length > 0 && known.every((value) => typeof value === 'number');
}
