import { addDays, type Calendar, isWorkingDay, siteDay, StatutoryYearMissing } from '@loanwatch/kernel';

/** What of a key person's record decides whether a match may be kept. Dates are those of Asia/Shanghai, inclusive. */
export interface Consent {
  readonly from: string;
  /** Null until withdrawn. */
  readonly to: string | null;
}

const CONSENT_ZONE = 'Asia/Shanghai';

/** Whether the consent is in force at all of the given instants (ms). */
export function isConsented({ from, to }: Consent, ...instants: readonly number[]): boolean {
  return instants.every((at) => {
    const date = siteDay(at, CONSENT_ZONE);
    return date >= from && (to === null || date <= to);
  });
}

/** Somebody was seen at a site; `date` is the site's, `at` the last time that day, ms. */
export interface Sight {
  readonly siteId: string;
  readonly date: string;
  readonly at: number;
}

/** The newest sights of each key person of an enterprise by token, one per date, newest first. */
export type Sights = Readonly<Record<string, readonly Sight[]>>;

/** A day is told after its end, when its people may have been seen on the next one already. */
const REMEMBERED_SIGHTS = 4;

export function see(known: Sights, token: string, sight: Sight): Sights {
  const before = known[token] ?? [];
  if (before.some(({ date, at }) => date === sight.date && at >= sight.at)) return known;
  const sights = [sight, ...before.filter(({ date }) => date !== sight.date)];
  return { ...known, [token]: sights.sort((a, b) => b.at - a.at).slice(0, REMEMBERED_SIGHTS) };
}

/** Where and when somebody was last seen, as far as that had happened on `date`. */
export function lastSight(sights: readonly Sight[], date: string): Sight | undefined {
  return sights.find((sight) => sight.date <= date);
}

/** Longest absence that is counted, in days. */
const MOST_DAYS = 1_100;

/**
 * Working days since somebody was last seen on `seenDate`, up to and including `date`, by the site's calendar; undefined
 * when the calendar of a year in between is not known. Nobody is absent from a day off.
 */
export function workingDaysAbsent(seenDate: string, date: string, calendar: Calendar): number | undefined {
  let absent = 0;
  try {
    for (let day = addDays(seenDate, 1), n = 0; day <= date && n < MOST_DAYS; day = addDays(day, 1), n += 1) {
      if (isWorkingDay(calendar, day)) absent += 1;
    }
  } catch (error) {
    if (error instanceof StatutoryYearMissing) return undefined;
    throw error;
  }
  return absent;
}
