import type { Signal } from '@loanwatch/contracts';
import type { Schedule } from './schedule';

/** Something that has been true without a break. */
export interface Held {
  /** Since when, ms: the first value for which it is true, or the start of the interval of that value. */
  readonly since: number;
  /** Newest value for which it is true, ms. */
  readonly last: number;
  /**
   * The newest value describes an interval that ends at `last`. A value at a point in time counts until the next one or
   * until it is stale; an interval says nothing about what comes after it.
   */
  readonly interval: boolean;
}

/** It is true again for `signal`. A gap longer than `stalenessMs` starts anew: unknown is not true. */
export function hold(held: Held | null, signal: Signal, schedule: Schedule, stalenessMs: number): Held {
  const from = signal.from ?? signal.at;
  const interval = signal.from !== undefined;
  const goesOn = held !== null && schedule.elapsed(held.last, from) <= stalenessMs;
  return { since: goesOn ? held.since : from, last: signal.at, interval };
}

/** When it will have held for `forMs` without a further value, ms; undefined when it will be stale before. */
export function completesAt(held: Held, forMs: number, schedule: Schedule, stalenessMs: number): number | undefined {
  const at = schedule.advance(held.since, forMs);
  if (at === undefined || at <= held.last) return at;
  if (held.interval || schedule.elapsed(held.last, at) > stalenessMs) return undefined;
  return at;
}

/** Whether it has held for `forMs` at `at`, with or without a value at that time. */
export function hasHeld(held: Held, at: number, forMs: number, schedule: Schedule, stalenessMs: number): boolean {
  const end = held.interval ? Math.min(at, held.last) : at;
  return schedule.elapsed(held.since, end) >= forMs && schedule.elapsed(held.last, end) <= stalenessMs;
}
