import { randomIds } from '@loanwatch/kernel';
import type { Role } from '@loanwatch/platform';
import { eventually } from '@loanwatch/testing';
import { Client } from 'pg';
import { aKey, ReviewApp } from './review-app';

let app: ReviewApp;
let alarmId: string;
let casePath: string;
const bank = randomIds.next();
const lessor = randomIds.next();
const stranger = randomIds.next();
const PLAN = {
  name: 'Visit',
  families: ['climate'],
  severities: [],
  steps: [{ id: 'visit', title: 'Visit the site', mandatory: true, evidenceRequired: false }],
};

beforeAll(async () => {
  app = await ReviewApp.start();
  const enterpriseId = randomIds.next();
  await Promise.all([bank, lessor].map((each) => app.grants(each, enterpriseId, ['climate'])));
  alarmId = await app.raised({ enterpriseId });
  await app.confirms(alarmId);
  casePath = await app.casePath(alarmId, bank);
  await app.casePath(alarmId, lessor);
});
afterAll(() => app.stop());

describe('lenders', () => {
  it('each have a case of their own and do not see the other', async () => {
    const own = await app.as('risk_manager', bank).get(`/v1/alarms/${alarmId}`);
    expect(own.body['dispatchedTo']).toEqual([bank]);
    expect(JSON.stringify(own.body)).not.toContain(lessor);
    const theirs = await app.casePath(alarmId, lessor);
    expect((await app.as('risk_manager', bank).get(theirs)).status).toBe(404);
    expect(
      (await app.as('risk_manager', bank).post(`${theirs}/acknowledge`, undefined, aKey({ 'if-match': '"0"' }))).status,
    ).toBe(404);
  });

  it('learn what the platform found, not who of its staff found it', async () => {
    const { body } = await app.as('risk_manager', bank).get(`/v1/alarms/${alarmId}`);
    expect(body['verdict']).toMatchObject({ outcome: 'CONFIRMED', by: 'platform' });
    expect(body['lastReasons']).toHaveLength(1);
    expect(JSON.stringify(body)).not.toContain('service_manager-1');
    const platform = await app.as('service_manager').get(`/v1/alarms/${alarmId}`);
    expect(platform.body['verdict']).toMatchObject({ by: 'service_manager-1' });
  });

  it('keep the record of an alarm after their grant, and see nothing more that was measured', async () => {
    const enterpriseId = randomIds.next();
    const ended = randomIds.next();
    await app.grants(ended, enterpriseId, ['climate']);
    const raised = await app.raised({ enterpriseId });
    await app.confirms(raised);
    await app.casePath(raised, ended);
    await app.endsGrants(ended, enterpriseId);
    await eventually(async () => {
      const { status, body } = await app.as('risk_manager', ended).get(`/v1/alarms/${raised}`);
      expect([status, body['review'], body['lastReasons']]).toEqual([200, 'DISPATCHED', []]);
      expect(JSON.stringify(body)).not.toContain('31.5');
    });
  });

  it('that were not sent the alarm get 404 for it and for its cases', async () => {
    expect((await app.as('risk_manager', stranger).get(`/v1/alarms/${alarmId}`)).status).toBe(404);
    const got = await app.as('client', stranger).get(casePath);
    expect([got.status, got.body['type']]).toEqual([404, 'urn:problem:case.not-found']);
    const sent = await app
      .as('client', stranger)
      .post(`${casePath}/comment`, { text: 'x' }, aKey({ 'if-match': '"0"' }));
    expect(sent.status).toBe(404);
  });

  it('that are suspended are sent nothing', async () => {
    const enterpriseId = randomIds.next();
    const [suspended, active] = [randomIds.next(), randomIds.next()];
    await app.institution(suspended, 'SUSPENDED');
    await Promise.all([suspended, active].map((each) => app.grants(each, enterpriseId, ['climate'])));
    const raised = await app.raised({ enterpriseId });
    await app.confirms(raised);
    await app.casePath(raised, active);
    expect((await app.as('service_manager').get(`/v1/alarms/${raised}`)).body['dispatchedTo']).toEqual([active]);
  });

  it('do not see alarms that nobody has confirmed', async () => {
    const pending = await app.raised();
    expect((await app.as('risk_manager', bank).get(`/v1/alarms/${pending}`)).status).toBe(404);
  });
});

