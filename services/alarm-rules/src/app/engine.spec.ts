import type { RuleDocument, Signal } from '@loanwatch/contracts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '@loanwatch/kernel';
import fc from 'fast-check';
import { aBatchOf, anEngine, aPublished, idsOf, judgeAll, MemoryStandings, NO_TX, SITE } from '../../test/engine-world';
import { StandingMoved } from './standing-store';

const START = Date.parse('2026-03-02T01:00:00Z');
const hot = { kind: 'threshold', operator: 'above', value: 90 } as const;
const aRule = (condition: RuleDocument['ladder'][number]['condition']): RuleDocument => ({
  name: { zh: '规则', en: 'Rule' },
  family: 'climate',
  metric: 'temperature',
  ladder: [{ severity: 'RED', condition }],
  clear: { offDelayMs: 5 * MINUTE_MS },
  stalenessMs: 20 * MINUTE_MS,
});
const RULES = [
  aPublished(aRule(hot), 'limit'),
  aPublished(aRule({ kind: 'duration', condition: hot, forMs: 10 * MINUTE_MS }), 'duration'),
  aPublished(aRule({ kind: 'no-data', forMs: 12 * MINUTE_MS }), 'silence'),
  aPublished(aRule({ kind: 'n-of-m', condition: hot, n: 3, withinMs: HOUR_MS }), 'count'),
];
const reading = (machine: number, minute: number, value: number): Signal => ({
  metric: 'temperature',
  subject: `channel:${SITE.id}/${machine}`,
  at: START + minute * MINUTE_MS,
  value,
  coverage: 1,
  algorithm: 'test.signal@1',
});

/** Signals of three machines in the order of their times, and where the stream is cut into batches. */
const streams = fc.record({
  signals: fc
    .array(fc.record({ machine: fc.nat(2), pause: fc.nat(15), value: fc.constantFrom(20, 95) }), { maxLength: 80 })
    .map((steps) => {
      let minute = 0;
      return steps.map(({ machine, pause, value }) => reading(machine, (minute += pause), value));
    }),
  cuts: fc.array(fc.nat(80), { maxLength: 20 }),
});

function cut(signals: readonly Signal[], cuts: readonly number[]): readonly (readonly Signal[])[] {
  const edges = [...new Set([0, ...cuts, signals.length])].sort((a, b) => a - b);
  return edges
    .slice(1)
    .map((edge, index) => signals.slice(edges[index], edge))
    .filter((part) => part.length > 0);
}

