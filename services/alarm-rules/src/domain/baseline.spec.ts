import type { BaselineCondition } from '@loanwatch/contracts';
import { addDays } from '@loanwatch/kernel';
import { type Evaluation, PLACE, days, evaluate, hours } from '../../test/evaluation';
import { baselineOf } from './days';

const below60 = {
  kind: 'baseline',
  operator: 'below',
  ratio: 0.6,
  trailingWeeks: 4,
  minimumSamples: 5,
  statistic: 'median',
} as const;
const attendance = (over: Partial<BaselineCondition> = {}): Evaluation =>
  evaluate({
    metric: 'people.attendance',
    family: 'people',
    stalenessMs: days(3),
    ladder: [{ severity: 'ORANGE', condition: { ...below60, ...over } }],
  });
/** Working days get `onWorking`, all others `otherwise`; the first date is a Monday. */
function fed(rule: Evaluation, from: string, count: number, onWorking: number, otherwise = 0): Evaluation {
  for (let index = 0; index < count; index += 1) {
    rule.hearsDay(index % 7 < 5 ? onWorking : otherwise, addDays(from, index));
  }
  return rule;
}
const MONDAY = '2026-03-09';

describe('a day compared with the usual one', () => {
  it('is an alarm when fewer than 60 % of the median of past days of its class came', () => {
    const rule = fed(attendance(), MONDAY, 14, 100);
    expect(rule.said).toEqual([]);
    rule.hearsDay(60, '2026-03-23').hearsDay(59, '2026-03-24').hearsDay(95, '2026-03-25');
    expect(rule.said).toEqual(['RAISE ORANGE 2026-03-25T00:00', 'CLEAR ORANGE 2026-03-26T00:00']);
    expect(rule.verdicts[0]?.reasons[0]).toMatchObject({
      code: 'baseline-deviation',
      actual: 59,
      operator: 'below',
      threshold: 60,
      baseline: { value: 100, spread: 0, samples: 11, dayClass: 'working' },
      text: {
        zh: '日到场人次 59,低于近期工作日的中位数 100,不到其 60 %(样本 11 天)',
        en: 'Attendance 59 is below 100, the median of 11 past working days, less than 60 % of it',
      },
    });
  });

  it('is not judged before there are enough past days of its class, and says how many there are', () => {
    const rule = fed(attendance(), MONDAY, 4, 100).hearsDay(3, '2026-03-13');
    expect(rule.said).toEqual([]);
    expect(rule.standing.memory.unjudged).toEqual({
      code: 'baseline-too-short',
      have: 4,
      need: 5,
      dayClass: 'working',
    });
    expect(rule.hearsDay(3, '2026-03-16').said).toEqual(['RAISE ORANGE 2026-03-17T00:00']);
  });

  it('is not compared with days of another class: a festival is not an empty working day', () => {
    const rule = fed(attendance(), '2026-01-12', 35, 100, 10);
    // Monday 2026-02-16 is the eve of Spring Festival.
    rule.hearsDay(0, '2026-02-16').hearsDay(0, '2026-02-17');
    expect(rule.said).toEqual([]);
    expect(rule.standing.memory.unjudged).toMatchObject({ code: 'baseline-too-short', dayClass: 'festival' });
  });

  it('can be compared with past days of its weekday only', () => {
    const rule = attendance({ sameWeekday: true, minimumSamples: 3 });
    for (let week = 0; week < 4; week += 1) {
      rule.hearsDay(200, addDays('2026-03-02', week * 7)).hearsDay(50, addDays('2026-03-02', week * 7 + 1));
    }
    expect(rule.hearsDay(60, addDays('2026-03-02', 28)).said).toHaveLength(1);
    expect(rule.verdicts[0]?.reasons[0]?.baseline).toEqual({
      value: 200,
      spread: 0,
      samples: 4,
      dayClass: 'working',
      weekday: 1,
    });
    expect(rule.verdicts[0]?.reasons[0]?.text.en).toContain('4 past working days that are Mondays');
  });

  it('can be measured in deviations of the past days, of which a constant past has at least one per cent', () => {
    const unusual = (values: readonly number[], value: number): boolean => {
      const rule = evaluate({
        metric: 'energy.day',
        family: 'electricity',
        stalenessMs: days(3),
        ladder: [
          {
            severity: 'BLUE',
            condition: { ...omitRatio(), operator: 'above', deviations: 3 },
          },
        ],
      });
      values.forEach((each, index) => rule.hearsDay(each, addDays('2026-03-02', index)));
      return rule.hearsDay(value, '2026-03-09').verdicts.length > 0;
    };
    expect(unusual([90, 95, 100, 105, 110], 115)).toBe(false);
    expect(unusual([90, 95, 100, 105, 110], 115.01)).toBe(true);
    expect(unusual([100, 100, 100, 100, 100], 103)).toBe(false);
    expect(unusual([100, 100, 100, 100, 100], 103.01)).toBe(true);
  });

  it('forgets days older than the trailing weeks', () => {
    const rule = fed(attendance({ trailingWeeks: 1 }), MONDAY, 14, 100);
    fed(rule, '2026-04-06', 5, 30);
    expect(rule.said).toEqual([]);
  });

  it('is not judged on values that are not those of a day', () => {
    const rule = attendance()
      .hears(3, '10:00')
      .hears(3, '2026-03-03T10:00', { from: 1772500000000 - hours(1) });
    expect(rule.standing.memory.unjudged).toEqual({ code: 'not-a-day' });
  });
});

