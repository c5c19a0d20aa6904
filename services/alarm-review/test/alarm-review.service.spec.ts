import { randomIds } from '@loanwatch/kernel';
import { eventually } from '@loanwatch/testing';
import { aTrigger } from './builders';
import { aKey, ReviewApp } from './review-app';

let app: ReviewApp;
beforeAll(async () => {
  app = await ReviewApp.start();
});
afterAll(() => app.stop());

const bank = randomIds.next();
const clerk = () => app.as('account_manager', bank, 'li');
const riskManager = () => app.as('risk_manager', bank, 'wang');

describe('from a trigger to feedback', () => {
  it('every step leaves its mark, once, and in order', async () => {
    const trigger = aTrigger({ fingerprint: randomIds.next(), enterpriseId: randomIds.next(), severity: 'ORANGE' });
    await app.grants(bank, trigger.enterpriseId, ['climate']);
    await riskManager().post('/v1/plans', aPlanBody());

    await app.triggers(trigger);
    const alarmId = await app.queued(trigger.enterpriseId);
    await app.confirms(alarmId);
    const path = await app.casePath(alarmId, bank);

    expect((await clerk().command(path, 'acknowledge')).body).toMatchObject({ status: 'ACKNOWLEDGED' });
    expect((await clerk().command(path, 'start-handling', {})).body).toMatchObject({
      status: 'HANDLING',
      plan: { version: 1, steps: [{ id: 'visit', mandatory: true, evidenceRequired: true }] },
    });
    const early = await clerk().command(path, 'handle', { outcome: 'RISK_REMOVED' });
    expect([early.status, early.body['type']]).toEqual([409, 'urn:problem:case.steps-open']);
    await clerk().command(path, 'complete-step', { stepId: 'visit', evidence: ['photo:1'] });
    await clerk().command(path, 'comment', { text: 'The compressor was broken.' });
    expect((await clerk().command(path, 'handle', { outcome: 'RISK_REMOVED' })).body).toMatchObject({
      status: 'HANDLED',
      outcome: 'RISK_REMOVED',
    });
    const own = await clerk().command(path, 'close', { ground: 'RISK_REMOVED' });
    expect([own.status, own.body['type']]).toEqual([403, 'urn:problem:case.second-person-required']);
    expect((await riskManager().command(path, 'close', { ground: 'RISK_REMOVED' })).status).toBe(200);
    const done = await clerk().command(path, 'record-feedback', { label: 'TRUE_RISK', loanState: 'PERFORMING' });
    expect(done.body).toMatchObject({ status: 'FEEDBACK', feedback: 'TRUE_RISK' });

    const alarm = await eventually(async () => {
      const { body } = await app.as('service_manager').get(`/v1/alarms/${alarmId}`);
      expect(body['review']).toBe('CLOSED');
      return body;
    });
    expect(alarm.history.map(({ change }) => change)).toEqual([
      'AlarmRaised',
      'AlarmQueuedForReview',
      'AlarmClaimed',
      'AlarmJudged',
      'AlarmDispatched',
      'AlarmCaseAcknowledged',
      'AlarmCaseClosed',
      'AlarmClosed',
    ]);
    await eventually(async () => {
      const told = await app.lifecycle(alarmId);
      const ofAlarm = told.filter(({ caseId }) => caseId === undefined);
      expect(ofAlarm.map(({ revision }) => revision)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
      const ofCase = told.filter(({ caseId }) => caseId !== undefined);
      expect(ofCase.map(({ change }) => change)).toEqual([
        'CaseDispatched',
        'CaseAcknowledged',
        'CaseHandlingStarted',
        'CaseStepDone',
        'CaseCommented',
        'CaseHandled',
        'CaseClosed',
        'CaseFeedbackRecorded',
      ]);
      expect(ofCase.map(({ revision }) => revision)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    });
  });

  it('a problem that comes back after closing is a new alarm that names the old one', async () => {
    const trigger = aTrigger({ fingerprint: randomIds.next(), enterpriseId: randomIds.next() });
    await app.triggers(trigger);
    const first = await app.queued(trigger.enterpriseId);
    const reviewer = app.as('service_manager');
    await reviewer.command(`/v1/alarms/${first}`, 'claim');
    await reviewer.command(`/v1/alarms/${first}`, 'judge', {
      verdict: 'INCONCLUSIVE',
      reason: 'insufficient-evidence',
      evidenceSeen: ['signal'],
    });
    expect((await reviewer.command(`/v1/alarms/${first}`, 'close', {})).body).toMatchObject({ review: 'CLOSED' });

    await app.triggers({ ...trigger, triggerId: randomIds.next(), verdict: 'OCCUR' });
    const second = await app.queued(trigger.enterpriseId);
    expect(second).not.toBe(first);
    expect((await reviewer.get(`/v1/alarms/${second}`)).body).toMatchObject({ recurrenceOf: first, occurrences: 1 });

    const reopened = await reviewer.command(`/v1/alarms/${first}`, 'reopen', { reason: 'new pictures' });
    expect(reopened.body['type']).toBe('urn:problem:alarm.superseded');
  });

  it('a second review that goes another way opens a new case', async () => {
    const enterpriseId = randomIds.next();
    const alarmId = await app.raised({ enterpriseId, owner: { kind: 'institution', institutionId: bank } });
    await app.confirms(alarmId);
    const first = await app.casePath(alarmId, bank);
    await clerk().command(first, 'acknowledge');
    await clerk().command(first, 'report-false-positive', { reason: 'planned-activity' });
    await clerk().command(first, 'close', { ground: 'NO_RISK' });
    await eventually(async () => {
      const { body } = await app.as('service_manager').get(`/v1/alarms/${alarmId}`);
      expect(body['review']).toBe('CLOSED');
      expect(body.history.map(({ change }) => change)).toContain('AlarmFalsePositiveReported');
    });

    await app.as('service_manager').command(`/v1/alarms/${alarmId}`, 'reopen', { reason: 'new pictures' });
    await app.queued(enterpriseId);
    await app.confirms(alarmId);
    await eventually(async () => expect(await app.casePath(alarmId, bank)).not.toBe(first));
  });
});

describe('what the alarm does', () => {
  it('reaches its open cases, and what a lender reopens reaches the alarm', async () => {
    const trigger = aTrigger({
      fingerprint: randomIds.next(),
      enterpriseId: randomIds.next(),
      owner: { kind: 'institution', institutionId: bank },
    });
    await app.triggers(trigger);
    const alarmId = await app.queued(trigger.enterpriseId);
    await app.confirms(alarmId);
    const path = await app.casePath(alarmId, bank);

    const again = (verdict: 'SEVERITY' | 'CLEAR', severity: 'YELLOW' | 'RED') => ({
      ...trigger,
      triggerId: randomIds.next(),
      verdict,
      severity,
    });
    await app.triggers(again('SEVERITY', 'RED'), again('CLEAR', 'RED'));
    await eventually(async () =>
      expect((await clerk().get(path)).body).toMatchObject({ severity: 'RED', condition: 'RETURNED' }),
    );

    await clerk().command(path, 'acknowledge');
    await clerk().command(path, 'start-handling', {});
    await clerk().command(path, 'complete-step', { stepId: 'visit', evidence: ['photo:1'] });
    await clerk().command(path, 'handle', { outcome: 'NO_RISK' });
    await riskManager().command(path, 'close', { ground: 'CONDITION_RETURNED' });
    await eventually(async () =>
      expect((await app.as('service_manager').get(`/v1/alarms/${alarmId}`)).body['review']).toBe('CLOSED'),
    );
    await clerk().command(path, 'request-reopen', { reason: 'It came back.' });
    expect((await riskManager().command(path, 'approve-reopen')).body).toMatchObject({ status: 'ACKNOWLEDGED' });
    await eventually(async () =>
      expect((await app.as('service_manager').get(`/v1/alarms/${alarmId}`)).body['review']).toBe('DISPATCHED'),
    );
  });

  it('stops the clock of its cases while it is suppressed', async () => {
    const alarmId = await app.raised({ owner: { kind: 'institution', institutionId: bank } });
    await app.confirms(alarmId);
    const path = await app.casePath(alarmId, bank);
    expect((await clerk().get(path)).body).toHaveProperty('dueAt');
    await app.as('service_manager').command(`/v1/alarms/${alarmId}`, 'take-out-of-service', { reason: 'repair' });
    await eventually(async () => expect((await clerk().get(path)).body).not.toHaveProperty('dueAt'));
    await app.as('service_manager').command(`/v1/alarms/${alarmId}`, 'return-to-service');
    await eventually(async () => expect((await clerk().get(path)).body).toHaveProperty('dueAt'));
  });
});

function aPlanBody() {
  return {
    name: 'Cold store',
    families: ['climate'],
    severities: [],
    steps: [{ id: 'visit', title: 'Visit the site', mandatory: true, evidenceRequired: true }],
  };
}

describe('a command', () => {
  it('needs to say what was read and a key, and is done once however often it is sent', async () => {
    const alarmId = await app.raised();
    const reviewer = app.as('service_manager');
    const url = `/v1/alarms/${alarmId}/claim`;
    expect((await reviewer.post(url, undefined, aKey())).status).toBe(428);
    expect((await reviewer.post(url, undefined, { 'if-match': '"1"' })).status).toBe(400);
    expect((await reviewer.post(url, undefined, aKey({ 'if-match': '"0"' }))).status).toBe(412);

    const key = aKey({ 'if-match': '"1"' });
    const first = await reviewer.post(url, undefined, key);
    const again = await reviewer.post(url, undefined, key);
    expect([first.status, again.status, again.etag]).toEqual([200, 200, '"2"']);
    expect(again.body).toEqual(first.body);
  });
});
