import type { IncomingMessage } from 'node:http';
import { type Clock, DomainError } from '@loanwatch/kernel';
import { type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose';
import { onlyHeader } from './headers';
import { type Principal, type Role, ROLES } from './principal';

export const AUDIENCE = 'loanwatch';
const CLOCK_TOLERANCE_SECONDS = 60;
const SYSTEM_CLOCK: Clock = { now: () => Date.now() };
/** Our tokens have about 600 characters; a longer one is not worth a hash. */
const MAX_TOKEN_LENGTH = 8192;
const TOKEN_TYPES: readonly (string | undefined)[] = [undefined, 'jwt', 'at+jwt'];
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export interface Authenticator {
  /** Who sent the token. Throws `auth.invalid` (401); never says which check failed. */
  authenticate(token: string): Promise<Principal>;
}

/** The token of `Authorization: Bearer`. Throws `auth.missing` (401). */
export function bearerToken(request: IncomingMessage): string {
  const token = /^bearer ([^ ]+)$/i.exec(onlyHeader(request, 'authorization') ?? '')?.[1];
  if (token !== undefined) return token;
  throw new DomainError('auth.missing', 'unauthenticated', 'Send one Authorization: Bearer <token> header.');
}

/**
 * Verifies JWTs: ES256 only, from one issuer, for this audience, in force now (60 s tolerance). `keys` decides which
 * public keys count; nothing in the token itself (jwk, jku, x5u) is ever used as a key.
 */
export class JwtAuthenticator implements Authenticator {
  constructor(
    private readonly options: {
      readonly keys: JWTVerifyGetKey;
      readonly issuer: () => string;
      readonly audience?: string;
      readonly clock?: Clock;
    },
  ) {}

  async authenticate(token: string): Promise<Principal> {
    if (token.length > MAX_TOKEN_LENGTH) throw invalidToken();
    try {
      const { payload, protectedHeader } = await jwtVerify(token, this.options.keys, {
        algorithms: ['ES256'],
        issuer: this.options.issuer(),
        audience: this.options.audience ?? AUDIENCE,
        clockTolerance: CLOCK_TOLERANCE_SECONDS,
        requiredClaims: ['sub', 'exp', 'roles'],
        currentDate: new Date((this.options.clock ?? SYSTEM_CLOCK).now()),
      });
      if (!TOKEN_TYPES.includes(protectedHeader.typ?.toLowerCase())) throw invalidToken();
      return principalOf(payload);
    } catch {
      throw invalidToken();
    }
  }
}

function principalOf(payload: JWTPayload): Principal {
  const { sub, roles } = payload;
  if (typeof sub !== 'string' || sub === '' || sub.length > 255 || !Array.isArray(roles)) throw invalidToken();
  const known = ROLES.filter((role: Role) => roles.includes(role));
  return {
    subject: sub,
    roles: known,
    institutionId: uuidClaim(payload, 'institution_id'),
    enterpriseId: uuidClaim(payload, 'enterprise_id'),
    kind: known.includes('client') ? 'machine' : 'staff',
  };
}

function uuidClaim(payload: JWTPayload, name: string): string | null {
  const value = payload[name];
  if (value === undefined || value === null) return null;
  if (typeof value !== 'string' || !UUID.test(value)) throw invalidToken();
  return value.toLowerCase();
}

function invalidToken(): DomainError {
  return new DomainError('auth.invalid', 'unauthenticated', 'The token is not valid here or no longer.');
}
