import type { Scope, Tx } from '@loanwatch/engines';
import type { ChangesOf, DraftOf } from '../domain/drafts';
import { DraftsRefused } from './refusals';
import type { Registry, Shown } from './registry';

/** A device and its channels in one step. Throws as {@link Registry.create}, with pointers below `/channels` for these. */
export async function onboardDevice(
  registry: Registry,
  tx: Tx,
  scope: Scope,
  draft: DraftOf<'device'>,
  channels: readonly ChangesOf<'channel'>[],
): Promise<{ readonly device: Shown<'device'> | undefined; readonly channels: readonly Shown<'channel'>[] }> {
  const [device] = await registry.create(tx, scope, 'device', [draft]);
  if (device === undefined || channels.length === 0) return { device, channels: [] };
  try {
    const drafts = channels.map((channel) => ({ ...channel, deviceId: device.entity.id }));
    return { device, channels: await registry.create(tx, scope, 'channel', drafts) };
  } catch (error) {
    if (error instanceof DraftsRefused) throw new DraftsRefused(error.refusals, (index) => `/channels/${index}`);
    throw error;
  }
}
