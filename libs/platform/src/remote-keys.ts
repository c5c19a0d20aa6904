import type { Clock } from '@loanwatch/kernel';
import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose';

const FETCH_TIMEOUT_MS = 5_000;
/** Least time between two fetches, whatever tokens arrive. */
const COOLDOWN_MS = 30_000;
const FRESH_MS = 600_000;
/** Keys of an issuer that cannot be reached count this long; then nobody gets in. */
const MAX_AGE_MS = 24 * 3_600_000;

type FetchJson = (url: string) => Promise<unknown>;

/**
 * Public keys of an OpenID Connect issuer. Known keys keep working while the issuer is away, an unknown key id is
 * refused, and the issuer is asked at most twice a minute, so that forged tokens cannot make us flood it.
 */
export class RemoteKeys {
  private keys: JWTVerifyGetKey | undefined;
  private fetchedAt = -Infinity;
  private triedAt = -Infinity;
  private pending: Promise<void> | undefined;

  constructor(
    private readonly issuer: string,
    private readonly clock: Clock,
    private readonly fetchJson: FetchJson = fetchWithTimeout,
  ) {}

  readonly getKey: JWTVerifyGetKey = async (header, token) => {
    const age = this.clock.now() - this.fetchedAt;
    if (age > MAX_AGE_MS) await this.refresh();
    else if (age > FRESH_MS) void this.refresh();
    try {
      return await this.known(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
      await this.refresh();
      return this.known(header, token);
    }
  };

  /** For readiness: rejects while no key is known. */
  async check(): Promise<void> {
    if (this.keys === undefined) await this.refresh();
    if (this.keys === undefined) throw new Error(`no keys of ${this.issuer} yet`);
  }

  private known: JWTVerifyGetKey = async (header, token) => {
    if (this.keys === undefined || this.clock.now() - this.fetchedAt > MAX_AGE_MS) throw new errors.JWKSNoMatchingKey();
    return this.keys(header, token);
  };

  /** Never rejects: what is known stays as it is. */
  private refresh(): Promise<void> {
    if (this.pending !== undefined) return this.pending;
    if (this.clock.now() - this.triedAt < COOLDOWN_MS) return Promise.resolve();
    this.triedAt = this.clock.now();
    this.pending = this.load()
      .catch(() => undefined)
      .finally(() => (this.pending = undefined));
    return this.pending;
  }

  private async load(): Promise<void> {
    const base = this.issuer.replace(/\/$/, '');
    const discovery = (await this.fetchJson(`${base}/.well-known/openid-configuration`)) as Record<string, unknown>;
    if (discovery['issuer'] !== this.issuer) throw new Error('the discovery document names another issuer');
    const { keys } = (await this.fetchJson(String(discovery['jwks_uri']))) as JSONWebKeySet;
    // Only keys that can verify ES256: a key set may hold others, and a private or symmetric one must never count.
    const usable = keys.filter((key) => key.kty === 'EC' && key.crv === 'P-256' && key.d === undefined);
    this.keys = createLocalJWKSet({ keys: usable });
    this.fetchedAt = this.clock.now();
  }
}

async function fetchWithTimeout(url: string): Promise<unknown> {
  const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(FETCH_TIMEOUT_MS) });
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return response.json();
}
