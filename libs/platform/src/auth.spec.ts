import { createHmac } from 'node:crypto';
import { get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Controller, Get, Module } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { FixedClock } from '@loanwatch/testing';
import { base64url, type CryptoKey, exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import {
  Access,
  createHttpApp,
  CurrentPrincipal,
  EmbeddedIssuer,
  JwtAuthenticator,
  type Principal,
  scopeOf,
} from './index';

const ISSUER = 'https://issuer.test';
const INSTITUTION = '6f1c1d0e-5b0a-4c55-9d57-1b6a4c2f8e11';
const NOW = '2026-03-02T01:00:00Z';
const NOW_SECONDS = Date.parse(NOW) / 1000;

@Controller()
class WhoController {
  @Get('/v1/me')
  @Access({ roles: ['risk_manager', 'client'] })
  me(@CurrentPrincipal() principal: Principal): Principal {
    return principal;
  }
}

@Module({})
class WhoModule {}

const CLAIMS = {
  iss: ISSUER,
  aud: 'loanwatch',
  sub: 'person-1',
  roles: ['risk_manager'],
  institution_id: INSTITUTION,
  iat: NOW_SECONDS,
  nbf: NOW_SECONDS,
  exp: NOW_SECONDS + 3600,
};

const encode = (part: unknown): string => base64url.encode(JSON.stringify(part));

describe('who calls', () => {
  let app: NestFastifyApplication;
  let issuer: EmbeddedIssuer;
  let strangerKey: Awaited<ReturnType<typeof generateKeyPair>>;
  let strangerJwk: Awaited<ReturnType<typeof exportJWK>>;
  let good: string;
  let kid: string;
  let publicKey: Buffer;

  beforeAll(async () => {
    issuer = await EmbeddedIssuer.open({ url: () => ISSUER, clock: new FixedClock(NOW) });
    app = await createHttpApp([{ module: WhoModule, controllers: [WhoController] }], {
      authenticator: issuer.authenticator(),
    });
    strangerKey = await generateKeyPair('ES256', { extractable: true });
    strangerJwk = await exportJWK(strangerKey.publicKey);
    good = await issuer.signToken({ roles: ['risk_manager'], institutionId: INSTITUTION, subject: 'person-1' });
    const [jwk] = issuer.jwks.keys;
    kid = jwk!.kid!;
    publicKey = Buffer.from(JSON.stringify(jwk));
  });
  afterAll(() => app.close());

  const call = (authorization: string) => app.inject({ url: '/v1/me', headers: { authorization } });

  /** A token of our own key, so that only what is wrong with its content can refuse it. */
  const signed = (claims: JWTPayload, header: Record<string, unknown> = {}): Promise<string> => {
    const key = Reflect.get(issuer, 'key') as CryptoKey;
    return new SignJWT(claims).setProtectedHeader({ alg: 'ES256', kid, typ: 'at+jwt', ...header }).sign(key);
  };
  const without = (claim: string): JWTPayload =>
    Object.fromEntries(Object.entries(CLAIMS).filter(([name]) => name !== claim));
  const hmac = (header: unknown, claims: unknown, key: Buffer | string): string => {
    const input = `${encode(header)}.${encode(claims)}`;
    return `${input}.${createHmac('sha256', key).update(input).digest('base64url')}`;
  };
  const strangers = (header: Record<string, unknown>): Promise<string> =>
    new SignJWT(CLAIMS).setProtectedHeader({ alg: 'ES256', ...header }).sign(strangerKey.privateKey);
  const part = (index: 0 | 1 | 2): string => good.split('.')[index] ?? '';

  it('is who a valid token says', async () => {
    const answer = await call(`Bearer ${good}`);
    expect(answer.json()).toEqual({
      subject: 'person-1',
      roles: ['risk_manager'],
      institutionId: INSTITUTION,
      enterpriseId: null,
      kind: 'staff',
    });
  });

  it('may be known by a token up to 60 seconds too old or too new', async () => {
    for (const claims of [
      { ...CLAIMS, exp: NOW_SECONDS - 59 },
      { ...CLAIMS, nbf: NOW_SECONDS + 59 },
    ]) {
      expect((await call(`Bearer ${await signed(claims)}`)).statusCode).toBe(200);
    }
  });

  const FORGERIES: readonly (readonly [what: string, make: () => string | Promise<string>])[] = [
    ['nothing', () => ''],
    ['no token', () => 'Bearer '],
    ['another scheme', () => `Basic ${good}`],
    ['no JWT', () => 'Bearer abc'],
    ['two dots', () => 'Bearer ..'],
    ['alg none without signature', () => `Bearer ${encode({ alg: 'none', typ: 'JWT' })}.${part(1)}.`],
    ['alg None', () => `Bearer ${encode({ alg: 'None', kid })}.${part(1)}.`],
    ['alg nOnE with the signature', () => `Bearer ${encode({ alg: 'nOnE', kid })}.${part(1)}.${part(2)}`],
    ['a signature stripped', () => `Bearer ${part(0)}.${part(1)}.`],
    ['a signature left out', () => `Bearer ${part(0)}.${part(1)}`],
    ['HS256 with the public key', () => `Bearer ${hmac({ alg: 'HS256', kid }, CLAIMS, publicKey)}`],
    ['HS256 with an empty key', () => `Bearer ${hmac({ alg: 'HS256', kid }, CLAIMS, '')}`],
    ['claims changed', () => `Bearer ${part(0)}.${encode({ ...CLAIMS, roles: ['admin'] })}.${part(2)}`],
    ['another institution put in', () => `Bearer ${part(0)}.${encode({ ...CLAIMS, institution_id: kid })}.${part(2)}`],
    ['r = s = 0', () => `Bearer ${part(0)}.${part(1)}.${Buffer.alloc(64).toString('base64url')}`],
    ["a stranger's key under our kid", async () => `Bearer ${await strangers({ kid })}`],
    ['an unknown kid', async () => `Bearer ${await strangers({ kid: 'other' })}`],
    ['no kid', async () => `Bearer ${await strangers({})}`],
    ['a kid that is a path', async () => `Bearer ${await strangers({ kid: '../../etc/passwd' })}`],
    ['a kid that is SQL', async () => `Bearer ${await strangers({ kid: "' OR 1=1 --" })}`],
    ['an embedded jwk', async () => `Bearer ${await strangers({ jwk: strangerJwk })}`],
    ['a jku', async () => `Bearer ${await strangers({ kid: 'x', jku: 'http://127.0.0.1:9/keys' })}`],
    ['an x5u', async () => `Bearer ${await strangers({ kid: 'x', x5u: 'http://127.0.0.1:9/cert' })}`],
    ['another issuer', async () => `Bearer ${await signed({ ...CLAIMS, iss: 'https://other.test' })}`],
    ['another audience', async () => `Bearer ${await signed({ ...CLAIMS, aud: 'another' })}`],
    ['no audience', async () => `Bearer ${await signed(without('aud'))}`],
    ['expired by 61 seconds', async () => `Bearer ${await signed({ ...CLAIMS, exp: NOW_SECONDS - 61 })}`],
    ['no expiry', async () => `Bearer ${await signed(without('exp'))}`],
    ['not before in an hour', async () => `Bearer ${await signed({ ...CLAIMS, nbf: NOW_SECONDS + 3600 })}`],
    ['an expiry that is text', async () => `Bearer ${await signed({ ...CLAIMS, exp: 'never' as never })}`],
    ['no subject', async () => `Bearer ${await signed(without('sub'))}`],
    ['no roles', async () => `Bearer ${await signed(without('roles'))}`],
    ['roles that are text', async () => `Bearer ${await signed({ ...CLAIMS, roles: 'admin' })}`],
    ['an institution that is no id', async () => `Bearer ${await signed({ ...CLAIMS, institution_id: "x' --" })}`],
    ['an id token', async () => `Bearer ${await signed(CLAIMS, { typ: 'id+jwt' })}`],
    ['an unknown critical header', async () => `Bearer ${part(0)}x.${part(1)}.${part(2)}`],
    ['b64 false', () => `Bearer ${encode({ alg: 'ES256', kid, b64: false, crit: ['b64'] })}.${part(1)}.${part(2)}`],
    ['a crit nobody knows', () => `Bearer ${encode({ alg: 'ES256', kid, x: 1, crit: ['x'] })}.${part(1)}.${part(2)}`],
    ['a token in a token', async () => `Bearer ${await signed({ ...CLAIMS, roles: undefined, token: good })}`],
    ['a token of 1 MB', () => `Bearer ${good}${'A'.repeat(1024 * 1024)}`],
    ['white space in the token', () => `Bearer ${good.slice(0, 50)} ${good.slice(50)}`],
    ['a character of another script', () => `Bearer ${good.slice(0, 50)}\u0430${good.slice(51)}`],
    ['two tokens in one header', () => `Bearer ${good}, Bearer ${good}`],
  ];

  it.each(FORGERIES)('is nobody with %s', async (_, make) => {
    const answer = await call(await make());
    expect(answer.statusCode).toBe(401);
    expect(answer.headers['content-type']).toBe('application/problem+json');
    expect(answer.headers['www-authenticate']).toBe('Bearer');
    expect(answer.body).not.toMatch(/at .*\.(ts|js)|jose|JWS|JWT/);
  });

  it('is nobody with two Authorization headers, as they come over a socket', async () => {
    await app.getHttpAdapter().getInstance().listen({ port: 0, host: '127.0.0.1' });
    const { port } = app.getHttpServer().address() as AddressInfo;
    const statusWith = (headers: string[]): Promise<number | undefined> =>
      new Promise((resolve, reject) => {
        const answered = get({ port, host: '127.0.0.1', path: '/v1/me', headers }, (answer) => {
          answer.resume();
          resolve(answer.statusCode);
        });
        answered.on('error', reject);
      });
    const one = ['Host', 'x', 'Authorization', `Bearer ${good}`];
    expect(await statusWith(one)).toBe(200);
    expect(await statusWith([...one, 'authorization', `Bearer ${good}`])).toBe(401);
  });

  it('may never do what no role of the token allows', async () => {
    const token = await issuer.signToken({ roles: ['enterprise_user'], enterpriseId: INSTITUTION });
    const answer = await call(`Bearer ${token}`);
    expect(answer.statusCode).toBe(403);
    expect(answer.json()).toMatchObject({ type: 'urn:problem:auth.forbidden', title_zh: expect.any(String) });
  });

  it('is not known by a shared secret, whatever the keys offer', async () => {
    const secret = Buffer.alloc(32, 7);
    const authenticator = new JwtAuthenticator({
      keys: async () => secret,
      issuer: () => ISSUER,
      clock: new FixedClock(NOW),
    });
    await expect(authenticator.authenticate(hmac({ alg: 'HS256' }, CLAIMS, secret))).rejects.toThrow('auth.invalid');
  });

  it('is not known by the key of another installation', async () => {
    const other = await EmbeddedIssuer.open({ url: () => ISSUER, clock: new FixedClock(NOW) });
    const token = await other.signToken({ roles: ['risk_manager'], institutionId: INSTITUTION });
    expect((await call(`Bearer ${token}`)).statusCode).toBe(401);
  });
});

describe('whose rows a caller may see', () => {
  const principal = (overrides: Partial<Principal>): Principal => ({
    subject: 's',
    roles: [],
    institutionId: null,
    enterpriseId: null,
    kind: 'staff',
    ...overrides,
  });

  it.each<[overrides: Partial<Principal>, kind: string]>([
    [{ roles: ['admin'] }, 'platform'],
    [{ roles: ['service_manager'] }, 'platform'],
    [{ roles: ['information_officer'] }, 'platform'],
    [{ roles: ['information_officer'], institutionId: INSTITUTION }, 'institution'],
    [{ roles: ['admin', 'risk_manager'], institutionId: INSTITUTION }, 'institution'],
    [{ roles: ['client'], institutionId: INSTITUTION, kind: 'machine' }, 'institution'],
    [{ roles: ['enterprise_user'], enterpriseId: INSTITUTION }, 'enterprise'],
    [
      { roles: ['enterprise_user', 'risk_manager'], institutionId: INSTITUTION, enterpriseId: INSTITUTION },
      'enterprise',
    ],
  ])('%j sees the rows of the %s', (overrides, kind) => {
    expect(scopeOf(principal(overrides)).kind).toBe(kind);
  });

  it.each<[Partial<Principal>]>([
    [{ roles: ['risk_manager'] }],
    [{ roles: ['client'], kind: 'machine' }],
    [{ roles: ['enterprise_user'] }],
    [{ roles: ['enterprise_user', 'admin'] }],
    [{ roles: [] }],
  ])('%j sees nothing', (overrides) => {
    expect(() => scopeOf(principal(overrides))).toThrow('auth.no-scope');
  });
});
