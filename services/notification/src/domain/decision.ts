import type { Family, Severity } from '@loanwatch/contracts';
import { addDays, localInstant, localTimeOfDay, severityRank, siteDay, timeOfDayMs } from '@loanwatch/kernel';
import type { Notice } from './notice';

/** Somebody, or an address of theirs, that notices go to. */
export interface Preferences {
  readonly status: 'ACTIVE' | 'DISABLED';
  /** Milder notices are not wanted. RED is always told: it cannot be opted out of. */
  readonly minSeverity: Severity;
  /** Families wanted; empty means all. */
  readonly families: readonly Family[];
  /** Local times `HH:mm`; `end <= start` runs over midnight. Notices wait until they end. */
  readonly quietHours: { readonly start: string; readonly end: string; readonly timeZone: string } | null;
}

export type Decision =
  | { readonly outcome: 'send' }
  | { readonly outcome: 'drop'; readonly reason: DropReason }
  | { readonly outcome: 'delay'; readonly reason: 'quiet-hours'; readonly untilMs: number };

export type DropReason =
  | 'recipient-disabled'
  | 'silenced'
  | 'not-told-before'
  | 'below-severity'
  | 'family-not-wanted'
  | 'channel-not-configured';

/**
 * Whether one recipient gets one notice now, in the order of Alertmanager's pipeline: silence, calendar, preference.
 * `toldBefore`: this recipient was told of the problem this notice is about.
 */
export function decide(notice: Notice, recipient: Preferences, toldBefore: boolean, nowMs: number): Decision {
  if (recipient.status === 'DISABLED') return drop('recipient-disabled');
  if (notice.kind === 'resolved') return toldBefore ? timely(notice, recipient, nowMs) : drop('not-told-before');
  if (notice.silenced) return drop('silenced');
  if (notice.severity !== 'RED') {
    if (severityRank(notice.severity) < severityRank(recipient.minSeverity)) return drop('below-severity');
    if (recipient.families.length > 0 && !recipient.families.includes(notice.family)) return drop('family-not-wanted');
  }
  return timely(notice, recipient, nowMs);
}

function timely(notice: Notice, { quietHours }: Preferences, nowMs: number): Decision {
  if (quietHours === null || notice.severity === 'RED') return { outcome: 'send' };
  const untilMs = quietUntil(quietHours, nowMs);
  return untilMs === undefined ? { outcome: 'send' } : { outcome: 'delay', reason: 'quiet-hours', untilMs };
}

/** When the quiet hours that `nowMs` lies in end; undefined outside them. Start inclusive, end exclusive, local time. */
function quietUntil(
  { start, end, timeZone }: NonNullable<Preferences['quietHours']>,
  nowMs: number,
): number | undefined {
  const now = localTimeOfDay(nowMs, timeZone);
  const from = timeOfDayMs(start);
  const to = timeOfDayMs(end);
  const today = siteDay(nowMs, timeZone);
  if (from < to) return now >= from && now < to ? localInstant(today, end, timeZone) : undefined;
  if (now >= from) return localInstant(addDays(today, 1), end, timeZone);
  return now < to ? localInstant(today, end, timeZone) : undefined;
}

function drop(reason: DropReason): Decision {
  return { outcome: 'drop', reason };
}
