import { holdTree, reshapeTree } from '../src/app/tree-lock';
import { type Body, RegistryApp } from './registry-app';
import { aBank, aGrant, aLoan, aPlace, CREDIT_CODES, unique } from './world';

let app: RegistryApp;
beforeAll(async () => {
  app = await RegistryApp.start();
});
afterAll(() => app.stop());

/** For every kind: a draft, what replaces it, what patches it, and what it then looks like. */
interface Example {
  readonly path: string;
  readonly draft: object;
  readonly replacement: object;
  readonly patch: object;
  readonly patched: object;
}

async function examples(): Promise<Readonly<Record<string, Example>>> {
  const bank = await aBank(app);
  const { enterprise, site, device } = await aPlace(app.as('admin'), { registeredBy: bank.id });
  const loan = await app.as('admin').make('/v1/loans', aLoan(enterprise.id, { institutionId: bank.id }));
  const period = { from: '2026-01-01', to: '2026-12-31' };
  return {
    institution: {
      path: '/v1/institutions',
      draft: { name: unique('租赁公司'), kind: 'leasing' },
      replacement: { name: unique('担保公司'), kind: 'guarantee', status: 'SUSPENDED' },
      patch: { status: 'ACTIVE' },
      patched: { kind: 'guarantee', status: 'ACTIVE' },
    },
    enterprise: {
      path: '/v1/enterprises',
      draft: { name: '恒力机械', creditCode: CREDIT_CODES[0], industry: 'factory', tags: ['长三角'] },
      replacement: { name: '恒力精密', industry: 'warehouse', creditCode: CREDIT_CODES[1] },
      patch: { tags: ['a', 'b'], creditCode: null },
      patched: { name: '恒力精密', industry: 'warehouse', registeredBy: null, tags: ['a', 'b'], creditCode: undefined },
    },
    site: {
      path: '/v1/sites',
      draft: { enterpriseId: enterprise.id, name: '二号厂房', timeZone: 'Asia/Shanghai' },
      replacement: { name: '三号厂房', timeZone: 'Asia/Urumqi', address: '乌鲁木齐', calendar: { quietHour: '05:00' } },
      patch: { calendar: { closures: [{ from: '2026-02-10', to: '2026-02-25', reason: '春节' }] }, address: null },
      patched: {
        ...{ enterpriseId: enterprise.id, name: '三号厂房', timeZone: 'Asia/Urumqi', address: undefined, tags: [] },
        calendar: {
          ...{ version: 3, workingWeekdays: [1, 2, 3, 4, 5], statutory: 'CN', holidays: [], workdays: [], shifts: [] },
          ...{ closures: [{ from: '2026-02-10', to: '2026-02-25', reason: '春节' }], quietHour: '05:00' },
        },
      },
    },
    loan: {
      path: '/v1/loans',
      draft: { ...period, enterpriseId: enterprise.id, institutionId: bank.id, contractNo: 'JK-9', principalFen: 1 },
      replacement: { ...period, contractNo: 'JK-10', principalFen: 2, status: 'OVERDUE' },
      patch: { principalFen: 3 },
      patched: { institutionId: bank.id, contractNo: 'JK-10', principalFen: 3, currency: 'CNY', status: 'OVERDUE' },
    },
    pledge: {
      path: '/v1/pledges',
      draft: { loanId: loan.id, siteId: site.id, what: '冷轧钢卷', quantity: '320 吨' },
      replacement: { siteId: site.id, what: '热轧钢卷', valueFen: 5 },
      patch: { quantity: '1 吨', valueFen: null },
      patched: {
        loanId: loan.id,
        institutionId: bank.id,
        enterpriseId: enterprise.id,
        quantity: '1 吨',
        valueFen: undefined,
      },
    },
    'key-person': {
      path: '/v1/key-persons',
      draft: {
        ...{ enterpriseId: enterprise.id, name: '张三', token: 'kp-a', role: 'plant-manager' },
        consent: { reference: 'T-1', from: '2026-01-01', to: '2026-06-30' },
      },
      replacement: { token: 'kp-b', role: 'guard', consent: { reference: 'T-2', from: '2026-01-01' } },
      patch: { name: 'Mary Smith' },
      patched: { token: 'kp-b', consent: { reference: 'T-2', from: '2026-01-01', to: null }, maskedName: 'M*** S****' },
    },
    device: {
      path: '/v1/devices',
      draft: { siteId: site.id, name: '客流一', kind: 'people-counter', vendor: 'Hikvision' },
      replacement: { name: '客流二', kind: 'camera', latenessLimitSeconds: 3600, model: 'M' },
      patch: { status: 'OUT_OF_SERVICE' },
      patched: {
        ...{
          siteId: site.id,
          enterpriseId: enterprise.id,
          name: '客流二',
          kind: 'camera',
          vendor: undefined,
          model: 'M',
        },
        ...{ latenessLimitSeconds: 3600, expectedIntervalSeconds: 900, status: 'OUT_OF_SERVICE' },
      },
    },
    channel: {
      path: '/v1/channels',
      draft: { deviceId: device.id, name: 'second', metric: 'energy.register', multiplier: 80, wrapAt: 999999 },
      replacement: { name: 'third', metric: 'power' },
      patch: { maxPerHour: 5000.5 },
      patched: {
        deviceId: device.id,
        siteId: site.id,
        name: 'third',
        metric: 'power',
        multiplier: 1,
        maxPerHour: 5000.5,
      },
    },
    grant: {
      path: '/v1/grants',
      draft: aGrant(bank.id, enterprise.id),
      replacement: { signalKinds: ['people', 'goods'], from: '2026-04-01' },
      patch: { status: 'REVOKED' },
      patched: { institutionId: bank.id, signalKinds: ['people', 'goods'], to: null, status: 'REVOKED' },
    },
  };
}

