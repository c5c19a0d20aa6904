import { HOUR_MS } from './time';

/** What is remembered of a device to tell when it is silent. Times in ms. */
export interface SilenceWatch {
  /** Newest observation. */
  lastSeenAt: number;
  /** Silence has been told up to here while it lasted; null when it has not. */
  toldUntil: number | null;
  /** Silence has ended here, and nobody has been told that all is well again; null otherwise. */
  endedAt: number | null;
}

/** The device said nothing from `from` to `at`. `from` equal to `at`: it reports again. */
export interface Silence {
  readonly from: number;
  readonly at: number;
}

/** While it lasts, silence is told once an hour. */
const TELL_EVERY_MS = HOUR_MS;

export function startWatch(at: number): SilenceWatch {
  return { lastSeenAt: at, toldUntil: null, endedAt: null };
}

/**
 * The device was heard of at `at`. Returns the silence that this ends when it was longer than `limitMs`, and, with the
 * first observation after the end, that it is over: what judges silence must see it go back to nothing. By event time
 * alone; an observation from before the newest one changes nothing.
 */
export function hear(watch: SilenceWatch, at: number, limitMs: number): Silence | undefined {
  const { lastSeenAt } = watch;
  if (at <= lastSeenAt) return undefined;
  watch.lastSeenAt = at;
  if (at - lastSeenAt > limitMs) {
    watch.endedAt = Math.max(at, watch.toldUntil ?? at);
    watch.toldUntil = null;
    return { from: lastSeenAt, at };
  }
  if (watch.toldUntil !== null) {
    // It had only kept its readings back. What was told stands until its readings reach that time.
    watch.endedAt = watch.toldUntil;
    watch.toldUntil = null;
  }
  if (watch.endedAt === null || at <= watch.endedAt) return undefined;
  watch.endedAt = null;
  return { from: at, at };
}

/**
 * For live devices only: the silence that lasts at `now`, when it is longer than `limitMs` and was not told this hour.
 * Who has listened since `listeningSince` only (ms) must not take his own absence for the device's.
 */
export function missDevice(
  watch: SilenceWatch,
  now: number,
  limitMs: number,
  listeningSince = -Infinity,
): Silence | undefined {
  if (now < missDueAt(watch, limitMs) || now <= listeningSince + limitMs) return undefined;
  watch.toldUntil = now;
  return { from: watch.lastSeenAt, at: now };
}

/** When {@link missDevice} will have something to tell if nothing is heard until then. */
export function missDueAt(watch: SilenceWatch, limitMs: number): number {
  return watch.toldUntil === null ? watch.lastSeenAt + limitMs + 1 : watch.toldUntil + TELL_EVERY_MS;
}
