import fc from 'fast-check';
import { Tally } from './tally';

const recordings = fc.array(
  fc.record({
    at: fc.integer({ min: 0, max: 5 }),
    value: fc.option(fc.maxSafeInteger()),
    observedMs: fc.nat(1_000),
    coverage: fc.constantFrom(0, 0.5, 1),
  }),
);

describe('a tally', () => {
  it('of the whole is the sum of the tallies of its parts, in any order and without rounding', () => {
    fc.assert(
      fc.property(recordings, fc.nat(), (list, cut) => {
        const whole = tallyOf(list);
        const parts = tallyOf(list.slice(cut % (list.length + 1)).reverse());
        parts.merge(tallyOf(list.slice(0, cut % (list.length + 1))));
        expect(facts(parts)).toEqual(facts(whole));
        expect(whole.sum).toBe(list.reduce((sum, { value }) => sum + BigInt(value ?? 0), 0n));
      }),
    );
  });
});

function tallyOf(list: readonly { at: number; value: number | null; observedMs: number; coverage: number }[]): Tally {
  const tally = new Tally();
  for (const { at, value, observedMs, coverage } of list) tally.add(at, value, observedMs, coverage);
  return tally;
}

function facts({ n, notJudged, sum, min, max, observedMs, lastAt, last, lastCoverage }: Tally): unknown {
  return { n, notJudged, sum, min, max, observedMs, lastAt, last, lastCoverage };
}
