import { Module } from '@nestjs/common';
import type { Engines } from '@loanwatch/engines';
import {
  createCounter,
  DERIVATION_MIGRATION,
  ENTITY_MIGRATION,
  EntityReplica,
  type Service,
  SignalDeriver,
} from '@loanwatch/platform';
import { KeyPeople } from './app/key-people';
import { videoDerivation } from './app/video-derivation';
import type { VideoAnalyticsConfig } from './config';
import { COUNTER_SOURCES, PeopleCountersController } from './http/people-counters.controller';

export { VideoAnalyticsConfig } from './config';

@Module({})
class VideoAnalyticsModule {}

const droppedMatches = createCounter('video.matches.dropped', 'Face matches that were not kept, by reason');

/** video-analytics: what cameras and counters report becomes people, goods, presence, intrusion and camera health. */
export async function createService(engines: Engines, config: VideoAnalyticsConfig): Promise<Service> {
  const { bus, clock, ids } = engines;
  const database = await engines.database.open('video-analytics', [ENTITY_MIGRATION, DERIVATION_MIGRATION]);
  const replica = new EntityReplica('video-analytics', database, bus);
  const people = new KeyPeople(replica);
  const derivation = videoDerivation({
    personOf: (enterpriseId, token) => people.find(enterpriseId, token),
    onMatchDropped: (reason) => droppedMatches.add(1, { reason }),
  });
  const deriver = new SignalDeriver(derivation, { database, bus, clock, ids }, replica, config.VIDEO_ANALYTICS_WAKE_MS);
  return {
    name: 'video-analytics',
    institutions: replica,
    module: {
      module: VideoAnalyticsModule,
      controllers: [PeopleCountersController],
      providers: [{ provide: COUNTER_SOURCES, useValue: { database, replica, clock } }],
    },
    async start() {
      await replica.start();
      people.start();
      await deriver.start();
    },
    async stop() {
      await deriver.stop();
      await replica.stop();
    },
    checks: { database: () => database.check() },
  };
}
