import { METRICS, type Enterprise, type Family } from '@loanwatch/contracts';
import type { Database, Scope } from '@loanwatch/engines';
import type { Clock } from '@loanwatch/kernel';
import { Cursor, type Page } from '@loanwatch/platform';
import { type Light, lightOf, noAlarms, type OpenAlarms } from '../domain/light';
import { decimal } from '../domain/value';
import { type LatestSignal, latestSignals } from './latest-signals';
import { openAlarms } from './open-alarms';
import type { Sight, Sights } from './sights';

const byId = new Cursor('watch-list', ['uuid']);

/** Signals that say of a whole day how much of it was observed. */
const DAY_SIGNALS = ['operating.rate', 'energy.day', 'people.attendance'] as const;
const MOST_SITES = 10_000;

export interface WatchedEnterprise {
  readonly enterprise: Enterprise;
  readonly light: Light;
  readonly openAlarms: OpenAlarms;
  /** Newest signal, ms; null: none. */
  readonly lastSeenAt: number | null;
  /** Newest operating rate, the lowest of its sites; value null: not judged. Null: none. */
  readonly operatingRate: { readonly value: number | null; readonly at: number; readonly coverage: number } | null;
  /** Lowest coverage of the newest day signals; null: none. */
  readonly coverage: number | null;
}

/** Every enterprise that a caller may see, by id, with what stands out. */
export class WatchList {
  constructor(
    private readonly database: Database,
    private readonly sights: Sights,
    private readonly clock: Clock,
  ) {}

  async page(
    scope: Scope,
    { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
  ): Promise<Page<WatchedEnterprise>> {
    const sight = this.sights.of(scope);
    const after = byId.decode(cursor)?.[0] ?? '';
    const enterprises = sight.enterprises().filter(({ id }) => id > after);
    const shown = enterprises.slice(0, limit + 1);
    const ids = shown.slice(0, limit).map(({ id }) => id);
    const [alarms, seen, days] = await Promise.all([
      this.database.transaction((tx) => openAlarms(tx, ids), scope),
      this.lastSeen(ids, sight),
      latestSignals(this.database, { enterpriseIds: ids, metrics: DAY_SIGNALS, limit: MOST_SITES }),
    ]);
    const daysOf = Map.groupBy(days.filter(isSeenBy(sight)), ({ enterpriseId }) => enterpriseId);
    return byId.page(
      shown,
      limit,
      ({ id }) => [id],
      (enterprise) => {
        const open = alarms.get(enterprise.id) ?? noAlarms();
        const lastSeenAt = seen.get(enterprise.id) ?? null;
        return {
          enterprise,
          light: lightOf(open, lastSeenAt, this.clock.now()),
          openAlarms: open,
          lastSeenAt,
          ...dayFigures(daysOf.get(enterprise.id) ?? []),
        };
      },
    );
  }

  private async lastSeen(enterpriseIds: readonly string[], sight: Sight): Promise<ReadonlyMap<string, number>> {
    const { rows } = await this.database.query<{ enterprise_id: string; family: Family; last_at: string }>(
      `SELECT enterprise_id, family, max(last_at) AS last_at FROM seen
       WHERE enterprise_id = ANY($1::uuid[]) GROUP BY 1, 2`,
      [enterpriseIds],
      'last-seen',
    );
    const newest = new Map<string, number>();
    for (const { enterprise_id, family, last_at } of rows) {
      const at = Number(last_at);
      const stretch = sight.stretch(enterprise_id, family);
      if (stretch === undefined || at < stretch.from) continue;
      newest.set(enterprise_id, Math.max(at, newest.get(enterprise_id) ?? -Infinity));
    }
    return newest;
  }
}

function isSeenBy(sight: Sight): (signal: LatestSignal) => boolean {
  return ({ enterpriseId, metric, at }) => {
    const stretch = sight.stretch(enterpriseId, METRICS[metric as (typeof DAY_SIGNALS)[number]].family);
    return stretch !== undefined && at > stretch.from;
  };
}

function dayFigures(days: readonly LatestSignal[]): Pick<WatchedEnterprise, 'operatingRate' | 'coverage'> {
  const rates = days.filter(({ metric }) => metric === 'operating.rate').map(shownRate);
  const [first, ...others] = rates;
  return {
    operatingRate: first === undefined ? null : others.reduce(worse, first),
    coverage: days.length === 0 ? null : Math.min(...days.map(({ coverage }) => coverage)),
  };
}

type Rate = NonNullable<WatchedEnterprise['operatingRate']>;

function shownRate({ value, at, coverage }: LatestSignal): Rate {
  return { value: value === null ? null : decimal(value, METRICS['operating.rate'].digits), at, coverage };
}

function worse(a: Rate, b: Rate): Rate {
  if (a.value === null) return b;
  return b.value !== null && b.value < a.value ? b : a;
}
