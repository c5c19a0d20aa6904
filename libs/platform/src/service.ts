import type { DynamicModule } from '@nestjs/common';
import type { EntityIndex } from './entity-index';

/** A service, wired and not yet running. What hosts it decides about engines, ports and signals. */
export interface Service {
  /** Kebab-case, e.g. `device-ingest`. */
  readonly name: string;
  /** Controllers and useValue providers; no IO in constructors. */
  readonly module: DynamicModule;
  /** What it knows of institutions: whoever acts for a suspended one is refused by the host. */
  readonly institutions?: Pick<EntityIndex, 'isSuspended'>;
  /** Begins consumers, timers, listeners. */
  start(): Promise<void>;
  /** Drains and stops; may be called twice. */
  stop(): Promise<void>;
  /** Readiness: each rejects while the service cannot do its work. */
  readonly checks: Readonly<Record<string, () => Promise<void>>>;
}
