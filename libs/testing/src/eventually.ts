import { setTimeout as pause } from 'node:timers/promises';

const DEFAULT_WITHIN_MS = 10_000;

/**
 * Repeats `assertion` until it no longer throws (and returns something other than false), and returns its result.
 * Fails with the last error after `withinMs`.
 */
export async function eventually<T>(
  assertion: () => T | Promise<T>,
  { withinMs = DEFAULT_WITHIN_MS, everyMs = 10 }: { readonly withinMs?: number; readonly everyMs?: number } = {},
): Promise<T> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    try {
      const result = await assertion();
      if (result !== false) return result;
      throw new Error(`still false after ${withinMs} ms`);
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await pause(everyMs);
    }
  }
}
