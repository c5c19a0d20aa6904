import { days, evaluate } from '../../test/evaluation';

const idle = {
  family: 'electricity',
  metric: 'operating.rate',
  ladder: [{ severity: 'RED', condition: { kind: 'threshold', operator: 'below', value: 0.6 } }],
  stalenessMs: days(2),
} as const;

describe('days whose value could not be told at their time', () => {
  const unknown = () =>
    evaluate(idle).hearsDay(null, '2026-03-02').hearsDay(null, '2026-03-03').hearsDay(null, '2026-03-04');

  it('are judged in their order once they are known', () => {
    const rule = unknown()
      .hearsDay(0.2, '2026-03-02', { revision: 1 })
      .hearsDay(0.3, '2026-03-03', { revision: 1 })
      .hearsDay(0.9, '2026-03-04', { revision: 1 })
      .hearsDay(0.95, '2026-03-05');
    expect(rule.said).toEqual([
      'RAISE RED 2026-03-03T00:00',
      'OCCUR RED 2026-03-04T00:00',
      'CLEAR RED 2026-03-05T00:00',
    ]);
  });

  it('are judged once', () => {
    const rule = unknown()
      .hearsDay(0.2, '2026-03-02', { revision: 1 })
      .hearsDay(0.2, '2026-03-02', { revision: 1 })
      .hearsDay(0.1, '2026-03-02', { revision: 2 });
    expect(rule.said).toEqual(['RAISE RED 2026-03-03T00:00']);
  });

  it('change nothing any more once a later day was judged', () => {
    const rule = unknown().hearsDay(0.9, '2026-03-05').hearsDay(0.2, '2026-03-03', { revision: 1 });
    expect(rule.said).toEqual([]);
  });

  it('leave the time up to which was heard where it was', () => {
    const rule = unknown().hearsDay(0.9, '2026-03-02', { revision: 1 });
    expect(rule.standing.heardAt).toBe(unknown().standing.heardAt);
    expect(rule.standing.judgedAt).toBe(unknown().standing.judgedAt);
  });

  it('count for days in a row', () => {
    const condition = { kind: 'duration', condition: idle.ladder[0].condition, forMs: days(3) } as const;
    const rule = evaluate({ ...idle, ladder: [{ severity: 'RED', condition }] });
    rule.hearsDay(null, '2026-03-02').hearsDay(null, '2026-03-03').hearsDay(null, '2026-03-04');
    for (const date of ['2026-03-02', '2026-03-03', '2026-03-04']) rule.hearsDay(0.1, date, { revision: 1 });
    expect(rule.said).toEqual(['RAISE RED 2026-03-05T00:00']);
  });

  it('are only history where silence is judged, or what held between two points in time', () => {
    const silence = { severity: 'BLUE', condition: { kind: 'no-data', forMs: days(3) } } as const;
    const listening = evaluate({ ...idle, ladder: [...idle.ladder, silence] })
      .hearsDay(null, '2026-03-02')
      .hearsDay(null, '2026-03-03')
      .hearsDay(0.2, '2026-03-02', { revision: 1 });
    const held = evaluate({ ...idle, clear: { offDelayMs: days(1) } })
      .hears(null, '10:00')
      .hears(null, '11:00')
      .hears(0.2, '10:00', { revision: 1 });
    expect([...listening.said, ...held.said]).toEqual([]);
  });
});
