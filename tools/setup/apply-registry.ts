import type { LoanwatchClient, Query } from '../client';
import { difference } from './difference';
import type { RegistryKind } from './registry-kinds';
import { type Fields, isObject } from './setup-file';

export type Outcome = 'created' | 'changed' | 'unchanged';

export interface Applied {
  readonly id: string;
  readonly outcome: Outcome;
}

type Found = Fields & { readonly id: string };

/** Makes sure that the registry has the entry as the file says; fields that the file leaves out stay as they are. */
export async function applyRecord(client: LoanwatchClient, kind: RegistryKind, fields: Fields): Promise<Applied> {
  const path = `/v1/${kind.path}`;
  const found = await findSame(client, path, kind.query(fields), kind.identity, fields);
  if (found === undefined) {
    const { id } = await client.post<{ id: string }>(path, fields, { once: true });
    return { id, outcome: 'created' };
  }
  const isChanged = await change(client, path, found.id, without(fields, [...kind.identity, ...(kind.once ?? [])]));
  const channels = kind.section === 'devices' ? await applyChannels(client, found.id, fields['channels']) : false;
  return { id: found.id, outcome: isChanged || channels ? 'changed' : 'unchanged' };
}

async function applyChannels(client: LoanwatchClient, deviceId: string, channels: unknown): Promise<boolean> {
  let isChanged = false;
  for (const channel of Array.isArray(channels) ? channels.filter(isObject) : []) {
    const path = `/v1/devices/${deviceId}/channels`;
    const found = await findSame(client, path, {}, ['name'], channel);
    if (found === undefined) await client.post(path, channel, { once: true });
    const wasChanged =
      found !== undefined && (await change(client, '/v1/channels', found.id, without(channel, ['name'])));
    isChanged ||= found === undefined || wasChanged;
  }
  return isChanged;
}

async function findSame(
  client: LoanwatchClient,
  path: string,
  query: Query,
  identity: readonly string[],
  fields: Fields,
): Promise<Found | undefined> {
  for await (const item of client.list<Found>(path, query)) {
    if (identity.every((name) => (item[name] ?? null) === (fields[name] ?? null))) return item;
  }
  return undefined;
}

async function change(client: LoanwatchClient, path: string, id: string, desired: Fields): Promise<boolean> {
  const { body, revision } = await client.read<Fields>(`${path}/${id}`);
  const patch = difference(body, desired);
  if (patch === undefined) return false;
  await client.request('PATCH', `${path}/${id}`, { body: patch, revision });
  return true;
}

function without(fields: Fields, names: readonly string[]): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name)));
}
