import { HOUR_MS, MINUTE_MS } from '@loanwatch/kernel';
import fc from 'fast-check';
import { at, CALENDAR, PLACE } from '../../test/evaluation';
import { type Place, restrictedTo, type Schedule, scheduleOf } from './schedule';

const WEEKDAYS = [1, 2, 3, 4, 5];
const START = at('2026-03-02T00:00');
const overlapping = {
  shifts: [
    { weekdays: WEEKDAYS, start: '08:00', end: '12:30' },
    { weekdays: [1, 3], start: '11:00', end: '18:00' },
    { weekdays: [5], start: '22:00', end: '06:00' },
    { weekdays: [6], start: '05:00', end: '07:00' },
  ],
};

/** Ten days, counted half hour by half hour by the wall clock; the windows above begin and end on half hours. */
function halfHours(inside: (weekday: number, halfHour: number) => boolean): readonly boolean[] {
  return Array.from({ length: 480 }, (_, index) => inside((Math.floor(index / 48) % 7) + 1, index % 48));
}
const expected = halfHours((weekday, half) => {
  const morning = weekday <= 5 && half >= 16 && half < 25;
  const afternoon = [1, 3].includes(weekday) && half >= 22 && half < 36;
  const night = (weekday === 5 && half >= 44) || (weekday === 6 && half < 12);
  return morning || afternoon || night || (weekday === 6 && half >= 10 && half < 14);
});
const HALF = 30 * MINUTE_MS;
const elapsedByHand = (from: number, to: number): number =>
  expected.slice(from, to).filter((inside) => inside).length * HALF;

describe('the time of a schedule', () => {
  const schedule = scheduleOf(overlapping, PLACE);
  const halves = fc.integer({ min: 0, max: 479 });

  it('is what the wall clock says, windows over midnight and over each other included', () => {
    const found = expected.map((_, index) => schedule.closed(START + index * HALF, START + index * HALF) === undefined);
    expect(found).toEqual(expected);
  });

  it('passes only inside the windows', () => {
    fc.assert(
      fc.property(halves, halves, (a, b) => {
        const [from, to] = [Math.min(a, b), Math.max(a, b)];
        expect(schedule.elapsed(START + from * HALF, START + to * HALF)).toBe(elapsedByHand(from, to));
      }),
    );
  });

  it('comes to an amount at the first instant at which so much has passed', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 200 }), fc.integer({ min: 1, max: 20 }), (from, amount) => {
        const found = schedule.advance(START + from * HALF, amount * HALF) ?? NaN;
        expect(schedule.elapsed(START + from * HALF, found)).toBe(amount * HALF);
        expect(schedule.elapsed(START + from * HALF, found - 1)).toBe(amount * HALF - 1);
      }),
    );
  });

  it('does not come where no window ever begins', () => {
    const never = scheduleOf({ dayClasses: ['closure'] }, { ...PLACE, calendar: { ...CALENDAR, statutory: 'NONE' } });
    expect(never.advance(START, HOUR_MS)).toBeUndefined();
  });

  it('leaves out festivals and takes in make-up days', () => {
    const working = scheduleOf({ dayClasses: ['working', 'make-up'] }, PLACE);
    // Spring Festival 2026: 15 to 23 February off, Saturday 14 February worked.
    expect(working.elapsed(at('2026-02-13T00:00'), at('2026-02-25T00:00'))).toBe(3 * 24 * HOUR_MS);
  });
});

describe('a schedule under grants', () => {
  const always = scheduleOf({ shifts: [{ weekdays: [1, 2, 3, 4, 5, 6, 7], start: '00:00', end: '00:00' }] }, PLACE);
  const granted: Schedule = restrictedTo(
    [
      { from: START, to: START + 10 * HOUR_MS },
      { from: START + 20 * HOUR_MS, to: Infinity },
    ],
    always,
  );

  it('stands still where no grant is in force', () => {
    expect(granted.elapsed(START - HOUR_MS, START + 21 * HOUR_MS)).toBe(11 * HOUR_MS);
    expect(granted.advance(START + 8 * HOUR_MS, 3 * HOUR_MS)).toBe(START + 21 * HOUR_MS);
    expect(granted.closed(START - 1, START - 1)).toBe('no-grant');
    expect(granted.closed(START, START)).toBeUndefined();
    expect(granted.closed(START + 10 * HOUR_MS, START + 10 * HOUR_MS)).toBe('no-grant');
    expect(granted.closed(START + 9 * HOUR_MS, START + 10 * HOUR_MS)).toBeUndefined();
  });
});

describe('the day on which clocks change', () => {
  const berlin: Place = { timeZone: 'Europe/Berlin', calendar: { ...CALENDAR, statutory: 'NONE' } };
  const nights = scheduleOf({ shifts: [{ weekdays: [6], start: '22:00', end: '06:00' }] }, berlin);

  it('has nights of seven and of nine hours', () => {
    const night = (saturday: string, sunday: string): number =>
      nights.elapsed(at(`${saturday}T12:00`, berlin), at(`${sunday}T12:00`, berlin)) / HOUR_MS;
    expect(night('2026-03-28', '2026-03-29')).toBe(7);
    expect(night('2026-10-24', '2026-10-25')).toBe(9);
    expect(night('2026-06-06', '2026-06-07')).toBe(8);
  });
});
