import type { Calendar } from '@loanwatch/kernel';
import { isConsented, lastSight, see, workingDaysAbsent } from './presence';

const CALENDAR: Calendar = {
  version: 1,
  workingWeekdays: [1, 2, 3, 4, 5],
  statutory: 'CN',
  holidays: [],
  workdays: [],
  closures: [],
  shifts: [],
  quietHour: '04:00',
};
const at = (text: string): number => Date.parse(`${text}+08:00`);

describe('the absence of a key person', () => {
  it('is counted in working days of the site', () => {
    expect(workingDaysAbsent('2026-03-06', '2026-03-06', CALENDAR)).toBe(0);
    expect(workingDaysAbsent('2026-03-06', '2026-03-08', CALENDAR)).toBe(0);
    expect(workingDaysAbsent('2026-03-06', '2026-03-10', CALENDAR)).toBe(2);
  });

  it('leaves out the Spring Festival and counts its make-up days', () => {
    expect(workingDaysAbsent('2026-02-13', '2026-02-24', CALENDAR)).toBe(2);
  });

  it('is unknown when it reaches into a year without a calendar', () => {
    expect(workingDaysAbsent('2098-12-30', '2099-01-05', CALENDAR)).toBeUndefined();
  });
});

describe('a match', () => {
  it('may be kept while the consent is in force, to the end of its last day in China', () => {
    const consent = { from: '2026-03-01', to: '2026-03-31' };
    expect(isConsented(consent, at('2026-03-01T00:00'), at('2026-03-31T23:59'))).toBe(true);
    expect(isConsented(consent, at('2026-02-28T23:59'))).toBe(false);
    expect(isConsented(consent, at('2026-03-31T23:59'), at('2026-04-01T00:00'))).toBe(false);
    expect(isConsented({ from: '2026-03-01', to: null }, at('2036-03-01T00:00'))).toBe(true);
  });
});

describe('the last sight of a person', () => {
  const sight = (date: string, at: number, siteId = 'here') => ({ siteId, date, at });

  it('is the newest one that had happened by then', () => {
    let known = see({}, 'p', sight('2026-03-06', 10));
    known = see(known, 'p', sight('2026-03-11', 30, 'there'));
    known = see(known, 'p', sight('2026-03-09', 20));
    const sights = known['p'] ?? [];
    expect(['2026-03-05', '2026-03-08', '2026-03-10', '2026-03-11'].map((date) => lastSight(sights, date)?.at)).toEqual(
      [undefined, 10, 20, 30],
    );
  });

  it('is not moved back by a late one of the same day', () => {
    const known = see({}, 'p', sight('2026-03-06', 10));
    expect(see(known, 'p', sight('2026-03-06', 5))).toBe(known);
  });
});
