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
} from './borrower';
import type { Caller } from './caller';
import type { Installation } from './installation';

export const FAMILIES = ['people', 'goods', 'presence', 'intrusion', 'electricity', 'climate', 'health', 'external'];

/** A lender with one of everything. Every text of its own says its canary; ids are by the field that names them. */
export interface Tenant {
  readonly canary: string;
  readonly institutionId: string;
  readonly enterpriseId: string;
  readonly siteId: string;
  readonly deviceId: string;
  readonly device: KeyedDevice;
  readonly channelId: string;
  readonly grantId: string;
  readonly loanId: string;
  readonly pledgeId: string;
  readonly keyPersonId: string;
  readonly planId: string;
  readonly ruleId: string;
  readonly recipientId: string;
  readonly alarmId: string;
  readonly caseId: string;
  readonly deliveryId: string;
  readonly quarantineId: string;
}

/** Onboards a lender with a borrower, has an alarm raised and confirmed, and waits until its case has been told. */
export async function enterTenant(installation: Installation, canary: string): Promise<Tenant> {
  const admin = await installation.as('admin');
  const institutionId = await enterInstitution(admin, `${canary} bank`);
  const officer = await installation.as('information_officer', { institutionId });
  const riskManager = await installation.as('risk_manager', { institutionId });
  const { enterpriseId, siteId } = await enterPlace(officer, `${canary} works`);
  const device = await installDevice(officer, siteId, {
    name: `${canary} gateway`,
    kind: 'gateway',
    channels: [
      { name: 'hall', metric: 'temperature' },
      { name: 'main', metric: 'energy.register' },
    ],
  });
  const { deviceId } = device;
  const [channel] = await officer.list<{ id: string }>(`/v1/devices/${deviceId}/channels`);
  const grant = await admin.create('/v1/grants', {
    ...grantText(institutionId, enterpriseId, FAMILIES),
    contractNo: `${canary} grant`,
  });
  const loan = await officer.create('/v1/loans', {
    ...{ enterpriseId, contractNo: `${canary} loan`, principalFen: 1, from: dateIn(-9), to: dateIn(9) },
  });
  const pledge = await officer.create('/v1/pledges', { loanId: loan.id, siteId, what: `${canary} steel` });
  const person = await officer.create('/v1/key-persons', {
    ...{ enterpriseId, name: `${canary} person`, token: `kp-${canary}`, role: 'owner' },
    consent: { reference: `${canary} consent`, from: dateIn(-9) },
  });
  const plan = await riskManager.create<{ planId: string }>('/v1/plans', {
    ...{ name: `${canary} plan`, families: [], severities: [] },
    steps: [{ id: 'call', title: `${canary} call`, mandatory: true, evidenceRequired: false }],
  });
  const recipient = await riskManager.create('/v1/recipients', { name: `${canary} desk`, channel: 'in-app' });
  const name = { zh: `${canary} 库温`, en: `${canary} warm` };
  const ruleId = await publishRule(riskManager, warmRule(30, { name, appliesTo: { enterprises: [enterpriseId] } }));
  const dispatched = await raiseAndConfirm(installation, device, enterpriseId, riskManager);
  const gateway = installation.device(deviceId, device.key);
  const held = await gateway.expect<{ quarantineId: string }>(202, 'POST', '/v1/payloads/frigate', {
    ...{ body: `${canary} is no JSON`, headers: { 'content-type': 'text/plain' } },
  });
  return {
    ...{ canary, institutionId, enterpriseId, siteId, deviceId, device, channelId: channel!.id, grantId: grant.id },
    ...{ loanId: loan.id, pledgeId: pledge.id, keyPersonId: person.id, planId: plan.planId, ruleId },
    ...{ recipientId: recipient.id, quarantineId: held.quarantineId, ...dispatched },
  };
}

async function raiseAndConfirm(
  installation: Installation,
  { deviceId, key }: KeyedDevice,
  enterpriseId: string,
  lender: Caller,
): Promise<Pick<Tenant, 'alarmId' | 'caseId' | 'deliveryId'>> {
  const reviewer = await installation.as('service_manager');
  const observedAt = new Date(Date.now() - 60_000).toISOString();
  await installation.device(deviceId, key).expect(202, 'POST', '/v1/readings', {
    body: { readings: [{ channel: 'hall', value: 41, observedAt }] },
  });
  const { alarmId } = await eventually(async () => {
    const [alarm] = await reviewer.list<{ alarmId: string }>(`/v1/review-queue?enterpriseId=${enterpriseId}`);
    if (alarm === undefined) throw new Error('no alarm was raised');
    return alarm;
  });
  await reviewer.command(`/v1/alarms/${alarmId}`, 'claim');
  await reviewer.command(`/v1/alarms/${alarmId}`, 'judge', {
    ...{ verdict: 'CONFIRMED', reason: 'pattern-consistent', evidenceSeen: ['signal:temperature'] },
  });
  return eventually(async () => {
    const [delivery] = await lender.list<{ id: string; status: string; about: { caseId: string } }>(
      `/v1/deliveries?alarmId=${alarmId}&status=SENT`,
    );
    if (delivery === undefined) throw new Error('nothing was delivered');
    return { alarmId, caseId: delivery.about.caseId, deliveryId: delivery.id };
  });
}
