const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Waits before the attempts after the first: the sample schedule of Standard Webhooks 1.0, about 75 hours in all. */
const WAITS_MS = [5 * SECOND, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR, 20 * HOUR, 24 * HOUR];

/** Spread of the waits, so that an endpoint that comes back is not hit by everything at once. */
const JITTER = 0.1;

/**
 * How long to wait after `attempt` attempts failed, in ms; undefined when it is time to give up. `spread` is 0..1, drawn
 * by the caller. A server that said how long to wait (`Retry-After`) is not asked earlier than that.
 */
export function waitAfter(attempt: number, spread: number, retryAfterMs = 0): number | undefined {
  const wait = WAITS_MS[attempt - 1];
  if (wait === undefined) return undefined;
  return Math.max(retryAfterMs, Math.round(wait * (1 + JITTER * spread)));
}

export const MAX_ATTEMPTS = WAITS_MS.length + 1;
