import { RegistryApp } from './registry-app';
import { aBank, aGrant, aLoan, aPlace, unique } from './world';

let app: RegistryApp;
beforeAll(async () => {
  app = await RegistryApp.start();
});
afterAll(() => app.stop());

describe('a draft', () => {
  it('is made once for one Idempotency-Key', async () => {
    const admin = app.as('admin');
    const draft = { name: unique('企业'), industry: 'shop' };
    const key = { 'idempotency-key': unique('key') };
    const [first, second] = [
      await admin.post('/v1/enterprises', draft, key),
      await admin.post('/v1/enterprises', draft, key),
    ];
    expect(second).toMatchObject({ status: 201, body: first.body, headers: { etag: '"1"' } });
    expect(await admin.post('/v1/enterprises', { ...draft, name: 'x' }, key)).toMatchObject({ status: 422 });
    expect(await app.changesOf(first.body.id, 1)).toHaveLength(1);
  });

  it('of a device brings its channels along, all of it or nothing', async () => {
    const admin = app.as('admin');
    const { site } = await aPlace(admin);
    const draft = (channels: readonly object[]): object => ({
      siteId: site.id,
      name: '电表 7',
      kind: 'meter',
      channels,
    });
    const refused = await admin.post(
      '/v1/devices',
      draft([
        { name: 'a', metric: 'power' },
        { name: 'b', metric: 'energy.day' },
      ]),
    );
    expect(refused).toMatchObject({ status: 422, body: { errors: [{ pointer: '/channels/1/metric' }] } });
    const twice = await admin.post(
      '/v1/devices',
      draft([
        { name: 'a', metric: 'power' },
        { name: 'a', metric: 'current' },
      ]),
    );
    expect(twice).toMatchObject({ status: 409, body: { errors: [{ pointer: '/channels/1/name' }] } });

    const { body } = await admin.post('/v1/devices', draft([{ name: 'a', metric: 'power' }]));
    expect(body.channels).toMatchObject([{ deviceId: body.id, siteId: site.id, name: 'a', multiplier: 1, version: 1 }]);
    const added = await admin.post(`/v1/devices/${body.id}/channels`, { name: 'b', metric: 'current' });
    expect(added).toMatchObject({ status: 201, headers: { location: `/v1/channels/${added.body.id}` } });
    const listed = await admin.get(`/v1/devices/${body.id}/channels`);
    expect(listed.body.items.map((channel) => channel['name'])).toEqual(['a', 'b']);
    expect(await admin.get(`/v1/devices/${site.id}/channels`)).toMatchObject({ status: 404 });
  });

  it.each<[path: string, wrong: object, pointer: string]>([
    ['sites', { timeZone: 'Asia/Shangai' }, '/timeZone'],
    ['sites', { timeZone: '+08:00' }, '/timeZone'],
    ['sites', { enterpriseId: '0196a000-0000-7000-8000-00000000dead' }, '/enterpriseId'],
    [
      'sites',
      { calendar: { closures: [{ from: '2026-02-30', to: '2026-03-01', reason: 'x' }] } },
      '/calendar/closures/0/from',
    ],
    [
      'sites',
      { calendar: { closures: [{ from: '2026-03-02', to: '2026-03-01', reason: 'x' }] } },
      '/calendar/closures/0/to',
    ],
    [
      'sites',
      { calendar: { holidays: [{ date: '2026-05-04', name: 'x' }], workdays: ['2026-05-04'] } },
      '/calendar/workdays/0',
    ],
    ['sites', { calendar: { version: 7 } }, '/calendar/version'],
    [
      'sites',
      { calendar: { shifts: [{ weekdays: [8], start: '08:00', end: '18:00' }] } },
      '/calendar/shifts/0/weekdays',
    ],
    ['sites', { calendar: { shifts: [null] } }, '/calendar/shifts'],
    ['sites', { name: '   ' }, '/name'],
    ['sites', { address: null }, '/address'],
    ['enterprises', { creditCode: '914403001922038217' }, '/creditCode'],
    ['enterprises', { registeredBy: '0196a000-0000-7000-8000-00000000dead' }, '/registeredBy'],
    ['enterprises', { industry: 'bank' }, '/industry'],
    ['enterprises', { tags: [''] }, '/tags'],
    ['loans', { institutionId: undefined }, '/institutionId'],
    ['loans', { to: '2026-01-14' }, '/to'],
    ['loans', { from: '2025-02-29' }, '/from'],
    ['loans', { principalFen: 1.5 }, '/principalFen'],
    ['loans', { principalFen: '100' }, '/principalFen'],
    ['devices', { kind: 'drone' }, '/kind'],
    ['devices', { siteId: 'x' }, '/siteId'],
    ['channels', { metric: 'energy.day' }, '/metric'],
    ['channels', { metric: 'power', wrapAt: 5 }, '/wrapAt'],
    ['channels', { name: 'a b' }, '/name'],
    ['channels', { multiplier: 0 }, '/multiplier'],
    ['grants', { signalKinds: [] }, '/signalKinds'],
    ['grants', { signalKinds: ['health', 'health'] }, '/signalKinds'],
    ['grants', { to: '2026-02-28' }, '/to'],
  ])('of %s is refused when it says %j', async (path, wrong, pointer) => {
    const bank = await aBank(app);
    const { enterprise, site, device } = await aPlace(app.as('admin'));
    const drafts: Readonly<Record<string, object>> = {
      sites: { enterpriseId: enterprise.id, name: 'x', timeZone: 'Asia/Shanghai' },
      enterprises: { name: 'x', industry: 'shop' },
      loans: aLoan(enterprise.id, { institutionId: bank.id }),
      devices: { siteId: site.id, name: 'x', kind: 'meter' },
      channels: { deviceId: device.id, name: 'x', metric: 'energy.register' },
      grants: aGrant(bank.id, enterprise.id),
    };
    const refused = await app.as('admin').post(`/v1/${path}`, { ...drafts[path], ...wrong });
    expect(refused.status).toBe(422);
    expect(refused.body.errors.map((error) => error.pointer)).toEqual([pointer]);
  });

  it('of a channel may bear any name that a decoder gives', async () => {
    const { device } = await aPlace(app.as('admin'));
    for (const name of ['emdata:0/total_act', 'front_yard/dock', '1/enter', '库房-1']) {
      const draft = { deviceId: device.id, name, metric: 'energy.register' };
      expect(await app.as('admin').post('/v1/channels', draft)).toMatchObject({ status: 201, body: { name } });
    }
  });

  it('of a pledge cannot lie on a site of another enterprise, also not after a change', async () => {
    const admin = app.as('admin');
    const [own, other] = [await aPlace(admin), await aPlace(admin)];
    const bank = await aBank(app);
    const loan = await admin.make('/v1/loans', aLoan(own.enterprise.id, { institutionId: bank.id }));
    const draft = { loanId: loan.id, siteId: other.site.id, what: 'x' };
    expect(await admin.post('/v1/pledges', draft)).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/siteId' }] },
    });
    const pledge = await admin.make('/v1/pledges', { ...draft, siteId: own.site.id });
    expect(await admin.patch(`/v1/pledges/${pledge.id}`, 1, { siteId: other.site.id })).toMatchObject({ status: 422 });
  });
});
