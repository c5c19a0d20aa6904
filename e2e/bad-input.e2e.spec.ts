import { randomUUID } from 'node:crypto';
import { problem as registeredProblem } from '@loanwatch/contracts';
import { eventually } from '@loanwatch/testing';
import type { Answer, Caller, Problem } from './support/caller';
import { DeviceConnection } from './support/device-connection';
import { type Installation, startInstallation } from './support/installation';
import { enterTenant, type Tenant } from './support/tenant';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const LATENESS_MS = 7 * DAY_MS;

interface Held {
  readonly reasons: readonly { readonly code: string; readonly pointer: string }[];
}

describe('bad input', () => {
  let installation: Installation;
  let tenant: Tenant;
  let device: Caller;
  let admin: Caller;
  let officer: Caller;
  let riskManager: Caller;

  beforeAll(async () => {
    installation = await startInstallation({ LOANWATCH_RATE_LIMIT: '0' });
    tenant = await enterTenant(installation, 'Jinhe');
    const { deviceId, key } = tenant.device;
    device = installation.device(deviceId, key);
    admin = await installation.as('admin');
    officer = await installation.as('information_officer', { institutionId: tenant.institutionId });
    riskManager = await installation.as('risk_manager', { institutionId: tenant.institutionId });
  });
  afterAll(() => installation.stop());

  /** A problem in both languages with what to do, registered, and naming the fields `pointers`. */
  const assertProblem = (answer: Answer<unknown>, status: number, code: string, ...pointers: string[]): void => {
    const body = answer.body as Problem;
    expect({ status: answer.status, type: body.type }).toEqual({ status, type: `urn:problem:${code}` });
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(registeredProblem(code)).toBeDefined();
    expect([body.title, body.title_zh, body.remedy].every((text) => text.length > 0)).toBe(true);
    expect(answer.text).not.toMatch(/node_modules|\.ts:\d|SELECT |INSERT /);
    expect((body.errors ?? []).map(({ pointer }) => pointer)).toEqual(expect.arrayContaining(pointers));
  };
  const ago = (ms: number): string => new Date(Date.now() - ms).toISOString();
  const reading = (changes: object = {}): object => ({
    ...{ channel: 'hall', value: 21, observedAt: ago(MINUTE_MS), ...changes },
  });
  const send = (readings: readonly unknown[], caller = device): Promise<Answer<Problem>> =>
    caller.call<Problem>('POST', '/v1/readings', { body: { readings } });
  /** Messages about readings on the bus: what was refused must not be among them. */
  const recorded = async (): Promise<number> => {
    let count = 0;
    for await (const records of installation.loanwatch.engines.bus.readAll('readings')) count += records.length;
    return count;
  };

  describe('sent as readings', () => {
    let before: number;
    beforeEach(async () => (before = await recorded()));
    const assertNothingLeft = async (): Promise<void> => expect(await recorded()).toBe(before);

    it('of an unknown device, or with a wrong key, is told apart from neither', async () => {
      const unknown = installation.device(randomUUID(), tenant.device.key);
      const impostor = installation.device(tenant.deviceId, 'lwd_wrong');
      for (const caller of [unknown, impostor]) {
        assertProblem(await send([reading()], caller), 401, 'reading.wrong-key', '/header/Authorization');
      }
      assertProblem(await send([reading()], installation.stranger), 401, 'auth.missing');
      await assertNothingLeft();
    });

    it.each<[string, string, () => object, string]>([
      ['a wrong unit', 'reading.wrong-unit', () => ({ unit: 'kWh' }), '/unit'],
      ['a value out of the plausible range', 'reading.out-of-range', () => ({ value: 5_000 }), '/value'],
      ['a time ten minutes ahead', 'reading.in-future', () => ({ observedAt: ago(-10 * MINUTE_MS) }), '/observedAt'],
      ['a time before the limit', 'reading.too-late', () => ({ observedAt: ago(LATENESS_MS + DAY_MS) }), '/observedAt'],
      ['a time without an offset', 'reading.wrong-time', () => ({ observedAt: '2026-05-01T08:00:00' }), '/observedAt'],
      ['an unknown metric', 'reading.unknown-metric', () => ({ metric: 'mood' }), '/metric'],
      ['the metric of another channel', 'reading.wrong-metric', () => ({ metric: 'humidity' }), '/metric'],
      ['an unknown channel', 'reading.unknown-channel', () => ({ channel: 'roof' }), '/channel'],
      ['a value that is text', 'reading.wrong-type', () => ({ value: '21' }), '/value'],
      ['half a millisecond of interval', 'reading.wrong-type', () => ({ intervalSeconds: 0.0005 }), '/intervalSeconds'],
      ['a field nobody knows', 'request.unknown-field', () => ({ colour: 'red' }), '/colour'],
      ['SQL for a channel', 'reading.unknown-channel', () => ({ channel: "x'; DROP TABLE reading; --" }), '/channel'],
    ])('with %s names the field', async (_, code, changes, field) => {
      assertProblem(await send([reading(changes())]), 422, code, `/readings/0${field}`);
      await assertNothingLeft();
    });

    it('with a number that no computer holds names the field', async () => {
      const text = JSON.stringify({ readings: [reading({ attributes: { score: 0 } })] });
      const answer = await device.call('POST', '/v1/readings', { body: text.replace('"score":0', '"score":1e400') });
      assertProblem(answer, 422, 'reading.wrong-type', '/readings/0/attributes');
      await assertNothingLeft();
    });

    it('in a batch of 1,001 is refused whole', async () => {
      const many = Array.from({ length: 1_001 }, (_, index) => reading({ observedAt: ago(MINUTE_MS + index) }));
      assertProblem(await send(many), 413, 'reading.too-many', '/readings');
      await assertNothingLeft();
    });

    it('as a body of 10 MB, nested too deep, broken, or of another type, is refused whole', async () => {
      const raw = (body: string | Uint8Array, type = 'application/json'): Promise<Answer> =>
        device.call('POST', '/v1/readings', { body, headers: { 'content-type': type } });
      assertProblem(await raw(`{"readings":"${'x'.repeat(10_000_000)}"}`), 413, 'request.too-large');
      assertProblem(await raw(`{"readings":${'['.repeat(500)}${']'.repeat(500)}}`), 400, 'request.too-deep');
      assertProblem(await raw('['.repeat(200_000)), 400, 'request.too-deep');
      assertProblem(await raw('{"readings":[{"channel":'), 400, 'request.malformed-json');
      assertProblem(await raw(Buffer.from([0x7b, 0x22, 0xff, 0xfe])), 400, 'request.malformed-json');
      assertProblem(await raw('{"readings":[{"__proto__":{"x":1}}]}'), 400, 'request.forbidden-key');
      assertProblem(await raw('[]', 'image/png'), 415, 'request.media-type');
      await assertNothingLeft();
    });

    it('twice is counted once', async () => {
      const batch = [reading({ observedAt: ago(5 * MINUTE_MS) }), reading({ observedAt: ago(4 * MINUTE_MS) })];
      expect((await send(batch)).body).toMatchObject({ accepted: 2, duplicates: 0 });
      // A record can be read as soon as no older transaction is open any more.
      await eventually(async () => expect(await recorded()).toBe(before + 1));
      expect((await send(batch)).body).toMatchObject({ accepted: 0, duplicates: 2, rejected: [] });
      expect((await send([batch[0], batch[0]])).body).toMatchObject({ accepted: 0, duplicates: 2 });
      expect(await recorded()).toBe(before + 1);
    });

    it('half of a valid batch is listed by index while the valid half is kept', async () => {
      const half = [
        reading({ value: 18.5, observedAt: ago(9 * MINUTE_MS) }),
        reading({ value: 9_999 }),
        reading({ value: 19.5, observedAt: ago(8 * MINUTE_MS) }),
        reading({ unit: 'bar' }),
      ];
      const answer = await send(half);
      expect(answer).toMatchObject({ status: 202, body: { accepted: 2, duplicates: 0 } });
      expect((answer.body as unknown as { rejected: object[] }).rejected).toMatchObject([
        { pointer: '/readings/1/value', code: 'reading.out-of-range' },
        { pointer: '/readings/3/unit', code: 'reading.wrong-unit' },
      ]);
      await eventually(async () => {
        const { series } = await riskManager.get<{ series: { points: { value: number }[] }[] }>(
          `/v1/series?metric=temperature&bucket=raw&siteId=${tenant.siteId}`,
        );
        const values = series.flatMap(({ points }) => points.map(({ value }) => value));
        expect(values).toEqual(expect.arrayContaining([18.5, 19.5]));
        expect(values).not.toContain(9_999);
      });
    });
  });

  describe('sent as commands', () => {
    const nameOf = async (): Promise<unknown> => (await officer.get(`/v1/enterprises/${tenant.enterpriseId}`))['name'];

    it('on a revision that others have changed is refused and changes nothing', async () => {
      const body = { name: 'another name', industry: 'shop' };
      const path = `/v1/enterprises/${tenant.enterpriseId}`;
      assertProblem(await officer.call('PUT', path, { body }), 428, 'request.precondition-required');
      assertProblem(await officer.call('PUT', path, { body, revision: 999 }), 412, 'request.stale');
      const star = { body, headers: { 'if-match': '*' } };
      assertProblem(await officer.call('PUT', path, star), 400, 'request.if-match-malformed');
      expect(await nameOf()).toBe('Jinhe works');
      const stale = { body: {}, revision: 0, headers: { 'idempotency-key': randomUUID() } };
      const answer = await riskManager.call('POST', `/v1/cases/${tenant.caseId}/acknowledge`, stale);
      expect(answer.status).toBe(200);
      const again = { ...stale, headers: { 'idempotency-key': randomUUID() } };
      assertProblem(await riskManager.call('POST', `/v1/cases/${tenant.caseId}/escalate`, again), 412, 'request.stale');
    });

    it('with a key that was used for another body is refused, with the same body is done once', async () => {
      const headers = { 'idempotency-key': randomUUID() };
      const create = (name: string): Promise<Answer> =>
        officer.call('POST', '/v1/enterprises', { body: { name, industry: 'other' }, headers });
      const first = await create('Once');
      const [repeated, other] = [await create('Once'), await create('Twice')];
      expect([first.status, repeated.status, repeated.text]).toEqual([201, 201, first.text]);
      assertProblem(other, 422, 'idempotency.key-reused');
      const names = (await officer.list<{ name: string }>('/v1/enterprises')).map(({ name }) => name);
      expect(names.filter((name) => name === 'Once')).toHaveLength(1);
      expect(names).not.toContain('Twice');
      const withoutKey = { body: {}, revision: 0 };
      assertProblem(
        await riskManager.call('POST', `/v1/cases/${tenant.caseId}/escalate`, withoutKey),
        400,
        'idempotency.key-required',
      );
    });

    it('with fields that are not the client’s to set is refused', async () => {
      const forbidden = ['id', 'version', 'institutionId', 'status', 'role', 'createdAt', 'tenantId', '__proto__'];
      for (const field of forbidden) {
        const body = `{"name":"x","industry":"shop","${field}":"x"}`;
        const answer = await officer.call<Problem>('POST', '/v1/enterprises', { body });
        const isKey = field === '__proto__';
        if (isKey) assertProblem(answer, 400, 'request.forbidden-key');
        else assertProblem(answer, 422, 'request.invalid', `/${field}`);
      }
    });

    it('formulas in names are kept, and neutralised in what opens in a spreadsheet', async () => {
      const { id } = await officer.create('/v1/enterprises', { name: '=HYPERLINK("http://x","y")', industry: 'other' });
      const grant = { institutionId: tenant.institutionId, enterpriseId: id, signalKinds: ['climate'] };
      await admin.create('/v1/grants', { ...grant, from: '2026-01-01' });
      await eventually(async () => {
        const { text } = await riskManager.call('GET', '/v1/statistics.csv?metrics=climate');
        expect(text).toContain('HYPERLINK');
        expect(text).not.toMatch(/(^|,)"?[=+@]/m);
      });
    });
  });

  describe('published over MQTT', () => {
    it('is held in quarantine with the reason while the connection stays and takes the next reading', async () => {
      const connection = await DeviceConnection.open(installation.mqttUrl, tenant.device);
      const bad: [payload: string | Buffer, code: string, topic?: string][] = [
        ['', 'payload.unreadable'],
        ['{"readings":[', 'payload.unreadable'],
        [Buffer.from([0, 1, 2, 255, 254]), 'payload.unreadable'],
        ['null', 'request.invalid'],
        ['{"readings":[]}', 'request.invalid'],
        [JSON.stringify({ readings: [reading({ value: 9_999 })] }), 'reading.out-of-range'],
        [JSON.stringify({ readings: [reading({ channel: 'roof' })] }), 'reading.unknown-channel'],
        [JSON.stringify({ readings: Array.from({ length: 1_001 }, () => reading()) }), 'reading.too-many'],
        ['[{"n":"hall"}]', 'request.invalid'],
        [`[{"bn":"hall"}${',{"v":1}'.repeat(1_001)}]`, 'reading.too-many'],
        ['<EventNotificationAlert>', 'payload.unreadable', 'payloads/hikvision-people-counting'],
        ['{}', 'payload.unreadable', 'payloads/no-such-format'],
      ];
      const known = await admin.list<Held>(`/v1/quarantine?deviceId=${tenant.deviceId}`);
      for (const [payload, , topic] of bad) await connection.publish(payload, topic);
      expect(connection.isConnected).toBe(true);
      const held = await admin.list<Held>(`/v1/quarantine?deviceId=${tenant.deviceId}`);
      const reasons = held.slice(0, held.length - known.length).map(({ reasons: [first] }) => first?.code);
      expect(reasons.toReversed()).toEqual(bad.map(([, code]) => code));

      const observedAt = ago(2 * MINUTE_MS);
      await connection.publish(JSON.stringify({ readings: [{ channel: 'hall', value: 17.25, observedAt }] }));
      await connection.close();
      await eventually(async () => {
        const { text } = await riskManager.call(
          'GET',
          `/v1/series?metric=temperature&bucket=raw&siteId=${tenant.siteId}`,
        );
        expect(text).toContain('17.25');
      });
    });

    it('with a wrong key finds no broker', async () => {
      const wrong = DeviceConnection.open(installation.mqttUrl, { ...tenant.device, key: 'lwd_wrong' });
      await expect(wrong).rejects.toThrow();
    });
  });
});
