import type { Database, Scope } from '@loanwatch/engines';
import { compared, type Figure } from '../domain/figures';
import type { Period, PeriodUnit } from '../domain/period';
import type { Group, Grouping } from './statistics-groups';

const COUNTS = {
  'alarms.raised': 'raised',
  'alarms.open': 'open',
  'alarms.confirmed': 'confirmed',
  'alarms.false-positive': 'false_positive',
  'alarms.inconclusive': 'inconclusive',
} as const;
type CountCode = keyof typeof COUNTS;

type Row = { readonly grp: number; readonly period: string } & Readonly<Record<(typeof COUNTS)[CountCode], number>>;

const KEY: Readonly<Record<Grouping, string>> = {
  enterprise: 'enterprise_id',
  site: 'site_id',
  institution: 'institution_id',
};

/**
 * Alarms by the site date on which they began. Staff of an institution see those dispatched to it (row-level security
 * sees to that), the platform each alarm once.
 */
export async function alarmFigures(
  database: Database,
  scope: Scope,
  groups: readonly Group[],
  periods: readonly Period[],
  { grouping, unit, siteId }: { grouping: Grouping; unit: PeriodUnit; siteId?: string | undefined },
): Promise<(group: number, period: Period, before: Period) => Readonly<Record<string, Figure>>> {
  const perInstitution = scope.kind === 'institution' || grouping === 'institution';
  const counts = Object.values(COUNTS).map((column) => `sum(${column})::integer AS ${column}`);
  const { rows } = await database.transaction(
    (tx) =>
      tx.query<Row>(
        `SELECT wanted.grp::integer, date_trunc($4, day)::date AS period, ${counts.join(', ')}
         FROM unnest($1::uuid[]) WITH ORDINALITY AS wanted (id, grp)
         JOIN alarm_day ON alarm_day.${KEY[grouping]} = wanted.id
         WHERE day >= $2 AND day < $3 AND institution_id IS ${perInstitution ? 'NOT NULL' : 'NULL'}
           AND ($5::uuid IS NULL OR site_id = $5)
         GROUP BY 1, 2`,
        [groups.map(({ id }) => id), periods[0]?.from, periods.at(-1)?.until, unit, siteId ?? null],
      ),
    scope,
  );
  const found = new Map(rows.map((row) => [`${row.grp - 1} ${row.period}`, row]));
  const figure = (code: CountCode, group: number, { from }: Period): Figure => {
    const value = found.get(`${group} ${from}`)?.[COUNTS[code]] ?? 0;
    return { value, unit: '1', coverage: null, n: value };
  };
  return (group, period, before) =>
    Object.fromEntries(
      (Object.keys(COUNTS) as CountCode[]).map((code) => [
        code,
        compared(figure(code, group, period), figure(code, group, before)),
      ]),
    );
}
