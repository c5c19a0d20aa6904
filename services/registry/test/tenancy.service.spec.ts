import { type Body, type Caller, RegistryApp } from './registry-app';
import { aBank, aGrant, aLoan, aPlace, type Place, unique } from './world';

let app: RegistryApp;
let bankA: Body;
let bankB: Body;
let officerA: Caller;
let officerB: Caller;
let placeA: Place;
let loanA: Body;
let pledgeA: Body;

beforeAll(async () => {
  app = await RegistryApp.start();
  [bankA, bankB] = [await aBank(app), await aBank(app)];
  officerA = app.as('information_officer', { institution: bankA.id });
  officerB = app.as('information_officer', { institution: bankB.id });
  placeA = await aPlace(officerA);
  loanA = await officerA.make('/v1/loans', aLoan(placeA.enterprise.id));
  pledgeA = await officerA.make('/v1/pledges', { loanId: loanA.id, siteId: placeA.site.id, what: '钢卷' });
  await aPlace(officerB);
});
afterAll(() => app.stop());

const PATHS = [
  'institutions',
  'enterprises',
  'sites',
  'loans',
  'pledges',
  'key-persons',
  'devices',
  'channels',
] as const;

function ofBankA(path: (typeof PATHS)[number]): Body {
  const { enterprise, site, device, channel, person } = placeA;
  const records = { enterprises: enterprise, sites: site, devices: device, channels: channel, 'key-persons': person };
  return { ...records, institutions: bankA, loans: loanA, pledges: pledgeA }[path];
}

/** A harmless change of each kind. */
const PATCHES: Readonly<Record<(typeof PATHS)[number], object>> = {
  ...{ institutions: { name: 'x' }, enterprises: { tags: [] }, sites: { tags: [] }, loans: { principalFen: 1 } },
  ...{ pledges: { what: 'x' }, 'key-persons': { role: 'x' }, devices: { model: 'x' }, channels: { multiplier: 2 } },
};

const visible = async (caller: Caller, path: string): Promise<readonly string[]> => {
  const { status, body } = await caller.get(`/v1/${path}?limit=200`);
  expect(status).toBe(200);
  return body.items.map(({ id }) => id);
};

describe('two banks that have nothing to do with each other', () => {
  it.each(PATHS)('see only their own %s in lists', async (path) => {
    expect(await visible(officerA, path)).toContain(ofBankA(path).id);
    expect(await visible(officerB, path)).not.toContain(ofBankA(path).id);
    expect(await visible(officerB, path)).toHaveLength(path === 'loans' || path === 'pledges' ? 0 : 1);
  });

  it.each(PATHS)(
    'cannot show, replace, patch or delete %s of the other: 404, and nothing has changed',
    async (path) => {
      const url = `/v1/${path}/${ofBankA(path).id}`;
      const strangers = [
        officerB,
        app.as('risk_manager', { institution: bankB.id }),
        app.as('client', { institution: bankB.id }),
      ];
      for (const stranger of strangers) expect(await stranger.get(url)).toMatchObject({ status: 404 });
      // Institutions are written by administrators alone; one of another tenant sees as little.
      const writer = path === 'institutions' ? app.as('admin', { institution: bankB.id }) : officerB;
      const expected = ['institutions', 'enterprises', 'sites'].includes(path) ? [403, 404] : [404];
      expect(expected).toContain((await writer.patch(url, 1, PATCHES[path])).status);
      expect(expected).toContain((await writer.delete(url, 1)).status);
      expect(await officerA.get(url)).toMatchObject({ status: 200, body: { version: 1 } });
    },
  );

  it('cannot name records of the other: they do not exist', async () => {
    const { enterprise, site, device } = placeA;
    const attempts: readonly (readonly [path: string, draft: object, pointer: string])[] = [
      ['sites', { enterpriseId: enterprise.id, name: 'x', timeZone: 'Asia/Shanghai' }, '/enterpriseId'],
      ['devices', { siteId: site.id, name: 'x', kind: 'meter' }, '/siteId'],
      ['channels', { deviceId: device.id, name: 'x', metric: 'power' }, '/deviceId'],
      ['loans', aLoan(enterprise.id), '/enterpriseId'],
      ['pledges', { loanId: loanA.id, siteId: site.id, what: 'x' }, '/loanId'],
      ['enterprises', { name: 'x', industry: 'shop', registeredBy: bankA.id }, '/registeredBy'],
    ];
    for (const [path, draft, pointer] of attempts) {
      const refused = await officerB.post(`/v1/${path}`, draft);
      expect(refused.body.type).toBe('urn:problem:registry.reference-not-found');
      expect(refused.body.errors[0]?.pointer).toBe(pointer);
      const unknown = JSON.parse(JSON.stringify(draft).replaceAll(/0[0-9a-f]{7}-[0-9a-f-]{27}/g, bankB.id)) as object;
      expect((await officerB.post(`/v1/${path}`, unknown)).status).toBe(path === 'enterprises' ? 201 : refused.status);
    }
    const foreign = { ...aLoan((await aPlace(officerB)).enterprise.id), institutionId: bankA.id };
    expect(await officerB.post('/v1/loans', foreign)).toMatchObject({ status: 422 });
  });

  it('may register the same company without learning of each other', async () => {
    const draft = { name: '腾讯', industry: 'office', creditCode: '9144030071526726XG' };
    expect(await officerA.post('/v1/enterprises', draft)).toMatchObject({
      status: 201,
      body: { registeredBy: bankA.id },
    });
    expect(await officerB.post('/v1/enterprises', draft)).toMatchObject({
      status: 201,
      body: { registeredBy: bankB.id },
    });
    expect(await officerB.post('/v1/enterprises', draft)).toMatchObject({ status: 409 });
  });
});