describe('a record of every kind', () => {
  let all: Readonly<Record<string, Example>>;
  beforeAll(async () => {
    all = await examples();
  });

  it.each(['institution', 'enterprise', 'site', 'loan', 'pledge', 'key-person', 'device', 'channel', 'grant'])(
    '%s: is made, read, replaced, patched and deleted by version, every change on the bus',
    async (kind) => {
      const admin = app.as('admin');
      const { path, draft, replacement, patch, patched } = all[kind]!;

      const made = await admin.post(path, draft);
      expect(made).toMatchObject({ status: 201, headers: { etag: '"1"', location: `${path}/${made.body.id}` } });
      const { name: _name, ...shown } = draft as Readonly<Record<string, unknown>>;
      expect(made.body).toMatchObject({ ...shown, version: 1, updatedAt: '2026-03-02T01:00:00.000Z' });

      const url = `${path}/${made.body.id}`;
      const read = await admin.get(url);
      expect(read).toMatchObject({ status: 200, headers: { etag: '"1"' } });
      const { channels: _channels, ...record } = made.body;
      expect(read.body).toEqual(record);
      expect((await listOf(path)).map(({ id }) => id)).toContain(made.body.id);

      const replaced = await admin.put(url, 1, replacement);
      expect(replaced).toMatchObject({ status: 200, headers: { etag: '"2"' }, body: { id: made.body.id, version: 2 } });

      const changed = await admin.patch(url, 2, patch);
      // What a patch removed stands as undefined.
      expect(changed.body).toEqual({ ...changed.body, ...patched, version: 3 });
      expect((await admin.get(url)).body).toEqual(changed.body);

      expect(await admin.delete(url, 3)).toMatchObject({ status: 204, text: '' });
      expect(await admin.get(url)).toMatchObject({ status: 404, body: { type: 'urn:problem:entity.not-found' } });
      expect(await admin.put(url, 4, replacement)).toMatchObject({ status: 404 });
      expect((await listOf(path)).map(({ id }) => id)).not.toContain(made.body.id);

      const changes = await app.changesOf(made.body.id, 4);
      expect(changes.map(({ version, deleted }) => [version, deleted])).toEqual([
        ...[
          [1, false],
          [2, false],
          [3, false],
          [4, true],
        ],
      ]);
      const { version: _v, updatedAt: _u, maskedName: _m, ...published } = changed.body;
      expect(changes[2]).toMatchObject({ kind, id: made.body.id, at: Date.parse('2026-03-02T01:00:00Z') });
      expect(changes[2]!.entity).toEqual(published);
      expect(changes[3]!.entity).toEqual(published);
    },
  );

  async function listOf(path: string): Promise<readonly Body[]> {
    const { body } = await app.as('admin').get(`${path}?limit=200`);
    return body.items;
  }
});

