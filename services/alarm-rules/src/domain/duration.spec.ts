import { at, days, evaluate, hours, min } from '../../test/evaluation';

const hot = { kind: 'threshold', operator: 'above', value: 90 } as const;
const hotFor30 = {
  ladder: [{ severity: 'RED', condition: { kind: 'duration', condition: hot, forMs: min(30) } }],
} as const;

describe('a condition that must hold for half an hour', () => {
  it('is true at the first value half an hour after the first that is true', () => {
    expect(evaluate(hotFor30).hearsEach([95, 95, 95, 95], '10:00', min(15)).said).toEqual(['RAISE RED 10:30']);
  });

  it('is true by a timer at exactly that time when no further value comes, and is dated so', () => {
    const rule = evaluate(hotFor30).hears(95, '10:00').hears(95, '10:20').clock('10:29');
    expect(rule.said).toEqual([]);
    expect(rule.clock('10:45').said).toEqual(['RAISE RED 10:30']);
    expect(rule.verdicts[0]?.reasons[0]).toMatchObject({
      code: 'duration',
      actual: 95,
      signalAt: at('10:20'),
      window: { from: at('10:00'), to: at('10:30') },
      text: { zh: '温度 95 °C,高于阈值 90 °C,已持续 30 分钟', en: 'Temperature 95 °C is above 90 °C, for 30 min' },
    });
  });

  it('gives the same verdict whether a clock noticed it or the next value did', () => {
    const noticed = evaluate(hotFor30).hears(95, '10:00').clock('10:30').hears(70, '10:50');
    const unnoticed = evaluate(hotFor30).hears(95, '10:00').hears(70, '10:50');
    expect(noticed.said).toEqual(['RAISE RED 10:30', 'CLEAR RED 10:50']);
    expect(unnoticed.verdicts).toEqual(noticed.verdicts);
  });

  it('starts again after a value that is not true', () => {
    const rule = evaluate(hotFor30).hearsEach([95, 95, 80, 95, 95], '10:00', min(14)).clock('11:30');
    expect(rule.said).toEqual(['RAISE RED 11:12']);
  });

  it('is broken by a gap longer than the staleness limit: unknown is not true', () => {
    const rule = evaluate({ ...hotFor30, stalenessMs: min(20) })
      .hears(95, '10:00')
      .hears(95, '10:25')
      .hears(95, '10:44');
    expect(rule.said).toEqual([]);
    expect(rule.clock('11:30').said).toEqual(['RAISE RED 10:55']);
  });

  it('is not completed by a timer beyond the staleness limit', () => {
    expect(
      evaluate({ ...hotFor30, stalenessMs: min(20) })
        .hears(95, '10:00')
        .clock('12:00').said,
    ).toEqual([]);
  });

  it('is neither fed nor broken by a value that was not judged', () => {
    expect(evaluate(hotFor30).hears(95, '10:00').hears(null, '10:15').hears(95, '10:30').said).toEqual([
      'RAISE RED 10:30',
    ]);
  });

  it('keeps an open alarm open while it is true again but not yet for long enough', () => {
    const rule = evaluate(hotFor30).hearsEach([95, 95, 95], '10:00', min(15)).hears(95, '14:00');
    expect(rule.said).toEqual(['RAISE RED 10:30']);
  });

  it('is broken by a late value that contradicts, as far as that is certain', () => {
    const rule = evaluate(hotFor30).hears(95, '10:00').hears(95, '10:20').hears(70, '10:10').clock('10:49');
    expect(rule.said).toEqual([]);
    expect(rule.clock('10:50').said).toEqual(['RAISE RED 10:50']);
  });
});

describe('days in a row', () => {
  it('count from the start of the first to the end of the last, and never ahead of the next', () => {
    const rule = evaluate({
      metric: 'operating.rate',
      family: 'electricity',
      stalenessMs: hours(36),
      ladder: [
        {
          severity: 'ORANGE',
          condition: {
            kind: 'duration',
            condition: { kind: 'threshold', operator: 'below', value: 0.3 },
            forMs: days(3),
          },
        },
      ],
    });
    rule.hearsDay(0.1, '2026-03-02').hearsDay(0.1, '2026-03-03').clock('2026-03-05T12:00');
    expect(rule.said).toEqual([]);
    expect(rule.hearsDay(0.2, '2026-03-04').said).toEqual(['RAISE ORANGE 2026-03-05T00:00']);
  });
});

describe('days in a row on a schedule of working days', () => {
  it('go on counting on Monday, whatever the weekend was like', () => {
    const rule = evaluate({
      metric: 'operating.rate',
      family: 'electricity',
      stalenessMs: hours(36),
      schedule: { dayClasses: ['working', 'make-up'] },
      ladder: [
        {
          severity: 'RED',
          condition: {
            kind: 'duration',
            condition: { kind: 'threshold', operator: 'below', value: 0.3 },
            forMs: days(3),
          },
        },
      ],
    })
      .hearsDay(0.1, '2026-03-06')
      .hearsDay(1, '2026-03-07')
      .hearsDay(null, '2026-03-08')
      .hearsDay(0.1, '2026-03-09');
    expect(rule.said).toEqual([]);
    expect(rule.hearsDay(0.1, '2026-03-10').said).toEqual(['RAISE RED 2026-03-11T00:00']);
  });
});

