import { randomUUID } from 'node:crypto';
import { problem as registeredProblem } from '@loanwatch/contracts';
import { type Role, ROLES } from '@loanwatch/platform';
import * as fc from 'fast-check';
import { addressOf, idsOf, inParallel } from './support/addresses';
import { warmRule } from './support/borrower';
import { type Answer, type Caller, type Problem } from './support/caller';
import { type Installation, startInstallation } from './support/installation';
import { tellFigure } from './support/figures';
import { OpenApi, type Operation } from './support/openapi';
import { enterTenant, type Tenant } from './support/tenant';

const AT_ONCE = 8;
const FUZZED_REQUESTS = 1_500;
const SEED = 20_260_301;
/** Stands for a number that is infinite once it is read. */
const HUGE = 'a huge number';
const TEXTS = [`x'); DROP TABLE enterprise; --`, `=cmd|' /C calc'!A0`];
/** Answers by RFC 6749 and files are no problems; the stream never ends. */
const OTHER_ANSWERS = ['/oauth/token'];
const ENDLESS = '/v1/notifications/stream';

/** Whatever text and JSON somebody sends to any operation of the OpenAPI document. */
describe('hostile input', () => {
  let installation: Installation;
  let tenant: Tenant;
  let api: OpenApi;
  let ids: Readonly<Record<string, string>>;
  const callers = new Map<string, Caller>();

  beforeAll(async () => {
    installation = await startInstallation({ LOANWATCH_RATE_LIMIT: '0' });
    tenant = await enterTenant(installation, 'Jinhe');
    api = await OpenApi.of(installation.url);
    ids = idsOf(tenant);
    const { institutionId, enterpriseId, device } = tenant;
    const isOfPlatform = (role: Role): boolean => role === 'service_manager' || role === 'admin';
    for (const role of ROLES) {
      const claims = role === 'enterprise_user' ? { enterpriseId } : isOfPlatform(role) ? {} : { institutionId };
      callers.set(role, await installation.as(role, claims));
    }
    callers.set('device', installation.device(device.deviceId, device.key));
  });
  afterAll(() => installation.stop());

  const callerOf = (role: string | undefined): Caller => callers.get(role ?? '') ?? installation.stranger;
  const sampleOf = ({ body, path }: Operation): unknown => {
    if (path === '/v1/readings') {
      return { readings: [{ channel: 'hall', value: 21, observedAt: new Date().toISOString() }] };
    }
    return path.startsWith('/v1/rules') ? warmRule(30) : api.sample(body ?? {}, ids);
  };
  /** The ETag of what a command or a change is about. */
  const etagOf = async ({ method, path, parameters }: Operation, caller: Caller): Promise<string> => {
    if (method === 'GET' || !parameters.some(({ name }) => name === 'If-Match')) return '"0"';
    const record = /^.*?\/\{id\}/.exec(path)?.[0] ?? path;
    return (await caller.call('GET', addressOf({ path: record }, tenant))).headers.get('etag') ?? '"0"';
  };
  /** What an answer to bad input must not be; undefined when it is fine. */
  const faultOf = ({ path }: Operation, answer: Answer<unknown>): string | undefined => {
    const { status, body, headers } = answer;
    if (status >= 500) return `answered ${status}: ${answer.text.slice(0, 200)}`;
    if (status < 400 || OTHER_ANSWERS.includes(path)) return undefined;
    const { type, errors } = body as Problem;
    if (headers.get('content-type') !== 'application/problem+json') return `${status} is no problem+json`;
    const code = type.replace('urn:problem:', '');
    if (registeredProblem(code) === undefined) return `${code} is not registered`;
    if (code === 'request.invalid' && (errors ?? []).length === 0) return `${status} names no field`;
    return undefined;
  };

  it('SQL and formulas in every text of every body are text: kept as they are, or refused by field', async () => {
    const cases = api.operations
      .filter((operation) => operation.body !== undefined && operation.method !== 'GET')
      .flatMap((operation) =>
        api.textFields(operation.body ?? {}).flatMap((field) => TEXTS.map((text) => ({ operation, field, text }))),
      );
    const valueAt = (body: unknown, path: readonly string[]): unknown =>
      path.reduce<unknown>((value, name) => (value as Record<string, unknown> | undefined)?.[name], body);
    const faults = await inParallel(cases, AT_ONCE, async ({ operation, field, text }) => {
      const caller = callerOf(operation.roles[0]);
      const body = api.withValue(operation.body ?? {}, sampleOf(operation), field, text, ids);
      const headers = { 'if-match': await etagOf(operation, caller), 'idempotency-key': randomUUID() };
      const answer = await caller.call(operation.method, addressOf(operation, tenant), { body, headers });
      const shown = answer.status < 300 ? valueAt(answer.body, field) : undefined;
      const isChanged = typeof shown === 'string' && shown !== text;
      const fault = isChanged ? `shows ${shown}` : faultOf(operation, answer);
      return fault === undefined ? [] : [`${operation.method} ${operation.path} ${field.join('/')}: ${fault}`];
    });
    expect(cases.length).toBeGreaterThan(300);
    expect(faults.flat()).toEqual([]);
    tellFigure(`${cases.length} hostile texts in ${new Set(cases.map(({ operation }) => operation)).size} operations`);
  }, 120_000);

  it(`no answer is 5xx and every refusal is a problem, in ${FUZZED_REQUESTS} random requests`, async () => {
    const operations = api.operations.filter(({ path }) => path !== ENDLESS);
    const withBody = operations.filter(({ body }) => body !== undefined);
    const word = fc.oneof(
      fc.string({ maxLength: 40 }),
      fc.string({ unit: 'binary', maxLength: 20 }),
      fc.constantFrom('', "'", '%00', '\u0000', '../..', '-1', '1e999', 'null', randomUUID(), 'NaN', '0'.repeat(300)),
    );
    const value = fc.oneof(
      fc.jsonValue(),
      word,
      fc.constantFrom(
        HUGE,
        -1,
        0,
        0.0001,
        2 ** 53,
        Number.MAX_VALUE,
        null,
        true,
        [],
        {},
        '9999-12-31',
        '1969-01-01T00:00:00Z',
      ),
    );
    const header = (usual: string): fc.Arbitrary<string> =>
      fc.oneof({ weight: 6, arbitrary: fc.constant(usual) }, fc.constantFrom('', '*', 'W/"1"', '"1"', 'x'.repeat(300)));
    const requests = fc.sample(
      fc.record({
        operation: fc.constantFrom(...operations, ...withBody, ...withBody),
        role: fc.nat({ max: 20 }),
        place: fc.constantFrom('own', 'own', 'own', 'nowhere', 'garbage'),
        garbage: word,
        query: fc.array(fc.tuple(fc.nat({ max: 30 }), word), { maxLength: 2 }),
        ifMatch: header('present'),
        key: header('new'),
        field: fc.nat({ max: 200 }),
        isFieldOnly: fc.integer({ min: 0, max: 4 }).map((die) => die > 0),
        value,
      }),
      { numRuns: FUZZED_REQUESTS, seed: SEED },
    );
    const bodyOf = ({ operation, field, value: hostile, isFieldOnly }: (typeof requests)[number]): string => {
      const fields = api.fields(operation.body ?? {});
      const path = isFieldOnly ? (fields[field % Math.max(1, fields.length)]?.path ?? []) : [];
      const body = api.withValue(operation.body ?? {}, sampleOf(operation), path, hostile, ids);
      return JSON.stringify(body).replace(`"${HUGE}"`, '1e400');
    };
    const statuses = new Map<number, number>();
    const faults = await inParallel(requests, AT_ONCE, async (request) => {
      const { operation, place } = request;
      const address = {
        own: addressOf(operation, tenant),
        nowhere: operation.path.replaceAll(/\{\w+\}/g, () => randomUUID()),
        garbage: operation.path.replaceAll(/\{\w+\}/g, () => encodeURIComponent(request.garbage.toWellFormed()) || '-'),
      }[operation.method === 'DELETE' ? 'nowhere' : place];
      const names = [...operation.parameters.filter((each) => each.in === 'query').map(({ name }) => name), 'limit'];
      const query = new URLSearchParams();
      for (const [name, text] of request.query) query.append(names[name % names.length] ?? 'limit', text);
      const caller = callerOf(operation.roles[request.role % Math.max(1, operation.roles.length)]);
      const ifMatch = request.ifMatch === 'present' ? await etagOf(operation, caller) : request.ifMatch;
      const key = request.key === 'new' ? randomUUID() : request.key;
      const answer = await caller.call(operation.method, `${address}?${query.toString()}`, {
        ...(operation.method !== 'GET' && { body: bodyOf(request) }),
        headers: { ...(ifMatch !== '' && { 'if-match': ifMatch }), ...(key !== '' && { 'idempotency-key': key }) },
      });
      statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
      const fault = faultOf(operation, answer);
      return fault === undefined ? [] : [`${operation.method} ${address}?${query.toString()}: ${fault}`];
    });
    expect(faults.flat()).toEqual([]);
    const told = [...statuses].toSorted(([a], [b]) => a - b).map(([status, count]) => `${status}: ${count}`);
    tellFigure(`${requests.length} fuzzed requests (seed ${SEED}): ${told.join(', ')}`);
  }, 180_000);

  it('leaves a Loanwatch that works, with nobody’s tables dropped', async () => {
    const ready = await installation.stranger.get<{ status: string }>('/health/ready');
    expect(ready.status).toBe('ready');
    const admin = callerOf('admin');
    const found = await admin.list<{ id: string }>('/v1/enterprises?limit=200');
    expect(found.length).toBeGreaterThan(0);
    const { items } = await admin.get<{ items: object[] }>('/v1/dead-letters');
    expect(items).toEqual([]);
  });
});
