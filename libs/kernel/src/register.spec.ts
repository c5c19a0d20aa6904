import { type RegisterLimits, registerStep } from './register';
import { HOUR_MS } from './time';

const LIMITS: RegisterLimits = { stalenessMs: HOUR_MS };
const step = (from: number, to: number, limits: Partial<RegisterLimits> = {}, elapsedMs = HOUR_MS / 4) =>
  registerStep({ at: 1_000, value: from }, { at: 1_000 + elapsedMs, value: to }, { ...LIMITS, ...limits });

describe('a cumulative register', () => {
  it('counts the difference between two readings', () => {
    expect(step(100, 130)).toEqual({ kind: 'interval', delta: 30 });
    expect(step(100, 100)).toEqual({ kind: 'interval', delta: 0 });
  });

  it('does not say when something was counted over a gap longer than the limit', () => {
    expect(step(100, 130, {}, HOUR_MS)).toEqual({ kind: 'interval', delta: 30 });
    expect(step(100, 130, {}, HOUR_MS + 1)).toEqual({ kind: 'gap', delta: 30 });
  });

  it('rolls over at its end and counts the small step that this is', () => {
    expect(step(999_990, 15, { wrapAt: 1_000_000 })).toEqual({
      kind: 'new-cycle',
      reason: 'wrap',
      delta: 25,
      gap: false,
    });
    expect(step(999_990, 15, { wrapAt: 1_000_000, maxPerHour: 100 })).toMatchObject({ reason: 'wrap', delta: 25 });
  });

  it('takes a decrease for a reset where a roll-over is not plausible', () => {
    expect(step(500_000, 15, { wrapAt: 1_000_000 })).toMatchObject({ reason: 'reset', delta: null });
    expect(step(999_990, 950, { wrapAt: 1_000_000, maxPerHour: 100 })).toMatchObject({ reason: 'reset' });
    expect(step(500_000, 499_990)).toEqual({ kind: 'new-cycle', reason: 'reset', delta: null, gap: false });
  });

  it('counts from zero after a reset only where the limit shows that it can be so', () => {
    expect(step(5_000, 20, { maxPerHour: 100 })).toMatchObject({ reason: 'reset', delta: 20 });
    expect(step(5_000, 1_200, { maxPerHour: 100 })).toMatchObject({ reason: 'reset', delta: null });
  });

  it('says that a reset or roll-over fell into a gap', () => {
    expect(step(5_000, 20, { maxPerHour: 100 }, 2 * HOUR_MS)).toMatchObject({ delta: 20, gap: true });
  });

  it('does not count a jump that it cannot have made in the time', () => {
    expect(step(100, 100 + 790_000, { maxPerHour: 1_000 })).toEqual({ kind: 'implausible' });
    expect(step(100, 100 + 250, { maxPerHour: 1_000 })).toEqual({ kind: 'interval', delta: 250 });
    expect(step(100, 100 + 251, { maxPerHour: 1_000 })).toEqual({ kind: 'implausible' });
  });

  it('may tick at any moment: a short time is judged as a quarter of an hour', () => {
    expect(step(100, 101, { maxPerHour: 4 }, 1_000)).toEqual({ kind: 'interval', delta: 1 });
  });

  it('says nothing about readings that are not one after the other', () => {
    expect(step(100, 130, {}, 0)).toEqual({ kind: 'out-of-order' });
    expect(step(100, 130, {}, -1)).toEqual({ kind: 'out-of-order' });
  });

  it('never counts a negative amount, and every step but a reset adds up to what the register shows', () => {
    let seed = 7;
    const random = (below: number): number => (seed = (seed * 48_271) % 2_147_483_647) % below;
    for (let i = 0; i < 2_000; i += 1) {
      const from = random(1_000_000);
      const to = random(1_000_000);
      const result = step(from, to, { wrapAt: 1_000_000, maxPerHour: random(2_000_000) + 1 });
      const delta = 'delta' in result ? result.delta : null;
      if (delta !== null) expect(delta).toBeGreaterThanOrEqual(0);
      if (delta !== null && !('reason' in result && result.reason === 'reset'))
        expect((from + delta) % 1_000_000).toBe(to);
    }
  });
});