describe('a baseline', () => {
  it('does not learn the collapse it reports: days with an open alarm do not enter', () => {
    const rule = fed(attendance(), MONDAY, 14, 100);
    fed(rule, '2026-03-23', 28, 5);
    rule.hearsDay(59, '2026-04-20').hearsDay(61, '2026-04-21');
    expect(rule.said.filter((said) => !said.startsWith('OCCUR'))).toEqual([
      'RAISE ORANGE 2026-03-24T00:00',
      'CLEAR ORANGE 2026-04-22T00:00',
    ]);
  });

  it('does not learn such a day from a later correction of its value either', () => {
    const rule = fed(attendance(), MONDAY, 14, 100);
    rule.hearsDay(5, '2026-03-23').hearsDay(100, '2026-03-24').hearsDay(8, '2026-03-23', { revision: 1 });
    expect(rule.standing.memory.days.map(([, , value]) => value)).not.toContain(8);
  });

  it('learns a late day and a corrected one in their places', () => {
    const rule = attendance();
    rule
      .hearsDay(100, '2026-03-09')
      .hearsDay(100, '2026-03-11')
      .hearsDay(80, '2026-03-10')
      .hearsDay(90, '2026-03-09', { revision: 1 });
    expect(rule.standing.memory.days.map(([, , value]) => value)).toEqual([90, 80, 100]);
  });

  it('leaves days out that were not judged', () => {
    const rule = attendance().hearsDay(null, '2026-03-09').hearsDay(100, '2026-03-10');
    expect(rule.standing.memory.days).toHaveLength(1);
  });

  it('leaves declared closures of the site to themselves', () => {
    const closures = [{ from: '2026-03-23', to: '2026-03-27', reason: 'relocation' }];
    const place = { ...PLACE, calendar: { ...PLACE.calendar, closures } };
    const rule = evaluate(
      {
        metric: 'people.attendance',
        family: 'people',
        stalenessMs: days(3),
        ladder: [{ severity: 'ORANGE', condition: below60 }],
      },
      place,
    );
    fed(rule, MONDAY, 14, 100);
    expect(fed(rule, '2026-03-23', 5, 0).said).toEqual([]);
  });

  it('is the median with the median absolute deviation', () => {
    expect(baselineOf([1, 1, 2, 2, 4, 6, 9])).toEqual({ median: 2, spread: 1, samples: 7 });
    expect(baselineOf([1, 2, 3, 10])).toEqual({ median: 2.5, spread: 1, samples: 4 });
  });
});

function omitRatio() {
  const { ratio: _ratio, ...rest } = below60;
  return rest;
}
