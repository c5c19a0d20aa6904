import { parseEvent } from '@loanwatch/contracts';
import { fold, randomIds } from '@loanwatch/kernel';
import { eventually } from '@loanwatch/testing';
import { alarmDecider } from '../src/domain/alarm';
import { currentAlarmEvent } from '../src/domain/alarm.upcast';
import { aTrigger } from './builders';
import { aKey, CONFIRMED, FALSE_ALARM, ReviewApp } from './review-app';

let app: ReviewApp;
beforeAll(async () => {
  app = await ReviewApp.start();
});
afterAll(() => app.stop());

const reviewer = (name: string) => app.as('service_manager', null, name);

describe('two reviewers', () => {
  it('who claim one alarm at the same time: one has it, the other is told that it has changed', async () => {
    const alarmId = await app.raised();
    const [anna, bo] = await Promise.all(
      ['anna', 'bo'].map((name) =>
        reviewer(name).post(`/v1/alarms/${alarmId}/claim`, undefined, aKey({ 'if-match': '"1"' })),
      ),
    );
    expect([anna?.status, bo?.status].sort()).toEqual([200, 412]);
    const { body } = await reviewer('anna').get(`/v1/alarms/${alarmId}`);
    expect(body['claimedBy']).toBe(anna?.status === 200 ? 'anna' : 'bo');
  });

  it('who ask for the next alarm never get the same', async () => {
    const enterpriseId = randomIds.next();
    const triggers = [1, 2, 3].map(() => aTrigger({ fingerprint: randomIds.next(), enterpriseId, severity: 'RED' }));
    await app.triggers(...triggers);
    await eventually(async () =>
      expect((await reviewer('anna').get(`/v1/review-queue?enterpriseId=${enterpriseId}`)).body.items).toHaveLength(3),
    );
    const next = (name: string, key = aKey()) =>
      reviewer(name).post('/v1/review-queue/claim-next', { enterpriseId }, key);
    const key = aKey();
    const answers = await Promise.all([next('cai', key), next('dong'), next('er'), next('fan')]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 200, 204]);
    const claimed = answers.flatMap(({ body }) => (body['alarmId'] as string | undefined) ?? []);
    expect(new Set(claimed).size).toBe(3);
    const again = await next('cai', key);
    expect([again.status, again.body]).toEqual([answers[0].status, answers[0].body]);
  });
});

describe('the review queue', () => {
  it('comes worst first, then by due time, in pages', async () => {
    const enterpriseId = randomIds.next();
    const page = (query: string) => reviewer('anna').get(`/v1/review-queue?enterpriseId=${enterpriseId}&${query}`);
    for (const [i, severity] of (['BLUE', 'RED', 'YELLOW', 'RED'] as const).entries()) {
      app.engines.clock.advance(1_000);
      await app.triggers(aTrigger({ fingerprint: randomIds.next(), enterpriseId, severity }));
      await eventually(async () => expect((await page('limit=10')).body.items).toHaveLength(i + 1));
    }
    const first = await page('limit=3');
    const second = await page(`limit=3&cursor=${String(first.body['nextCursor'])}`);
    const all = [...first.body.items, ...second.body.items];
    expect(all.map(({ severity }) => severity)).toEqual(['RED', 'RED', 'YELLOW', 'BLUE']);
    const due = all.map((item) => String(item['reviewDueAt']));
    expect(due.slice(0, 2)).toEqual(due.slice(0, 2).sort());
    expect(due[0]).not.toBe(due[1]);
    expect(second.body['nextCursor']).toBeNull();
    expect((await page('severity=YELLOW')).body.items).toHaveLength(1);
    expect((await page('cursor=nonsense')).status).toBe(422);
    expect((await page('status=CLOSED')).status).toBe(422);
  });
});

describe('a body of which everything may be left out', () => {
  it('may be left out itself', async () => {
    const alarmId = await app.raised();
    const anna = reviewer('anna');
    expect((await anna.post('/v1/review-queue/claim-next', undefined, aKey())).status).toBe(200);
    await anna.command(`/v1/alarms/${alarmId}`, 'claim');
    await anna.command(`/v1/alarms/${alarmId}`, 'judge', CONFIRMED);
    expect((await anna.command(`/v1/alarms/${alarmId}`, 'close')).body).toMatchObject({ review: 'CLOSED' });
  });
});

