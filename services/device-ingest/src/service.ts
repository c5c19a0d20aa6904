import { Module } from '@nestjs/common';
import type { Engines } from '@loanwatch/engines';
import { ENTITY_MIGRATION, EntityReplica, type Service } from '@loanwatch/platform';
import { DeviceDirectory } from './app/device-directory';
import { DeviceKeys } from './app/device-keys';
import { forgetOldMessages } from './app/dedupe-horizon';
import { Ingest } from './app/ingest';
import { Quarantine } from './app/quarantine';
import { type DurableLog, ReadingLog } from './app/reading-log';
import type { DeviceIngestConfig } from './config';
import { migrations } from './db/migrations';
import { OperationsController } from './http/operations.controller';
import { ReadingsController } from './http/readings.controller';
import { CLOCK, DEVICE_KEYS, INGEST, QUARANTINE, REPLICA } from './http/tokens';
import { mqttIntake } from './messaging/mqtt-intake';

export type { DurableLog } from './app/reading-log';
export { DeviceIngestConfig } from './config';

@Module({})
class DeviceIngestModule {}

/**
 * device-ingest: every reading enters here, durably, once. Listens on MQTT when the engines have it. `durableLog`: another
 * log than the service's own, to measure the edge alone.
 */
export async function createService(
  engines: Engines,
  _config: DeviceIngestConfig,
  durableLog?: DurableLog,
): Promise<Service> {
  const { clock, ids, bus } = engines;
  const database = await engines.database.open('device-ingest', [ENTITY_MIGRATION, ...migrations]);
  const replica = new EntityReplica('device-ingest', database, bus);
  const keys = new DeviceKeys(database, clock);
  const quarantine = new Quarantine(database, ids);
  const log = durableLog ?? new ReadingLog(database, bus, ids);
  const ingest = new Ingest(new DeviceDirectory(replica), log, quarantine, clock);
  const horizon = forgetOldMessages(database, replica, clock);
  return {
    name: 'device-ingest',
    institutions: replica,
    module: {
      module: DeviceIngestModule,
      controllers: [ReadingsController, OperationsController],
      providers: [
        { provide: INGEST, useValue: ingest },
        { provide: DEVICE_KEYS, useValue: keys },
        { provide: QUARANTINE, useValue: quarantine },
        { provide: REPLICA, useValue: replica },
        { provide: CLOCK, useValue: clock },
      ],
    },
    async start() {
      await replica.start();
      horizon.start();
      await engines.mqtt?.start(mqttIntake(keys, ingest));
    },
    async stop() {
      await engines.mqtt?.stop();
      horizon.stop();
      await log.drain();
      await replica.stop();
    },
    checks: { database: () => database.check() },
  };
}
