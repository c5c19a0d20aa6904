import { dayEnd, dayStart, HOUR_MS, monthStart, siteDay } from '@loanwatch/kernel';

/** An hour of a site: counted from its midnight, so that the hours of a day fill it whatever the zone and the season. */
export interface SiteHour {
  /** First instant, ms. */
  readonly start: number;
  /** First instant after it, ms. The last hour of a day can be shorter where the clocks change by half an hour. */
  readonly end: number;
  /** Site date. */
  readonly date: string;
  /** First date of the month. */
  readonly month: string;
}

/** The hour that holds an instant (ms). */
export function siteHour(instant: number, timeZone: string): SiteHour {
  const date = siteDay(instant, timeZone);
  const midnight = dayStart(date, timeZone);
  const start = midnight + Math.floor((instant - midnight) / HOUR_MS) * HOUR_MS;
  const end = Math.min(start + HOUR_MS, dayEnd(date, timeZone));
  return { start, end, date, month: monthStart(date) };
}
