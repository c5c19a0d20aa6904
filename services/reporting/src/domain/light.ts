import type { Severity } from '@loanwatch/contracts';
import { DAY_MS, SEVERITIES } from '@loanwatch/kernel';

/** GREY: nothing has been heard for a day, so nothing is known. GREEN: heard, and no open alarm. */
export type Light = Severity | 'GREEN' | 'GREY';
export const LIGHTS: readonly Light[] = ['RED', 'ORANGE', 'YELLOW', 'BLUE', 'GREEN', 'GREY'];

export type OpenAlarms = Readonly<Record<Severity, number>>;

const UNKNOWN_AFTER_MS = DAY_MS;

/** The colour of the worst open alarm; without one it depends on when something was last heard. Times in ms. */
export function lightOf(open: OpenAlarms, lastSeenAt: number | null, now: number): Light {
  const worst = SEVERITIES.findLast((severity) => open[severity] > 0);
  if (worst !== undefined) return worst;
  return lastSeenAt === null || now - lastSeenAt > UNKNOWN_AFTER_MS ? 'GREY' : 'GREEN';
}

export function noAlarms(): Record<Severity, number> {
  return { BLUE: 0, YELLOW: 0, ORANGE: 0, RED: 0 };
}