describe('a schedule', () => {
  const weekdays = [1, 2, 3, 4, 5];
  const officeHours = { shifts: [{ weekdays, start: '08:00', end: '18:00' }] };
  const nights = { shifts: [{ weekdays: [5], start: '22:00', end: '06:00' }] };
  // 2026-03-06 is a Friday.

  it('judges from its start on and not at its end', () => {
    const rule = (time: string): readonly string[] => evaluate({ schedule: officeHours }).hears(95, time).said;
    expect(['07:59', '08:00', '17:59', '18:00'].map((time) => rule(time).length)).toEqual([0, 1, 1, 0]);
  });

  it('lets a window over midnight belong to the day on which it began', () => {
    const rule = (time: string): boolean => evaluate({ schedule: nights }).hears(95, time).said.length === 1;
    expect(rule('2026-03-06T22:00')).toBe(true);
    expect(rule('2026-03-07T00:00')).toBe(true);
    expect(rule('2026-03-07T05:59')).toBe(true);
    expect(rule('2026-03-07T06:00')).toBe(false);
    expect(rule('2026-03-06T05:00')).toBe(false);
    expect(rule('2026-03-07T22:00')).toBe(false);
  });

  it('freezes what was counted when it closes and goes on when it opens', () => {
    const rule = evaluate({ ...hotFor30, schedule: officeHours })
      .hears(95, '17:40')
      .hears(95, '17:50')
      // Outside, so neither true nor false.
      .hears(20, '23:00')
      .hears(95, '2026-03-03T08:05');
    expect(rule.said).toEqual([]);
    expect(rule.hears(95, '2026-03-03T08:10').said).toEqual(['RAISE RED 2026-03-03T08:10']);
  });

  it('does not clear an alarm by a value outside it', () => {
    const rule = evaluate({ schedule: officeHours })
      .hears(95, '17:00')
      .hears(20, '19:00')
      .hears(20, '2026-03-03T09:00');
    expect(rule.said).toEqual(['RAISE RED 17:00', 'CLEAR RED 2026-03-03T09:00']);
    expect(evaluate({ schedule: officeHours }).hears(20, '19:00').standing.memory.unjudged).toEqual({
      code: 'outside-schedule',
    });
  });

  it('judges an interval only when it lies wholly inside', () => {
    const rule = (from: string, to: string): boolean =>
      evaluate({ schedule: officeHours }).hears(95, to, { from: at(from) }).said.length === 1;
    expect(rule('07:45', '08:00')).toBe(false);
    expect(rule('07:50', '08:05')).toBe(false);
    expect(rule('08:00', '08:15')).toBe(true);
    expect(rule('17:45', '18:00')).toBe(true);
    expect(rule('17:50', '18:05')).toBe(false);
  });

  it('knows festivals and make-up days of the site', () => {
    const working = { dayClasses: ['working', 'make-up'] as const };
    const rule = (date: string): boolean => evaluate({ schedule: working }).hearsDay(95, date).said.length === 1;
    expect(rule('2026-02-13')).toBe(true); // Friday
    expect(rule('2026-02-14')).toBe(true); // Saturday worked for Spring Festival
    expect(rule('2026-02-17')).toBe(false); // Spring Festival, a Tuesday
    expect(rule('2026-03-07')).toBe(false); // Saturday
  });

  it('takes the hours of the site where it says so, on a make-up day those of a working day', () => {
    const schedule = { siteHours: true } as const;
    const rule = (time: string): boolean => evaluate({ schedule }).hears(95, time).said.length === 1;
    expect(rule('2026-02-13T12:00')).toBe(true);
    expect(rule('2026-02-14T12:00')).toBe(true);
    expect(rule('2026-02-14T19:00')).toBe(false);
    expect(rule('2026-02-17T12:00')).toBe(false);
  });

  it('says so when the statutory calendar of the year is missing, and judges nothing', () => {
    const rule = evaluate({ schedule: { dayClasses: ['working'] } });
    expect(() => rule.hears(95, '2099-03-02T10:00')).not.toThrow();
    expect(rule.said).toEqual([]);
    expect(rule.standing.memory.unjudged?.code).toBe('calendar-year-missing');
  });
});

describe('a site with clock changes', () => {
  it('measures elapsed time, not what the clock on the wall shows', () => {
    const place = { timeZone: 'Europe/Berlin', calendar: { ...calendarOf(), statutory: 'NONE' as const } };
    const rule = evaluate(
      {
        stalenessMs: hours(3),
        ladder: [{ severity: 'RED', condition: { kind: 'duration', condition: hot, forMs: hours(2) } }],
        schedule: { shifts: [{ weekdays: [6], start: '22:00', end: '06:00' }] },
      },
      place,
    )
      // The clocks go from 02:00 to 03:00 on Sunday 2026-03-29.
      .hears(95, '2026-03-29T01:00')
      .hears(95, '2026-03-29T03:30')
      .clock('2026-03-29T12:00');
    expect(rule.said).toEqual(['RAISE RED 2026-03-29T04:00']);
  });
});

function calendarOf() {
  return {
    version: 1,
    workingWeekdays: [1, 2, 3, 4, 5],
    holidays: [],
    workdays: [],
    closures: [],
    shifts: [],
    quietHour: '04:00',
  };
}
