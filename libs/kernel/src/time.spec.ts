import {
  HOUR_MS,
  addDays,
  dayEnd,
  dayStart,
  daysBetween,
  isDate,
  isTimeZone,
  localInstant,
  localTimeOfDay,
  monthStart,
  parseTime,
  quarterStart,
  siteDay,
  timeOfDayMs,
  weekday,
  yearStart,
} from './time';

const SHANGHAI = 'Asia/Shanghai';
const BERLIN = 'Europe/Berlin';
const utc = (text: string): number => Date.parse(text);

describe('the day of a site', () => {
  it('begins at local midnight, inclusive, and ends at the next, exclusive', () => {
    expect(siteDay(utc('2026-03-01T15:59:59.999Z'), SHANGHAI)).toBe('2026-03-01');
    expect(siteDay(utc('2026-03-01T16:00:00.000Z'), SHANGHAI)).toBe('2026-03-02');
    expect(dayStart('2026-03-02', SHANGHAI)).toBe(utc('2026-03-01T16:00:00Z'));
    expect(dayEnd('2026-03-02', SHANGHAI)).toBe(utc('2026-03-02T16:00:00Z'));
  });

  it('lasts 23 hours when the clocks go forward and 25 when they go back', () => {
    expect(dayEnd('2018-03-25', BERLIN) - dayStart('2018-03-25', BERLIN)).toBe(23 * HOUR_MS);
    expect(dayEnd('2018-10-28', BERLIN) - dayStart('2018-10-28', BERLIN)).toBe(25 * HOUR_MS);
    expect(siteDay(utc('2018-10-28T22:59:59Z'), BERLIN)).toBe('2018-10-28');
  });

  it('begins after midnight where the clocks change at midnight', () => {
    expect(dayStart('2018-11-04', 'America/Sao_Paulo')).toBe(utc('2018-11-04T03:00:00Z'));
    expect(localTimeOfDay(dayStart('2018-11-04', 'America/Sao_Paulo'), 'America/Sao_Paulo')).toBe(HOUR_MS);
  });

  it('is the same whatever was asked before', () => {
    const instants = Array.from({ length: 2_000 }, (_, i) => utc('2018-03-20T00:00:00Z') + i * 7_654_321);
    const inOrder = instants.map((ms) => siteDay(ms, BERLIN));
    const shuffled = instants.map((ms, i) => ({ ms, i })).sort((a, b) => (a.ms % 977) - (b.ms % 977));
    for (const { ms, i } of shuffled) {
      siteDay(ms, SHANGHAI);
      expect(siteDay(ms, BERLIN)).toBe(inOrder[i]);
    }
    for (const ms of instants) {
      const date = siteDay(ms, BERLIN);
      expect(ms >= dayStart(date, BERLIN) && ms < dayEnd(date, BERLIN)).toBe(true);
    }
  });

  it('refuses a zone or a date that does not exist', () => {
    expect(() => siteDay(0, 'Mars/Olympus')).toThrow(RangeError);
    expect(() => dayStart('2026-02-30', SHANGHAI)).toThrow(RangeError);
    expect(isTimeZone(SHANGHAI)).toBe(true);
    expect(isTimeZone('Mars/Olympus')).toBe(false);
    expect(isTimeZone('+08:00')).toBe(false);
  });
});

describe('the wall clock of a site', () => {
  it('is the time since midnight on an ordinary day', () => {
    expect(localTimeOfDay(utc('2026-03-01T00:30:00Z'), SHANGHAI)).toBe(8.5 * HOUR_MS);
  });

  it('shows an hour twice when the clocks go back and skips one when they go forward', () => {
    expect(localTimeOfDay(utc('2018-10-28T00:30:00Z'), BERLIN)).toBe(2.5 * HOUR_MS);
    expect(localTimeOfDay(utc('2018-10-28T01:30:00Z'), BERLIN)).toBe(2.5 * HOUR_MS);
    expect(localTimeOfDay(utc('2018-03-25T01:00:00Z'), BERLIN)).toBe(3 * HOUR_MS);
  });

  it('names an instant by date and time of day', () => {
    expect(localInstant('2026-03-02', '04:00', SHANGHAI)).toBe(utc('2026-03-01T20:00:00Z'));
    expect(localInstant('2018-10-28', '02:30', BERLIN)).toBe(utc('2018-10-28T00:30:00Z'));
    expect(localInstant('2018-03-25', '02:30', BERLIN)).toBe(utc('2018-03-25T01:30:00Z'));
    expect(timeOfDayMs('04:05')).toBe(4 * HOUR_MS + 5 * 60_000);
    expect(() => timeOfDayMs('24:00')).toThrow(RangeError);
  });
});

describe('dates', () => {
  it('add, differ and know their weekday', () => {
    expect(addDays('2024-02-28', 1)).toBe('2024-02-29');
    expect(addDays('2024-03-01', -2)).toBe('2024-02-28');
    expect(daysBetween('2024-02-28', '2024-03-01')).toBe(2);
    expect([weekday('2026-02-16'), weekday('2026-02-22'), weekday('1969-12-31')]).toEqual([1, 7, 3]);
    expect(isDate('2024-02-29') && !isDate('2026-02-29') && !isDate('2026-2-1') && !isDate('2026-13-01')).toBe(true);
  });

  it('fall into months, quarters and years', () => {
    expect(monthStart('2026-08-31')).toBe('2026-08-01');
    expect([quarterStart('2026-03-31'), quarterStart('2026-04-01'), quarterStart('2026-12-31')]).toEqual([
      '2026-01-01',
      '2026-04-01',
      '2026-10-01',
    ]);
    expect(yearStart('2026-08-31')).toBe('2026-01-01');
  });
});

describe('a written time', () => {
  it('with an offset is an instant, whatever the zone', () => {
    expect(parseTime('2018-01-01 00:15:00+01:00', SHANGHAI)).toBe(utc('2017-12-31T23:15:00Z'));
    expect(parseTime('2026-03-01T08:00:00.1239Z')).toBe(utc('2026-03-01T08:00:00.123Z'));
    expect(parseTime('2026-03-01T08:00-0330')).toBe(utc('2026-03-01T11:30:00Z'));
  });

  it('without an offset is the wall clock of the zone', () => {
    expect(parseTime('2026-03-01T08:00:00', SHANGHAI)).toBe(utc('2026-03-01T00:00:00Z'));
    expect(parseTime('2026-03-01T08:00:00')).toBeUndefined();
  });

  it('that occurs twice means its first occurrence, one that is skipped the time as long after the change', () => {
    expect(parseTime('2018-10-28T02:30:00', BERLIN)).toBe(utc('2018-10-28T00:30:00Z'));
    expect(parseTime('2018-03-25T02:30:00', BERLIN)).toBe(utc('2018-03-25T01:30:00Z'));
  });

  it.each(['', 'yesterday', '2026-02-30T00:00:00Z', '2026-01-01', '2026-01-01T24:00:00Z', '2026-01-01T00:60:00Z'])(
    'is refused when it is none: "%s"',
    (text) => expect(parseTime(text, SHANGHAI)).toBeUndefined(),
  );
});

it('finding the day of a reading costs well under a microsecond', () => {
  const from = utc('2026-03-01T00:00:00Z');
  const readings = 300_000;
  const dates = new Set<string>();
  const started = performance.now();
  for (let i = 0; i < readings; i += 1) dates.add(siteDay(from + i * 900, SHANGHAI));
  const nanosecondsEach = ((performance.now() - started) * 1e6) / readings;
  expect(dates.size).toBe(4);
  expect(nanosecondsEach).toBeLessThan(1_000);
});
