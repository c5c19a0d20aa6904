import { Module } from '@nestjs/common';
import { MINUTE_MS } from '@loanwatch/kernel';
import { type Consumer, type Engines, type Projection, runProjection } from '@loanwatch/engines';
import {
  createLogger,
  ENTITY_MIGRATION,
  EntityReplica,
  IDEMPOTENCY_MIGRATION,
  IdempotencyStore,
  observeLag,
  type Service,
} from '@loanwatch/platform';
import { Dispatch } from './app/dispatch';
import { Plans } from './app/plans';
import { ReviewQueue } from './app/review-queue';
import { Streams } from './app/streams';
import { Timers } from './app/timers';
import { Triggers } from './app/triggers';
import type { AlarmReviewConfig } from './config';
import { migrations } from './db/migrations';
import { AlarmDesk } from './http/alarm-desk';
import { AlarmsController } from './http/alarms.controller';
import { CaseClosingController } from './http/case-closing.controller';
import { CaseDesk } from './http/case-desk';
import { CaseHandlingController } from './http/case-handling.controller';
import { PlansController } from './http/plans.controller';
import { ReviewQueueController } from './http/review-queue.controller';
import { ALARM_DESK, CASE_DESK, IDEMPOTENCY, PLANS } from './http/tokens';
import { lifecycleFollower } from './messaging/lifecycle-follower';
import { Ticker } from './messaging/ticker';
import { triggerConsumer } from './messaging/trigger.consumer';
import { lifecycleProjection } from './projections/lifecycle.projection';

export { AlarmReviewConfig } from './config';

@Module({})
class AlarmReviewModule {}

/** alarm-review: triggers become alarms, reviewers judge them, lenders handle them as cases. */
export async function createService(engines: Engines, config: AlarmReviewConfig): Promise<Service> {
  const { bus, clock, ids, eventStore: store } = engines;
  const logger = createLogger(config.LOANWATCH_LOG_LEVEL);
  const database = await engines.database.open('alarm-review', [
    IDEMPOTENCY_MIGRATION,
    ENTITY_MIGRATION,
    ...migrations,
  ]);
  const failed = (part: string) => (error: unknown) => logger.error({ err: error }, `${part} failed and tries again`);
  const replica = new EntityReplica('alarm-review', database, bus);
  const streams = new Streams(store);
  const dispatch = new Dispatch(streams, replica, clock);
  const plans = new Plans(database, clock, ids);
  const idempotency = new IdempotencyStore(database, clock);
  const claimMs = config.ALARM_REVIEW_CLAIM_MINUTES * MINUTE_MS;
  const timers = new Timers(database, streams, dispatch, replica, clock, failed('a timer'));
  const ticker = new Ticker(timers, config.ALARM_REVIEW_TIMER_INTERVAL_MS, failed('the look for timers'));
  const projection = lifecycleProjection({ store, database, bus, onFailure: failed('the lifecycle projection') });
  const onFailure = failed('the lifecycle follower');
  const follower = lifecycleFollower({ store, database, streams, dispatch, clock, onFailure });
  const running: (Consumer | Projection)[] = [];
  let endMetrics = (): void => undefined;
  const alarmDesk = new AlarmDesk(streams, new ReviewQueue(database), idempotency, clock, replica, claimMs);
  return {
    name: 'alarm-review',
    institutions: replica,
    module: {
      module: AlarmReviewModule,
      controllers: [
        ReviewQueueController,
        AlarmsController,
        CaseHandlingController,
        CaseClosingController,
        PlansController,
      ],
      providers: [
        { provide: ALARM_DESK, useValue: alarmDesk },
        { provide: CASE_DESK, useValue: new CaseDesk(streams, plans, idempotency, clock) },
        { provide: PLANS, useValue: plans },
        { provide: IDEMPOTENCY, useValue: idempotency },
      ],
    },
    async start() {
      await replica.start();
      running.push(await runProjection(projection), await runProjection(follower));
      const consumer = await bus.consume(triggerConsumer(database, new Triggers(store, clock), replica));
      running.push(consumer);
      endMetrics = observeLag(consumer);
      ticker.start();
    },
    async stop() {
      await ticker.stop();
      endMetrics();
      await Promise.all(running.splice(0).map((part) => part.stop()));
      await replica.stop();
    },
    checks: {
      database: () => database.check(),
      'event store': () => store.check(),
      bus: () => bus.check(),
    },
  };
}
