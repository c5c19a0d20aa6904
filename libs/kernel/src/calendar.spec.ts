import { type Calendar, StatutoryYearMissing, dayClass, isWithin, isWorkingDay } from './calendar';

const SHANGHAI = 'Asia/Shanghai';
const calendar = (over: Partial<Calendar> = {}): Calendar => ({
  version: 1,
  workingWeekdays: [1, 2, 3, 4, 5],
  statutory: 'CN',
  holidays: [],
  workdays: [],
  closures: [],
  shifts: [],
  quietHour: '04:00',
  ...over,
});

describe('the class of a day', () => {
  it.each([
    ['2026-02-17', 'festival', 'Spring Festival'],
    ['2026-02-14', 'make-up', 'a Saturday worked for Spring Festival'],
    ['2026-02-13', 'working', 'an ordinary Friday'],
    ['2026-02-07', 'rest', 'an ordinary Saturday'],
    ['2026-10-10', 'make-up', 'a Saturday worked for National Day'],
    ['2020-01-31', 'festival', 'the Spring Festival that was extended'],
  ])('of %s is %s: %s', (date, expected) => expect(dayClass(calendar(), date)).toBe(expected));

  it('of a make-up day is working at a site that works on that weekday anyway', () => {
    expect(dayClass(calendar({ workingWeekdays: [1, 2, 3, 4, 5, 6] }), '2026-02-14')).toBe('working');
  });

  it('follows what the site declares before what the state decrees', () => {
    const declared = calendar({
      holidays: [{ date: '2026-03-03', name: 'Founder' }],
      workdays: ['2026-02-17', '2026-03-07'],
      closures: [{ from: '2026-07-01', to: '2026-07-10', reason: 'relocation' }],
    });
    expect(dayClass(declared, '2026-03-03')).toBe('festival');
    expect(dayClass(declared, '2026-02-17')).toBe('working');
    expect(dayClass(declared, '2026-03-07')).toBe('make-up');
    expect(['2026-06-30', '2026-07-01', '2026-07-10', '2026-07-11'].map((date) => dayClass(declared, date))).toEqual([
      'working',
      'closure',
      'closure',
      'rest',
    ]);
  });

  it('is weekday or weekend where no statutory calendar applies', () => {
    expect(dayClass(calendar({ statutory: 'NONE' }), '2026-02-17')).toBe('working');
    expect(dayClass(calendar({ statutory: 'NONE' }), '2026-02-14')).toBe('rest');
  });

  it('is an error in a year whose statutory holidays are not known, unless the site has declared the day', () => {
    expect(() => dayClass(calendar(), '2099-05-01')).toThrow(StatutoryYearMissing);
    expect(() => dayClass(calendar(), '1999-05-04')).toThrow('1999');
    expect(dayClass(calendar({ workdays: ['2099-05-01'] }), '2099-05-01')).toBe('working');
    expect(dayClass(calendar({ statutory: 'NONE' }), '2099-05-01')).toBe('working');
  });

  it('says whether people are expected to work', () => {
    expect(['2026-02-13', '2026-02-14', '2026-02-17', '2026-02-07'].map((d) => isWorkingDay(calendar(), d))).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });
});

describe('a window of site time', () => {
  const at = (text: string): number => Date.parse(`${text}+08:00`);
  const day = [{ weekdays: [1, 2, 3, 4, 5], start: '08:00', end: '18:00' }];
  const fridayNight = [{ weekdays: [5], start: '22:00', end: '06:00' }];

  it('includes its start and excludes its end', () => {
    expect(isWithin(day, at('2026-03-02T08:00:00'), SHANGHAI)).toBe(true);
    expect(isWithin(day, at('2026-03-02T07:59:59.999'), SHANGHAI)).toBe(false);
    expect(isWithin(day, at('2026-03-02T17:59:59.999'), SHANGHAI)).toBe(true);
    expect(isWithin(day, at('2026-03-02T18:00:00'), SHANGHAI)).toBe(false);
    expect(isWithin(day, at('2026-03-01T12:00:00'), SHANGHAI)).toBe(false);
  });

  it('over midnight belongs to the day on which it began', () => {
    expect(isWithin(fridayNight, at('2026-03-06T22:00:00'), SHANGHAI)).toBe(true);
    expect(isWithin(fridayNight, at('2026-03-07T00:00:00'), SHANGHAI)).toBe(true);
    expect(isWithin(fridayNight, at('2026-03-07T05:59:59'), SHANGHAI)).toBe(true);
    expect(isWithin(fridayNight, at('2026-03-07T06:00:00'), SHANGHAI)).toBe(false);
    expect(isWithin(fridayNight, at('2026-03-06T03:00:00'), SHANGHAI)).toBe(false);
    expect(isWithin(fridayNight, at('2026-03-07T22:00:00'), SHANGHAI)).toBe(false);
  });

  it('of equal start and end lasts a whole day from its start', () => {
    const wholeMonday = [{ weekdays: [1], start: '00:00', end: '00:00' }];
    expect(isWithin(wholeMonday, at('2026-03-02T00:00:00'), SHANGHAI)).toBe(true);
    expect(isWithin(wholeMonday, at('2026-03-02T23:59:59'), SHANGHAI)).toBe(true);
    expect(isWithin(wholeMonday, at('2026-03-03T00:00:00'), SHANGHAI)).toBe(false);
  });

  it('follows the wall clock over a change of the clocks', () => {
    const night = [{ weekdays: [6], start: '22:00', end: '06:00' }];
    expect(isWithin(night, Date.parse('2018-03-25T03:59:59Z'), 'Europe/Berlin')).toBe(true);
    expect(isWithin(night, Date.parse('2018-03-25T04:00:00Z'), 'Europe/Berlin')).toBe(false);
  });
});
