import { HOUR_MS } from './time';

/** A cumulative register at an instant (ms). `value` is an integer in the scale of its metric. */
export interface RegisterPoint {
  readonly at: number;
  readonly value: number;
}

export interface RegisterLimits {
  /** The register shows 0 again instead of this value (the first one it cannot show), scaled like the values. */
  readonly wrapAt?: number;
  /** Largest plausible increase per hour, scaled like the values. */
  readonly maxPerHour?: number;
  /** Two readings further apart than this say how much, not when. */
  readonly stalenessMs: number;
}

/** What lies between two readings of a register. */
export type RegisterStep =
  | { readonly kind: 'interval'; readonly delta: number }
  /** So much was counted, but nobody knows when: it must not be spread over the gap. */
  | { readonly kind: 'gap'; readonly delta: number }
  /**
   * The register started again. `delta` is known after a roll-over, and after a reset when what has been counted since
   * is plausible; else null. With `gap` it is not known when.
   */
  | {
      readonly kind: 'new-cycle';
      readonly reason: 'wrap' | 'reset';
      readonly delta: number | null;
      readonly gap: boolean;
    }
  /** More than the register can have counted in that time: not counted at all. */
  | { readonly kind: 'implausible' }
  /** Not after the previous reading. */
  | { readonly kind: 'out-of-order' };

/** Registers move in ticks (a whole kWh at once), so a shorter time is judged as if it were this long. */
const SHORTEST_JUDGED_MS = HOUR_MS / 4;

/** Without `maxPerHour`, a decrease is a roll-over when it leads from the last tenth of the register to the first. */
const WRAP_ZONE = 0.1;

/**
 * The step from one reading of a register to the next. A decrease starts a new cycle (`total_increasing` of Home
 * Assistant) and never counts negative. Depends on the two readings alone, so a late reading between them splits the
 * step in two and nothing else changes.
 */
export function registerStep(previous: RegisterPoint, next: RegisterPoint, limits: RegisterLimits): RegisterStep {
  const elapsedMs = next.at - previous.at;
  if (elapsedMs <= 0) return { kind: 'out-of-order' };
  const gap = elapsedMs > limits.stalenessMs;
  const delta = next.value - previous.value;
  if (delta < 0) return newCycle(previous.value, next.value, elapsedMs, limits, gap);
  if (delta > mostIn(elapsedMs, limits)) return { kind: 'implausible' };
  return { kind: gap ? 'gap' : 'interval', delta };
}

function newCycle(
  previous: number,
  next: number,
  elapsedMs: number,
  limits: RegisterLimits,
  gap: boolean,
): RegisterStep {
  const { wrapAt, maxPerHour } = limits;
  const most = mostIn(elapsedMs, limits);
  if (wrapAt !== undefined && previous < wrapAt) {
    const delta = next + wrapAt - previous;
    const plausible =
      maxPerHour === undefined ? previous >= wrapAt * (1 - WRAP_ZONE) && next < wrapAt * WRAP_ZONE : delta <= most;
    if (plausible) return { kind: 'new-cycle', reason: 'wrap', delta, gap };
  }
  // A replaced meter may start anywhere. Only with a limit can the new reading be told to be a count from zero.
  const delta = maxPerHour !== undefined && next <= most ? next : null;
  return { kind: 'new-cycle', reason: 'reset', delta, gap };
}

function mostIn(elapsedMs: number, { maxPerHour }: RegisterLimits): number {
  if (maxPerHour === undefined) return Infinity;
  return (maxPerHour * Math.max(elapsedMs, SHORTEST_JUDGED_MS)) / HOUR_MS;
}
