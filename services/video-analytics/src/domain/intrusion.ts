import type { Reading } from '@loanwatch/contracts';

/** Published intrusions of one camera of the last minute: what they were of, and when. */
export type RecentIntrusions = Readonly<Record<string, number>>;

/** One incident, or one kind of object in one zone, is one event within this time. */
export const SAME_INTRUSION_MS = 60_000;

/**
 * Undefined when the reading repeats an event that was published; else the recent ones with it. Detectors report an
 * object again with every frame or update.
 */
export function acceptIntrusion(
  recent: RecentIntrusions,
  { observedAt, attributes = {} }: Reading,
): RecentIntrusions | undefined {
  const { incident, zone = '', objectClass = '' } = attributes;
  const what = incident === undefined ? `${String(zone)}|${String(objectClass)}` : `#${String(incident)}`;
  const published = recent[what];
  if (published !== undefined && Math.abs(observedAt - published) < SAME_INTRUSION_MS) return undefined;
  const kept = Object.entries(recent).filter(([, at]) => Math.abs(observedAt - at) < SAME_INTRUSION_MS);
  return { ...Object.fromEntries(kept), [what]: observedAt };
}
