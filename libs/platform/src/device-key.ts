import type { IncomingMessage } from 'node:http';
import { DomainError } from '@loanwatch/kernel';
import { onlyHeader } from './headers';

/** What a device shows: its id and its own key. */
export interface DeviceKey {
  readonly deviceId: string;
  readonly key: string;
}

const MAX_LENGTH = 1024;

/**
 * `Authorization: Basic base64(deviceId:key)`, or `Bearer <key>` with `X-Device-Id`.
 * Throws `auth.missing` (401) when neither is complete.
 */
export function readDeviceKey(request: IncomingMessage): DeviceKey {
  const [scheme = '', value = '', ...rest] = (onlyHeader(request, 'authorization') ?? '').split(' ');
  if (value !== '' && value.length <= MAX_LENGTH && rest.length === 0) {
    const found = scheme.toLowerCase() === 'basic' ? fromBasic(value) : fromBearer(request, scheme, value);
    if (found !== undefined && found.deviceId !== '' && found.key !== '') return found;
  }
  throw new DomainError(
    'auth.missing',
    'unauthenticated',
    'Send Authorization: Basic base64(deviceId:key), or Bearer <key> with X-Device-Id.',
  );
}

function fromBasic(value: string): DeviceKey | undefined {
  const text = Buffer.from(value, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  return colon < 0 ? undefined : { deviceId: text.slice(0, colon), key: text.slice(colon + 1) };
}

function fromBearer(request: IncomingMessage, scheme: string, key: string): DeviceKey | undefined {
  const deviceId = onlyHeader(request, 'x-device-id');
  return scheme.toLowerCase() === 'bearer' && deviceId !== undefined ? { deviceId, key } : undefined;
}
