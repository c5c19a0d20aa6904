import { MAX_ATTEMPTS, waitAfter } from './backoff';

const HOUR_MS = 3_600_000;

describe('waiting before the next attempt', () => {
  it('spreads ten attempts over about 75 hours, then gives up', () => {
    const waits = Array.from({ length: MAX_ATTEMPTS }, (_, index) => waitAfter(index + 1, 0));
    expect(waits.at(-1)).toBeUndefined();
    const total = waits.reduce<number>((sum, wait) => sum + (wait ?? 0), 0);
    expect(total / HOUR_MS).toBeCloseTo(75.6, 1);
  });

  it('waits at least as long as the server asked', () => {
    expect(waitAfter(1, 0, HOUR_MS)).toBe(HOUR_MS);
    expect(waitAfter(4, 0, 1_000)).toBe(2 * HOUR_MS);
  });
});
