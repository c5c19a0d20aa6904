import { compared, figureOf, FIGURES, type FigureRule, type PeriodSums } from './figures';

const ruleOf = (code: string): FigureRule => FIGURES.find((rule) => rule.code === code)!;
const sums = (parts: Partial<PeriodSums>): PeriodSums => ({
  n: 1,
  notJudged: 0,
  sum: '0',
  min: null,
  max: null,
  observedMs: 0,
  weightedMean: null,
  expectedMs: 1_000,
  ...parts,
});

describe('a figure', () => {
  it('of electricity counts energy of gaps too, with the coverage of the intervals alone', () => {
    const found: Record<string, PeriodSums> = {
      'energy.interval': sums({ sum: '5000', observedMs: 750 }),
      'energy.unallocated': sums({ sum: '1500' }),
      'energy.day': sums({ n: 20, notJudged: 3 }),
    };
    expect(figureOf(ruleOf('electricity'), (metric) => found[metric])).toEqual({
      value: 6.5,
      unit: 'Wh',
      coverage: 0.75,
      n: 2,
      daysJudged: 20,
      daysNotJudged: 3,
    });
  });

  it('of nothing is unknown with coverage 0', () => {
    expect(figureOf(ruleOf('operating-rate'), () => undefined)).toMatchObject({ value: null, coverage: 0, n: 0 });
    expect(figureOf(ruleOf('people.in'), () => sums({ n: 0, notJudged: 4 }))).toMatchObject({ value: null });
  });

  it('of climate shows mean, minimum and maximum', () => {
    const found = sums({ n: 4, sum: '8000', min: '-150', max: '5000' });
    expect(figureOf(ruleOf('temperature'), () => found)).toMatchObject({ value: 20, min: -1.5, max: 50 });
  });

  it('is compared with the one before only where both are known', () => {
    const figure = (value: number | null) => ({ value, unit: '1', coverage: 1, n: 1 });
    expect(compared(figure(3), figure(4)).change).toBe(-0.25);
    expect(compared(figure(3), figure(-4)).change).toBe(1.75);
    expect(compared(figure(3), figure(0)).change).toBeNull();
    expect(compared(figure(null), figure(4)).change).toBeNull();
  });
});
