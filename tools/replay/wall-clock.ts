import { DAY_MS, dayEnd, dayStart, localTimeOfDay, siteDay } from '@loanwatch/kernel';

/**
 * When a wall clock in `timeZone` showed `wallMs` (ms since the epoch as if the clock were in UTC). One instant as a rule;
 * the earlier and the later one of an hour that was shown twice; none, and the time as long after the change, for an hour
 * that the clocks skipped.
 */
export interface Sightings {
  /** Ascending; empty for a time that never was. */
  readonly instants: readonly number[];
  /** As long after the change as the skipped time; undefined unless `instants` is empty. */
  readonly shifted?: number;
}

export function sightings(wallMs: number, timeZone: string): Sightings {
  const date = new Date(wallMs).toISOString().slice(0, 10);
  const midnight = Date.parse(`${date}T00:00:00Z`);
  const start = dayStart(date, timeZone);
  const end = dayEnd(date, timeZone);
  const timeOfDay = wallMs - midnight;
  if (end - start === DAY_MS) return { instants: [start + timeOfDay] };
  const before = start + timeOfDay;
  const after = end - DAY_MS + timeOfDay;
  const instants = [...new Set([before, after])]
    .filter((ms) => siteDay(ms, timeZone) === date && localTimeOfDay(ms, timeZone) === timeOfDay)
    .sort((a, b) => a - b);
  return instants.length > 0 ? { instants } : { instants, shifted: before };
}