describe('a grant', () => {
  const day = (date: string): void => app.engines.clock.set(`${date}T04:00:00Z`);
  afterEach(() => app.engines.clock.set('2026-03-02T01:00:00Z'));

  it('opens an enterprise to its institution from its first to its last day in Shanghai, and not to others', async () => {
    const bank = await aBank(app);
    const reader = app.as('account_manager', { institution: bank.id });
    const { enterprise, site, device, channel } = await aPlace(officerA);
    const grant = await app.as('admin').make('/v1/grants', aGrant(bank.id, enterprise.id));
    const seen = async (): Promise<number[]> =>
      Promise.all(
        [`enterprises/${enterprise.id}`, `sites/${site.id}`, `devices/${device.id}`, `channels/${channel.id}`].map(
          async (path) => (await reader.get(`/v1/${path}`)).status,
        ),
      );
    expect(await seen()).toEqual([200, 200, 200, 200]);
    // Who else lends to the enterprise is nobody's business.
    expect((await reader.get(`/v1/enterprises/${enterprise.id}`)).body).toMatchObject({ registeredBy: null });
    expect(JSON.stringify((await reader.get('/v1/enterprises')).body)).not.toContain(bankA.id);
    expect((await officerA.get(`/v1/enterprises/${enterprise.id}`)).body).toMatchObject({ registeredBy: bankA.id });
    expect(await visible(reader, 'sites')).toEqual([site.id]);
    expect(await visible(reader, 'grants')).toEqual([grant.id]);
    expect(await visible(officerA, 'grants')).toEqual([]);
    expect(await officerA.get(`/v1/grants/${grant.id}`)).toMatchObject({ status: 404 });

    day('2026-02-28');
    expect(await seen()).toEqual([404, 404, 404, 404]);
    app.engines.clock.set('2026-02-28T16:00:00Z');
    expect(await seen()).toEqual([200, 200, 200, 200]);
    app.engines.clock.set('2026-03-31T15:59:59Z');
    expect(await seen()).toEqual([200, 200, 200, 200]);
    day('2026-04-01');
    expect(await seen()).toEqual([404, 404, 404, 404]);

    day('2026-03-15');
    await app.as('admin').patch(`/v1/grants/${grant.id}`, 1, { status: 'REVOKED' });
    expect(await seen()).toEqual([404, 404, 404, 404]);
  });

  it('does not let its institution change anything, and shows key persons only when it covers presence', async () => {
    const { enterprise, site, device, channel, person } = await aPlace(officerA);
    const grant = await app.as('admin').make('/v1/grants', aGrant(bankB.id, enterprise.id));
    for (const [path, record] of [
      ['enterprises', enterprise],
      ['sites', site],
      ['devices', device],
      ['channels', channel],
    ] as const) {
      expect(await officerB.patch(`/v1/${path}/${record.id}`, 1, PATCHES[path])).toMatchObject({
        ...{ status: 403, body: { type: 'urn:problem:registry.not-registrar' } },
      });
    }
    const channels = { deviceId: device.id, name: 'x', metric: 'power' };
    expect(await officerB.post('/v1/channels', channels)).toMatchObject({ status: 403 });
    expect(await officerB.delete(`/v1/devices/${device.id}`, 1)).toMatchObject({ status: 403 });

    expect(await officerB.get(`/v1/key-persons/${person.id}`)).toMatchObject({ status: 404 });
    await app.as('admin').patch(`/v1/grants/${grant.id}`, 1, { signalKinds: ['presence'] });
    expect(await officerB.get(`/v1/key-persons/${person.id}`)).toMatchObject({
      status: 200,
      body: { maskedName: '欧***' },
    });
    expect(await officerB.patch(`/v1/key-persons/${person.id}`, 1, { role: 'x' })).toMatchObject({ status: 403 });
    await app.as('admin').delete(`/v1/grants/${grant.id}`, 2);
    expect(await officerB.get(`/v1/enterprises/${enterprise.id}`)).toMatchObject({ status: 404 });
  });
});