describe('the engine', () => {
  it('gives the same verdicts however a history is cut into batches', async () => {
    await fc.assert(
      fc.asyncProperty(streams, async ({ signals, cuts }) => {
        const batches = cut(signals, cuts).map((part) => aBatchOf(part));
        const single = signals.map((signal) => aBatchOf([signal]));
        const [cutUp, oneByOne] = [new MemoryStandings(), new MemoryStandings()];
        const said = await judgeAll(anEngine(RULES, cutUp), batches);
        expect([...said].sort()).toEqual([...(await judgeAll(anEngine(RULES, oneByOne), single))].sort());
        expect(new Set(said).size).toBe(said.length);
      }),
      { numRuns: 60 },
    );
  });

  it('gives the same verdicts when a process ends after any batch and another goes on', async () => {
    await fc.assert(
      fc.asyncProperty(streams, async ({ signals, cuts }) => {
        const batches = cut(signals, cuts).map((part) => aBatchOf(part));
        const [kept, restarted] = [new MemoryStandings(), new MemoryStandings()];
        const said: string[] = [];
        for (const batch of batches) said.push(...(await judgeAll(anEngine(RULES, restarted), [batch])));
        expect(said).toEqual(await judgeAll(anEngine(RULES, kept), batches));
      }),
      { numRuns: 60 },
    );
  });

  it('gives the same verdicts when any batch is rolled back and comes again', async () => {
    await fc.assert(
      fc.asyncProperty(streams, fc.array(fc.boolean()), async ({ signals, cuts }, failures) => {
        const batches = cut(signals, cuts).map((part) => aBatchOf(part));
        const engine = anEngine(RULES, new MemoryStandings());
        const said: string[] = [];
        for (const [index, batch] of batches.entries()) {
          if (failures[index] === true) {
            await engine.prepare([batch], NO_TX);
            engine.judge(batch);
            engine.forget();
          }
          said.push(...(await judgeAll(engine, [batch])));
        }
        expect(said).toEqual(await judgeAll(anEngine(RULES, new MemoryStandings()), batches));
      }),
      { numRuns: 60 },
    );
  });

  it('writes nothing for a subject that stays as it was', async () => {
    const store = new MemoryStandings();
    const engine = anEngine(
      [aPublished(aRule({ kind: 'duration', condition: hot, forMs: HOUR_MS }), 'duration')],
      store,
    );
    const save = jest.spyOn(store, 'save');
    const minutes = Array.from({ length: 50 }, (_, minute) => reading(1, minute, 20));
    await judgeAll(engine, [aBatchOf(minutes.slice(0, 10), true)]);
    save.mockClear();
    await judgeAll(engine, [aBatchOf(minutes.slice(10), true)]);
    expect(save).not.toHaveBeenCalled();
    // The clock of the wall has moved on by more than a minute.
    await engine.save(START, NO_TX);
    expect(save.mock.lastCall?.[0]).toMatchObject([{ standing: { heardAt: START + 49 * MINUTE_MS } }]);
  });

  it('writes a subject once that has changed and waits for its clock to be written', async () => {
    const store = new MemoryStandings();
    const engine = anEngine([aPublished(aRule(hot), 'limit')], store);
    await judgeAll(engine, [aBatchOf([reading(1, 0, 20)]), aBatchOf([reading(1, 1, 20)])]);
    const hotNow = aBatchOf([reading(1, 2, 95)]);
    await engine.prepare([hotNow], NO_TX);
    engine.judge(hotNow);
    const save = jest.spyOn(store, 'save');
    await engine.save(START, NO_TX);
    expect(save.mock.lastCall?.[0]).toHaveLength(1);
    await engine.save(START + HOUR_MS, NO_TX);
    expect(save).toHaveBeenCalledTimes(1);
  });

  it('writes the clocks of many subjects in turns, and each once a minute however much is heard', async () => {
    const store = new MemoryStandings();
    const engine = anEngine([aPublished(aRule(hot), 'limit')], store);
    const everybody = (minute: number): Signal[] =>
      Array.from({ length: 2_500 }, (_, machine) => reading(machine, minute, 20));
    const save = jest.spyOn(store, 'save');
    const written: number[] = [];
    for (let minute = 0; minute < 6; minute += 1) {
      const batch = aBatchOf(everybody(minute));
      await engine.prepare([batch], NO_TX);
      engine.judge(batch);
      save.mockClear();
      await engine.save(START + minute, NO_TX);
      written.push(save.mock.lastCall?.[0].length ?? 0);
    }
    expect(written).toEqual([2_000, 500, 0, 0, 0, 0]);
    await engine.save(Infinity, NO_TX);
    expect(save.mock.lastCall?.[0]).toHaveLength(2_500);
  });

  it('lets the silence of a history wait until its site is further on than signals may be late', async () => {
    const engine = anEngine([aPublished(aRule({ kind: 'no-data', forMs: HOUR_MS }), 'silence')], new MemoryStandings());
    await judgeAll(engine, [aBatchOf([reading(1, 0, 20)])]);
    const other = (ms: number): Signal => ({ ...reading(2, 0, 20), at: START + ms });
    const soon = await judgeAll(engine, [aBatchOf([other(7 * DAY_MS)])]);
    const late = await judgeAll(engine, [aBatchOf([other(7 * DAY_MS + HOUR_MS + 1)])]);
    // The second machine's own silence is noticed at once, by its own next signal.
    expect([soon.length, late.length]).toEqual([0, 2]);
    await engine.prepare([], NO_TX);
    expect(await engine.tick(START + 30 * DAY_MS, NO_TX)).toEqual([]);
  });

  it('does not take for silence what is still to be judged of the same transaction', async () => {
    const engine = anEngine([aPublished(aRule({ kind: 'no-data', forMs: HOUR_MS }), 'silence')], new MemoryStandings());
    const tenDays = (from: number): Signal[] =>
      Array.from({ length: 10 * 48 }, (_, halfHour) => reading(1, from * 1_440 + halfHour * 30, 20));
    const batches = [0, 10, 20].map((day) => aBatchOf(tenDays(day)));
    await engine.prepare(batches, NO_TX);
    expect(batches.flatMap((batch) => engine.judge(batch))).toEqual([]);
  });

  it('judges by the clock only live subjects, each timer once', async () => {
    const store = new MemoryStandings();
    const engine = anEngine(RULES.slice(2, 3), store);
    await judgeAll(engine, [aBatchOf([reading(1, 0, 20)], true), aBatchOf([reading(2, 0, 20)], false)]);
    expect(engine.hasDue(START + 12 * MINUTE_MS)).toBe(false);
    expect(engine.hasDue(START + 13 * MINUTE_MS)).toBe(true);
    expect(await engine.tick(START + HOUR_MS, NO_TX)).toHaveLength(1);
    expect(await engine.tick(START + HOUR_MS, NO_TX)).toHaveLength(0);
  });

  it('does not judge by what another instance has overtaken', async () => {
    const store = new MemoryStandings();
    const [mine, other] = [anEngine(RULES.slice(2, 3), store), anEngine(RULES.slice(2, 3), store)];
    await judgeAll(mine, [aBatchOf([reading(1, 0, 20)], true)]);
    await judgeAll(other, [aBatchOf([reading(1, 10, 20)], true)]);
    // Its own timer would run out at 12, but the other instance has heard the subject at 10.
    expect(await mine.tick(START + 15 * MINUTE_MS, NO_TX)).toEqual([]);
    expect(idsOf(await mine.tick(START + 23 * MINUTE_MS, NO_TX))).toHaveLength(1);
    await mine.save(0, NO_TX);
    await expect(judgeAll(other, [aBatchOf([reading(1, 60, 20)], true)])).rejects.toThrow(StandingMoved);
  });
});
