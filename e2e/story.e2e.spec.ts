import { eventually } from '@loanwatch/testing';
import {
  dateIn,
  enterInstitution,
  enterPlace,
  grantText,
  installDevice,
  type KeyedDevice,
  type Place,
  publishRule,
  warmRule,
} from './support/borrower';
import type { Caller } from './support/caller';
import { DeviceConnection } from './support/device-connection';
import { type Installation, startInstallation } from './support/installation';
import { EventStream } from './support/server-sent-events';
import { WebhookReceiver } from './support/webhook-receiver';

const QUARTER_MS = 15 * 60_000;
const READINGS = 97;

interface Alarm {
  readonly alarmId: string;
  readonly review: string;
  readonly severity: string;
  readonly lastReasons: readonly { readonly actual: number; readonly text: { readonly zh: string } }[];
  readonly dispatchedTo: readonly string[];
}
interface Case {
  readonly caseId: string;
  readonly alarmId: string;
  readonly status: string;
  readonly plan?: { readonly planId: string; readonly steps: readonly { readonly id: string }[] };
}
interface Figures {
  readonly rows: readonly { readonly figures: Readonly<Record<string, { readonly value: number | null }>> }[];
}
interface AlarmFigures {
  readonly rows: readonly Readonly<Record<string, number>>[];
}

