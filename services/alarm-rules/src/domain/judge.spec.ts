import { at, days, evaluate, hours, min } from '../../test/evaluation';

const hot = { kind: 'threshold', operator: 'above', value: 90 } as const;
const warm = { kind: 'threshold', operator: 'above', value: 80 } as const;

describe('an alarm on a limit', () => {
  it('is raised by the first value beyond it and returns with the first that is not', () => {
    const rule = evaluate({}).hearsEach([85, 90, 90.5, 96, 90, 70], '10:00', min(15));
    expect(rule.said).toEqual(['RAISE RED 10:30', 'CLEAR RED 11:00']);
  });

  it('tells a banker in both languages why', () => {
    const [raise, clear] = evaluate({
      family: 'electricity',
      metric: 'operating.rate',
      ladder: [{ severity: 'RED', condition: { kind: 'threshold', operator: 'below', value: 0.6 } }],
      stalenessMs: days(2),
    })
      .hearsDay(0.32, '2026-03-02', { calendarVersion: 3, coverage: 0.97 })
      .hearsDay(0.8, '2026-03-03').verdicts;
    expect(raise?.reasons).toEqual([
      {
        code: 'threshold',
        metric: 'operating.rate',
        actual: 0.32,
        operator: 'below',
        threshold: 0.6,
        signalAt: at('2026-03-03T00:00'),
        coverage: 0.97,
        algorithm: 'test.signal@1',
        calendarVersion: 3,
        text: { zh: '开工率 0.32,低于阈值 0.60', en: 'Operating rate 0.32 is below 0.60' },
      },
    ]);
    expect(raise?.dayClass).toBe('working');
    expect(clear?.reasons[0]?.text).toEqual({
      zh: '开工率 0.8,触发条件均已解除',
      en: 'Operating rate 0.8: no condition of the rule has held',
    });
  });

  it.each([
    ['between', { value: 10, to: 20 }, [9.99, 10, 20, 20.01], [false, true, true, false]],
    ['outside', { value: 10, to: 20 }, [9.99, 10, 20, 20.01], [true, false, false, true]],
    ['below', { value: 10 }, [9.99, 10], [true, false]],
  ] as const)('knows what %s means at its limits', (operator, limits, values, expected) => {
    const raised = values.map((value) => {
      const condition = { kind: 'threshold', operator, ...limits } as const;
      return evaluate({ ladder: [{ severity: 'BLUE', condition }] }).hears(value, '10:00').verdicts.length === 1;
    });
    expect(raised).toEqual(expected);
  });
});

describe('a ladder of severities', () => {
  const ladder = [
    { severity: 'RED', condition: hot },
    { severity: 'YELLOW', condition: warm },
  ] as const;

  it('takes the most severe that is true, rises and falls while the alarm is open, and returns when none is true', () => {
    const rule = evaluate({ ladder }).hearsEach([85, 95, 86, 70], '10:00', min(15));
    expect(rule.said).toEqual([
      'RAISE YELLOW 10:00',
      'SEVERITY RED 10:15',
      'SEVERITY YELLOW 10:30',
      'CLEAR YELLOW 10:45',
    ]);
    expect(rule.verdicts[1]?.previousSeverity).toBe('YELLOW');
  });

  it('goes on counting a milder duration while a more severe limit decides', () => {
    const rule = evaluate({
      ladder: [
        { severity: 'RED', condition: hot },
        { severity: 'YELLOW', condition: { kind: 'duration', condition: warm, forMs: min(60) } },
      ],
    }).hearsEach([95, 95, 95, 95, 85], '10:00', min(20));
    expect(rule.said).toEqual(['RAISE RED 10:00', 'SEVERITY YELLOW 11:20']);
  });

  it('does not fall because the more severe condition became unknown', () => {
    const rule = evaluate({
      stalenessMs: hours(2),
      ladder: [
        { severity: 'RED', condition: { kind: 'duration', condition: hot, forMs: min(30) } },
        { severity: 'YELLOW', condition: warm },
      ],
    })
      .hearsEach([95, 95, 95], '10:00', min(15))
      // A gap of four hours: still hot, but not known to have been hot all the time.
      .hears(95, '14:30')
      .hears(85, '14:45');
    expect(rule.said).toEqual(['RAISE YELLOW 10:00', 'SEVERITY RED 10:30', 'SEVERITY YELLOW 14:45']);
  });
});

describe('what is not known', () => {
  it('raises nothing and clears nothing: a signal without a value is not zero', () => {
    const low = { kind: 'threshold', operator: 'below', value: 5 } as const;
    const rule = evaluate({ ladder: [{ severity: 'RED', condition: low }] })
      .hears(null, '09:00')
      .hears(3, '10:00')
      .hears(null, '11:00')
      .hears(null, '12:00')
      .hears(9, '13:00');
    expect(rule.said).toEqual(['RAISE RED 10:00', 'CLEAR RED 13:00']);
  });

  it('is told to whoever asks why nothing is judged', () => {
    const rule = evaluate({}).hears(null, '09:00');
    expect(rule.standing.memory.unjudged).toEqual({ code: 'signal-not-judged', detail: 'coverage 0.2' });
    expect(rule.hears(50, '10:00').standing.memory.unjudged).toBeNull();
  });
});

