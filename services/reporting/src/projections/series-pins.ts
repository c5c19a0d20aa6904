import { metric as metricOf } from '@loanwatch/contracts';
import { HOUR_MS, MINUTE_MS } from '@loanwatch/kernel';
import type { EntityIndex } from '@loanwatch/platform';

/** What a series is given when its first signal comes. */
export interface Pins {
  readonly timeZone: string;
  readonly usualMs: number;
}

export interface SeriesKey {
  readonly enterpriseId: string;
  readonly siteId: string | null;
  readonly metric: string;
  readonly subject: string;
}

/** Where the pins of new series come from. */
export interface PinSource {
  /** Resolves when the sites are known, or when waiting for them any longer makes no sense. */
  ready(siteIds: readonly string[]): Promise<void>;
  pinsOf(key: SeriesKey): Pins;
}

/** Signals about an enterprise as a whole have no site; its contracts are dated in this zone. */
const ENTERPRISE_ZONE = 'Asia/Shanghai';
const USUAL_MS = 15 * MINUTE_MS;
const MOST_USUAL_MS = HOUR_MS;

/**
 * Pins as the registry has them now: the site's zone, the device's expected interval (an hour at most). A state is told
 * when it changes and once an hour, so it stands for an hour.
 */
export function pinsFromEntities(
  entities: Pick<EntityIndex, 'site' | 'device'>,
  { siteId, subject, metric }: SeriesKey,
): Pins {
  const deviceId = deviceIn(subject);
  const device = deviceId === undefined ? undefined : entities.device(deviceId);
  const expectedMs = device === undefined ? USUAL_MS : Math.min(device.expectedIntervalSeconds * 1_000, MOST_USUAL_MS);
  const usualMs = metricOf(metric)?.kind === 'state' ? HOUR_MS : expectedMs;
  return { timeZone: zoneFromEntities(entities, siteId), usualMs };
}

/** Zone of a site; of the contracts for an enterprise as a whole, and for a site that nobody knows any more. */
export function zoneFromEntities(entities: Pick<EntityIndex, 'site'>, siteId: string | null): string {
  return (siteId === null ? undefined : entities.site(siteId))?.timeZone ?? ENTERPRISE_ZONE;
}

/** Device of `device:<id>` and `channel:<id>/<name>`. */
export function deviceIn(subject: string): string | undefined {
  if (subject.startsWith('device:')) return subject.slice('device:'.length);
  if (subject.startsWith('channel:')) return subject.slice('channel:'.length, subject.indexOf('/'));
  return undefined;
}
