import { randomIds } from '@loanwatch/kernel';
import { aDevice, aPlace, entityRecord, eventually } from '@loanwatch/testing';
import { aTrigger, DAY, HOUR, MINUTE } from './builders';
import { CONFIRMED, ReviewApp } from './review-app';

let app: ReviewApp;
beforeAll(async () => {
  app = await ReviewApp.start();
});
afterAll(() => app.stop());

const bank = randomIds.next();
const alarm = async (alarmId: string) => (await app.as('service_manager').get(`/v1/alarms/${alarmId}`)).body;
const changes = async (alarmId: string) => (await alarm(alarmId)).history.map(({ change }) => change);

describe('time alone', () => {
  it('gives a claimed alarm back to the queue after 30 minutes', async () => {
    const alarmId = await app.raised();
    await app.as('service_manager').command(`/v1/alarms/${alarmId}`, 'claim');
    // Until the timer is known: the clock of this test then jumps over it.
    await eventually(async () => expect((await app.lifecycle(alarmId)).at(-1)?.change).toBe('AlarmClaimed'));
    app.engines.clock.advance(30 * MINUTE);
    await eventually(async () => expect((await alarm(alarmId))['review']).toBe('PENDING_REVIEW'));
    expect(await changes(alarmId)).toContain('AlarmReleased');
  });

  it('marks a review overdue, once', async () => {
    const alarmId = await app.raised();
    app.engines.clock.advance(8 * HOUR);
    await eventually(async () => expect(await changes(alarmId)).toContain('AlarmReviewOverdue'));
    app.engines.clock.advance(8 * HOUR);
    const other = await app.raised();
    expect(other).not.toBe(alarmId);
    expect((await changes(alarmId)).filter((change) => change === 'AlarmReviewOverdue')).toHaveLength(1);
  });

  it('announces the end of shelving and ends it; the review then has the time that was left', async () => {
    const alarmId = await app.raised();
    const before = Date.parse((await alarm(alarmId))['reviewDueAt'] as string);
    const until = new Date(app.engines.clock.now() + DAY).toISOString();
    await app.as('service_manager').command(`/v1/alarms/${alarmId}`, 'shelve', { until, reason: 'works' });
    await eventually(async () => expect((await app.lifecycle(alarmId)).at(-1)?.change).toBe('AlarmShelved'));
    app.engines.clock.advance(23 * HOUR);
    await eventually(async () => expect(await changes(alarmId)).toContain('AlarmShelveExpiring'));
    expect((await alarm(alarmId))['isaState']).toBe('SHLVD');
    app.engines.clock.advance(HOUR);
    await eventually(async () => expect(await changes(alarmId)).toContain('AlarmUnshelved'));
    const after = Date.parse((await alarm(alarmId))['reviewDueAt'] as string);
    expect(after).toBe(before + DAY);
  });

  it('brings an inconclusive alarm back when its on-site check is due', async () => {
    const enterpriseId = randomIds.next();
    const alarmId = await app.raised({ enterpriseId });
    const reviewer = app.as('service_manager');
    await reviewer.command(`/v1/alarms/${alarmId}`, 'claim');
    const verdict = { ...CONFIRMED, verdict: 'INCONCLUSIVE', reason: 'insufficient-evidence' };
    await reviewer.command(`/v1/alarms/${alarmId}`, 'judge', verdict);
    await eventually(async () => expect((await app.lifecycle(alarmId)).at(-1)?.change).toBe('AlarmJudged'));
    app.engines.clock.advance(3 * DAY);
    expect(await app.queued(enterpriseId)).toBe(alarmId);
  });

  it('escalates a case that nobody signs for, and stops once somebody does', async () => {
    const alarmId = await app.raised({ owner: { kind: 'institution', institutionId: bank } });
    await app.confirms(alarmId);
    const path = await app.casePath(alarmId, bank);
    const clerk = app.as('account_manager', bank, 'li');
    await eventually(async () => expect((await app.lifecycle(alarmId)).at(-1)?.change).toBe('CaseDispatched'));
    app.engines.clock.advance(DAY);
    await eventually(async () => expect((await clerk.get(path)).body['escalations']).toBe(1));
    await eventually(async () => expect((await app.lifecycle(alarmId)).at(-1)?.change).toBe('CaseEscalated'));
    app.engines.clock.advance(DAY / 2);
    await eventually(async () => expect((await clerk.get(path)).body['escalations']).toBe(2));
    await clerk.command(path, 'acknowledge');
    app.engines.clock.advance(DAY);
    await app.raised();
    expect((await clerk.get(path)).body['escalations']).toBe(2);
  });
});