describe('many writers', () => {
  it('on the same alarms leave a legal history without gaps, and everybody else is told so', async () => {
    const alarms = await Promise.all(Array.from({ length: 10 }, () => app.raised()));
    const commands = [
      ['claim'],
      ['release'],
      ['judge', CONFIRMED],
      ['judge', FALSE_ALARM],
      ['shelve', { until: '2026-03-02T12:00:00+08:00', reason: 'works' }],
      ['unshelve'],
      ['close', {}],
      ['reopen', { reason: 'again' }],
    ] as const;
    const answers = await Promise.all(
      alarms.flatMap((alarmId) =>
        commands.map(async ([name, body], i) =>
          reviewer(i % 2 === 0 ? 'anna' : 'bo').command(`/v1/alarms/${alarmId}`, name, body),
        ),
      ),
    );
    expect(answers.filter(({ status }) => ![200, 409, 412, 422].includes(status))).toEqual([]);
    for (const alarmId of alarms) {
      const history = await app.engines.eventStore.read(`alarm-${alarmId}`);
      expect(history.map(({ revision }) => revision)).toEqual(history.map((_, i) => i));
      const state = fold(alarmDecider, history.map(currentAlarmEvent));
      const { body } = await reviewer('anna').get(`/v1/alarms/${alarmId}`);
      expect(state).toMatchObject({ review: { status: body['review'] } });
    }
  });
});

describe('a trigger', () => {
  it('that is delivered again changes nothing', async () => {
    const trigger = aTrigger({ fingerprint: randomIds.next(), enterpriseId: randomIds.next() });
    const more = [1, 2, 3].map(() => ({ ...trigger, triggerId: randomIds.next(), verdict: 'OCCUR' as const }));
    await app.triggers(trigger, ...more);
    const alarmId = await app.queued(trigger.enterpriseId);
    await eventually(async () =>
      expect((await reviewer('anna').get(`/v1/alarms/${alarmId}`)).body['occurrences']).toBe(4),
    );
    const last = { ...trigger, triggerId: randomIds.next(), verdict: 'CLEAR' as const };
    await app.triggers(...more, trigger, ...more, last);
    await eventually(async () =>
      expect((await reviewer('anna').get(`/v1/alarms/${alarmId}`)).body['condition']).toBe('RETURNED'),
    );
    expect((await reviewer('anna').get(`/v1/alarms/${alarmId}`)).body['occurrences']).toBe(4);
    expect(await app.engines.bus.deadLetters()).toEqual([]);
    expect(
      (await reviewer('anna').get(`/v1/review-queue?enterpriseId=${trigger.enterpriseId}`)).body.items,
    ).toHaveLength(1);
  });

  it('that breaks its contract goes to the dead letters, and those behind it are taken', async () => {
    const bad = { topic: 'triggers', key: 'x', value: '{"type":"nonsense"}', headers: { ce_type: 'x', ce_id: 'x' } };
    await app.engines.bus.publish([bad]);
    await app.raised();
    const dead = await app.engines.bus.deadLetters({ group: 'alarm-review.triggers' });
    expect(dead.map(({ record }) => record.value)).toEqual([bad.value]);
  });

  it('is told of with where it came from, so that a trace runs on', async () => {
    const enterpriseId = randomIds.next();
    const alarmId = await app.raised({ enterpriseId });
    const told = await eventually(async () => {
      for await (const records of app.engines.bus.readAll('lifecycle')) {
        const found = records.find(({ key }) => key === alarmId);
        if (found !== undefined) return parseEvent(found.value, 'loanwatch.alarm.changed.v1');
      }
      throw new Error('not told yet');
    });
    expect(told.data).toMatchObject({
      change: 'AlarmRaised',
      actor: { subject: 'system:alarm-review', role: 'system' },
    });
    expect(told.envelope.correlationid).toBe(told.data.detail['triggerId']);
  });
});
