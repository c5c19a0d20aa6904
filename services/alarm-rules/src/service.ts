import { Module } from '@nestjs/common';
import type { Consumer, Engines } from '@loanwatch/engines';
import { HOUR_MS } from '@loanwatch/kernel';
import {
  ENTITY_MIGRATION,
  EntityReplica,
  IDEMPOTENCY_MIGRATION,
  IdempotencyStore,
  type Service,
} from '@loanwatch/platform';
import { Engine } from './app/engine';
import { JudgedSubjects } from './app/judged-subjects';
import { Judging } from './app/judging';
import { Matcher } from './app/matcher';
import { RuleSet } from './app/rule-set';
import { Rules } from './app/rules';
import { postgresStandings } from './app/standing-store';
import type { AlarmRulesConfig } from './config';
import { migrations } from './db/migrations';
import { RulesController } from './http/rules.controller';
import { IDEMPOTENCY, JUDGED_SUBJECTS, RULES } from './http/tokens';
import { consumeSignals } from './messaging/signals-consumer';
import { TimerLoop } from './messaging/timer-loop';

export { AlarmRulesConfig } from './config';

@Module({})
class AlarmRulesModule {}

/** alarm-rules: rules as versioned documents, and their verdicts on the signals of every enterprise. */
export async function createService(engines: Engines, config: AlarmRulesConfig): Promise<Service> {
  const { bus, clock, ids } = engines;
  const database = await engines.database.open('alarm-rules', [IDEMPOTENCY_MIGRATION, ENTITY_MIGRATION, ...migrations]);
  const replica = new EntityReplica('alarm-rules', database, bus);
  const ruleSet = new RuleSet(database);
  const matcher = new Matcher(ruleSet, replica);
  const engine = new Engine(ruleSet, matcher, postgresStandings, {
    allowedLatenessMs: config.RULES_ALLOWED_LATENESS_HOURS * HOUR_MS,
  });
  const judging = new Judging(engine, database, bus, clock);
  ruleSet.onChange((changed) => {
    matcher.forgetAll();
    engine.replaced(changed.map(({ id }) => id));
  });
  replica.onChange((change) => matcher.forget(change));

  let consumer: Consumer | undefined;
  let timers: TimerLoop | undefined;
  return {
    name: 'alarm-rules',
    institutions: replica,
    module: {
      module: AlarmRulesModule,
      controllers: [RulesController],
      providers: [
        { provide: RULES, useValue: new Rules(database, ruleSet, clock, ids, { fourEyes: config.FOUR_EYES }) },
        { provide: JUDGED_SUBJECTS, useValue: new JudgedSubjects(database, replica, clock) },
        { provide: IDEMPOTENCY, useValue: new IdempotencyStore(database, clock) },
      ],
    },
    async start() {
      await replica.start();
      await ruleSet.start();
      consumer = await consumeSignals(bus, database, judging, ruleSet);
      timers = new TimerLoop(judging, consumer, config.RULES_SETTLE_SECONDS * 1_000);
      timers.start();
    },
    async stop() {
      await timers?.stop();
      await consumer?.stop();
      if (consumer !== undefined) await judging.settle();
      consumer = undefined;
      ruleSet.stop();
      await replica.stop();
    },
    checks: { database: () => database.check() },
  };
}
