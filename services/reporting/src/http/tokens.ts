import type { Database } from '@loanwatch/engines';
import { DomainError } from '@loanwatch/kernel';
import { type EntityIndex, type Principal, scopeOf } from '@loanwatch/platform';
import type { Scope } from '@loanwatch/engines';
import type { AlarmStatistics } from '../app/alarm-statistics';
import type { Overviews } from '../app/overview';
import type { SeriesQuery } from '../app/series-query';
import type { Sights } from '../app/sights';
import type { Statistics } from '../app/statistics';
import type { WatchList } from '../app/watch-list';

export const READERS = Symbol('readers');
export const CLOCK = Symbol('clock');

/** What the controllers ask. */
export interface Readers {
  readonly database: Database;
  readonly entities: EntityIndex;
  readonly sights: Sights;
  readonly watchList: WatchList;
  readonly overviews: Overviews;
  readonly series: SeriesQuery;
  readonly statistics: Statistics;
  readonly alarmStatistics: AlarmStatistics;
}

/** Whose rows the caller may see. Throws `auth.forbidden` for an institution that is suspended: it sees nothing. */
export function callerScope(principal: Principal, entities: EntityIndex): Scope {
  const scope = scopeOf(principal);
  if (scope.kind === 'institution' && entities.institution(scope.institutionId)?.status === 'SUSPENDED') {
    throw new DomainError('auth.forbidden', 'forbidden', 'The institution is suspended.');
  }
  return scope;
}
