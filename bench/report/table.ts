import type { Goal } from './goal';

/** The goals as a table for people. */
export function goalTable(goals: readonly Goal[]): string {
  return aligned([
    ['goal', 'what', 'value', 'bar', 'reached', 'foreign load', 'took'],
    ...goals.map(({ id, name, value, unit, bar, isReached, broken, foreignLoad, seconds }) => [
      id,
      name,
      `${rounded(value)} ${unit}`.trimEnd(),
      `${unit === '' ? '>=' : '<='} ${bar} ${unit}`.trimEnd(),
      isReached ? 'yes' : `NO${broken === undefined ? '' : ` (${broken})`}`,
      `${Math.round(foreignLoad * 100)} %`,
      `${Math.round(seconds)} s`,
    ]),
  ]);
}

/** Every single figure behind the goals, a line each. */
export function figureTable(goals: readonly Goal[]): string {
  return aligned(
    goals.flatMap(({ id, figures }) =>
      Object.entries(figures).flatMap(([name, value]) =>
        typeof value === 'number' ? [[id, name, rounded(value)]] : [],
      ),
    ),
  );
}

function aligned(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function rounded(value: number): string {
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString('en-US');
  return String(Number(value.toPrecision(3)));
}
