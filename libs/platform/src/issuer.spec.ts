import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { FixedClock } from '@loanwatch/testing';
import { createHttpApp, EmbeddedIssuer, issuerService, RemoteKeys } from './index';

const INSTITUTION = '6f1c1d0e-5b0a-4c55-9d57-1b6a4c2f8e11';
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

describe('the embedded issuer', () => {
  let directory: string;
  let issuer: EmbeddedIssuer;
  let app: NestFastifyApplication;
  let admin: string;

  beforeAll(async () => {
    directory = mkdtempSync(path.join(tmpdir(), 'loanwatch-issuer-'));
    issuer = await EmbeddedIssuer.open({ directory, url: () => 'http://issuer.test' });
    app = await createHttpApp([issuerService(issuer).module], { authenticator: issuer.authenticator() });
    admin = `Bearer ${await issuer.signToken({ roles: ['admin'] })}`;
  });
  afterAll(async () => {
    await app.close();
    rmSync(directory, { recursive: true });
  });

  const createClient = async (): Promise<{ clientId: string; clientSecret: string }> => {
    const answer = await app.inject({
      method: 'POST',
      url: '/v1/machine-clients',
      headers: { authorization: admin },
      payload: { name: 'core banking', institutionId: INSTITUTION },
    });
    expect(answer.statusCode).toBe(201);
    return answer.json();
  };
  const token = (payload: string, headers: Record<string, string> = {}) =>
    app.inject({ method: 'POST', url: '/oauth/token', headers: { ...FORM, ...headers }, payload });

  it('keeps its key in a file that only its owner can read, and tokens stay valid after a restart', async () => {
    expect(statSync(path.join(directory, 'issuer-key.json')).mode & 0o777).toBe(0o600);
    const restarted = await EmbeddedIssuer.open({ directory, url: () => 'http://issuer.test' });
    const signed = await issuer.signToken({ roles: ['admin'], subject: 'somebody' });
    expect(await restarted.authenticator().authenticate(signed)).toMatchObject({ subject: 'somebody' });
  });

  it('makes one key when two processes start on a new folder at once', async () => {
    const fresh = mkdtempSync(path.join(tmpdir(), 'loanwatch-issuer-'));
    const [one, two] = await Promise.all(
      [1, 2].map(() => EmbeddedIssuer.open({ directory: fresh, url: () => 'http://issuer.test' })),
    );
    expect(one!.jwks).toEqual(two!.jwks);
    rmSync(fresh, { recursive: true });
  });

  it('publishes where its keys are, and no private one', async () => {
    const discovery = (await app.inject({ url: '/.well-known/openid-configuration' })).json();
    expect(discovery).toMatchObject({ issuer: 'http://issuer.test', jwks_uri: 'http://issuer.test/oauth/jwks' });
    const { keys } = (await app.inject({ url: '/oauth/jwks' })).json<{ keys: Record<string, unknown>[] }>();
    expect(keys).toHaveLength(1);
    expect(Object.keys(keys[0]!).sort()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y']);
  });

  it('gives a machine client of an institution a token for its secret, in the form or by Basic', async () => {
    const { clientId, clientSecret } = await createClient();
    const basic = Buffer.from(`${clientId}:${clientSecret}`).toString('base64');
    for (const answer of [
      await token(`grant_type=client_credentials&client_id=${clientId}&client_secret=${clientSecret}`),
      await token('grant_type=client_credentials', { authorization: `Basic ${basic}` }),
    ]) {
      expect(answer.statusCode).toBe(200);
      expect(answer.headers['cache-control']).toBe('no-store');
      const { access_token, token_type, expires_in } = answer.json<Record<string, string>>();
      expect([token_type, expires_in]).toEqual(['Bearer', 3600]);
      expect(await issuer.authenticator().authenticate(access_token!)).toEqual({
        subject: clientId,
        roles: ['client'],
        institutionId: INSTITUTION,
        enterpriseId: null,
        kind: 'machine',
      });
    }
  });

  it('refuses other secrets, unknown clients, other grants and anything that is no form', async () => {
    const { clientId } = await createClient();
    const grant = 'grant_type=client_credentials';
    expect((await token(`${grant}&client_id=${clientId}&client_secret=wrong`)).json()).toMatchObject({
      error: 'invalid_client',
    });
    expect((await token(`${grant}&client_id=nobody&client_secret=`)).statusCode).toBe(401);
    expect((await token(grant)).statusCode).toBe(401);
    expect((await token('grant_type=password&username=a&password=b')).json()).toMatchObject({
      error: 'unsupported_grant_type',
    });
    expect((await token('<xml/>', { 'content-type': 'application/xml' })).statusCode).toBe(400);
    expect((await token('')).statusCode).toBe(400);
  });

  it('keeps only the hash of a secret, lists clients without it, and forgets a removed client', async () => {
    const { clientId, clientSecret } = await createClient();
    const list = await app.inject({ url: '/v1/machine-clients', headers: { authorization: admin } });
    expect(list.body).toContain(clientId);
    expect(list.body).not.toMatch(/secret/i);
    const remove = () =>
      app.inject({ method: 'DELETE', url: `/v1/machine-clients/${clientId}`, headers: { authorization: admin } });
    expect((await remove()).statusCode).toBe(204);
    expect((await remove()).statusCode).toBe(404);
    const answer = await token(`grant_type=client_credentials&client_id=${clientId}&client_secret=${clientSecret}`);
    expect(answer.statusCode).toBe(401);
  });

  it('remembers clients after a restart', async () => {
    const { clientId, clientSecret } = await createClient();
    const restarted = await EmbeddedIssuer.open({ directory, url: () => 'http://issuer.test' });
    expect(restarted.clients.verify(clientId, clientSecret)).toMatchObject({ institutionId: INSTITUTION });
  });
});

describe("the keys of a bank's own issuer", () => {
  const clock = new FixedClock('2026-03-02T01:00:00Z');
  const MINUTE_MS = 60_000;
  let issuer: EmbeddedIssuer;
  let fetches: string[];
  let isDown: boolean;
  let keys: RemoteKeys;

  beforeEach(async () => {
    issuer = await EmbeddedIssuer.open({ url: () => 'https://login.bank.test', clock });
    fetches = [];
    isDown = false;
    keys = new RemoteKeys('https://login.bank.test', clock, async (url) => {
      fetches.push(url);
      if (isDown) throw new Error('connection refused');
      return url.endsWith('/keys')
        ? issuer.jwks
        : { issuer: 'https://login.bank.test', jwks_uri: 'https://login.bank.test/keys' };
    });
  });

  const verifies = async (kid?: string): Promise<boolean> =>
    Promise.resolve(keys.getKey({ alg: 'ES256', kid: kid ?? issuer.jwks.keys[0]!.kid! }, undefined as never)).then(
      () => true,
      () => false,
    );

  it('are fetched when the first token comes, and once for many', async () => {
    expect(await Promise.all(Array.from({ length: 20 }, () => verifies()))).not.toContain(false);
    expect(fetches).toEqual([
      'https://login.bank.test/.well-known/openid-configuration',
      'https://login.bank.test/keys',
    ]);
  });

  it('keep working while the issuer is away, and an unknown key stays out', async () => {
    await verifies();
    isDown = true;
    for (let minute = 0; minute < 10; minute++) {
      clock.advance(MINUTE_MS);
      expect(await verifies()).toBe(true);
      expect(await verifies('unknown')).toBe(false);
    }
  });

  it('are asked for at most every 30 seconds, however many unknown keys come', async () => {
    await verifies();
    clock.advance(30_000);
    fetches = [];
    for (let attempt = 0; attempt < 100; attempt++) {
      await verifies(`forged-${attempt}`);
      clock.advance(300);
    }
    expect(fetches.length).toBeLessThanOrEqual(2);
  });

  it('follow when the issuer changes its key', async () => {
    await verifies();
    issuer = await EmbeddedIssuer.open({ url: () => 'https://login.bank.test', clock });
    clock.advance(31_000);
    expect(await verifies()).toBe(true);
  });

  it('count no longer when the issuer was away for more than a day', async () => {
    await verifies();
    isDown = true;
    clock.advance(24 * 60 * MINUTE_MS + 1);
    expect(await verifies()).toBe(false);
  });

  it('say that they are missing when the issuer has never answered, and nobody gets in', async () => {
    isDown = true;
    expect(await verifies()).toBe(false);
    await expect(keys.check()).rejects.toThrow('no keys');
  });

  it('are not taken from a document that names another issuer', async () => {
    keys = new RemoteKeys('https://evil.test', clock, async () => ({
      issuer: 'https://login.bank.test',
      jwks_uri: 'x',
    }));
    expect(await verifies()).toBe(false);
  });
});
