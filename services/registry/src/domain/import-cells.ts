import type { CellType, Column } from './import-columns';

/** The draft that a row stands for: every cell where its column points, cells without text left out. */
export function draftOfRow(columns: readonly Column[], cells: readonly string[]): Record<string, unknown> {
  const draft: Record<string, unknown> = {};
  columns.forEach(({ pointer, type }, index) => {
    const text = cells[index]?.trim() ?? '';
    if (text !== '') put(draft, pointer.slice(1).split('/'), cellValue(text, type));
  });
  return draft;
}

function cellValue(text: string, type: CellType): unknown {
  switch (type) {
    case 'text':
      return text;
    case 'integer':
      return /^-?\d{1,15}$/.test(text) ? Number(text) : text;
    case 'number':
      return /^-?\d{1,15}(\.\d+)?$/.test(text) ? Number(text) : text;
    case 'texts':
      return parts(text);
    case 'integers':
      return parts(text).map((part) => cellValue(part, 'integer'));
    case 'yuan':
      return fen(text) ?? text;
  }
}

function parts(text: string): string[] {
  return text
    .split(/[;；]/)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

/** By digits, because a product with 100 would not be exact. */
function fen(text: string): number | undefined {
  const match = /^(\d{1,13})(?:\.(\d{1,2}))?$/.exec(text);
  return match === null ? undefined : Number(`${match[1] ?? ''}${(match[2] ?? '').padEnd(2, '0')}`);
}

function put(draft: Record<string, unknown>, [field = '', ...rest]: readonly string[], value: unknown): void {
  if (rest.length === 0) {
    draft[field] = value;
    return;
  }
  const part = (draft[field] ?? {}) as Record<string, unknown>;
  draft[field] = part;
  put(part, rest, value);
}
