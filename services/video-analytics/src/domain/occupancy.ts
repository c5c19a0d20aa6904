import { addDays, localInstant, siteDay } from '@loanwatch/kernel';

/**
 * How many people are on a site: in minus out over all doors since the last quiet hour. Counters drift, so the count
 * begins anew at 0 every night; and it never falls below 0, because whoever goes out was inside.
 */
export interface Occupancy {
  /** People inside after all movements before `at`. */
  people: number;
  /** In minus out since the last reset, without the limit at 0: what the counters are off by. */
  balance: number;
  /** Time of the newest movements, ms; null before the first. */
  at: number | null;
  /** In minus out of the doors that reported for `at`: told together, once all can have reported. */
  pending: number;
  /** Whether the movements of `at` have been told. */
  isTold: boolean;
  /** The next quiet hour, ms: movements up to and including it belong before the reset. */
  resetAt: number | null;
  /** The newest reset, ms: what comes late from before it is history. */
  lastResetAt: number | null;
}

export interface OccupancyTerms {
  /** 'HH:MM', site time. */
  readonly quietHour: string;
  readonly timeZone: string;
}

export interface ToldOccupancy {
  readonly at: number;
  readonly people: number;
  /** At a reset: what the counters were off by. */
  readonly drift?: number;
}

export function startOccupancy(): Occupancy {
  return { people: 0, balance: 0, at: null, pending: 0, isTold: true, resetAt: null, lastResetAt: null };
}

/** `change` people more (or fewer) by `at`. Returns what can be told now: movements and resets before `at`. */
export function move(state: Occupancy, at: number, change: number, terms: OccupancyTerms): ToldOccupancy[] {
  state.resetAt ??= nextQuietHour(at, terms);
  if (state.lastResetAt !== null && at <= state.lastResetAt) return [];
  const told = state.at !== null && at > state.at ? pass(state, at, terms) : [];
  state.balance += change;
  if (state.at === null || at > state.at) {
    state.at = at;
    state.pending = change;
    state.isTold = false;
  } else if (at === state.at && !state.isTold) {
    state.pending += change;
  } else {
    // Late: what was told stands, what is told next is right.
    state.people = Math.max(0, state.people + change);
  }
  return told;
}

/** Time has come to `now` (exclusive): tells the movements before it, and the resets. */
export function pass(state: Occupancy, now: number, terms: OccupancyTerms): ToldOccupancy[] {
  const told: ToldOccupancy[] = [];
  if (state.at !== null && !state.isTold && state.at < now) {
    state.people = Math.max(0, state.people + state.pending);
    state.isTold = true;
    told.push({ at: state.at, people: state.people });
  }
  if (state.resetAt !== null && state.resetAt < now) {
    told.push({ at: state.resetAt, people: 0, drift: state.balance });
    state.people = 0;
    state.balance = 0;
    state.lastResetAt = state.resetAt;
    // Of several nights without a movement only the first changed anything.
    state.resetAt = nextQuietHour(now - 1, terms);
  }
  return told;
}

function nextQuietHour(after: number, { quietHour, timeZone }: OccupancyTerms): number {
  const today = siteDay(after, timeZone);
  const quiet = localInstant(today, quietHour, timeZone);
  return quiet > after ? quiet : localInstant(addDays(today, 1), quietHour, timeZone);
}