describe('an alarm that returns', () => {
  const below85 = { kind: 'threshold', operator: 'below', value: 85 } as const;

  it('needs its own condition as well, where the rule has one', () => {
    const rule = evaluate({ clear: { condition: below85 } }).hearsEach([95, 89, 86, 85, 84], '10:00', min(15));
    expect(rule.said).toEqual(['RAISE RED 10:00', 'CLEAR RED 11:00']);
  });

  it('needs it for the whole off-delay, by event time: a value in between that contradicts starts again', () => {
    const rule = evaluate({ clear: { condition: below85, offDelayMs: min(30) } })
      .hearsEach([95, 80, 89, 80, 80], '10:00', min(15))
      .hears(80, '11:14')
      .hears(80, '11:15');
    expect(rule.said).toEqual(['RAISE RED 10:00', 'CLEAR RED 11:15']);
    expect(rule.verdicts[1]?.reasons[0]?.text).toEqual({
      zh: '温度 80 °C,触发条件均已解除,已持续 30 分钟',
      en: 'Temperature 80 °C: no condition of the rule has held for 30 min',
    });
  });

  it('returns by a timer at exactly the off-delay when nothing more is heard', () => {
    const rule = evaluate({ clear: { offDelayMs: min(30) } })
      .hears(95, '10:00')
      .hears(80, '10:15')
      .clock('12:00');
    expect(rule.said).toEqual(['RAISE RED 10:00', 'CLEAR RED 10:45']);
  });

  it('does not return on silence longer than the staleness limit', () => {
    const rule = evaluate({ clear: { offDelayMs: hours(2) } })
      .hears(95, '10:00')
      .hears(80, '10:15')
      .clock('20:00');
    expect(rule.said).toEqual(['RAISE RED 10:00']);
  });
});

describe('an alarm that stays', () => {
  it('occurs once more on each further site day, not with each value', () => {
    const rule = evaluate({ stalenessMs: days(2) })
      .hearsEach([95, 95, 95], '10:00', hours(1))
      .hears(95, '2026-03-03T00:00')
      .hears(95, '2026-03-03T05:00')
      .hears(95, '2026-03-04T05:00');
    expect(rule.said).toEqual(['RAISE RED 10:00', 'OCCUR RED 2026-03-03T00:00', 'OCCUR RED 2026-03-04T05:00']);
  });

  it('occurs once for each day of daily values', () => {
    const rule = evaluate({
      metric: 'people.attendance',
      family: 'people',
      ladder: [{ severity: 'RED', condition: { kind: 'threshold', operator: 'below', value: 5 } }],
    })
      .hearsDay(0, '2026-03-02')
      .hearsDay(0, '2026-03-03')
      .hearsDay(1, '2026-03-03', { revision: 1 })
      .hearsDay(0, '2026-03-04');
    expect(rule.said.map((said) => said.split(' ')[0])).toEqual(['RAISE', 'OCCUR', 'OCCUR']);
  });

  it('occurs as often as the rule says', () => {
    const rule = evaluate({ repeatAfterMs: min(30) }).hearsEach([95, 95, 95, 95, 95], '10:00', min(15));
    expect(rule.said).toEqual(['RAISE RED 10:00', 'OCCUR RED 10:30', 'OCCUR RED 11:00']);
  });
});

describe('a late or corrected signal', () => {
  it('does not undo a verdict that was given for a later time', () => {
    const rule = evaluate({}).hears(80, '10:00').hears(95, '09:45').hears(80, '10:15');
    expect(rule.said).toEqual([]);
  });

  it('counts when it corrects the newest value', () => {
    const rule = evaluate({})
      .hears(95, '10:00')
      .hears(80, '10:00', { revision: 1 })
      .hears(96, '10:00', { revision: 2 });
    expect(rule.said).toEqual(['RAISE RED 10:00', 'CLEAR RED 10:00', 'RAISE RED 10:00']);
    expect(new Set(rule.verdicts.map(({ ordinal }) => ordinal)).size).toBe(3);
  });

  it('that a timer has overtaken is judged at the time of the timer', () => {
    const silent = { kind: 'no-data', forMs: hours(2) } as const;
    const rule = evaluate({ ladder: [{ severity: 'RED', condition: silent }] })
      .hears(20, '08:00')
      .clock('10:30')
      .hears(20, '09:50');
    expect(rule.said).toEqual(['RAISE RED 10:00', 'CLEAR RED 10:00']);
  });
});
