export type {
  Database,
  DatabaseEngine,
  Migration,
  OpenOptions,
  Queryable,
  QueryResult,
  Scope,
  Tx,
} from './database/port';
export { type CopyValue, copyField, copyRow } from './database/copy-text';
export { MigrationChanged } from './database/migrate';
export { EmbeddedPostgres, type EmbeddedPostgresOptions } from './database/embedded';
export { PostgresDatabases, type PostgresOptions } from './database/postgres';
export { enterpriseRows, institutionRows } from './database/row-level-security';
export {
  type EventMetadata,
  type EventStore,
  type ExpectedRevision,
  type NewEvent,
  type RecordedEvent,
  RevisionConflict,
  type SubscribeOptions,
} from './event-store/port';
export { PostgresEventStore } from './event-store/postgres';
export { type CommandOutcome, type CommandRun, runCommand } from './event-store/run-command';
export { type Projection, type ProjectionRun, runProjection } from './event-store/run-projection';
export {
  type Bus,
  type BusRecord,
  type Consumer,
  type DeadLetter,
  type OutgoingRecord,
  PermanentFailure,
  type Subscription,
} from './bus/port';
export type { ConsumerFailure } from './bus/group-consumer';
export type { Retention } from './bus/retention';
export { PostgresBus, type PostgresBusOptions } from './bus/postgres';
export { AedesMqtt, type AedesOptions } from './mqtt/aedes';
export type { MqttEngine, MqttHandlers, MqttMessage } from './mqtt/port';
export {
  embeddedEngines,
  type EmbeddedOptions,
  type Engines,
  type RunnableEngines,
  urlEngines,
  type UrlOptions,
} from './engines';
