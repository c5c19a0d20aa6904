import { createService as createDeviceIngest, DeviceIngestConfig } from '@loanwatch/device-ingest';
import type { Engines } from '@loanwatch/engines';
import type { Service } from '@loanwatch/platform';
import { createService as createRegistry, RegistryConfig } from '@loanwatch/registry';

/** A service as its host sees it: what it reads from the environment, and how it is wired. */
export interface HostedService {
  /** Folder under services/. */
  readonly name: string;
  readonly Config: new () => object;
  create(engines: Engines, config: object): Promise<Service>;
}

/** In the order in which they start: who consumes before who publishes, the edge to the outside last. */
export const SERVICES: readonly HostedService[] = [
  hosted('registry', RegistryConfig, createRegistry),
  hosted('device-ingest', DeviceIngestConfig, createDeviceIngest),
];

function hosted<C extends object>(
  name: string,
  Config: new () => C,
  create: (engines: Engines, config: C) => Promise<Service>,
): HostedService {
  return {
    name,
    Config,
    create: (engines, config) => {
      if (!(config instanceof Config)) throw new TypeError(`${name} needs its own configuration`);
      return create(engines, config);
    },
  };
}
