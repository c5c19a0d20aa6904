import type { Engines } from '@loanwatch/engines';
import { IDEMPOTENCY_MIGRATION, IdempotencyStore, type Service } from '@loanwatch/platform';
import { Module } from '@nestjs/common';
import { CsvImport } from './app/csv-import';
import { ExternalIndicators } from './app/external-indicators';
import { PersonNames } from './app/person-names';
import { PersonSeal } from './app/person-seal';
import { Registry } from './app/registry';
import { Transactions } from './app/transactions';
import type { RegistryConfig } from './config';
import { migrations } from './db/migrations';
import { DeviceController } from './http/devices.controller';
import { ExternalIndicatorsController } from './http/external-indicators.controller';
import { ImportsController } from './http/imports.controller';
import { resourceController } from './http/resource-controller';
import { RESOURCES } from './http/resources';
import { CSV_IMPORT, EXTERNAL_INDICATORS, REGISTRY, TRANSACTIONS } from './http/tokens';

export { RegistryConfig } from './config';

@Module({})
class RegistryModule {}

const { device: _, ...standard } = RESOURCES;

/** registry: master data of institutions, enterprises and everything on their premises, and who may see it. */
export async function createService(engines: Engines, config: RegistryConfig): Promise<Service> {
  const { bus, clock, ids } = engines;
  const database = await engines.database.open('registry', [IDEMPOTENCY_MIGRATION, ...migrations]);
  const names = new PersonNames(new PersonSeal(config.REGISTRY_PERSON_KEY));
  const registry = new Registry({ bus, clock, ids, companions: { 'key-person': names } });
  const transactions = new Transactions(database, new IdempotencyStore(database, clock), clock);
  return {
    name: 'registry',
    module: {
      module: RegistryModule,
      controllers: [
        ...Object.values(standard).map((resource) => resourceController(resource)),
        DeviceController,
        ImportsController,
        ExternalIndicatorsController,
      ],
      providers: [
        { provide: REGISTRY, useValue: registry },
        { provide: TRANSACTIONS, useValue: transactions },
        { provide: CSV_IMPORT, useValue: new CsvImport(registry) },
        { provide: EXTERNAL_INDICATORS, useValue: new ExternalIndicators(bus, clock) },
      ],
    },
    start: () => names.check(database),
    stop: () => Promise.resolve(),
    checks: { database: () => database.check() },
  };
}
