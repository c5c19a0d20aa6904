import type { EntityReplica } from '@loanwatch/platform';
import { DomainError } from '@loanwatch/kernel';
import type { DeviceConfig } from '../domain/normalise';

/** What ingest knows of a device: where it stands and how its readings are judged. */
export interface KnownDevice extends DeviceConfig {
  readonly place: { readonly deviceId: string; readonly siteId: string; readonly enterpriseId: string };
}

/** The devices of the registry, from this service's own copy of the entities. */
export class DeviceDirectory {
  constructor(private readonly replica: EntityReplica) {}

  /** Throws `reading.unknown-device` when the registry does not know the device, or no longer. */
  device(deviceId: string): KnownDevice {
    const device = this.replica.device(deviceId);
    if (device === undefined)
      throw new DomainError('reading.unknown-device', 'not-found', 'the registry has no such device');
    return {
      place: { deviceId, siteId: device.siteId, enterpriseId: device.enterpriseId },
      latenessLimitMs: device.latenessLimitSeconds * 1000,
      channel: (name) => this.replica.channel(deviceId, name),
    };
  }
}
