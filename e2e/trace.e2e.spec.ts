import { randomBytes } from 'node:crypto';
import { startTelemetryInMemory } from '@loanwatch/platform';
import { eventually } from '@loanwatch/testing';
import {
  dateIn,
  enterInstitution,
  enterPlace,
  grantText,
  installDevice,
  type KeyedDevice,
  publishRule,
  warmRule,
} from './support/borrower';
import { Caller } from './support/caller';
import { type Installation, startInstallation } from './support/installation';
import { LoanwatchProcess } from './support/loanwatch-process';
import { WebhookReceiver } from './support/webhook-receiver';

const PERSON = 'canary欧阳娜娜';
const TOKEN = 'kp-canary-4d1';
/** Neither a name, nor a match token, nor a text that a device or a person has sent. */
const CANARY = /canary/;

type Tracing = ReturnType<typeof startTelemetryInMemory>;
type Span = ReturnType<Tracing['exporter']['getFinishedSpans']>[number];

/** A store with a thermometer and a face terminal, whose owner is a registered key person. */
async function enterStore(admin: Caller, officer: Caller, institutionId: string): Promise<KeyedDevice> {
  const { enterpriseId, siteId } = await enterPlace(officer, 'Jinhe Cold Store', 'warehouse');
  await officer.create('/v1/key-persons', {
    ...{ enterpriseId, name: PERSON, token: TOKEN, role: 'owner' },
    consent: { reference: 'TYS-1', from: dateIn(-9) },
  });
  await admin.create('/v1/grants', grantText(institutionId, enterpriseId, ['climate', 'presence']));
  const channels = [
    { name: 'hall', metric: 'temperature' },
    { name: 'door', metric: 'person.match' },
  ];
  return installDevice(officer, siteId, { name: 'gateway', kind: 'gateway', channels });
}

function readingsNow(): object {
  const observedAt = new Date(Date.now() - 60_000).toISOString();
  return {
    readings: [
      { channel: 'hall', value: 41, observedAt },
      { channel: 'door', value: 1, observedAt, attributes: { token: TOKEN, band: 'HIGH' } },
    ],
  };
}

describe('one trace from the device to the bank', () => {
  let installation: Installation;
  let tracing: Tracing;
  const receiver = new WebhookReceiver();

  beforeAll(async () => {
    installation = await startInstallation();
    tracing = startTelemetryInMemory('loanwatch');
  });
  afterAll(async () => {
    await installation.stop();
    await tracing.stop();
    await receiver.stop();
  });

  /** Spans of a trace, and of the traces that link to it: a person's command is a trace of its own. */
  const connectedTo = (traceId: string): readonly Span[] => {
    const spans = tracing.exporter.getFinishedSpans();
    const traces = new Set([traceId]);
    for (let size = 0; size < traces.size;) {
      size = traces.size;
      for (const span of spans) {
        if (span.links.some(({ context }) => traces.has(context.traceId))) traces.add(span.spanContext().traceId);
      }
    }
    return spans.filter((span) => traces.has(span.spanContext().traceId));
  };

  it('connects reading, signal, alarm, case and delivery, and says nothing of persons', async () => {
    const admin = await installation.as('admin');
    const reviewer = await installation.as('service_manager');
    const institutionId = await enterInstitution(admin, 'Jiangdong Bank');
    const riskManager = await installation.as('risk_manager', { institutionId });
    const officer = await installation.as('information_officer', { institutionId });
    const { deviceId, key } = await enterStore(admin, officer, institutionId);
    await riskManager.create('/v1/recipients', { name: 'core', channel: 'webhook', address: await receiver.start() });
    await publishRule(reviewer, warmRule(30));

    const traceId = randomBytes(16).toString('hex');
    const headers = { traceparent: `00-${traceId}-${randomBytes(8).toString('hex')}-01` };
    const sent = { body: readingsNow(), headers };
    await installation.device(deviceId, key).expect(202, 'POST', '/v1/readings', sent);
    const { alarmId } = await eventually(async () => {
      const [alarm] = await reviewer.list<{ alarmId: string }>('/v1/review-queue');
      if (alarm === undefined) throw new Error('no alarm was raised');
      return alarm;
    });
    await reviewer.command(`/v1/alarms/${alarmId}`, 'claim');
    await reviewer.command(`/v1/alarms/${alarmId}`, 'judge', {
      ...{ verdict: 'CONFIRMED', reason: 'pattern-consistent', evidenceSeen: ['signal:temperature'] },
    });
    await eventually(() =>
      expect(connectedTo(traceId).map(({ name }) => name)).toEqual(
        expect.arrayContaining([
          'POST /v1/readings',
          'metering.derive',
          'video-analytics.derive',
          'alarm-rules.judge',
          'alarm-review.triggers',
          'alarm-review.command',
          'notification.plan',
          'notification.deliver',
        ]),
      ),
    );
    const told = tracing.exporter
      .getFinishedSpans()
      .map(({ name, attributes, events, status }) => JSON.stringify({ name, attributes, events, status }));
    expect(told.length).toBeGreaterThan(20);
    expect(told.filter((span) => CANARY.test(span))).toEqual([]);
  });
});

describe('the log of a Loanwatch that tells everything', () => {
  const loanwatch = new LoanwatchProcess({ LOANWATCH_LOG_LEVEL: 'debug' });
  beforeAll(() => loanwatch.start(), 60_000);
  afterAll(() => loanwatch.remove());

  it('says nothing of persons, whatever is taken, refused or held', async () => {
    const admin = await loanwatch.as({ roles: ['admin'] });
    const institutionId = await enterInstitution(admin, 'Jiangdong Bank');
    const officer = await loanwatch.as({ roles: ['information_officer'], institutionId });
    const { deviceId, key } = await enterStore(admin, officer, institutionId);
    const device = new Caller(loanwatch.url, `Basic ${Buffer.from(`${deviceId}:${key}`).toString('base64')}`);
    await device.expect(202, 'POST', '/v1/readings', { body: readingsNow() });
    await device.call('POST', '/v1/readings', { body: { readings: [{ channel: TOKEN, value: PERSON }] } });
    await device.call('POST', '/v1/payloads/frigate', { body: PERSON, headers: { 'content-type': 'text/plain' } });
    const { items } = await officer.get<{ items: { enterpriseId: string }[] }>('/v1/key-persons');
    const person = { enterpriseId: items[0]?.enterpriseId, name: PERSON, token: TOKEN, role: PERSON };
    for (const consent of [{ reference: PERSON, from: dateIn(0) }, PERSON, { reference: PERSON, from: PERSON }]) {
      const answer = await officer.call('POST', '/v1/key-persons', { body: { ...person, consent } });
      expect([409, 422]).toContain(answer.status);
    }
    await officer.call('GET', `/v1/key-persons?q=${encodeURIComponent(PERSON)}&cursor=${TOKEN}`);
    await new Caller(loanwatch.url, `Bearer ${TOKEN}`).call('GET', `/v1/enterprises/${TOKEN}`);
    expect(await loanwatch.terminate()).toBe(0);
    const lines = loanwatch.output.split('\n').filter((line) => line.startsWith('{'));
    expect(lines.length).toBeGreaterThan(10);
    expect(lines.filter((line) => CANARY.test(line))).toEqual([]);
  }, 30_000);
});
