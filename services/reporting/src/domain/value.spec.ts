import fc from 'fast-check';
import { METRICS } from '@loanwatch/contracts';
import { coverageOf, decimal, mean, shownValue, sumOrMean } from './value';

const sums = { n: 2, notJudged: 0, sum: '2500', min: '1000', max: '1500', observedMs: 1 };

describe('stored sums', () => {
  it('are shown to the last digit, however large', () => {
    expect(decimal('123456', 3)).toBe(123.456);
    expect(decimal('-5', 3)).toBe(-0.005);
    expect(decimal('123456789012345678', 3)).toBe(Number('123456789012345.678'));
    expect(decimal('-9007199254740993', 0)).toBe(Number('-9007199254740993'));
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 24n), max: 10n ** 24n }), (scaled) => {
        expect(decimal(String(scaled * 1_000n), 3)).toBe(Number(scaled));
      }),
    );
  });

  it('are sums for amounts, means for gauges, and unknown, not zero, without a judged signal', () => {
    expect(sumOrMean(sums, METRICS['energy.interval'])).toBe(2.5);
    expect(sumOrMean(sums, METRICS['temperature'])).toBe(12.5);
    expect(sumOrMean({ ...sums, n: 0, sum: '0' }, METRICS['energy.interval'])).toBeNull();
    expect(mean({ n: 3, sum: '100' }, 0)).toBe(33.33);
  });

  it('name states', () => {
    expect(shownValue('1', METRICS['camera.health'])).toBe('COVERED');
    expect(shownValue('99', METRICS['camera.health'])).toBeNull();
    expect(shownValue(null, METRICS['power'])).toBeNull();
  });
});

describe('coverage', () => {
  it('is the share of the time that was observed, at most all of it, and 0 of no time', () => {
    expect([coverageOf(1, 3), coverageOf(5, 3), coverageOf(0, 3), coverageOf(1, 0), coverageOf(1, -5)]).toEqual([
      0.3333, 1, 0, 0, 0,
    ]);
  });
});
