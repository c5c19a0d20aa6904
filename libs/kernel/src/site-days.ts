import { addDays, dayEnd, dayStart, daysBetween, MINUTE_MS, siteDay } from './time';

/** How far the days of a site have been told. */
export interface SiteClock {
  /** Newest observation, ms; null before the first. */
  watermark: number | null;
  /** First date that is not closed; null before the first contribution. */
  openDate: string | null;
  /** Whether the newest observations came in as they were made: only then may wall time close days. */
  live: boolean;
}

/** A day that is not whole is told this long after its end, so that devices that report every quarter of an hour have all reported. */
export const DAY_GRACE_MS = 15 * MINUTE_MS;

/** After a longer pause the days in between are not told one by one. */
const MOST_DAYS_TOLD = 62;

export function startSiteClock(): SiteClock {
  return { watermark: null, openDate: null, live: false };
}

/** An observation at `at` moves the clock of its site. A late one does not. */
export function advanceClock(clock: SiteClock, at: number, live: boolean, timeZone: string): void {
  clock.openDate ??= siteDay(at, timeZone);
  if (clock.watermark !== null && at < clock.watermark) return;
  clock.watermark = at;
  clock.live = live;
}

/** When the open day closes, ms; undefined before the first observation. */
export function closingDueAt({ openDate }: SiteClock, timeZone: string): number | undefined {
  return openDate === null ? undefined : dayEnd(openDate, timeZone) + DAY_GRACE_MS;
}

/** Closes the open day when `now` has reached its closing time; returns its date. Call until it returns undefined. */
export function closeNextDay(clock: SiteClock, now: number, timeZone: string): string | undefined {
  const dueAt = closingDueAt(clock, timeZone);
  if (dueAt === undefined || clock.openDate === null || now < dueAt) return undefined;
  const newest = siteDay(now, timeZone);
  const date = daysBetween(clock.openDate, newest) > MOST_DAYS_TOLD ? addDays(newest, -MOST_DAYS_TOLD) : clock.openDate;
  clock.openDate = addDays(date, 1);
  return date;
}

/**
 * Closes the open day when an observation falls on its very end and `isWhole` says that nothing of it is missing; returns
 * its date. So the last day of a history that ends at midnight is told although nothing comes after it.
 */
export function closeWholeDay(
  clock: SiteClock,
  at: number,
  timeZone: string,
  isWhole: (date: string) => boolean,
): string | undefined {
  const { openDate } = clock;
  if (openDate === null || at !== dayEnd(openDate, timeZone) || !isWhole(openDate)) return undefined;
  clock.openDate = addDays(openDate, 1);
  return openDate;
}

/** What one channel contributed to one site day. */
export interface ChannelDay {
  readonly date: string;
  /** `<device id>/<channel>`. */
  readonly channel: string;
  /** Whole number in the scale of the metric. */
  readonly amount: number;
  /** Time of the day that was observed, ms. */
  readonly observedMs: number;
}

export interface DayTotal {
  /** Null when no part of the day was observed. */
  readonly amount: number | null;
  /** Share of the day observed by the channel that observed least, 0 to 1, 4 digits. */
  readonly coverage: number;
}

/** A channel is missed on a day when it has contributed within this many days before it. */
const EXPECTED_FOR_DAYS = 7;

/** What the channels of one site contributed to its days: the days at hand, and what has been added since. */
export class DayLedger {
  private readonly days = new Map<string, Map<string, Contribution>>();

  constructor(known: Iterable<ChannelDay> = []) {
    for (const { date, channel, amount, observedMs } of known) {
      const contribution = this.contribution(date, channel);
      contribution.amount += amount;
      contribution.observedMs += observedMs;
    }
  }

  /** Earliest date whose contributions must be at hand to total `date`. */
  static neededFrom(date: string): string {
    return addDays(date, -EXPECTED_FOR_DAYS);
  }

  /** `amount` is a whole number in the scale of the metric. */
  add(date: string, channel: string, amount: number, observedMs: number): void {
    const contribution = this.contribution(date, channel);
    contribution.amount += amount;
    contribution.observedMs += observedMs;
    contribution.addedAmount += amount;
    contribution.addedMs += observedMs;
  }

  /** What was added, one row per date and channel, to be added to what is stored. */
  additions(): ChannelDay[] {
    const rows: ChannelDay[] = [];
    for (const [date, channels] of this.days) {
      for (const [channel, { addedAmount, addedMs }] of channels) {
        if (addedAmount !== 0 || addedMs !== 0) rows.push({ date, channel, amount: addedAmount, observedMs: addedMs });
      }
    }
    return rows;
  }

  /**
   * The total of a site day; undefined when no channel is expected to contribute. `weightOf` says what share of a
   * channel's amount counts; undefined: the channel is out of service, so that its silence means nothing.
   */
  total(date: string, timeZone: string, weightOf: (channel: string) => number | undefined): DayTotal | undefined {
    const lengthMs = dayEnd(date, timeZone) - dayStart(date, timeZone);
    const today = this.days.get(date) ?? new Map<string, Contribution>();
    let amount = 0;
    for (const [channel, contribution] of today) amount += contribution.amount * (weightOf(channel) ?? 1);
    let coverage: number | undefined = undefined;
    for (const channel of this.expectedOn(date)) {
      if (weightOf(channel) === undefined) continue;
      const observed = Math.min((today.get(channel)?.observedMs ?? 0) / lengthMs, 1);
      coverage = Math.min(coverage ?? 1, observed);
    }
    const isObserved = [...today.values()].some(({ observedMs }) => observedMs > 0);
    if (coverage === undefined && !isObserved) return undefined;
    return {
      amount: isObserved ? Math.round(amount) : null,
      coverage: Math.round((coverage ?? 1) * 10_000) / 10_000,
    };
  }

  private expectedOn(date: string): ReadonlySet<string> {
    const expected = new Set<string>();
    for (let back = 0; back <= EXPECTED_FOR_DAYS; back += 1) {
      for (const channel of this.days.get(addDays(date, -back))?.keys() ?? []) expected.add(channel);
    }
    return expected;
  }

  private contribution(date: string, channel: string): Contribution {
    let channels = this.days.get(date);
    if (channels === undefined) {
      channels = new Map<string, Contribution>();
      this.days.set(date, channels);
    }
    let contribution = channels.get(channel);
    if (contribution === undefined) {
      contribution = { amount: 0, observedMs: 0, addedAmount: 0, addedMs: 0 };
      channels.set(channel, contribution);
    }
    return contribution;
  }
}

interface Contribution {
  amount: number;
  observedMs: number;
  addedAmount: number;
  addedMs: number;
}
