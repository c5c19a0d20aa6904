import { type Caller, RegistryApp } from './registry-app';
import { aBank, aGrant, aLoan, aPlace, unique } from './world';

let app: RegistryApp;
beforeAll(async () => {
  app = await RegistryApp.start();
});
afterAll(() => app.stop());

const SQL = [
  `'; DROP TABLE enterprises; --`,
  `' OR '1'='1`,
  `"; SELECT pg_sleep(10); --`,
  `\\'; DELETE FROM loans; --`,
  `$1 $$ $body$ %s %I {}`,
  `1); UPDATE enterprises SET deleted = true; --`,
  `/* */ UNION SELECT * FROM person_keys`,
  `\\x41\\u0041`,
];
const FORMULAS = ['=HYPERLINK("http://x.example","ok")', '+1+1', '-2+3', '@SUM(A1:A9)', "=cmd|' /C calc'!A0", "'=1+1"];
const ODD = [
  '\u202eevil',
  '🏭'.repeat(10),
  '<script>alert(1)</script>',
  'a\tb',
  'a\nb',
  'null',
  '__proto__',
  '{"$ne":1}',
];
const TEXTS = [...SQL, ...FORMULAS, ...ODD];

describe('hostile text', () => {
  it('is kept as it is in every field that takes text, and does nothing', async () => {
    const admin = app.as('admin');
    const bank = await aBank(app);
    const { enterprise, site, device } = await aPlace(admin, { registeredBy: bank.id });
    const enterpriseId = enterprise.id;
    const consent = { from: '2026-01-01' };
    const drafts: readonly (readonly [path: string, draft: (text: string) => object])[] = [
      ['institutions', (text) => ({ name: text, kind: 'bank' })],
      ['enterprises', (text) => ({ name: text, industry: 'shop', tags: [text] })],
      [
        'sites',
        (text) => ({
          ...{ enterpriseId, name: text, address: text, timeZone: 'Asia/Shanghai', tags: [text] },
          calendar: {
            holidays: [{ date: '2026-05-04', name: text }],
            closures: [{ from: '2026-02-10', to: '2026-02-25', reason: text }],
          },
        }),
      ],
      ['loans', (text) => aLoan(enterpriseId, { institutionId: bank.id, contractNo: text })],
      [
        'key-persons',
        (text) => ({
          enterpriseId,
          token: unique('t'),
          role: text,
          name: 'x',
          consent: { ...consent, reference: text },
        }),
      ],
      ['devices', (text) => ({ siteId: site.id, name: text, kind: 'meter', vendor: text, model: text })],
      ['channels', (text) => ({ deviceId: device.id, name: unique('c'), metric: 'power', decoderPath: text })],
      ['grants', (text) => aGrant(bank.id, enterpriseId, { contractNo: text })],
    ];
    for (const [path, draft] of drafts) {
      for (const text of TEXTS) {
        const { name: sent, ...fields } = draft(text) as Record<string, unknown>;
        const made = await admin.make(`/v1/${path}`, { ...fields, ...(sent !== undefined && { name: sent }) });
        const { body } = await admin.get(`/v1/${path}/${made.id}`);
        expect(body).toMatchObject({ ...fields, ...(path !== 'key-persons' && sent !== undefined && { name: sent }) });
      }
    }
    expect((await admin.get(`/v1/enterprises/${enterpriseId}`)).status).toBe(200);
  });

  it('finds only what begins with it when it is a filter', async () => {
    const admin = app.as('admin');
    for (const text of TEXTS) {
      const { body } = await admin.get(`/v1/enterprises?q=${encodeURIComponent(text)}`);
      expect(body.items.map((item) => String(item['name']).toLowerCase())).toEqual([text.toLowerCase()]);
      const tagged = await admin.get(`/v1/enterprises?tag=${encodeURIComponent(text)}`);
      expect(tagged.body.items).toHaveLength(1);
    }
  });

  it('passes an import as it is', async () => {
    const officer = app.as('information_officer', { institution: (await aBank(app)).id });
    const cell = (text: string): string => `"${text.replaceAll('"', '""')}"`;
    const { status, body } = await officer.importCsv(
      'enterprises',
      ['name,industry', ...TEXTS.map((text) => `${cell(text)},shop`)].join('\n'),
    );
    expect(status).toBe(201);
    const { body: list } = await officer.get('/v1/enterprises?limit=200');
    expect(list.items.map((item) => item['name'])).toEqual(TEXTS);
    expect(body.records).toHaveLength(TEXTS.length);
  });
});

