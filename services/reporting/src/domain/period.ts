import { addDays, monthStart, quarterStart, yearStart } from '@loanwatch/kernel';

export const PERIOD_UNITS = ['month', 'quarter', 'year'] as const;
export type PeriodUnit = (typeof PERIOD_UNITS)[number];

/** A month, quarter or year: dates [from, until). */
export interface Period {
  readonly from: string;
  readonly until: string;
}

const MONTHS: Readonly<Record<PeriodUnit, number>> = { month: 1, quarter: 3, year: 12 };
const START: Readonly<Record<PeriodUnit, (date: string) => string>> = {
  month: monthStart,
  quarter: quarterStart,
  year: yearStart,
};

/** The period that holds a date. */
export function periodOf(date: string, unit: PeriodUnit): Period {
  const from = START[unit](date);
  return { from, until: addMonths(from, MONTHS[unit]) };
}

export function periodBefore({ from }: Period, unit: PeriodUnit): Period {
  return { from: addMonths(from, -MONTHS[unit]), until: from };
}

/** All periods that hold a date from `from` to `to`, both inclusive, in order. */
export function periodsBetween(from: string, to: string, unit: PeriodUnit): Period[] {
  const periods: Period[] = [];
  for (let period = periodOf(from, unit); period.from <= to; period = periodOf(period.until, unit))
    periods.push(period);
  return periods;
}

/** Last date in it. */
export function lastDate({ until }: Period): string {
  return addDays(until, -1);
}

/** `date` is the first of a month. */
export function addMonths(date: string, months: number): string {
  const count = Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7)) - 1 + months;
  const year = String(Math.floor(count / 12)).padStart(4, '0');
  return `${year}-${String((count % 12) + 1).padStart(2, '0')}-01`;
}

/** How a stretch of dates is put together from whole months and single days; every range is [from, until). */
export interface Pieces {
  readonly months: Period | undefined;
  readonly days: readonly Period[];
}

/** Whole months of [from, until) and the days left over at its ends. */
export function piecesOf(from: string, until: string): Pieces {
  if (from >= until) return { months: undefined, days: [] };
  const firstMonth = monthStart(from) === from ? from : addMonths(monthStart(from), 1);
  const endMonth = monthStart(until);
  if (firstMonth >= endMonth) return { months: undefined, days: [{ from, until }] };
  const edges = [
    { from, until: firstMonth },
    { from: endMonth, until },
  ];
  return { months: { from: firstMonth, until: endMonth }, days: edges.filter((edge) => edge.from < edge.until) };
}
