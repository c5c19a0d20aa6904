import type { MatchCountCondition } from '@loanwatch/contracts';
import { type Evaluation, at, days, evaluate, hours, min } from '../../test/evaluation';

const hot = { kind: 'threshold', operator: 'above', value: 90 } as const;
const counting = (over: Partial<MatchCountCondition>): Evaluation =>
  evaluate({ ladder: [{ severity: 'RED', condition: { kind: 'n-of-m', condition: hot, n: 3, ...over } }] });

describe('three matches within an hour', () => {
  it('are not undone by a value in between that does not match', () => {
    const rule = counting({ withinMs: hours(1) }).hearsEach([95, 80, 95, 80, 95], '10:00', min(14));
    expect(rule.said).toEqual(['RAISE RED 10:56']);
    expect(rule.verdicts[0]?.reasons[0]).toMatchObject({
      code: 'n-of-m',
      actual: 95,
      threshold: 90,
      signalAt: at('10:56'),
      window: { from: at('10:00'), to: at('10:56'), matches: 3 },
      text: {
        zh: '温度 95 °C,高于阈值 90 °C,1 小时内 3 次',
        en: 'Temperature 95 °C is above 90 °C, 3 times within 1 h',
      },
    });
  });

  it('must lie within less than the hour', () => {
    expect(counting({ withinMs: hours(1) }).hearsEach([95, 95, 95], '10:00', min(30)).said).toEqual([]);
  });

  it('end when the window has moved on', () => {
    const rule = counting({ withinMs: hours(1) }).hearsEach([95, 95, 95, 80, 80, 80], '10:00', min(15));
    expect(rule.said).toEqual(['RAISE RED 10:30', 'CLEAR RED 11:00']);
  });

  it('count a late value in its place', () => {
    const rule = counting({ withinMs: hours(1) })
      .hears(95, '10:00')
      .hears(80, '10:20')
      .hears(95, '10:10')
      .hears(95, '10:30');
    expect(rule.said).toEqual(['RAISE RED 10:30']);
  });

  it('show the first where the rule asks for it', () => {
    const rule = counting({ withinMs: hours(1), report: 'first' }).hearsEach([91, 92, 93], '10:00', min(5));
    expect(rule.verdicts[0]?.reasons[0]).toMatchObject({ actual: 91, signalAt: at('10:00') });
  });

  it('are reported once and not with each further match', () => {
    expect(counting({ withinMs: hours(1) }).hearsEach([95, 95, 95, 95, 95, 95], '10:00', min(5)).said).toHaveLength(1);
  });
});

describe('three matches in a row', () => {
  const inARow = { withinMs: hours(1), mode: 'continuous' } as const;
  it('start again after a value that does not match', () => {
    expect(counting(inARow).hearsEach([95, 95, 80, 95, 95], '10:00', min(5)).said).toEqual([]);
    expect(counting(inARow).hearsEach([95, 95, 80, 95, 95, 95], '10:00', min(5)).said).toEqual(['RAISE RED 10:25']);
  });

  it('start again after a gap longer than the staleness limit', () => {
    const rule = evaluate({
      stalenessMs: min(10),
      ladder: [{ severity: 'RED', condition: { kind: 'n-of-m', condition: hot, n: 3, ...inARow } }],
    });
    expect(rule.hears(95, '10:00').hears(95, '10:05').hears(95, '10:16').hears(95, '10:20').said).toEqual([]);
  });
});

describe('windows that follow each other', () => {
  const hourly = { withinMs: hours(1), window: 'tumbling' } as const;
  it('begin by the clock of the site, so that matches on both sides of the hour are not added', () => {
    expect(counting(hourly).hearsEach([95, 95, 95, 95], '10:50', min(5)).said).toEqual([]);
    expect(counting(hourly).hearsEach([95, 95, 95], '11:00', min(5)).said).toEqual(['RAISE RED 11:10']);
  });

  it('keep the alarm until a whole window has passed without enough matches', () => {
    const rule = counting(hourly)
      .hearsEach([95, 95, 95, 80], '10:00', min(15))
      .hearsEach([95, 80, 80, 80], '11:00', min(15))
      .hears(80, '12:00');
    expect(rule.said).toEqual(['RAISE RED 10:30', 'CLEAR RED 12:00']);
  });

  it('of a week begin on Monday', () => {
    const weekly = counting({ withinMs: days(7), window: 'tumbling' });
    // Saturday 7, Sunday 8, Monday 9 March 2026: two weeks.
    expect(
      weekly.hears(95, '2026-03-07T10:00').hears(95, '2026-03-08T10:00').hears(95, '2026-03-09T10:00').said,
    ).toEqual([]);
    expect(weekly.hears(95, '2026-03-12T10:00').hears(95, '2026-03-15T23:59').said).toEqual([
      'RAISE RED 2026-03-15T23:59',
    ]);
  });
});

describe('three of the last five values', () => {
  it('count values, however long they took', () => {
    const rule = counting({ ofLast: 5 }).hearsEach([95, 80, 95, 80, 95, 80, 80, 95, 95], '10:00', hours(5));
    expect(rule.said.map((said) => said.split(' ')[0])).toEqual(['RAISE', 'CLEAR', 'RAISE']);
    expect(rule.verdicts[0]?.reasons[0]).toMatchObject({ window: { matches: 3, of: 5 } });
  });

  it('do not count a corrected value twice', () => {
    const rule = counting({ ofLast: 5 }).hears(95, '10:00').hears(95, '11:00').hears(96, '11:00', { revision: 1 });
    expect(rule.said).toEqual([]);
    expect(rule.hears(95, '12:00').said).toEqual(['RAISE RED 12:00']);
  });
});