describe('a change of a record', () => {
  it('needs the version that was last read, and loses against a faster one', async () => {
    const admin = app.as('admin');
    const { site } = await aPlace(admin);
    const url = `/v1/sites/${site.id}`;

    expect(await admin.patch(url, undefined, { address: 'x' })).toMatchObject({ status: 428 });
    expect(await admin.patch(url, 2, { address: 'x' })).toMatchObject({ status: 412 });
    const racers = await Promise.all(['a', 'b', 'c', 'd'].map((address) => admin.patch(url, 1, { address })));
    expect(racers.map(({ status }) => status).sort()).toEqual([200, 412, 412, 412]);
    expect(await admin.delete(url, 1)).toMatchObject({ status: 412, body: { type: 'urn:problem:request.stale' } });
    expect((await app.changesOf(site.id, 2)).map(({ version }) => version)).toEqual([1, 2]);
  });

  it('raises the version of a calendar only when the calendar is another one', async () => {
    const admin = app.as('admin');
    const { site } = await aPlace(admin);
    const url = `/v1/sites/${site.id}`;
    const shifts = [{ weekdays: [1, 2], start: '20:00', end: '06:00' }];

    const named = await admin.patch(url, 1, { name: unique('库房'), calendar: { quietHour: '04:00' } });
    expect(named.body.calendar.version).toBe(1);
    const worked = await admin.patch(url, 2, { calendar: { shifts } });
    expect(worked.body.calendar).toMatchObject({ version: 2, shifts });
    const same = await admin.patch(url, 3, {
      calendar: { shifts: [{ end: '06:00', start: '20:00', weekdays: [1, 2] }] },
    });
    expect(same.body.calendar.version).toBe(2);
  });

  it('is refused when another living record is like it, and allowed again once that is deleted', async () => {
    const admin = app.as('admin');
    const { enterprise, site } = await aPlace(admin);
    const draft = { enterpriseId: enterprise.id, name: site['name'], timeZone: 'Asia/Shanghai' };

    expect(await admin.post('/v1/sites', draft)).toMatchObject({
      ...{ status: 409, body: { type: 'urn:problem:registry.duplicate', errors: [{ pointer: '/name' }] } },
    });
    const other = await admin.make('/v1/sites', { ...draft, name: unique('厂房') });
    expect(await admin.patch(`/v1/sites/${other.id}`, 1, { name: site['name'] })).toMatchObject({ status: 409 });
    await admin.delete(`/v1/sites/${other.id}`, 1);
    expect(await admin.post('/v1/sites', { ...draft, name: other['name'] })).toMatchObject({ status: 201 });
  });

  it('is refused as long as other records name it, with the rule', async () => {
    const admin = app.as('admin');
    const { enterprise, site, device, channel, person } = await aPlace(admin);
    for (const [path, id] of [
      ['enterprises', enterprise.id],
      ['sites', site.id],
      ['devices', device.id],
    ] as const) {
      const refused = await admin.delete(`/v1/${path}/${id}`, 1);
      expect(refused).toMatchObject({ status: 409, body: { type: 'urn:problem:registry.in-use' } });
      expect(refused.body.detail).toContain('Still named by 1');
    }
    for (const [path, id] of [
      ...[
        ['channels', channel.id],
        ['devices', device.id],
        ['sites', site.id],
        ['key-persons', person.id],
      ],
      ['enterprises', enterprise.id],
    ] as const) {
      expect(await admin.delete(`/v1/${path}/${id}`, 1)).toMatchObject({ status: 204 });
    }
  });

  it('that was read by two at once is made by one of them', async () => {
    const admin = app.as('admin');
    const { site } = await aPlace(admin);
    const database = await app.database();
    const racers = await database.transaction(
      async (tx) => {
        await tx.query('SELECT 1 FROM sites WHERE id = $1 FOR UPDATE', [site.id]);
        const both = Promise.all(['a', 'b'].map((address) => admin.patch(`/v1/sites/${site.id}`, 1, { address })));
        await app.untilWaiting(2);
        return { both };
      },
      { kind: 'platform' },
    );
    expect((await racers.both).map(({ status }) => status).sort()).toEqual([200, 412]);
    expect((await admin.get(`/v1/sites/${site.id}`)).body.version).toBe(2);
  });
});

describe('a parent that is being deleted', () => {
  it('takes no child any more', async () => {
    const admin = app.as('admin');
    const { enterprise } = await aPlace(admin);
    const draft = { enterpriseId: enterprise.id, name: unique('s'), timeZone: 'Asia/Shanghai' };
    const site = await admin.make('/v1/sites', draft);
    const database = await app.database();
    const { made } = await database.transaction(
      async (tx) => {
        await reshapeTree(tx);
        await tx.query('UPDATE sites SET deleted = true WHERE id = $1', [site.id]);
        const pending = admin.post('/v1/devices', { siteId: site.id, name: 'd', kind: 'meter' });
        await app.untilWaiting(1);
        return { made: pending };
      },
      { kind: 'platform' },
    );
    expect(await made).toMatchObject({ status: 422, body: { errors: [{ pointer: '/siteId' }] } });
  });

  it('waits for the child that is being made, and stays', async () => {
    const admin = app.as('admin');
    const { enterprise } = await aPlace(admin);
    const draft = { enterpriseId: enterprise.id, name: unique('s'), timeZone: 'Asia/Shanghai' };
    const site = await admin.make('/v1/sites', draft);
    const database = await app.database();
    const { gone } = await database.transaction(
      async (tx) => {
        await holdTree(tx);
        const device = { siteId: site.id, enterpriseId: enterprise.id };
        await tx.query(
          `INSERT INTO devices (id, version, updated_at, document) VALUES (gen_random_uuid(), 1, now(), $1)`,
          [JSON.stringify(device)],
        );
        const pending = admin.delete(`/v1/sites/${site.id}`, 1);
        await app.untilWaiting(1);
        return { gone: pending };
      },
      { kind: 'platform' },
    );
    expect(await gone).toMatchObject({ status: 409, body: { type: 'urn:problem:registry.in-use' } });
  });
});
