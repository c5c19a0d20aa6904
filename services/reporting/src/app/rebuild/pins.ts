import type { Database, Queryable } from '@loanwatch/engines';
import { EntityIndex, type StoredEntity } from '@loanwatch/platform';
import { NOT_BEGUN_MS } from '../../domain/recording';
import { arrayLiteral } from '../../projections/array-literal';
import { pinsFromEntities, type PinSource } from '../../projections/series-pins';

/** The registry as the live service knows it now. */
export async function storedEntities(queryable: Queryable): Promise<EntityIndex> {
  const { rows } = await queryable.query<StoredEntity>('SELECT kind, id, version, deleted, entity FROM entity');
  const index = new EntityIndex();
  for (const row of rows) index.apply(row);
  return index;
}

export function presentPins(entities: EntityIndex): PinSource {
  return { ready: () => Promise.resolve(), pinsOf: (key) => pinsFromEntities(entities, key) };
}

interface NamedSeries {
  readonly id: number;
  readonly metric: string;
  readonly subject: string;
  readonly enterprise_id: string;
  readonly site_id: string | null;
}

/** Gives series the zone and usual interval that the registry has for them now. */
export async function pinAnew(database: Database, pins: PinSource): Promise<void> {
  const { rows } = await database.query<NamedSeries>('SELECT id, metric, subject, enterprise_id, site_id FROM series');
  const given = rows.map(({ metric, subject, enterprise_id, site_id }) =>
    pins.pinsOf({ metric, subject, enterpriseId: enterprise_id, siteId: site_id }),
  );
  await database.query(
    `UPDATE series SET time_zone = pinned.time_zone, usual_ms = pinned.usual_ms
     FROM unnest($1::integer[], $2::text[], $3::integer[]) AS pinned (id, time_zone, usual_ms)
     WHERE series.id = pinned.id
       AND (series.time_zone, series.usual_ms) IS DISTINCT FROM (pinned.time_zone, pinned.usual_ms)`,
    [
      arrayLiteral(rows.map(({ id }) => id)),
      given.map(({ timeZone }) => timeZone),
      arrayLiteral(given.map(({ usualMs }) => usualMs)),
    ],
  );
}

/** Forgets the names of series that the log has told nothing of. */
export async function dropUnused(database: Database): Promise<void> {
  await database.query('DELETE FROM series WHERE since = $1', [NOT_BEGUN_MS]);
}
