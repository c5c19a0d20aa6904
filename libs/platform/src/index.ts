export { Access, type AccessRule, CurrentDeviceKey, CurrentPrincipal } from './access';
export { Answer } from './answer';
export { AUDIENCE, type Authenticator, JwtAuthenticator } from './auth';
export { busOptions } from './bus-options';
export { ConfigError, describeConfig, type Environment, loadConfig, loadConfigs } from './config';
export { BaseConfig, LOG_LEVELS, type LogLevel } from './config-base';
export { Secret, Setting, type SettingDescription, settingsOf } from './config-setting';
export { type DayRecord, DayRecords } from './derivation/day-records';
export type { DayScope, Derivation, ReadingScope, SiteScope, StateScope } from './derivation/derivation';
export { type DerivedSignals, Fold } from './derivation/fold';
export { deadLettersService } from './dead-letters.controller';
export { DERIVATION_MIGRATION } from './derivation/schema';
export { type DeriverEngines, SignalDeriver } from './derivation/signal-deriver';
export { Workset } from './derivation/workset';
export { describeEngines } from './describe-engines';
export type { DeviceKey } from './device-key';
export { type AnyEntity, EntityIndex, type StoredEntity } from './entity-index';
export { ENTITY_MIGRATION, type EntityChange, EntityReplica } from './entity-replica';
export { etagOf, IfMatch, readIfMatch, requireRevision } from './etag';
export { BODY_LIMIT_BYTES, createHttpApp, type HttpOptions } from './http';
export { IDEMPOTENCY_MIGRATION, type IdempotentRequest, IdempotencyStore, idempotentRequest } from './idempotency';
export { ApiIdempotencyKey, Idempotent, IdempotentCommand } from './idempotency-key';
export { createLogger, type Logger } from './logger';
export { Cursor, type CursorField, type CursorValue, type Page, PageQuery } from './paging';
export { type Principal, type Role, ROLES, scopeOf } from './principal';
export type { Service } from './service';
export { maySeeFamily } from './sight';
export { portTaken, startEngines, StartRefused } from './start-refused';
export { type TenantColumns, tenantPolicySql } from './tenancy';
export { PROBLEM_CONTENT } from './problem-schema';
export { UuidParam } from './validation.pipe';
export { type Checks, engineChecks, Health, type Readiness } from './health';
export { type HostOptions, type HttpConfig, type RunningServices, runServices } from './host';
export { createSecretJson, readSecretJson, replaceSecretJson } from './file-store';
export { DEFAULT_TTL_SECONDS, EmbeddedIssuer, type IssuerOptions, type TokenClaims } from './issuer';
export type { MachineClient } from './issuer-clients';
export { issuerService } from './issuer.controller';
export { createCounter, createSizes, createTimer, measureBatch, observeLag, observeLevel } from './metrics';
export { mergedDocument, serviceDocument } from './openapi';
export { operationsService } from './operations.controller';
export { openApiFaults } from './openapi-lint';
export { exitAfterFailedStart, stopOnSignals } from './process';
export { RateLimit } from './rate-limit';
export { RemoteKeys } from './remote-keys';
export {
  type ActiveTrace,
  currentTraceparent,
  startTelemetry,
  startTelemetryInMemory,
  type Telemetry,
  type TelemetryOptions,
  withSpan,
} from './telemetry';
export { EngineConfig, runService } from './run-service';
export { trustIn } from './trust';
