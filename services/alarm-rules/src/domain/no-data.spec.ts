import { at, days, evaluate, hours, min } from '../../test/evaluation';

const silentFor2h = { ladder: [{ severity: 'ORANGE', condition: { kind: 'no-data', forMs: hours(2) } }] } as const;

describe('a subject that falls silent', () => {
  it('raises an alarm when it has been silent for longer than the limit, and returns with the next signal', () => {
    const rule = evaluate(silentFor2h).hears(20, '08:00').hears(20, '09:00').clock('11:00');
    expect(rule.said).toEqual([]);
    expect(rule.clock('11:01').hears(20, '12:30').said).toEqual(['RAISE ORANGE 11:00', 'CLEAR ORANGE 12:30']);
    expect(rule.verdicts[0]?.reasons[0]).toMatchObject({
      code: 'no-data',
      actual: null,
      signalAt: at('09:00'),
      text: { zh: '温度 已 2 小时没有数据', en: 'Temperature has not been heard for 2 h' },
    });
  });

  it('is noticed in a history that was loaded later, by the signal after the gap', () => {
    expect(evaluate(silentFor2h).hears(20, '08:00').hears(20, '12:00').said).toEqual([
      'RAISE ORANGE 10:00',
      'CLEAR ORANGE 12:00',
    ]);
  });

  it('is not silent while it says that it cannot judge', () => {
    const rule = evaluate(silentFor2h).hears(20, '08:00').hears(null, '09:30').hears(null, '11:00').clock('12:30');
    expect(rule.said).toEqual([]);
    expect(rule.clock('14:00').hears(null, '14:30').said).toEqual(['RAISE ORANGE 13:00', 'CLEAR ORANGE 14:30']);
  });

  it('is not silent when a value comes exactly in time', () => {
    expect(evaluate(silentFor2h).hearsEach([20, 20, 20, 20], '08:00', hours(2)).said).toEqual([]);
  });

  it('means nothing while its device is declared out of service', () => {
    const rule = evaluate(silentFor2h).hears(20, '08:00').declared(true).clock('2026-03-03T08:00');
    expect(rule.said).toEqual([]);
    expect(rule.hears(20, '2026-03-03T08:30').declared(false).clock('2026-03-03T12:00').said).toEqual([
      'RAISE ORANGE 2026-03-03T10:30',
    ]);
  });

  it('is looked at again when its device may be back in service', () => {
    const rule = evaluate(silentFor2h).hears(20, '08:00').declared(true).clock('15:00').declared(false);
    expect(rule.clock('16:30').said).toEqual(['RAISE ORANGE 16:00']);
  });

  it('was never heard of raises nothing', () => {
    expect(evaluate(silentFor2h).clock('2026-03-10T00:00').said).toEqual([]);
  });

  it('counts only the hours of the schedule, and is heard at any hour', () => {
    const schedule = { shifts: [{ weekdays: [1, 2, 3, 4, 5], start: '08:00', end: '18:00' }] };
    const rule = (): ReturnType<typeof evaluate> => evaluate({ ...silentFor2h, schedule });
    expect(rule().hears(20, '17:00').clock('2026-03-03T10:30').said).toEqual(['RAISE ORANGE 2026-03-03T09:00']);
    expect(rule().hears(20, '17:00').hears(20, '23:00').clock('2026-03-03T10:30').said).toEqual([
      'RAISE ORANGE 2026-03-03T10:00',
    ]);
  });

  it('stands in one ladder with limits', () => {
    const rule = evaluate({
      ladder: [
        { severity: 'RED', condition: { kind: 'no-data', forMs: days(1) } },
        { severity: 'YELLOW', condition: { kind: 'threshold', operator: 'below', value: 5 } },
      ],
    })
      .hears(3, '10:00')
      .clock('2026-03-03T11:00')
      .hears(3, '2026-03-03T12:00')
      .hears(9, '2026-03-03T13:00');
    expect(rule.said).toEqual([
      'RAISE YELLOW 10:00',
      'SEVERITY RED 2026-03-03T10:00',
      'SEVERITY YELLOW 2026-03-03T12:00',
      'OCCUR YELLOW 2026-03-03T12:00',
      'CLEAR YELLOW 2026-03-03T13:00',
    ]);
  });
});

