import type { ReadingBatch } from '@loanwatch/contracts';
import { dayEnd, dayStart, siteDay } from '@loanwatch/kernel';
import type { EntityIndex } from '../entity-index';
import type { Derivation } from './derivation';
import { deviceKey, siteKey, type Workset } from './workset';

/** What must be read before batches can be folded. */
export interface Demand {
  readonly keys: ReadonlySet<string>;
  /** Site of each key, for keys that are not stored yet. */
  readonly siteOf: ReadonlyMap<string, string>;
  /** Earliest observation per register (`<device>/<channel>`): its series is needed from the reading before that. */
  readonly registersFrom: ReadonlyMap<string, number>;
}

export function demandOf<Facts>(batches: readonly ReadingBatch[], derivation: Derivation<Facts>): Demand {
  const siteOf = new Map<string, string>();
  const registersFrom = new Map<string, number>();
  for (const batch of batches) {
    const { deviceId, siteId, readings } = batch;
    siteOf.set(deviceKey(deviceId), siteId);
    for (const key of derivation.batchKeys(batch)) siteOf.set(key, siteId);
    let isTimed = false;
    for (const { metric, channel, observedAt } of readings) {
      if (!derivation.timed.has(metric)) continue;
      isTimed = true;
      if (!derivation.registers.has(metric)) continue;
      const key = `${deviceId}/${channel}`;
      const earliest = registersFrom.get(key);
      if (earliest === undefined || observedAt < earliest) registersFrom.set(key, observedAt);
    }
    if (isTimed) for (const key of [siteKey(siteId), ...derivation.siteKeys(batch)]) siteOf.set(key, siteId);
  }
  return { keys: new Set(siteOf.keys()), siteOf, registersFrom };
}

/** First date per site whose contributions and records must be at hand. */
export type DayDemand = Map<string, string>;

/**
 * Sites whose days may close or change by these batches. Most batches only add to the open day, and then nothing needs
 * to be read.
 */
export function dayDemandOf<Facts>(
  batches: readonly ReadingBatch[],
  work: Workset<Facts>,
  derivation: Derivation<Facts>,
  entities: EntityIndex,
): DayDemand {
  const demand: DayDemand = new Map();
  for (const { deviceId, siteId, readings } of batches) {
    const site = entities.site(siteId);
    if (site === undefined) continue;
    const { timeZone } = site;
    const usualIntervalMs = (entities.device(deviceId)?.expectedIntervalSeconds ?? 0) * 1_000;
    const span = spanOf(deviceId, readings, usualIntervalMs, work, derivation);
    if (span === undefined) continue;
    const lateDay = work.device(deviceId)?.lateDay;
    if (lateDay != null) need(demand, lateDay.siteId, lateDay.date);
    const clock = work.site(siteId)?.clock;
    const openDate = clock?.openDate;
    const isOpenDayOnly =
      clock !== undefined &&
      openDate != null &&
      span.from >= dayStart(openDate, timeZone) &&
      span.to < dayEnd(openDate, timeZone);
    if (!isOpenDayOnly) need(demand, siteId, earlier(siteDay(span.from, timeZone), openDate ?? null));
  }
  return demand;
}

export function need(demand: DayDemand, siteId: string, date: string): void {
  demand.set(siteId, earlier(date, demand.get(siteId) ?? null));
}

function spanOf<Facts>(
  deviceId: string,
  readings: ReadingBatch['readings'],
  usualIntervalMs: number,
  work: Workset<Facts>,
  { timed, registers }: Derivation<Facts>,
): { readonly from: number; readonly to: number } | undefined {
  let from = Infinity;
  let to = -Infinity;
  for (const { metric, channel, observedAt, intervalMs } of readings) {
    if (!timed.has(metric)) continue;
    const start = registers.has(metric)
      ? Math.min(work.register(`${deviceId}/${channel}`).oldest?.at ?? observedAt, observedAt)
      : observedAt - (intervalMs ?? usualIntervalMs);
    if (start < from) from = start;
    if (observedAt > to) to = observedAt;
  }
  return to === -Infinity ? undefined : { from, to };
}

function earlier(a: string, b: string | null): string {
  return b !== null && b < a ? b : a;
}
