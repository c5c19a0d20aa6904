import type { Family, Grant } from '@loanwatch/contracts';
import { addDays, dayEnd, dayStart, grantInForce, siteDay } from '@loanwatch/kernel';

/** Grants are dated in this zone. */
const CONTRACT_ZONE = 'Asia/Shanghai';

/** A stretch of time, [from, until) in ms; infinite where there is no end. */
export interface Stretch {
  readonly from: number;
  readonly until: number;
}

export const ALWAYS: Stretch = { from: -Infinity, until: Infinity };

/**
 * Whose signals of a family an institution may see now, and of what time: all that lies inside a grant in force at
 * `now`. Undefined without one. Grants in force share today, so together they are one stretch.
 */
export function grantedStretch(
  grants: readonly Grant[],
  institutionId: string,
  family: Family,
  now: number,
): Stretch | undefined {
  const inForce = grants.filter((grant) => grant.institutionId === institutionId && grantInForce(grant, family, now));
  if (inForce.length === 0) return undefined;
  return {
    from: Math.min(...inForce.map(({ from }) => dayStart(from, CONTRACT_ZONE))),
    until: Math.max(...inForce.map(({ to }) => (to === null ? Infinity : dayEnd(to, CONTRACT_ZONE)))),
  };
}

/** Site dates that lie wholly inside a stretch: [from, until); undefined where there is no end. */
export function wholeDays(
  { from, until }: Stretch,
  timeZone: string,
): { readonly from: string | undefined; readonly until: string | undefined } {
  return {
    from: Number.isFinite(from) ? firstDayFrom(from, timeZone) : undefined,
    until: Number.isFinite(until) ? siteDay(until, timeZone) : undefined,
  };
}

/** The site date that begins at the instant (ms) or first after it. */
export function firstDayFrom(instant: number, timeZone: string): string {
  const date = siteDay(instant, timeZone);
  return dayStart(date, timeZone) === instant ? date : addDays(date, 1);
}
