import { Module } from '@nestjs/common';
import type { Engines } from '@loanwatch/engines';
import {
  DERIVATION_MIGRATION,
  ENTITY_MIGRATION,
  EntityReplica,
  type Service,
  SignalDeriver,
} from '@loanwatch/platform';
import { meteringDerivation } from './app/metering-derivation';
import type { MeteringConfig } from './config';
import { METER_SOURCES, MetersController } from './http/meters.controller';

export { MeteringConfig } from './config';

@Module({})
class MeteringModule {}

/** metering: readings of meters and climate sensors become energy, operating rate, gauges and blind time. */
export async function createService(engines: Engines, config: MeteringConfig): Promise<Service> {
  const { bus, clock, ids } = engines;
  const database = await engines.database.open('metering', [ENTITY_MIGRATION, DERIVATION_MIGRATION]);
  const replica = new EntityReplica('metering', database, bus);
  const deriver = new SignalDeriver(
    meteringDerivation,
    { database, bus, clock, ids },
    replica,
    config.METERING_WAKE_MS,
  );
  return {
    name: 'metering',
    institutions: replica,
    module: {
      module: MeteringModule,
      controllers: [MetersController],
      providers: [{ provide: METER_SOURCES, useValue: { database, replica, clock } }],
    },
    async start() {
      await replica.start();
      await deriver.start();
    },
    async stop() {
      await deriver.stop();
      await replica.stop();
    },
    checks: { database: () => database.check() },
  };
}