describe('a loan', () => {
  it('shows its institution the borrower until it is repaid', async () => {
    const { enterprise, site } = await aPlace(officerA);
    const admin = app.as('admin');
    const loan = await admin.make('/v1/loans', aLoan(enterprise.id, { institutionId: bankB.id }));
    expect(await officerB.get(`/v1/sites/${site.id}`)).toMatchObject({ status: 200 });
    expect(await officerA.get(`/v1/loans/${loan.id}`)).toMatchObject({ status: 404 });
    expect(await officerB.patch(`/v1/loans/${loan.id}`, 1, { status: 'REPAID' })).toMatchObject({ status: 200 });
    expect(await officerB.get(`/v1/sites/${site.id}`)).toMatchObject({ status: 404 });
    expect(await officerB.get(`/v1/loans/${loan.id}`)).toMatchObject({ status: 200 });
    expect(await officerB.delete(`/v1/loans/${loan.id}`, 2)).toMatchObject({ status: 204 });
  });
});

describe('who may do what', () => {
  it('a suspended institution, or one nobody registered, sees nothing and registers nothing', async () => {
    const bank = await aBank(app);
    const officer = app.as('information_officer', { institution: bank.id });
    const { enterprise } = await aPlace(officer);
    await app.as('admin').patch(`/v1/institutions/${bank.id}`, 1, { status: 'SUSPENDED' });
    const nobody = app.as('information_officer', { institution: '0196a000-0000-7000-8000-00000000dead' });
    for (const caller of [officer, nobody]) {
      for (const path of PATHS) expect(await visible(caller, path)).toEqual([]);
      expect(await caller.get(`/v1/enterprises/${enterprise.id}`)).toMatchObject({ status: 404 });
      expect(await caller.post('/v1/enterprises', { name: 'x', industry: 'shop' })).toMatchObject({ status: 422 });
    }
  });

  it('an enterprise user sees the own enterprise, its sites, devices and channels, and changes nothing', async () => {
    const { enterprise, site, device, channel } = placeA;
    const user = app.as('enterprise_user', { enterprise: enterprise.id });
    const own = { enterprises: enterprise, sites: site, devices: device, channels: channel };
    for (const [path, record] of Object.entries(own)) {
      expect(await visible(user, path)).toEqual([record.id]);
      expect(await user.patch(`/v1/${path}/${record.id}`, 1, {})).toMatchObject({ status: 403 });
    }
    for (const path of ['institutions', 'loans', 'pledges', 'key-persons', 'grants']) {
      expect(await user.get(`/v1/${path}`)).toMatchObject({ status: 403 });
    }
    const other = await aPlace(officerA);
    expect(await user.get(`/v1/sites/${other.site.id}`)).toMatchObject({ status: 404 });
  });

  it('platform staff see everything; only officers and administrators write', async () => {
    const { enterprise, site } = placeA;
    const reader = app.as('service_manager');
    for (const path of PATHS) expect(await visible(reader, path)).toContain(ofBankA(path).id);
    for (const role of ['service_manager', 'risk_manager', 'account_manager', 'client'] as const) {
      const caller = app.as(role, role === 'service_manager' ? {} : { institution: bankA.id });
      expect(await caller.post('/v1/enterprises', { name: 'x', industry: 'shop' })).toMatchObject({ status: 403 });
      expect(await caller.importCsv('enterprises', 'name,industry\nx,shop\n')).toMatchObject({ status: 403 });
    }
    const platformOfficer = app.as('information_officer');
    expect(await platformOfficer.patch(`/v1/sites/${site.id}`, 1, { tags: ['x'] })).toMatchObject({ status: 200 });
    expect(await platformOfficer.patch(`/v1/sites/${site.id}`, 2, { tags: [] })).toMatchObject({ status: 200 });
    for (const [path, draft] of [
      ['institutions', { name: unique('x'), kind: 'bank' }],
      ['grants', aGrant(bankB.id, enterprise.id)],
    ] as const) {
      expect(await platformOfficer.post(`/v1/${path}`, draft)).toMatchObject({ status: 403 });
      const adminOfBank = app.as('admin', { institution: bankB.id });
      expect(await adminOfBank.post(`/v1/${path}`, draft)).toMatchObject({ status: 403 });
    }
  });

  it('only the platform takes away what other institutions may rely on', async () => {
    const { enterprise, site } = placeA;
    for (const [path, record] of [
      ['enterprises', enterprise],
      ['sites', site],
    ] as const) {
      expect(await officerA.delete(`/v1/${path}/${record.id}`, 1)).toMatchObject({
        ...{ status: 403, body: { type: 'urn:problem:registry.platform-only' } },
      });
    }
  });

  it('a token with neither institution nor platform role sees nothing', async () => {
    for (const role of ['risk_manager', 'account_manager', 'client', 'enterprise_user'] as const) {
      expect(await app.as(role).get('/v1/enterprises')).toMatchObject({ status: 403 });
    }
  });
});
