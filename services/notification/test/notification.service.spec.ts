import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { SMTPServer } from 'smtp-server';
import { Webhook } from 'standardwebhooks';
import { type CaseChanged, makeEvent, parseEvent } from '@loanwatch/contracts';
import { derivedId, randomIds } from '@loanwatch/kernel';
import { createHttpApp, type Principal, type Service } from '@loanwatch/platform';
import { entityRecord, eventually, testEngines, type TestEngines } from '@loanwatch/testing';
import { createService, NotificationConfig } from '../src/service';

const MINE = randomIds.next();
const OTHERS = randomIds.next();

interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

describe('notification', () => {
  let engines: TestEngines;
  let service: Service;
  let app: NestFastifyApplication;
  let receiver: Server;
  let smtp: SMTPServer;
  const mails: string[] = [];
  const received: Received[] = [];
  /** Status by path; 200 when absent. */
  const answers = new Map<string, number>();
  let base: string;

  beforeAll(async () => {
    // The verifier looks at the real clock.
    engines = await testEngines({ now: new Date().toISOString() });
    receiver = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        const path = request.url ?? '';
        received.push({ path, headers: request.headers, body });
        if (path === '/never') return;
        response.writeHead(answers.get(path) ?? 200, { location: '/elsewhere' }).end('ok');
      });
    });
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
    base = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;
    smtp = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      onData: (stream, _session, done) => {
        let mail = '';
        stream.on('data', (chunk: Buffer) => (mail += chunk.toString()));
        stream.on('end', () => {
          mails.push(mail);
          done();
        });
      },
    });
    await new Promise<void>((resolve) => smtp.listen(0, '127.0.0.1', resolve));
    const config = new NotificationConfig();
    config.SMTP_URL = `smtp://127.0.0.1:${(smtp.server.address() as AddressInfo).port}`;
    config.LOANWATCH_WEBHOOK_ALLOW_PRIVATE = true;
    service = await createService(engines, config);
    const authenticator = { authenticate: (token: string) => Promise.resolve(riskManager(token)) };
    app = await createHttpApp([service.module], { authenticator });
    await service.start();
  });

  afterAll(async () => {
    receiver.closeAllConnections();
    await app.close();
    await service.stop();
    await engines.close();
    receiver.close();
    await new Promise<void>((resolve) => smtp.close(resolve));
  });

  const riskManager = (institutionId: string): Principal => ({
    subject: `rm-${institutionId}`,
    roles: ['risk_manager'],
    institutionId,
    enterpriseId: null,
    kind: 'staff',
  });
  const as = (institutionId: string) => ({ authorization: `Bearer ${institutionId}` });
  const register = async (recipient: object, institutionId = MINE) => {
    const answer = await app.inject({
      method: 'POST',
      url: '/v1/recipients',
      headers: as(institutionId),
      payload: { name: 'x', ...recipient },
    });
    expect(answer.statusCode).toBe(201);
    return answer.json<{ id: string; secret: string }>();
  };
  const deliveries = async (recipientId: string, institutionId = MINE) =>
    (await app.inject({ url: `/v1/deliveries?recipientId=${recipientId}`, headers: as(institutionId) })).json<{
      items: {
        id: string;
        status: string;
        attempts: number;
        reason: { code: string } | null;
        about: { change: string };
      }[];
    }>().items;
  const tell = async (changes: Partial<CaseChanged> = {}, institutionId = MINE) => {
    const data = caseChanged(institutionId, changes);
    const record = makeEvent('loanwatch.case.changed.v1', {
      id: derivedId('lifecycle', data.caseId, data.revision),
      source: '/loanwatch/alarm-review',
      time: data.at,
      key: data.alarmId,
      correlationId: data.alarmId,
      causationId: data.alarmId,
      data,
    });
    await engines.bus.publish([record]);
    return { data, record };
  };

  it('sends a webhook that an independent verifier accepts, once even if the message comes twice', async () => {
    const { id, secret } = await register({ channel: 'webhook', address: `${base}/once` });
    const { record, data } = await tell();
    await engines.bus.publish([record]);
    await tell({}, OTHERS);
    await eventually(async () => expect(await deliveries(id)).toMatchObject([{ status: 'SENT', attempts: 1 }]));
    const [hook, ...more] = received.filter(({ path }) => path === '/once');
    expect(more).toEqual([]);
    const verified = new Webhook(secret).verify(hook?.body ?? '', hook?.headers as Record<string, string>);
    expect(verified).toMatchObject({ type: 'loanwatch.case.dispatched', data: { caseId: data.caseId } });
  });

  it('tells a suspended institution nothing, and keeps why', async () => {
    const suspended = randomIds.next();
    const institution = { id: suspended, name: 'Bank', kind: 'bank', status: 'SUSPENDED' } as const;
    await engines.bus.publish([entityRecord('institution', institution)]);
    await eventually(() => service.institutions?.isSuspended(suspended) === true);
    const { id } = await register({ channel: 'webhook', address: `${base}/suspended` }, suspended);
    await tell({}, suspended);
    await eventually(async () =>
      expect(await deliveries(id, suspended)).toMatchObject([
        { status: 'DROPPED', reason: { code: 'institution-suspended' } },
      ]),
    );
    expect(received.filter(({ path }) => path === '/suspended')).toEqual([]);
  });

  it('tries again with the same id when an endpoint fails, and gives up visibly', async () => {
    answers.set('/broken', 500);
    const { id } = await register({ channel: 'webhook', address: `${base}/broken` });
    await tell();
    for (let attempt = 1; attempt < 10; attempt += 1) {
      await eventually(async () =>
        expect(await deliveries(id)).toMatchObject([{ status: 'PENDING', attempts: attempt }]),
      );
      engines.clock.advance(30 * 3_600_000);
    }
    await eventually(async () =>
      expect(await deliveries(id)).toMatchObject([
        { status: 'DEAD', attempts: 10, reason: { code: 'attempts-exhausted' } },
      ]),
    );
    const ids = received.filter(({ path }) => path === '/broken').map(({ headers }) => headers['webhook-id']);
    expect(new Set(ids).size).toBe(1);
    expect(ids).toHaveLength(10);

    answers.delete('/broken');
    const [dead] = await deliveries(id);
    const retry = await app.inject({ method: 'POST', url: `/v1/deliveries/${dead?.id}/retry`, headers: as(MINE) });
    expect(retry.statusCode).toBe(202);
    await eventually(async () => expect(await deliveries(id)).toMatchObject([{ status: 'SENT' }]));
  });

  it('does not follow redirects, and stops for good at 410', async () => {
    answers.set('/moved', 302).set('/gone', 410);
    const moved = await register({ channel: 'webhook', address: `${base}/moved` });
    const gone = await register({ channel: 'webhook', address: `${base}/gone` });
    await tell();
    await eventually(async () =>
      expect(await deliveries(moved.id)).toMatchObject([{ status: 'PENDING', attempts: 1 }]),
    );
    await eventually(async () => expect(await deliveries(gone.id)).toMatchObject([{ status: 'DEAD' }]));
    expect(received.some(({ path }) => path === '/elsewhere')).toBe(false);
    await tell();
    await eventually(async () =>
      expect(await deliveries(gone.id)).toContainEqual(
        expect.objectContaining({
          status: 'DROPPED',
          reason: expect.objectContaining({ code: 'recipient-disabled' }) as unknown,
        }),
      ),
    );
  });

  it('reaches others while one endpoint never answers', async () => {
    await register({ channel: 'webhook', address: `${base}/never` });
    const { id } = await register({ channel: 'webhook', address: `${base}/quick` });
    await Promise.all(Array.from({ length: 12 }, () => tell()));
    await eventually(async () =>
      expect((await deliveries(id)).filter(({ status }) => status === 'SENT')).toHaveLength(12),
    );
  });

  it('mails through a real SMTP server, with nothing but ids in it', async () => {
    const { id } = await register({ channel: 'email', address: 'desk@example.org', language: 'en' });
    const { data } = await tell();
    await eventually(async () => expect(await deliveries(id)).toMatchObject([{ status: 'SENT' }]));
    const mail = mails.find((text) => text.includes(data.caseId));
    expect(mail).toMatch(/Subject: \[Orange\] New case: Operating rate falls/);
  });

  it('keeps one institution’s recipients and deliveries from another', async () => {
    const { id } = await register({ channel: 'webhook', address: `${base}/mine` });
    await tell();
    await eventually(async () => expect(await deliveries(id)).toMatchObject([{ status: 'SENT' }]));
    expect(await deliveries(id, OTHERS)).toEqual([]);
    expect((await app.inject({ url: `/v1/recipients/${id}`, headers: as(OTHERS) })).statusCode).toBe(404);
    expect((await app.inject({ method: 'DELETE', url: `/v1/recipients/${id}`, headers: as(OTHERS) })).statusCode).toBe(
      404,
    );
  });

  it('publishes what became of each notification', async () => {
    const statuses = new Set<string>();
    for await (const records of engines.bus.readAll('deliveries')) {
      for (const { value } of records) statuses.add(parseEvent(value, 'loanwatch.delivery.recorded.v1').data.status);
    }
    expect([...statuses].sort()).toEqual(['DEAD', 'DROPPED', 'RETRYING', 'SENT']);
  });

  it.each(['ftp://example.org/x', 'https://user:secret@example.org/', 'no url'])(
    'refuses %s as an endpoint',
    async (address) => {
      const answer = await app.inject({
        method: 'POST',
        url: '/v1/recipients',
        headers: as(MINE),
        payload: { name: 'x', channel: 'webhook', address },
      });
      expect(answer.statusCode).toBe(422);
      expect(answer.json()).toMatchObject({ errors: [{ pointer: '/address' }] });
    },
  );

  it.each(['status', 'minSeverity', 'families', 'quietHours', 'language', 'address'])(
    'refuses null for %s instead of failing',
    async (field) => {
      const { id } = await register({ channel: 'in-app' });
      const answer = await app.inject({
        method: 'PUT',
        url: `/v1/recipients/${id}`,
        headers: { ...as(MINE), 'if-match': '"0"' },
        payload: { name: 'x', [field]: null },
      });
      expect(answer.statusCode).toBe(422);
      expect(answer.json()).toMatchObject({ errors: [{ pointer: `/${field}` }] });
    },
  );
});

function caseChanged(institutionId: string, changes: Partial<CaseChanged>): CaseChanged {
  const [caseId, alarmId, enterpriseId] = [randomIds.next(), randomIds.next(), randomIds.next()];
  const at = Date.parse('2026-03-02T01:00:00Z');
  return {
    caseId,
    alarmId,
    institutionId,
    revision: 0,
    change: 'CaseDispatched',
    at,
    actor: { subject: 'system:alarm-review', role: 'system' },
    detail: {},
    case: {
      caseId,
      alarmId,
      institutionId,
      enterpriseId,
      siteId: null,
      severity: 'ORANGE',
      family: 'electricity',
      ruleName: { zh: '开工率下降', en: 'Operating rate falls' },
      status: 'DISPATCHED',
      condition: 'ACTIVE',
      escalations: 0,
      openedAt: at,
    },
    ...changes,
  };
}
