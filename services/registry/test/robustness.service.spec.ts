import fc from 'fast-check';
import { type Caller, RegistryApp } from './registry-app';
import { aBank, aGrant, aLoan, aPlace } from './world';

let app: RegistryApp;
let admin: Caller;
let drafts: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
let records: Readonly<Record<string, string>>;

beforeAll(async () => {
  app = await RegistryApp.start();
  admin = app.as('admin');
  const bank = await aBank(app);
  const { enterprise, site, device, channel, person } = await aPlace(admin, { registeredBy: bank.id });
  const loan = await admin.make('/v1/loans', aLoan(enterprise.id, { institutionId: bank.id }));
  const grant = await admin.make('/v1/grants', aGrant(bank.id, enterprise.id));
  const pledge = await admin.make('/v1/pledges', { loanId: loan.id, siteId: site.id, what: 'x' });
  records = {
    ...{ institutions: bank.id, enterprises: enterprise.id, sites: site.id, loans: loan.id, pledges: pledge.id },
    ...{ 'key-persons': person.id, devices: device.id, channels: channel.id, grants: grant.id },
  };
  drafts = {
    institutions: { name: 'x', kind: 'bank', status: 'ACTIVE' },
    enterprises: { name: 'x', industry: 'shop', creditCode: '91330100799655058B', tags: ['x'], registeredBy: bank.id },
    sites: {
      ...{ enterpriseId: enterprise.id, name: 'x', timeZone: 'Asia/Shanghai', address: 'x', tags: [] },
      calendar: {
        workingWeekdays: [1],
        statutory: 'CN',
        holidays: [],
        workdays: [],
        closures: [],
        shifts: [],
        quietHour: '04:00',
      },
    },
    loans: { ...aLoan(enterprise.id, { institutionId: bank.id }), currency: 'CNY', status: 'ACTIVE' },
    pledges: { loanId: loan.id, siteId: site.id, what: 'x', quantity: 'x', valueFen: 1 },
    'key-persons': {
      ...{ enterpriseId: enterprise.id, name: 'x', token: 'x', role: 'x' },
      consent: { reference: 'x', from: '2026-01-01', to: null },
    },
    devices: {
      ...{ siteId: site.id, name: 'x', kind: 'meter', vendor: 'x', model: 'x', status: 'ACTIVE' },
      ...{ latenessLimitSeconds: 60, expectedIntervalSeconds: 1, channels: [{ name: 'x', metric: 'power' }] },
    },
    channels: {
      ...{ deviceId: device.id, name: 'x', metric: 'energy.register', multiplier: 1, wrapAt: 1, maxPerHour: 1 },
      ...{ weight: 1, stalenessSeconds: 1, decoderPath: 'x' },
    },
    grants: { ...aGrant(bank.id, enterprise.id), contractNo: 'x', status: 'ACTIVE' },
  };
});
afterAll(() => app.stop());

/** Values that have broken programs before, and any other JSON. */
const value = fc.oneof(
  fc.constantFrom(
    null,
    true,
    -1,
    0,
    1e308,
    -0,
    5e-324,
    2 ** 53,
    '',
    ' ',
    '\u0000',
    '\ud800',
    '2026-02-30',
    '9999-12-31',
  ),
  fc.constantFrom<unknown>([], {}, [null], [[]], { $ref: '#' }, 'x'.repeat(10_000), '🏭', '0'.repeat(36)),
  fc.jsonValue({ maxDepth: 3 }),
  fc.string({ unit: 'grapheme', maxLength: 300 }),
);

const path = fc.constantFrom(
  ...Object.keys({
    institutions: 0,
    enterprises: 0,
    sites: 0,
    loans: 0,
    pledges: 0,
    'key-persons': 0,
    devices: 0,
    channels: 0,
    grants: 0,
  }),
);

describe('nothing that a client sends makes the service fail', () => {
  it('in a body that is right but for some fields', async () => {
    const broken = fc.record({
      path,
      method: fc.constantFrom('post', 'put', 'patch'),
      pick: fc.nat(),
      changed: fc.array(fc.tuple(fc.nat(), value), { minLength: 1, maxLength: 3 }),
    });
    await fc.assert(
      fc.asyncProperty(broken, async ({ path: name, method, changed }) => {
        const draft: Record<string, unknown> = structuredClone({ ...drafts[name] });
        const fields = Object.keys(draft);
        for (const [index, sent] of changed) {
          const field = fields[index % fields.length]!;
          const inner = draft[field];
          if (typeof inner === 'object' && inner !== null && !Array.isArray(inner)) {
            const parts = Object.keys(inner);
            draft[field] = { ...inner, [parts[index % parts.length]!]: sent };
          } else draft[field] = sent;
        }
        const answer =
          method === 'post'
            ? await admin.post(`/v1/${name}`, draft)
            : method === 'put'
              ? await admin.put(`/v1/${name}/${records[name]}`, 1, draft)
              : await admin.patch(`/v1/${name}/${records[name]}`, 1, draft);
        expect({ name, method, draft, text: answer.status < 500 ? '' : answer.text }).toMatchObject({ text: '' });
      }),
      { numRuns: 400 },
    );
  });

  it('in a query or in a path', async () => {
    const text = fc.oneof(
      fc.constantFrom('\u0000', 'a\u0000b', '\u202e', "'", '%', '_', '\\', '--', '0', '-1', '1e3', '"1"', '[]'),
      fc.string({ unit: 'binary', maxLength: 100 }),
    );
    const filter = fc.constantFrom(
      'limit',
      'cursor',
      'q',
      'tag',
      'creditCode',
      'kind',
      'status',
      'enterpriseId',
      'colour',
    );
    await fc.assert(
      fc.asyncProperty(path, filter, text, async (target, name, sent) => {
        const encoded = encodeURIComponent(sent.toWellFormed());
        const answers = [
          await admin.get(`/v1/${target}?${name}=${encoded}`),
          await admin.get(`/v1/${target}?${name}[]=${encoded}&${name}=1`),
          await admin.get(`/v1/${target}/${encoded}`),
        ];
        expect(answers.filter(({ status }) => status >= 500)).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('in a file', async () => {
    const cell = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 20 }),
      fc.constantFrom('"', ',', '\n', '\r', '=1', ';', '1;2'),
    );
    const kind = fc.constantFrom('enterprises', 'sites', 'loans', 'devices', 'channels');
    await fc.assert(
      fc.asyncProperty(
        kind,
        fc.array(fc.array(cell, { maxLength: 9 }), { maxLength: 5 }),
        fc.boolean(),
        async (target, rows, withHeader) => {
          const header = withHeader ? (await admin.get(`/v1/imports/${target}/template.csv`)).text : '';
          const answer = await admin.importCsv(target, header + rows.map((row) => row.join(',')).join('\n'));
          expect({ rows, text: answer.status < 500 ? '' : answer.text }).toMatchObject({ text: '' });
        },
      ),
      { numRuns: 200 },
    );
  });
});
