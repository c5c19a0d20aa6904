import type { Channel } from '@loanwatch/contracts';
import type { EntityReplica } from '@loanwatch/platform';
import { DomainError } from '@loanwatch/kernel';
import type { DeviceConfig } from '../domain/normalise';

/** What ingest knows of a device: where it stands and how its readings are judged. */
export interface KnownDevice extends DeviceConfig {
  readonly place: { readonly deviceId: string; readonly siteId: string; readonly enterpriseId: string };
}

/**
 * The devices of the registry, from this service's own copy of the entities. What is known of a device is put together
 * once and kept until the registry says something new about it.
 */
export class DeviceDirectory {
  private readonly known = new Map<string, KnownDevice>();

  constructor(private readonly replica: EntityReplica) {
    replica.onChange((change) => {
      if (change.kind === 'device') this.known.delete(change.id);
      if (change.kind === 'channel') {
        for (const channel of [change.before, change.after] as (Channel | undefined)[]) {
          if (channel !== undefined) this.known.delete(channel.deviceId);
        }
      }
    });
  }

  /** Throws `reading.unknown-device` when the registry does not know the device, or no longer. */
  device(deviceId: string): KnownDevice {
    const known = this.known.get(deviceId) ?? this.read(deviceId);
    this.known.set(deviceId, known);
    return known;
  }

  private read(deviceId: string): KnownDevice {
    const device = this.replica.device(deviceId);
    if (device === undefined) {
      throw new DomainError('reading.unknown-device', 'unauthenticated', 'the registry has no such device');
    }
    const channels = new Map(this.replica.channelsOf(deviceId).map((channel) => [channel.name, channel]));
    return {
      place: { deviceId, siteId: device.siteId, enterpriseId: device.enterpriseId },
      latenessLimitMs: device.latenessLimitSeconds * 1000,
      channel: (name) => channels.get(name),
    };
  }
}
