import fc from 'fast-check';
import { addDays } from '@loanwatch/kernel';
import { addMonths, lastDate, periodBefore, periodOf, periodsBetween, piecesOf } from './period';

describe('periods', () => {
  it.each([
    ['2026-02-14', 'month', '2026-02-01', '2026-03-01'],
    ['2026-12-31', 'month', '2026-12-01', '2027-01-01'],
    ['2026-05-01', 'quarter', '2026-04-01', '2026-07-01'],
    ['2026-11-30', 'quarter', '2026-10-01', '2027-01-01'],
    ['2024-02-29', 'year', '2024-01-01', '2025-01-01'],
  ] as const)('%s lies in the %s [%s, %s)', (date, unit, from, until) => {
    expect(periodOf(date, unit)).toEqual({ from, until });
    expect(periodBefore({ from, until }, unit)).toEqual(periodOf(addDays(from, -1), unit));
    expect(lastDate({ from, until })).toBe(addDays(until, -1));
  });

  it('follow each other without a gap', () => {
    expect(periodsBetween('2025-11-20', '2026-05-01', 'quarter').map(({ from }) => from)).toEqual([
      '2025-10-01',
      '2026-01-01',
      '2026-04-01',
    ]);
    expect(periodsBetween('2026-02-02', '2026-02-01', 'month')).toHaveLength(1);
    expect(periodsBetween('2026-03-02', '2026-02-01', 'month')).toEqual([]);
    expect(addMonths('2026-01-01', -1)).toBe('2025-12-01');
  });

  it('whole months and single days make up any stretch of dates, each date once', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 800 }), fc.integer({ min: 0, max: 400 }), (start, length) => {
        const from = addDays('2024-01-01', start);
        const until = addDays(from, length);
        const { months, days } = piecesOf(from, until);
        const dates = [...days, ...(months === undefined ? [] : [months])].flatMap((range) => datesIn(range));
        expect(dates.sort()).toEqual(datesIn({ from, until }));
        for (const date of [months?.from, months?.until]) expect(date?.slice(8) ?? '01').toBe('01');
      }),
    );
  });
});

function datesIn({ from, until }: { readonly from: string; readonly until: string }): string[] {
  const dates: string[] = [];
  for (let date = from; date < until; date = addDays(date, 1)) dates.push(date);
  return dates;
}
