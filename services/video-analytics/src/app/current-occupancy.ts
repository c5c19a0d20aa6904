import type { Queryable } from '@loanwatch/engines';
import type { Occupancy } from '../domain/occupancy';
import { occupancyKey } from './video-derivation';

export interface CurrentOccupancy {
  readonly people: number | null;
  /** ISO 8601. */
  readonly at: string | null;
  readonly resetAt: string | null;
}

/** People on a site with the movements not told yet; nulls while nothing was counted. */
export async function currentOccupancy(queryable: Queryable, siteId: string): Promise<CurrentOccupancy> {
  const { rows } = await queryable.query<{ body: Occupancy | null }>(
    'SELECT body FROM derivation_state WHERE key = $1',
    [occupancyKey(siteId)],
  );
  const occupancy = rows[0]?.body;
  if (occupancy?.at == null) return { people: null, at: null, resetAt: null };
  const { people, pending, isTold, at, resetAt } = occupancy;
  return {
    people: Math.max(0, people + (isTold ? 0 : pending)),
    at: new Date(at).toISOString(),
    resetAt: resetAt === null ? null : new Date(resetAt).toISOString(),
  };
}
