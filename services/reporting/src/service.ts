import { Module } from '@nestjs/common';
import type { Engines } from '@loanwatch/engines';
import { EntityReplica, type Service } from '@loanwatch/platform';
import { AlarmStatistics } from './app/alarm-statistics';
import { EntityPins } from './app/entity-pins';
import { Overviews } from './app/overview';
import { SeriesQuery } from './app/series-query';
import { Sights } from './app/sights';
import { Statistics } from './app/statistics';
import { WatchList } from './app/watch-list';
import type { ReportingConfig } from './config';
import { migrations } from './db/migrations';
import { AlarmListsController } from './http/alarms.controller';
import { EnterprisesController } from './http/enterprises.controller';
import { SeriesController } from './http/series.controller';
import { StatisticsController } from './http/statistics.controller';
import { CLOCK, READERS, type Readers } from './http/tokens';
import { LifecycleConsumer } from './messaging/lifecycle-consumer';
import { SignalConsumer } from './messaging/signal-consumer';
import { zoneFromEntities } from './projections/series-pins';
import { SignalProjection } from './projections/signal-projection';

export { ReportingConfig } from './config';
export { type TableComparison } from './app/rebuild/digests';
export {
  HistoryWouldShrink,
  type RebuildOptions,
  rebuildProjections,
  type RebuildProgress,
  type RebuildReport,
} from './app/rebuild/rebuild';
export { applyLifecycle, type ZoneOf } from './projections/lifecycle-projection';
export { pinsFromEntities, type PinSource, zoneFromEntities } from './projections/series-pins';
export { SignalProjection } from './projections/signal-projection';

@Module({})
class ReportingModule {}

/** reporting: what everybody reads. History, statistics, alarms and cases as they stand, each caller's part of it. */
export async function createService(engines: Engines, _config: ReportingConfig): Promise<Service> {
  const { bus, clock } = engines;
  const database = await engines.database.open('reporting', migrations);
  const replica = new EntityReplica('reporting', database, bus);
  const projection = new SignalProjection(database, new EntityPins(replica));
  const signals = new SignalConsumer(projection, database, bus);
  const lifecycle = new LifecycleConsumer(database, bus, (siteId) => zoneFromEntities(replica, siteId));
  const sights = new Sights(replica, clock);
  const readers: Readers = {
    database,
    entities: replica,
    sights,
    watchList: new WatchList(database, sights, clock),
    overviews: new Overviews(database, replica, sights, clock),
    series: new SeriesQuery(database, replica, sights, clock),
    statistics: new Statistics(database, replica, sights, clock),
    alarmStatistics: new AlarmStatistics(database, replica, sights, clock),
  };
  return {
    name: 'reporting',
    institutions: replica,
    module: {
      module: ReportingModule,
      controllers: [AlarmListsController, EnterprisesController, SeriesController, StatisticsController],
      providers: [
        { provide: READERS, useValue: readers },
        { provide: CLOCK, useValue: clock },
      ],
    },
    async start() {
      await replica.start();
      await signals.start();
      await lifecycle.start();
    },
    async stop() {
      await lifecycle.stop();
      await signals.stop();
      await replica.stop();
    },
    checks: { database: () => database.check() },
  };
}
