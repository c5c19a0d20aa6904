import path from 'node:path';
import { type Clock, type Ids, randomIds } from '@loanwatch/kernel';
import {
  calculateJwkThumbprint,
  createLocalJWKSet,
  type CryptoKey,
  exportJWK,
  generateKeyPair,
  importJWK,
  type JSONWebKeySet,
  type JWK,
  type JWTVerifyGetKey,
  SignJWT,
} from 'jose';
import { AUDIENCE, JwtAuthenticator } from './auth';
import { createSecretJson, readSecretJson } from './file-store';
import { MachineClients } from './issuer-clients';
import type { Role } from './principal';

const ALGORITHM = 'ES256';
export const DEFAULT_TTL_SECONDS = 8 * 3600;

/** What a token says. */
export interface TokenClaims {
  readonly roles: readonly Role[];
  readonly institutionId?: string | undefined;
  readonly enterpriseId?: string | undefined;
  /** Opaque id of the person or machine; by default one that names the first role. */
  readonly subject?: string | undefined;
  /** Lifetime in seconds; default 8 h. */
  readonly ttlSeconds?: number | undefined;
}

export interface IssuerOptions {
  /** Folder of the key pair and the machine clients; without it both live in memory (tests). */
  readonly directory?: string;
  /** The issuer's own address (`iss`), known at the latest when the first token is signed or verified. */
  readonly url: () => string;
  readonly clock?: Clock;
  readonly ids?: Ids;
}

/**
 * The issuer that comes with Loanwatch, for one machine and for tests; a bank brings its own (`OIDC_ISSUER`).
 * One ES256 key pair, created on first use in `issuer-key.json`, readable by its owner only.
 */
export class EmbeddedIssuer {
  readonly keys: JWTVerifyGetKey;

  private constructor(
    private readonly key: CryptoKey | Uint8Array,
    private readonly kid: string,
    readonly jwks: JSONWebKeySet,
    readonly clients: MachineClients,
    readonly url: () => string,
    private readonly clock: Clock,
    private readonly ids: Ids,
  ) {
    this.keys = createLocalJWKSet(jwks);
  }

  static async open({
    directory,
    url,
    clock = { now: () => Date.now() },
    ids = randomIds,
  }: IssuerOptions): Promise<EmbeddedIssuer> {
    const jwk = directory === undefined ? await newKey() : await keyIn(path.join(directory, 'issuer-key.json'));
    const clientsFile = directory === undefined ? undefined : path.join(directory, 'issuer-clients.json');
    const clients = await MachineClients.open(clientsFile, clock, ids);
    const kid = await calculateJwkThumbprint(jwk);
    const { d: _, ...publicJwk } = jwk;
    const jwks = { keys: [{ ...publicJwk, kid, alg: ALGORITHM, use: 'sig' }] };
    return new EmbeddedIssuer(await importJWK(jwk, ALGORITHM), kid, jwks, clients, url, clock, ids);
  }

  async signToken(claims: TokenClaims): Promise<string> {
    const { roles, institutionId, enterpriseId, subject, ttlSeconds = DEFAULT_TTL_SECONDS } = claims;
    const now = Math.floor(this.clock.now() / 1000);
    return new SignJWT({
      roles,
      ...(institutionId === undefined ? {} : { institution_id: institutionId }),
      ...(enterpriseId === undefined ? {} : { enterprise_id: enterpriseId }),
    })
      .setProtectedHeader({ alg: ALGORITHM, kid: this.kid, typ: 'at+jwt' })
      .setIssuer(this.url())
      .setAudience(AUDIENCE)
      .setSubject(subject ?? `${roles[0] ?? 'nobody'}-1`)
      .setJti(this.ids.next())
      .setIssuedAt(now)
      .setNotBefore(now)
      .setExpirationTime(now + ttlSeconds)
      .sign(this.key);
  }

  /** Accepts the tokens of this issuer. */
  authenticator(): JwtAuthenticator {
    return new JwtAuthenticator({ keys: this.keys, issuer: this.url, clock: this.clock });
  }
}

/** Two processes may start on one folder: the first key file stands for both. */
async function keyIn(file: string): Promise<JWK> {
  const known = await readSecretJson<JWK>(file);
  if (known !== undefined) return known;
  const created = await newKey();
  if (await createSecretJson(file, created)) return created;
  return (await readSecretJson<JWK>(file)) ?? created;
}

async function newKey(): Promise<JWK> {
  const { privateKey } = await generateKeyPair(ALGORITHM, { extractable: true });
  return exportJWK(privateKey);
}
