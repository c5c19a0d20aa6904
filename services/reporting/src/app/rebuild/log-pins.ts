import type { Queryable } from '@loanwatch/engines';
import { EntityIndex, type StoredEntity } from '@loanwatch/platform';
import { pinsFromEntities, type Pins, type PinSource, type SeriesKey } from '../../projections/series-pins';

/** The registry as the live service knows it now. */
export async function storedEntities(queryable: Queryable): Promise<EntityIndex> {
  const { rows } = await queryable.query<StoredEntity>('SELECT kind, id, version, deleted, entity FROM entity');
  const index = new EntityIndex();
  for (const row of rows) index.apply(row);
  return index;
}

/** Pins as the registry has them now: what was wrong when a series began is right after a rebuild. */
export function presentPins(entities: EntityIndex): PinSource {
  return { ready: () => Promise.resolve(), pinsOf: (key) => pinsFromEntities(entities, key) };
}

/** Pins as the live series have them, so that a check compares nothing but the folding. */
export async function livePins(queryable: Queryable, entities: EntityIndex): Promise<PinSource> {
  const { rows } = await queryable.query<{
    enterprise_id: string;
    site_id: string | null;
    metric: string;
    subject: string;
    time_zone: string;
    usual_ms: number;
  }>('SELECT enterprise_id, site_id, metric, subject, time_zone, usual_ms FROM series');
  const pins = new Map<string, Pins>();
  for (const { enterprise_id: enterpriseId, site_id: siteId, metric, subject, time_zone, usual_ms } of rows) {
    pins.set(keyOf({ enterpriseId, siteId, metric, subject }), { timeZone: time_zone, usualMs: usual_ms });
  }
  return {
    ready: () => Promise.resolve(),
    pinsOf: (key) => pins.get(keyOf(key)) ?? pinsFromEntities(entities, key),
  };
}

function keyOf({ enterpriseId, siteId, metric, subject }: SeriesKey): string {
  return `${enterpriseId} ${siteId} ${metric} ${subject}`;
}