describe('roles', () => {
  const statuses = (role: Role, institutionId: string | null) => {
    const caller = app.as(role, institutionId);
    const claim = caller.post(`/v1/alarms/${alarmId}/claim`, undefined, aKey({ 'if-match': '"0"' }));
    return Promise.all([caller.get('/v1/review-queue'), claim, caller.get(casePath), caller.get('/v1/plans')]).then(
      (answers) => answers.map(({ status }) => status),
    );
  };

  it.each([
    ['service_manager', null, [200, 412, 403, 403]],
    ['admin', null, [200, 403, 403, 403]],
    ['information_officer', null, [403, 403, 403, 403]],
    ['risk_manager', bank, [403, 403, 200, 200]],
    ['account_manager', bank, [403, 403, 200, 200]],
    ['client', bank, [403, 403, 200, 200]],
    ['risk_manager', stranger, [403, 403, 404, 200]],
    ['service_manager', bank, [403, 403, 403, 403]],
  ] as const)('%s of %s may do what belongs to the role', async (role, institutionId, expected) => {
    expect(await statuses(role, institutionId)).toEqual(expected);
  });

  it('enterprises see none of it', async () => {
    const enterprise = app.as('enterprise_user', null);
    for (const path of ['/v1/review-queue', `/v1/alarms/${alarmId}`, casePath, '/v1/plans']) {
      expect((await enterprise.get(path)).status).toBe(403);
    }
  });

  it('an account manager does not write plans, nor approve a reopening', async () => {
    const clerk = app.as('account_manager', bank);
    expect((await clerk.post('/v1/plans', PLAN)).status).toBe(403);
    expect((await clerk.command(casePath, 'approve-reopen')).status).toBe(403);
  });
});

