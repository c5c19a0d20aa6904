import { hash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Database } from '@loanwatch/engines';
import type { Clock } from '@loanwatch/kernel';

/** How long the former key still works after a new one was issued: a technician has to get it to the device. */
export const KEY_OVERLAP_MS = 24 * 3_600_000;
/** A key issued by another process of this service is known here after at most this long. */
const CACHE_MS = 30_000;

interface StoredKey {
  readonly hash: Buffer;
  readonly previous: { readonly hash: Buffer; readonly until: number } | undefined;
  readonly readAt: number;
}

/**
 * Each device's own key: 32 random bytes, shown once. Only a SHA-256 is stored; a slow password hash would protect nothing
 * here, since the keys cannot be guessed, and would cost every request.
 */
export class DeviceKeys {
  private readonly cache = new Map<string, StoredKey>();

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Issues a new key; the present one keeps working for {@link KEY_OVERLAP_MS}. */
  async issue(deviceId: string): Promise<string> {
    const key = `lwd_${randomBytes(32).toString('base64url')}`;
    const now = this.clock.now();
    await this.database.query(
      `insert into device_credential (device_id, key_hash, issued_at) values ($1, $2, $3)
       on conflict (device_id) do update set previous_key_hash = device_credential.key_hash, previous_valid_until = $4,
         key_hash = excluded.key_hash, issued_at = excluded.issued_at`,
      [deviceId, sha256(key), new Date(now), new Date(now + KEY_OVERLAP_MS)],
    );
    this.cache.delete(deviceId);
    return key;
  }

  async verify(deviceId: string, key: string): Promise<boolean> {
    const stored = await this.stored(deviceId);
    if (stored === undefined) return false;
    const given = sha256(key);
    if (timingSafeEqual(given, stored.hash)) return true;
    const { previous } = stored;
    return previous !== undefined && previous.until > this.clock.now() && timingSafeEqual(given, previous.hash);
  }

  private async stored(deviceId: string): Promise<StoredKey | undefined> {
    const now = this.clock.now();
    const cached = this.cache.get(deviceId);
    if (cached !== undefined && now - cached.readAt < CACHE_MS) return cached;
    const { rows } = await this.database.query<Row>(
      'select key_hash, previous_key_hash, previous_valid_until from device_credential where device_id = $1',
      [deviceId],
    );
    const row = rows[0];
    if (row === undefined) return undefined;
    const { previous_key_hash: previousHash, previous_valid_until: until } = row;
    const key: StoredKey = {
      hash: row.key_hash,
      previous: previousHash === null || until === null ? undefined : { hash: previousHash, until: Date.parse(until) },
      readAt: now,
    };
    this.cache.set(deviceId, key);
    return key;
  }
}

interface Row {
  readonly key_hash: Buffer;
  readonly previous_key_hash: Buffer | null;
  readonly previous_valid_until: string | null;
}

function sha256(key: string): Buffer {
  return hash('sha256', key, 'buffer');
}