/** What a bank lives through with one borrower, told over the public edges only. Each step needs the ones before it. */
describe('a lender and one borrower', () => {
  let installation: Installation;
  let admin: Caller;
  let reviewer: Caller;
  let officer: Caller;
  let riskManager: Caller;
  let accountManager: Caller;
  let otherLender: Caller;
  let lender: string;
  let other: string;
  let place: Place;
  let meter: KeyedDevice;
  let thermometer: KeyedDevice;
  let planId: string;
  let alarmId: string;
  let caseId: string;
  const system = new WebhookReceiver();
  const othersSystem = new WebhookReceiver();
  let secret: string;
  let othersSecret: string;
  const stream = new EventStream();
  const othersStream = new EventStream();
  const now = Math.floor(Date.now() / QUARTER_MS) * QUARTER_MS;

  beforeAll(async () => {
    installation = await startInstallation();
    admin = await installation.as('admin');
    reviewer = await installation.as('service_manager', { subject: 'reviewer-1' });
  });
  afterAll(async () => {
    await Promise.all([stream.close(), othersStream.close()]);
    await installation.stop();
    await Promise.all([system.stop(), othersSystem.stop()]);
  });

  const months = `period=month&from=${dateIn(-2)}&to=${dateIn(0)}`;
  const figure = async (caller: Caller, code: string, metrics: string): Promise<number> => {
    const { rows } = await caller.get<Figures>(`/v1/statistics?${months}&group=enterprise&metrics=${metrics}`);
    return rows.reduce((sum, { figures }) => sum + (figures[code]?.value ?? 0), 0);
  };
  const alarmFigure = async (caller: Caller, name: string): Promise<number> => {
    const { rows } = await caller.get<AlarmFigures>(`/v1/alarm-statistics?${months}`);
    return rows.reduce((sum, row) => sum + (row[name] ?? 0), 0);
  };
  const tokenOf = async (institutionId: string): Promise<Record<string, string>> => ({
    authorization: `Bearer ${await installation.loanwatch.token({ roles: ['risk_manager'], institutionId })}`,
  });

  it('begins when the lender enters the borrower, the site, the loan and the devices, under a grant', async () => {
    lender = await enterInstitution(admin, 'Jiangdong Bank');
    other = await enterInstitution(admin, 'Ruixin Guarantee');
    officer = await installation.as('information_officer', { institutionId: lender });
    riskManager = await installation.as('risk_manager', { institutionId: lender, subject: 'risk-1' });
    accountManager = await installation.as('account_manager', { institutionId: lender, subject: 'account-1' });
    otherLender = await installation.as('risk_manager', { institutionId: other, subject: 'risk-2' });

    place = await enterPlace(officer, 'Jinhe Cold Store', 'warehouse');
    await officer.create('/v1/loans', {
      ...{ enterpriseId: place.enterpriseId, contractNo: 'JK-1', principalFen: 500_000_000 },
      ...{ from: dateIn(-60), to: dateIn(300) },
    });
    meter = await installDevice(officer, place.siteId, {
      name: 'main meter',
      kind: 'meter',
      channels: [{ name: 'main', metric: 'energy.register' }],
    });
    thermometer = await installDevice(officer, place.siteId, {
      name: 'hall thermometer',
      kind: 'climate',
      channels: [{ name: 'hall', metric: 'temperature' }],
    });
    const granted = grantText(lender, place.enterpriseId, ['climate', 'electricity']);
    expect((await admin.create<{ status: string }>('/v1/grants', granted)).status).toBe('ACTIVE');
    const { items } = await riskManager.get<{ items: { id: string }[] }>('/v1/enterprises');
    expect(items.map(({ id }) => id)).toEqual([place.enterpriseId]);
  });

  it('lets the lender say what shall be done, by whom it is told, and the platform what is a warning', async () => {
    ({ planId } = await riskManager.create<{ planId: string }>('/v1/plans', {
      name: 'warm hall',
      families: ['climate'],
      severities: [],
      steps: [
        { id: 'call', title: 'Call the borrower', mandatory: true, evidenceRequired: false },
        { id: 'visit', title: 'Visit the site', mandatory: true, evidenceRequired: true },
        { id: 'value', title: 'Value the goods', mandatory: false, evidenceRequired: false },
      ],
    }));
    const webhook = async (caller: Caller, receiver: WebhookReceiver): Promise<string> => {
      const address = await receiver.start();
      const made = await caller.create<{ secret: string }>('/v1/recipients', {
        ...{ name: 'core system', channel: 'webhook', address },
      });
      await caller.create('/v1/recipients', { name: 'desk', channel: 'in-app' });
      return made.secret;
    };
    secret = await webhook(riskManager, system);
    othersSecret = await webhook(otherLender, othersSystem);
    await stream.open(`${installation.url}/v1/notifications/stream`, await tokenOf(lender));
    await othersStream.open(`${installation.url}/v1/notifications/stream`, await tokenOf(other));
    expect(await riskManager.get(`/v1/rules/${await publishRule(reviewer, warmRule(30))}`)).toMatchObject({
      status: 'PUBLISHED',
    });
  });

  it('turns a day of a meter, sent by HTTP, into energy and the figures of the month', async () => {
    expect(await figure(riskManager, 'electricity', 'electricity')).toBe(0);
    const device = installation.device(meter.deviceId, meter.key);
    const readings = Array.from({ length: READINGS }, (_, index) => ({
      ...{ channel: 'main', value: 1000 + index * 2.5, unit: 'kWh' },
      observedAt: new Date(now - (READINGS - 1 - index) * QUARTER_MS).toISOString(),
    }));
    expect(await device.expect(202, 'POST', '/v1/readings', { body: { readings } })).toMatchObject({
      ...{ accepted: READINGS, duplicates: 0, rejected: [] },
    });
    const totalWh = (READINGS - 1) * 2500;
    await eventually(async () => expect(await figure(riskManager, 'electricity', 'electricity')).toBe(totalWh));
    const { registers } = await riskManager.get<{ registers: object[] }>(`/v1/meters/${meter.deviceId}`);
    expect(registers).toMatchObject([{ channel: 'main', valueWh: 1_240_000 }]);
  });

  it('raises an alarm with its reasons when a thermometer on MQTT reports a warm hall', async () => {
    const connection = await DeviceConnection.open(installation.mqttUrl, thermometer);
    const temperatures = [4.5, 12, 31.25];
    for (const [index, value] of temperatures.entries()) {
      const observedAt = new Date(now - (temperatures.length - index) * 60_000).toISOString();
      await connection.publish(JSON.stringify({ readings: [{ channel: 'hall', value, observedAt }] }));
    }
    await connection.close();
    const [alarm] = await eventually(async () => {
      const waiting = await reviewer.list<Alarm>('/v1/review-queue');
      expect(waiting).toHaveLength(1);
      return waiting;
    });
    alarmId = alarm!.alarmId;
    expect(alarm).toMatchObject({ severity: 'ORANGE', review: 'PENDING_REVIEW', dispatchedTo: [] });
    expect(alarm!.lastReasons).toMatchObject([{ actual: 31.25, threshold: 30, metric: 'temperature' }]);
    expect(alarm!.lastReasons[0]!.text.zh).not.toBe('');
    const { series } = await riskManager.get<{ series: { points: { value: number }[] }[] }>(
      `/v1/series?metric=temperature&bucket=raw&siteId=${place.siteId}`,
    );
    expect(series.map(({ points }) => points.map(({ value }) => value))).toEqual([temperatures]);
  });

  it('shows the lender nothing before somebody of the platform has looked at it', async () => {
    expect((await riskManager.call('GET', `/v1/alarms/${alarmId}`)).status).toBe(404);
    expect(await riskManager.list('/v1/cases')).toEqual([]);
    expect(await alarmFigure(riskManager, 'raised')).toBe(0);
    expect(system.ids).toEqual([]);
  });

  it('puts a confirmed alarm in front of the granted lender as a case', async () => {
    await reviewer.command(`/v1/alarms/${alarmId}`, 'claim');
    await reviewer.command(`/v1/alarms/${alarmId}`, 'judge', {
      ...{ verdict: 'CONFIRMED', reason: 'pattern-consistent', evidenceSeen: ['signal:temperature'] },
    });
    const [found] = await eventually(async () => {
      const cases = await accountManager.list<Case>(`/v1/cases?alarmId=${alarmId}`);
      expect(cases).toHaveLength(1);
      return cases;
    });
    caseId = found!.caseId;
    expect(found).toMatchObject({ alarmId, status: 'DISPATCHED' });
    await eventually(async () =>
      expect(await riskManager.get(`/v1/alarms/${alarmId}`)).toMatchObject({
        ...{ review: 'DISPATCHED', dispatchedTo: [lender] },
      }),
    );
    await eventually(async () => expect(await alarmFigure(riskManager, 'confirmed')).toBe(1));
  });

  it('tells the lender once, by a webhook that the reference verifier accepts and by the in-app stream', async () => {
    const dispatched = await eventually(() => {
      const [notice] = system.verified(secret).filter(({ type }) => type === 'loanwatch.case.dispatched');
      expect(notice).toBeDefined();
      return notice!;
    });
    expect(dispatched.data).toMatchObject({
      ...{ alarmId, caseId, severity: 'ORANGE', enterpriseId: place.enterpriseId },
    });
    expect(new Set(system.ids).size).toBe(system.ids.length);
    expect(() => system.verified(othersSecret)).toThrow('No matching signature');
    const event = await eventually(() => {
      const [first] = stream.received.filter(({ type }) => type !== 'heartbeat');
      expect(first).toBeDefined();
      return first!;
    });
    expect(event.id).toMatch(/^\d+:\d+$/);
    expect(JSON.parse(event.data)).toMatchObject({ about: { caseId }, headline: { zh: expect.any(String) } });
  });

  it('lets the lender sign for the case, follow the plan and come to an outcome', async () => {
    const path = `/v1/cases/${caseId}`;
    expect(await accountManager.command(path, 'acknowledge')).toMatchObject({ status: 'ACKNOWLEDGED' });
    const handling = await accountManager.command<Case>(path, 'start-handling');
    expect(handling).toMatchObject({ status: 'HANDLING', plan: { planId, version: 1 } });
    expect((await accountManager.attempt(path, 'handle', { outcome: 'RISK_REMOVED' })).status).toBe(409);
    await accountManager.command(path, 'complete-step', { stepId: 'call', evidence: [] });
    await accountManager.command(path, 'complete-step', { stepId: 'visit', evidence: ['photo:1'] });
    await accountManager.command(path, 'mark-step-not-necessary', { stepId: 'value', reason: 'Nothing is spoilt' });
    expect(await accountManager.command(path, 'handle', { outcome: 'RISK_REMOVED' })).toMatchObject({
      ...{ status: 'HANDLED', outcome: 'RISK_REMOVED' },
    });
  });

  it('has somebody else lift the warning and say what it was worth; the alarm closes with its case', async () => {
    const path = `/v1/cases/${caseId}`;
    expect((await accountManager.attempt(path, 'close', { ground: 'RISK_REMOVED' })).status).toBe(403);
    await riskManager.command(path, 'close', { ground: 'RISK_REMOVED' });
    expect(await riskManager.command(path, 'record-feedback', { label: 'TRUE_RISK' })).toMatchObject({
      ...{ status: 'FEEDBACK', feedback: 'TRUE_RISK' },
    });
    await eventually(async () =>
      expect(await riskManager.get(`/v1/alarms/${alarmId}`)).toMatchObject({ review: 'CLOSED' }),
    );
    await eventually(() =>
      expect(system.verified(secret).map(({ type }) => type)).toEqual(
        expect.arrayContaining(['loanwatch.case.dispatched', 'loanwatch.case.closed']),
      ),
    );
  });

  it('moves the alarm statistics of the month: raised, confirmed, none open, with the times it took', async () => {
    await eventually(async () => {
      const { rows } = await riskManager.get<AlarmFigures>(`/v1/alarm-statistics?${months}`);
      expect(rows).toMatchObject([
        ...[{ raised: 1, confirmed: 1, open: 0, falsePositive: 0, cases: 1, meanCloseSeconds: expect.any(Number) }],
      ]);
    });
    const { openAlarms, light } = await riskManager.get(`/v1/enterprises/${place.enterpriseId}/overview`);
    expect({ openAlarms, light }).toEqual({
      ...{ openAlarms: { RED: 0, ORANGE: 0, YELLOW: 0, BLUE: 0 }, light: 'GREEN' },
    });
  });

  it('has shown none of it to the other institution', async () => {
    for (const path of [
      `/v1/enterprises/${place.enterpriseId}`,
      `/v1/enterprises/${place.enterpriseId}/overview`,
      `/v1/sites/${place.siteId}`,
      `/v1/devices/${meter.deviceId}`,
      `/v1/meters/${meter.deviceId}`,
      `/v1/alarms/${alarmId}`,
      `/v1/cases/${caseId}`,
      `/v1/plans/${planId}`,
    ]) {
      expect([path, (await otherLender.call('GET', path)).status]).toEqual([path, 404]);
    }
    for (const path of ['enterprises', 'loans', 'plans', 'alarms', 'cases', 'deliveries', 'watch-list']) {
      expect([path, await otherLender.list(`/v1/${path}`)]).toEqual([path, []]);
    }
    expect(await figure(otherLender, 'electricity', 'electricity')).toBe(0);
    expect(await alarmFigure(otherLender, 'raised')).toBe(0);
    expect(othersSystem.ids).toEqual([]);
    expect(othersStream.received.filter(({ type }) => type !== 'heartbeat')).toEqual([]);
  });
});
