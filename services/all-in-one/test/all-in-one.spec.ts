import { randomUUID } from 'node:crypto';
import type { Role } from '@loanwatch/platform';
import { testEngines, type TestEngines } from '@loanwatch/testing';
import { type AllInOne, startAllInOne } from '../src/start';

const ROLES: readonly Role[] = [
  'risk_manager',
  'account_manager',
  'information_officer',
  'service_manager',
  'enterprise_user',
  'admin',
  'client',
];
const JSON_BODIES: readonly unknown[] = [{}, [], null, 'text', 0, { id: "' OR 1=1 --", name: '\u202e', limit: -1 }];

interface Operation {
  readonly method: string;
  readonly path: string;
  readonly roles: readonly string[];
  readonly hasBody: boolean;
}

describe('the all-in-one', () => {
  let database: TestEngines;
  let loanwatch: AllInOne;
  let operations: readonly Operation[];

  beforeAll(async () => {
    database = await testEngines();
    loanwatch = await startAllInOne({
      databaseUrl: database.ownerUrl,
      environment: { LOANWATCH_LOG_LEVEL: 'error', LOANWATCH_HTTP_HOST: '127.0.0.1' },
    });
    const document = (await (await fetch(`${loanwatch.url}/openapi.json`)).json()) as {
      paths: Record<string, Record<string, { 'x-roles': string[]; requestBody?: unknown }>>;
    };
    operations = Object.entries(document.paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, operation]) => ({
        method: method.toUpperCase(),
        path,
        roles: operation['x-roles'],
        hasBody: operation.requestBody !== undefined,
      })),
    );
  });
  afterAll(async () => {
    await loanwatch.stop();
    await database.close();
  });

  const call = (
    { method, path }: Operation,
    init: {
      readonly token?: string;
      readonly body?: string;
      readonly headers?: Record<string, string>;
      readonly query?: string;
    },
  ): Promise<Response> =>
    fetch(`${loanwatch.url}${path.replace(/\{\w+\}/g, () => randomUUID())}${init.query ?? ''}`, {
      method,
      redirect: 'manual',
      signal: AbortSignal.timeout(20_000),
      headers: {
        ...(init.token === undefined ? {} : { authorization: `Bearer ${init.token}` }),
        ...(init.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...init.headers,
      },
      ...(init.body === undefined || method === 'GET' ? {} : { body: init.body }),
    });
  /** The status of every call that is not as expected, by operation. */
  const surprises = async (
    chosen: readonly Operation[],
    expected: (status: number) => boolean,
    send: (operation: Operation) => Promise<Response>,
  ): Promise<string[]> => {
    const found = await Promise.all(
      chosen.map(async (operation) => {
        const answer = await send(operation);
        await answer.body?.cancel();
        return expected(answer.status) ? [] : [`${operation.method} ${operation.path}: ${answer.status}`];
      }),
    );
    return found.flat();
  };
  const guarded = (): readonly Operation[] =>
    operations.filter(({ roles }) => roles.length > 0 && !roles.includes('device'));

  it('is ready with every engine and service', async () => {
    const answer = (await (await fetch(`${loanwatch.url}/health/ready`)).json()) as { status: string; checks: object };
    expect(answer.status).toBe('ready');
    expect(Object.keys(answer.checks)).toEqual(
      expect.arrayContaining(['database', 'bus', 'event-store', 'mqtt', 'registry.database', 'metering.database']),
    );
    expect(loanwatch.mqttUrl).toMatch(/^mqtt:\/\/localhost:\d+$/);
  });

  it('lets nobody do anything without a token, or with one of another issuer', async () => {
    expect(guarded().length).toBeGreaterThan(80);
    const is401 = (status: number): boolean => status === 401;
    expect(await surprises(guarded(), is401, (operation) => call(operation, {}))).toEqual([]);
    expect(await surprises(guarded(), is401, (operation) => call(operation, { token: 'a.b.c' }))).toEqual([]);
    const devices = operations.filter(({ roles }) => roles.includes('device'));
    expect(devices.length).toBeGreaterThan(0);
    const basic = `Basic ${Buffer.from(`${randomUUID()}:wrong`).toString('base64')}`;
    expect(
      await surprises(devices, is401, (operation) =>
        call(operation, { body: '[]', headers: { authorization: basic } }),
      ),
    ).toEqual([]);
  });

  it('refuses every operation to every role that it does not name', async () => {
    for (const role of ROLES) {
      const token = await loanwatch.token({ roles: [role], institutionId: randomUUID(), enterpriseId: randomUUID() });
      const forbidden = guarded().filter(({ roles }) => !roles.includes(role));
      expect(
        await surprises(
          forbidden,
          (status) => status === 403,
          (operation) => call(operation, { token, body: '{}' }),
        ),
      ).toEqual([]);
    }
  });

  it('answers nothing a client sends with 5xx', async () => {
    for (const role of ['admin', 'service_manager', 'risk_manager', 'enterprise_user'] as const) {
      const token = await loanwatch.token({
        roles: [role],
        ...(role === 'risk_manager' ? { institutionId: randomUUID() } : {}),
        ...(role === 'enterprise_user' ? { enterpriseId: randomUUID() } : {}),
      });
      const allowed = guarded().filter(({ roles, path }) => roles.includes(role) && !path.endsWith('/stream'));
      const isNoFault = (status: number): boolean => status < 500;
      const faults = await Promise.all(
        JSON_BODIES.map((body) => {
          const headers = { 'idempotency-key': randomUUID(), 'if-match': '"0"' };
          return surprises(allowed, isNoFault, (operation) =>
            call(operation, { token, body: JSON.stringify(body), headers }),
          );
        }),
      );
      expect(faults.flat()).toEqual([]);
      const query = "?limit=1&cursor=x&from=never&to='&enterpriseId=1";
      const reads = allowed.filter(({ method }) => method === 'GET');
      expect(await surprises(reads, isNoFault, (operation) => call(operation, { token, query }))).toEqual([]);
      expect(await surprises(reads, isNoFault, (operation) => call(operation, { token }))).toEqual([]);
    }
  });

  it('gives a machine client of an institution a token that opens what its role may', async () => {
    const admin = await loanwatch.token({ roles: ['admin'] });
    const created = await fetch(`${loanwatch.url}/v1/machine-clients`, {
      method: 'POST',
      headers: { authorization: `Bearer ${admin}`, 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'core banking', institutionId: randomUUID() }),
    });
    const { clientId, clientSecret } = (await created.json()) as { clientId: string; clientSecret: string };
    const granted = await fetch(`${loanwatch.url}/oauth/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}` },
      body: new URLSearchParams({ grant_type: 'client_credentials' }),
    });
    const { access_token: token } = (await granted.json()) as { access_token: string };
    const answer = await fetch(`${loanwatch.url}/v1/institutions`, { headers: { authorization: `Bearer ${token}` } });
    expect([200, 403]).toContain(answer.status);
    expect(
      (await fetch(`${loanwatch.url}/v1/machine-clients`, { headers: { authorization: `Bearer ${token}` } })).status,
    ).toBe(403);
  });
});
