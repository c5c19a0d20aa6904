import { problem } from '@loanwatch/contracts';
import type { Scope, Tx } from '@loanwatch/engines';
import { DomainError, type FieldError } from '@loanwatch/kernel';
import { findByNames } from '../db/natural-references';
import type { DraftOf } from '../domain/drafts';
import { draftOfRow } from '../domain/import-cells';
import { type Column, IMPORT_COLUMNS, IMPORTED, type ImportKind } from '../domain/import-columns';
import { csvRows } from './csv-document';
import { DraftsRefused } from './refusals';
import type { Registry } from './registry';

/** One thing that is wrong with one row. */
export interface RowError {
  /** As in a spreadsheet: the header is row 1. */
  readonly row: number;
  /** Name of the column; null when the row as a whole is refused. */
  readonly column: string | null;
  readonly code: string;
  readonly text: { readonly zh: string; readonly en: string };
}

export interface ImportedRow {
  readonly row: number;
  readonly id: string;
}

export interface CsvFile {
  readonly body: Buffer;
  readonly charset: string | undefined;
}

/** What the edge checks of one record it is sent; empty when the draft may go to the registry. */
export type DraftCheck = (draft: object) => readonly FieldError[];

interface Row {
  readonly row: number;
  readonly draft: Record<string, unknown>;
}

const MAX_LISTED_ERRORS = 1_000;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Imports of information officers: every row becomes a record, or none does and every bad row is named. */
export class CsvImport {
  constructor(private readonly registry: Registry) {}

  /** Throws `import.unreadable`, `import.too-many-rows`, and `import.rejected` with `rows`, a list of {@link RowError}. */
  async run(tx: Tx, scope: Scope, kind: ImportKind, file: CsvFile, check: DraftCheck): Promise<readonly ImportedRow[]> {
    const [header = [], ...lines] = csvRows(file.body, file.charset);
    const known = IMPORT_COLUMNS[kind];
    const columns = columnsOf(header, known);
    const rows = lines
      .map((cells, index): Row => ({ row: index + 2, draft: draftOfRow(columns, cells) }))
      .filter(({ draft }) => Object.keys(draft).length > 0);
    const errors = await resolveNames(tx, columns, rows);
    for (const { row, draft } of rows) {
      for (const error of check(draft)) {
        const column = columnAt(known, error.pointer);
        // An unresolved name was reported as such.
        if (!errors.some((known) => known.row === row && known.column === column?.name)) {
          errors.push(rowError(row, column, 'request.invalid', error.detail));
        }
      }
    }
    const bad = new Set(errors.map(({ row }) => row));
    const candidates = rows.filter(({ row }) => !bad.has(row));
    const made = await this.createOrExplain(tx, scope, kind, candidates, errors);
    if (errors.length > 0) throw rejected(errors);
    return made;
  }

  /** The registry refuses by stages; rows it refused are set aside until it has nothing left to say. */
  private async createOrExplain(
    tx: Tx,
    scope: Scope,
    kind: ImportKind,
    candidates: readonly Row[],
    errors: RowError[],
  ): Promise<readonly ImportedRow[]> {
    let remaining = candidates;
    while (remaining.length > 0) {
      const tried = remaining;
      try {
        const drafts = tried.map(({ draft }) => draft as DraftOf<never>);
        const records = await this.registry.create(tx, scope, IMPORTED[kind], drafts);
        return records.map(({ entity }, index) => ({ row: tried[index]?.row ?? 0, id: entity.id }));
      } catch (error) {
        if (!(error instanceof DraftsRefused)) throw error;
        for (const { index, code, pointer, detail } of error.refusals) {
          errors.push(rowError(tried[index]?.row ?? 0, columnAt(IMPORT_COLUMNS[kind], pointer), code, detail));
        }
        // Duplicates are found by inserting, the last stage.
        if (error.code === 'registry.duplicate') return [];
        const refused = new Set(error.refusals.map(({ index }) => index));
        remaining = tried.filter((_, index) => !refused.has(index));
      }
    }
    return [];
  }
}

function columnsOf(header: readonly string[], known: readonly Column[]): readonly Column[] {
  const errors: RowError[] = [];
  const columns = header.flatMap((cell) => {
    const name = cell.trim();
    const column = known.find((candidate) => candidate.name === name || candidate.zh === name);
    if (column === undefined) errors.push(headerError(name, 'import.unknown-column'));
    return column === undefined ? [] : [column];
  });
  for (const column of known) {
    const count = columns.filter((present) => present === column).length;
    if (count > 1) errors.push(headerError(column.name, 'import.repeated-column'));
    if (count === 0 && column.required) errors.push(headerError(column.name, 'import.missing-column'));
  }
  if (errors.length > 0) throw rejected(errors);
  return columns;
}

/** Replaces names that people know by ids, in place, and says which could not be found. */
async function resolveNames(tx: Tx, columns: readonly Column[], rows: readonly Row[]): Promise<RowError[]> {
  const errors: RowError[] = [];
  for (const column of columns) {
    if (column.names === undefined) continue;
    const field = column.pointer.slice(1);
    const named = rows.filter(({ draft }) => typeof draft[field] === 'string' && !UUID.test(draft[field]));
    const found = await findByNames(tx, column.names, [...new Set(named.map(({ draft }) => draft[field] as string))]);
    for (const { row, draft } of named) {
      const [id, ...others] = found.get(draft[field] as string) ?? [];
      if (id === undefined)
        errors.push(rowError(row, column, 'registry.reference-not-found', `There is no such ${column.names}.`));
      else if (others.length > 0)
        errors.push(rowError(row, column, 'import.ambiguous-name', 'Several have this name; use the id.'));
      else draft[field] = id;
    }
  }
  return errors;
}

/** The column whose field a JSON Pointer names or lies in. */
function columnAt(columns: readonly Column[], pointer: string): Column | undefined {
  return columns.find((column) => pointer === column.pointer || pointer.startsWith(`${column.pointer}/`));
}

function rowError(row: number, column: Column | undefined, code: string, detail: string): RowError {
  const title = problem(code)?.title ?? { zh: '被拒绝', en: 'Refused' };
  if (column === undefined) return { row, column: null, code, text: { zh: title.zh, en: detail } };
  const isFormat = code === 'request.invalid';
  return {
    ...{ row, column: column.name, code },
    text: {
      zh: `${column.zh}：${isFormat ? `应为「${column.expects.zh}」` : title.zh}`,
      en: `${column.name}: ${isFormat ? `expected ${column.expects.en}` : detail}`,
    },
  };
}

function headerError(name: string, code: string): RowError {
  const title = problem(code)?.title ?? { zh: '被拒绝', en: 'Refused' };
  return { row: 1, column: name, code, text: { zh: `${title.zh}：${name}`, en: `${title.en}: ${name}` } };
}

function rejected(errors: readonly RowError[]): DomainError {
  const rows = [...errors].sort((a, b) => a.row - b.row);
  return new DomainError('import.rejected', 'invalid', `${errors.length} errors; nothing was imported.`, {
    rows: rows.slice(0, MAX_LISTED_ERRORS),
    total: errors.length,
  });
}