describe('a field that a client may not set', () => {
  const FORBIDDEN = [
    ...[
      'id',
      'version',
      'deleted',
      'updatedAt',
      'updated_at',
      'createdAt',
      'document',
      'identity',
      'extra',
      'role',
      'roles',
    ],
    ...['tenantId', 'institution_id', 'maskedName', 'wrapped', 'isAdmin', 'siteID'],
  ];
  /** Fixed once the record is made. */
  const PLACES = ['enterpriseId', 'institutionId', 'siteId', 'deviceId', 'loanId', 'registeredBy'];

  it('is refused on every operation that writes, and nothing has changed', async () => {
    const admin = app.as('admin');
    const bank = await aBank(app);
    const place = await aPlace(admin, { registeredBy: bank.id });
    const loan = await admin.make('/v1/loans', aLoan(place.enterprise.id, { institutionId: bank.id }));
    const grant = await admin.make('/v1/grants', aGrant(bank.id, place.enterprise.id));
    const records = {
      ...{ institutions: bank, enterprises: place.enterprise, sites: place.site, devices: place.device },
      ...{ channels: place.channel, 'key-persons': place.person, loans: loan, grants: grant },
    };
    for (const [path, record] of Object.entries(records)) {
      const url = `/v1/${path}/${record.id}`;
      const before = (await admin.get(url)).body;
      const draft = writable(path, before);
      expect(await admin.put(url, 1, { ...draft, id: 'x' })).toMatchObject({ status: 422 });
      for (const field of [...FORBIDDEN, ...PLACES]) {
        if (isRole(path, field)) continue;
        const refused = [
          await admin.patch(url, 1, { [field]: 'x' }),
          await admin.put(url, 1, { ...draft, [field]: 'x' }),
        ];
        if (FORBIDDEN.includes(field)) refused.push(await admin.post(`/v1/${path}`, { ...draft, [field]: 'x' }));
        for (const answer of refused) expect([path, field, answer.status]).toEqual([path, field, 422]);
        expect(refused[0]!.body.errors.map(({ pointer }) => pointer)).toEqual([`/${field}`]);
      }
      expect((await admin.get(url)).body).toEqual(before);
    }
  });

  it('is refused when it would reach a prototype', async () => {
    const admin = app.as('admin');
    const raw = (text: string): ReturnType<Caller['post']> =>
      admin.post('/v1/enterprises', Buffer.from(text), { 'content-type': 'application/json' });
    expect(await raw('{"name":"x","industry":"shop","__proto__":{"deleted":true}}')).toMatchObject({ status: 400 });
    expect(await raw('{"name":"x","industry":"shop","constructor":{"prototype":{}}}')).toMatchObject({ status: 400 });
  });

  function writable(path: string, record: object): object {
    const kept = Object.entries(record).filter(
      ([field]) => ![...FORBIDDEN, ...PLACES].includes(field) || isRole(path, field),
    );
    const fields = Object.fromEntries(kept) as Record<string, unknown>;
    if (path !== 'sites') return fields;
    const { version: _version, ...calendar } = fields['calendar'] as Record<string, unknown>;
    return { ...fields, calendar };
  }

  /** Key persons have a role of their own. */
  function isRole(path: string, field: string): boolean {
    return path === 'key-persons' && field === 'role';
  }
});
