import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { convertUnit, metric, type RuleCondition } from '@loanwatch/contracts';
import { dayEnd, dayStart, HOUR_MS, siteDay } from '@loanwatch/kernel';
import type { Place } from '../src/domain/schedule';
import { CALENDAR, days, type Evaluation, evaluate, hours } from './evaluation';

const SERIES = process.env['LOANWATCH_SERIES'] ?? '';
const describeSeries = existsSync(path.join(SERIES, 'nab')) ? describe : describe.skip;

const lines = (file: string): string[] =>
  gunzipSync(readFileSync(path.join(SERIES, file)))
    .toString('utf8')
    .trim()
    .split(/\r?\n/);
const raisedAt = (rule: Evaluation): readonly number[] =>
  rule.verdicts.filter(({ verdict }) => verdict === 'RAISE').map(({ at }) => at);

describeSeries('a machine over eleven weeks (temperature every 5 minutes, real)', () => {
  const FILE = 'machine_temperature_system_failure.csv';
  const utc = (stamp: string): number => Date.parse(`${stamp.slice(0, 19).replace(' ', 'T')}Z`);
  const temperature = metric('temperature');
  const values = (): (readonly [at: number, celsius: number])[] =>
    lines(`nab/${FILE}.gz`)
      .slice(1)
      .map((line) => {
        const [stamp = '', fahrenheit = ''] = line.split(',');
        const celsius = temperature && convertUnit(temperature, Number(fahrenheit), 'degF');
        if (celsius === undefined) throw new Error(line);
        return [utc(stamp), celsius];
      });
  const windows = (): readonly (readonly [from: number, to: number])[] => {
    const file = path.join(SERIES, 'nab/combined_windows.subset.json');
    const all = JSON.parse(readFileSync(file, 'utf8')) as Record<string, [string, string][]>;
    const own = Object.entries(all).find(([name]) => name.includes('machine_temperature'))?.[1] ?? [];
    return own.map(([from, to]) => [utc(from), utc(to)]);
  };
  const colderThan = (celsius: number): RuleCondition => ({
    kind: 'duration',
    condition: { kind: 'threshold', operator: 'below', value: celsius },
    forMs: hours(20),
  });

  // It runs at 28 to 35 degrees: colder than that for most of a day, it does not work.
  it.each([25, 26, 27])(
    'raises an alarm in each of the four known failures and at no other time, below %i degrees',
    (limit) => {
      const rule = evaluate({
        ladder: [{ severity: 'RED', condition: colderThan(limit) }],
        clear: { condition: { kind: 'threshold', operator: 'above', value: 28 }, offDelayMs: hours(6) },
        stalenessMs: HOUR_MS,
      });
      for (const [at, celsius] of values()) rule.hears(celsius, at);
      const raised = raisedAt(rule);
      const hit = windows().filter(([from, to]) => raised.some((at) => at >= from && at <= to));
      const other = raised.filter((at) => !windows().some(([from, to]) => at >= from && at <= to));
      process.stdout.write(
        `\n  below ${limit} °C for 20 h: ${hit.length} of 4 windows, ${other.length} other alarms\n`,
      );
      expect([hit.length, other.length]).toEqual([4, 0]);
    },
  );
});

describeSeries('people at a door over ten weeks (real)', () => {
  // The calendar of the site declares no holidays: the rule has to find the one that nobody has declared.
  const place: Place = { timeZone: 'America/Los_Angeles', calendar: { ...CALENDAR, statutory: 'NONE' } };
  const attendance = (): ReadonlyMap<string, number> => {
    const byDay = new Map<string, number>();
    for (const line of lines('calit2/CalIt2_weeks01-10.data.gz')) {
      const [flow, date = '', , count] = line.split(',');
      const [month, day, year] = date.split('/');
      if (flow !== '9') continue;
      const iso = `20${year ?? ''}-${month ?? ''}-${day ?? ''}`;
      byDay.set(iso, (byDay.get(iso) ?? 0) + Number(count));
    }
    return byDay;
  };

  it('find Labor Day by comparing each day with the same weekday of the weeks before', () => {
    const rule = evaluate(
      {
        family: 'people',
        metric: 'people.attendance',
        // A handful of people comes on a Sunday: 60 % of a handful says nothing.
        schedule: { dayClasses: ['working'] },
        ladder: [
          {
            severity: 'ORANGE',
            condition: {
              kind: 'baseline',
              operator: 'below',
              ratio: 0.6,
              sameWeekday: true,
              trailingWeeks: 8,
              minimumSamples: 3,
              statistic: 'median',
            },
          },
        ],
        stalenessMs: days(3),
      },
      place,
    );
    for (const [date, count] of attendance()) {
      rule.hears(count, dayEnd(date, place.timeZone), { from: dayStart(date, place.timeZone) });
    }
    const found = raisedAt(rule).map((at) => siteDay(at - 1, place.timeZone));
    process.stdout.write(`\n  fewer than 60 % of the weekday's median: ${found.join(', ')}\n`);
    expect(found).toContain('2005-09-05');
    expect(found.length).toBeLessThanOrEqual(2);
    const laborDay = rule.verdicts.find(
      ({ verdict, at }) => verdict === 'RAISE' && siteDay(at - 1, place.timeZone) === '2005-09-05',
    );
    expect(laborDay?.reasons[0]?.text.en).toMatch(
      /^Attendance 14 is below \d+, the median of \d past working days that are Mondays/,
    );
  });
});