describe('plans', () => {
  const manager = () => app.as('risk_manager', bank);

  it('have versions; a case keeps the one it was given', async () => {
    const made = await manager().post('/v1/plans', PLAN, aKey());
    expect([made.status, made.etag, made.body['version']]).toEqual([201, '"1"', 1]);
    const path = `/v1/plans/${String(made.body['planId'])}`;
    const clerk = app.as('account_manager', bank, 'li');
    await clerk.command(casePath, 'acknowledge');
    expect((await clerk.command(casePath, 'start-handling', {})).body['plan']).toMatchObject({ version: 1 });

    const steps = [...PLAN.steps, { id: 'call', title: 'Call', mandatory: true, evidenceRequired: false }];
    expect((await manager().post(`${path}/versions`, { ...PLAN, steps })).status).toBe(428);
    const next = await manager().post(`${path}/versions`, { ...PLAN, steps }, { 'if-match': '"1"' });
    expect([next.status, next.etag]).toEqual([201, '"2"']);
    expect((await manager().post(`${path}/versions`, PLAN, { 'if-match': '"1"' })).status).toBe(412);
    expect((await manager().get(`${path}/versions/1`)).body['steps']).toHaveLength(1);
    expect((await manager().get(`${path}/versions/3`)).status).toBe(404);
    expect((await clerk.get(casePath)).body['plan']).toMatchObject({ version: 1, steps: [{ id: 'visit' }] });

    expect((await manager().post(`${path}/retire`, undefined, { 'if-match': '"2"' })).body['retiredAt']).not.toBeNull();
    const swap = await clerk.command(casePath, 'swap-plan', { planId: made.body['planId'], reason: 'newer' });
    expect([swap.status, swap.body['type']]).toEqual([404, 'urn:problem:plan.not-found']);
  });

  it('are made once under one key', async () => {
    const key = aKey();
    const first = await manager().post('/v1/plans', PLAN, key);
    const again = await manager().post('/v1/plans', PLAN, key);
    expect(again.body['planId']).toBe(first.body['planId']);
    expect((await manager().post('/v1/plans', { ...PLAN, name: 'Other' }, key)).status).toBe(422);
  });

  it('are kept apart when two institutions call a person and a key the same', async () => {
    const key = aKey();
    const [mine, yours] = [randomIds.next(), randomIds.next()];
    await app.as('risk_manager', mine, 'li').post('/v1/plans', PLAN, key);
    const made = await app.as('risk_manager', yours, 'li').post('/v1/plans', PLAN, key);
    expect([made.status, made.body['institutionId']]).toEqual([201, yours]);
    const other = await app.as('risk_manager', randomIds.next(), 'li').post('/v1/plans', { ...PLAN, name: 'B' }, key);
    expect(other.status).toBe(201);
  });

  it('of others do not exist', async () => {
    const made = await manager().post('/v1/plans', PLAN);
    const other = app.as('risk_manager', stranger);
    const path = `/v1/plans/${String(made.body['planId'])}`;
    expect((await other.get(path)).status).toBe(404);
    expect((await other.post(`${path}/versions`, PLAN, { 'if-match': '"1"' })).status).toBe(404);
    expect((await other.get('/v1/plans')).body.items).toEqual([]);
  });

  it('are listed in pages', async () => {
    const mine = app.as('risk_manager', randomIds.next());
    const other = app.as('risk_manager', lessor);
    for (const name of ['a', 'b', 'c']) await other.post('/v1/plans', { ...PLAN, name });
    const first = await other.get('/v1/plans?limit=2');
    const second = await other.get(`/v1/plans?limit=2&cursor=${String(first.body['nextCursor'])}`);
    expect([...first.body.items, ...second.body.items].map(({ name }) => name)).toEqual(['a', 'b', 'c']);
    expect((await mine.get('/v1/plans')).body.items).toEqual([]);
  });

  it.each([
    [{ ...PLAN, steps: [...PLAN.steps, ...PLAN.steps] }, 'urn:problem:plan.step-repeated'],
    [{ ...PLAN, steps: [] }, 'urn:problem:request.invalid'],
    [{ ...PLAN, families: ['weather'] }, 'urn:problem:request.invalid'],
    [{ ...PLAN, institutionId: stranger }, 'urn:problem:request.invalid'],
    [{ ...PLAN, name: '  ' }, 'urn:problem:request.invalid'],
  ])('that make no sense are refused: %#', async (body, type) => {
    const refused = await manager().post('/v1/plans', body);
    expect([refused.status, refused.body['type']]).toEqual([422, type]);
  });
});

describe('the database', () => {
  it('shows a table of tenants to nobody without a scope, and each institution its own rows', async () => {
    await eventually(async () => expect((await app.lifecycle(alarmId)).length).toBeGreaterThan(6));
    const session = new Client({ connectionString: app.engines.ownerUrl });
    await session.connect();
    try {
      const { rows } = await session.query<{ relname: string; forced: boolean; policies: string }>(
        `SELECT relname, relrowsecurity AND relforcerowsecurity AS forced,
           (SELECT count(*) FROM pg_policy WHERE polrelid = c.oid) AS policies
         FROM pg_class c JOIN pg_attribute a ON attrelid = c.oid AND attname = 'institution_id'
         WHERE relnamespace = 'alarm_review'::regnamespace AND relkind = 'r' ORDER BY relname`,
      );
      expect(rows.map(({ relname }) => relname)).toEqual(['case_state', 'plan', 'plan_version']);
      expect(rows.every(({ forced, policies }) => forced && Number(policies) > 0)).toBe(true);
    } finally {
      await session.end();
    }
    const database = await app.engines.database.open('alarm-review', []);
    expect((await database.query('SELECT FROM case_state')).rowCount).toBe(0);
    const seen = await database.transaction(
      (tx) => tx.query<{ institution_id: string }>('SELECT institution_id FROM case_state'),
      { kind: 'institution', institutionId: bank },
    );
    expect(seen.rows).toEqual([{ institution_id: bank }]);
  });
});