describe('what explains an alarm', () => {
  let { enterprise, site } = aPlace();
  let camera = aDevice(site, { kind: 'camera' });
  beforeEach(() => {
    ({ enterprise, site } = aPlace());
    camera = aDevice(site, { kind: 'camera' });
  });
  const about = (family: 'health' | 'goods' | 'intrusion') =>
    aTrigger({
      fingerprint: randomIds.next(),
      enterpriseId: enterprise.id,
      subject: `channel:${camera.id}/region-1`,
      metric: { health: 'camera.health', goods: 'goods.change', intrusion: 'intrusion' }[family],
      family,
    });
  const queue = async () =>
    (await app.as('service_manager').get(`/v1/review-queue?enterpriseId=${enterprise.id}`)).body.items;

  it('an open alarm about the camera holds back what the camera says of goods, not an intrusion', async () => {
    const covered = about('health');
    await app.triggers(covered);
    await eventually(async () => expect(await queue()).toHaveLength(1));
    await app.triggers(about('goods'), about('intrusion'));
    await eventually(async () =>
      expect((await queue()).map(({ family }) => family).sort()).toEqual(['health', 'intrusion']),
    );
    await app.triggers({ ...covered, triggerId: randomIds.next(), verdict: 'CLEAR' });
    await eventually(async () =>
      expect((await queue()).map(({ family }) => family).sort()).toEqual(['goods', 'health', 'intrusion']),
    );
  });

  it("one lender's alarm about the camera holds back its own only, nobody else's", async () => {
    const owner = { kind: 'institution', institutionId: randomIds.next() } as const;
    await app.triggers({ ...about('health'), owner });
    await eventually(async () => expect(await queue()).toHaveLength(1));
    const other = { kind: 'institution', institutionId: randomIds.next() } as const;
    await app.triggers({ ...about('goods'), owner }, { ...about('goods'), owner: other }, about('goods'));
    await eventually(async () => expect(await app.alarmsOf(enterprise.id)).toHaveLength(4));
    const waiting = (await queue()).filter(({ family }) => family === 'goods').map((each) => each['owner']);
    expect(waiting).toEqual(expect.arrayContaining([other, { kind: 'platform' }]));
    expect(waiting).toHaveLength(2);
  });

  it('a device out of service holds its alarms back until the registry says that it works again', async () => {
    const tells = (status: 'ACTIVE' | 'OUT_OF_SERVICE', version: number) =>
      app.engines.bus.publish([entityRecord('device', { ...camera, status }, { version })]);
    await tells('OUT_OF_SERVICE', 1);
    const sentinel = { ...camera, id: randomIds.next(), status: 'OUT_OF_SERVICE' as const };
    await app.engines.bus.publish([entityRecord('device', sentinel)]);
    await app.deviceKnown(sentinel.id);
    await app.triggers(about('intrusion'));
    await eventually(async () => {
      const rows = await app.alarmsOf(enterprise.id);
      expect(rows).toEqual([{ review: 'RAISED', suppressed: true }]);
    });
    expect(await queue()).toEqual([]);
    await tells('ACTIVE', 2);
    await eventually(async () => expect(await queue()).toHaveLength(1));
  });
});

describe('a confirmed alarm of the platform', () => {
  it('goes to whoever has a grant for its family, also when the grant comes later', async () => {
    const enterpriseId = randomIds.next();
    const lessor = randomIds.next();
    const alarmId = await app.raised({ enterpriseId });
    await app.grants(lessor, enterpriseId, ['people']);
    await app.confirms(alarmId);
    await app.raised();
    expect(await alarm(alarmId)).toMatchObject({ review: 'CONFIRMED', dispatchedTo: [] });
    await app.grants(bank, enterpriseId, ['climate', 'people']);
    await eventually(async () =>
      expect(await alarm(alarmId)).toMatchObject({ review: 'DISPATCHED', dispatchedTo: [bank] }),
    );
  });
});
