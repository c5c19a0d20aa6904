import type { Database } from '@loanwatch/engines';
import type { EntityIndex } from '@loanwatch/platform';
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
