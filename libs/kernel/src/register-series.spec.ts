import { type RegisterTerms, RegisterSeries, type StepChange, isAllocated } from './register-series';

const TERMS: RegisterTerms = { multiplier: 1, stalenessMs: 100, wrapAt: 1_000 };
const summary = ({ before, now }: StepChange) => [
  before && [before.from, before.amount],
  [now.from, now.at, now.amount, now.revision],
];

describe('the series of a register', () => {
  it('counts from each reading to the next', () => {
    const series = new RegisterSeries();
    expect(series.insert({ at: 10, value: 5 }, TERMS)).toEqual([]);
    expect(series.insert({ at: 20, value: 9 }, TERMS).map(summary)).toEqual([[null, [10, 20, 4, 0]]]);
    expect(series.added().map(({ at }) => at)).toEqual([10, 20]);
  });

  it('splits a step when a reading comes late', () => {
    const series = new RegisterSeries([
      { at: 10, value: 5, counted: null },
      {
        at: 30,
        value: 9,
        counted: { from: 10, at: 30, outcome: 'interval', amount: 4, revision: 0 },
      },
    ]);
    expect(series.insert({ at: 20, value: 6 }, TERMS).map(summary)).toEqual([
      [null, [10, 20, 1, 0]],
      [
        [10, 4],
        [20, 30, 3, 2],
      ],
    ]);
    expect(series.newest?.at).toBe(30);
    expect(series.added().map(({ at }) => at)).toEqual([20]);
    expect(series.recounted().map(({ at }) => at)).toEqual([30]);
  });

  it('begins earlier when the late reading is older than all that is known', () => {
    const series = new RegisterSeries([{ at: 30, value: 9, counted: null }]);
    expect(series.insert({ at: 20, value: 6 }, TERMS).map(summary)).toEqual([[null, [20, 30, 3, 0]]]);
  });

  it('ignores a reading of a time that it knows', () => {
    const series = new RegisterSeries([{ at: 30, value: 9, counted: null }]);
    expect(series.insert({ at: 30, value: 7 }, TERMS)).toEqual([]);
    expect([...series.added(), ...series.recounted()]).toEqual([]);
  });

  it('closes a gap when the missing readings come in', () => {
    const series = new RegisterSeries([{ at: 0, value: 0, counted: null }]);
    const [gap] = series.insert({ at: 150, value: 60 }, TERMS);
    expect(gap && isAllocated(gap.now)).toBe(false);
    const changes = series.insert({ at: 80, value: 40 }, TERMS);
    expect(changes.map(({ now }) => [now.amount, isAllocated(now)])).toEqual([
      [40, true],
      [20, true],
    ]);
  });

  it('applies the multiplier to what was counted', () => {
    const series = new RegisterSeries([{ at: 10, value: 990, counted: null }]);
    expect(series.insert({ at: 20, value: 5 }, { ...TERMS, multiplier: 40 }).map(summary)).toEqual([
      [null, [10, 20, 600, 0]],
    ]);
  });

  it('ends with the same steps whatever the order of arrival', () => {
    const readings = [3, 9, 14, 20, 400, 420, 470, 990, 2, 8].map((value, i) => ({
      at: 30 * i + (i > 5 ? 200 : 0),
      value,
    }));
    const steps = (order: typeof readings) => {
      const series = new RegisterSeries();
      for (const reading of order) series.insert(reading, TERMS);
      return series.added().map(({ at, counted }) => [at, counted?.from, counted?.amount, counted?.outcome]);
    };
    const inOrder = steps(readings);
    for (const factor of [3, 7])
      expect(steps(readings.map((_, i) => readings[(i * factor) % 10] ?? _))).toEqual(inOrder);
    expect(steps(readings.toReversed())).toEqual(inOrder);
  });
});
