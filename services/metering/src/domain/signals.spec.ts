import { type RegisterTerms, RegisterSeries } from '@loanwatch/kernel';
import { registerSignals } from './signals';

const DEVICE = '01900000-0000-7000-8000-000000000001';
const TERMS: RegisterTerms = { multiplier: 1, stalenessMs: 1_000, wrapAt: 1_000_000, maxPerHour: 3_600_000 };
const told = (readings: readonly (readonly [at: number, value: number])[]) => {
  const series = new RegisterSeries();
  return readings
    .flatMap(([at, value]) => series.insert({ at, value }, TERMS))
    .flatMap((change) => registerSignals(`channel:${DEVICE}/main`, change))
    .map(({ metric, from, at, value, coverage, revision, notJudged, attributes }) => ({
      what: `${metric} ${from}-${at}`,
      value,
      coverage,
      ...(revision !== undefined && { revision }),
      ...(notJudged !== undefined && { why: notJudged.code }),
      ...(attributes !== undefined && attributes),
    }));
};

describe('what a register tells', () => {
  it('is the energy of each interval', () => {
    expect(
      told([
        [0, 0],
        [900, 1_500],
      ]),
    ).toEqual([{ what: 'energy.interval 0-900', value: 1.5, coverage: 1 }]);
  });

  it('is, over a gap, how much but not when', () => {
    expect(
      told([
        [0, 0],
        [5_000, 1_500],
      ]),
    ).toEqual([{ what: 'energy.unallocated 0-5000', value: 1.5, coverage: 0 }]);
  });

  it('is taken back when a late reading shows that there was no gap', () => {
    expect(
      told([
        [0, 0],
        [1_600, 1_500],
        [800, 900],
      ]).slice(1),
    ).toEqual([
      { what: 'energy.interval 0-800', value: 0.9, coverage: 1 },
      { what: 'energy.unallocated 0-1600', value: 0, coverage: 0, revision: 1 },
      { what: 'energy.interval 800-1600', value: 0.6, coverage: 1, revision: 2 },
    ]);
  });

  it('is taken back when a late reading splits an interval', () => {
    expect(
      told([
        [0, 0],
        [800, 1_500],
        [400, 900],
      ]).slice(1),
    ).toEqual([
      { what: 'energy.interval 0-400', value: 0.9, coverage: 1 },
      { what: 'energy.interval 0-800', value: null, coverage: 0, revision: 1, why: 'superseded' },
      { what: 'energy.interval 400-800', value: 0.6, coverage: 1, revision: 2 },
    ]);
  });

  it('goes on over a roll-over and says that there was one', () => {
    expect(
      told([
        [0, 999_000],
        [900, 500],
      ]),
    ).toEqual([{ what: 'energy.interval 0-900', value: 1.5, coverage: 1, cycle: 'wrap' }]);
  });

  it('is nothing, with the reason, after a reset to an unknown value and for a jump that cannot be', () => {
    expect(
      told([
        [0, 500_000],
        [900, 499_000],
        [1_800, 5_000_000],
      ]),
    ).toEqual([
      { what: 'energy.interval 0-900', value: 499, coverage: 1, cycle: 'reset' },
      { what: 'energy.interval 900-1800', value: null, coverage: 0, why: 'register-implausible' },
    ]);
  });
});