describe('an event', () => {
  const intruder = {
    metric: 'intrusion',
    family: 'intrusion',
    stalenessMs: hours(1),
    ladder: [
      {
        severity: 'RED',
        condition: {
          kind: 'event',
          when: 'outside',
          attributes: { objectClass: { oneOf: ['person', 'vehicle'] }, score: { atLeast: 0.8 } },
        },
      },
    ],
  } as const;
  const person = { attributes: { objectClass: 'person', score: 0.9, zone: 'gate' } };

  it('outside the working hours of the site raises an alarm; each further one is an occurrence; quiet ends it', () => {
    const rule = evaluate(intruder)
      .hears(1, '12:00', person)
      .hears(1, '20:00', person)
      .hears(1, '20:05', person)
      .hears(1, '20:06', { attributes: { objectClass: 'cat', score: 0.99 } })
      .hears(1, '20:07', { attributes: { objectClass: 'person', score: 0.5 } })
      .clock('20:19');
    expect(rule.said).toEqual(['RAISE RED 20:00', 'OCCUR RED 20:05']);
    expect(rule.clock('21:00').said).toEqual(['RAISE RED 20:00', 'OCCUR RED 20:05', 'CLEAR RED 20:20']);
    expect(rule.verdicts[0]?.reasons[0]).toMatchObject({
      code: 'event',
      operator: 'outside',
      text: {
        zh: '区域入侵 发生(时段外):objectClass person, score 0.9',
        en: 'Intrusion occurred out of hours: objectClass person, score 0.9',
      },
    });
    expect(rule.verdicts[2]?.reasons[0]?.text.en).toBe('Intrusion has not occurred again for 15 min');
  });

  it('on a festival is outside working hours at noon, on a make-up Saturday it is inside', () => {
    const rule = (time: string): boolean => evaluate(intruder).hears(1, time, person).said.length === 1;
    expect(rule('2026-02-17T12:00')).toBe(true);
    expect(rule('2026-02-14T12:00')).toBe(false);
    expect(rule('2026-03-07T12:00')).toBe(true);
  });

  it('may come with more words than a sentence takes', () => {
    const attributes = { objectClass: 'person', score: 0.9 };
    const long = evaluate({
      ...intruder,
      ladder: [{ severity: 'RED', condition: { kind: 'event', attributes: { zone: { oneOf: ['z'.repeat(900)] } } } }],
    }).hears(1, '20:00', { attributes: { ...attributes, zone: 'z'.repeat(900) } });
    expect(long.verdicts[0]?.reasons[0]?.text.en).toHaveLength(400);
  });

  it('that is told twice is one event', () => {
    const condition = { kind: 'n-of-m', condition: { kind: 'event' }, n: 2, withinMs: min(10) } as const;
    const counted = evaluate({ ...intruder, ladder: [{ severity: 'RED', condition }] });
    expect(counted.hears(1, '20:00', person).hears(1, '20:00', person).said).toEqual([]);
    expect(counted.hears(1, '20:05', person).hears(1, '20:00', person).said).toEqual(['RAISE RED 20:05']);
    const plain = evaluate(intruder).hears(1, '20:00', person).hears(1, '20:00', person);
    expect(plain.said).toEqual(['RAISE RED 20:00']);
    const other = { attributes: { ...person.attributes, zone: 'yard' } };
    expect(plain.hears(1, '20:00', other).said).toEqual(['RAISE RED 20:00', 'OCCUR RED 20:00']);
  });

  it('of a milder kind does not lower the alarm of a graver one', () => {
    const ladder = [
      { severity: 'RED', condition: { kind: 'event', attributes: { zone: { oneOf: ['vault'] } } } },
      { severity: 'BLUE', condition: { kind: 'event' } },
    ] as const;
    const rule = evaluate({ ...intruder, ladder })
      .hears(1, '20:00', { attributes: { zone: 'gate' } })
      .hears(1, '20:01', { attributes: { zone: 'vault' } })
      .hears(1, '20:02', { attributes: { zone: 'gate' } });
    expect(rule.said).toEqual(['RAISE BLUE 20:00', 'SEVERITY RED 20:01', 'OCCUR RED 20:01', 'OCCUR RED 20:02']);
  });

  it('can be counted: three within ten minutes', () => {
    const condition = { kind: 'n-of-m', condition: { kind: 'event' }, n: 3, withinMs: min(10) } as const;
    const rule = evaluate({ ...intruder, ladder: [{ severity: 'RED', condition }] }).hearsEach(
      [1, 1, 1, 1],
      '20:00',
      min(3),
    );
    expect(rule.said).toEqual(['RAISE RED 20:06', 'OCCUR RED 20:09']);
  });
});

describe('a camera that cannot see', () => {
  it('is an alarm as long as its state says so', () => {
    const condition = { kind: 'state', is: ['COVERED', 'DARK', 'OFFLINE'] } as const;
    const rule = evaluate({ metric: 'camera.health', family: 'health', ladder: [{ severity: 'ORANGE', condition }] })
      .hears('OK', '10:00')
      .hears('COVERED', '10:01')
      .hears('DARK', '10:02')
      .hears('BLURRED', '10:03');
    expect(rule.said).toEqual(['RAISE ORANGE 10:01', 'CLEAR ORANGE 10:03']);
    expect(rule.verdicts[0]?.reasons[0]?.text).toEqual({ zh: '摄像机状态 为 COVERED', en: 'Camera health is COVERED' });
  });
});
