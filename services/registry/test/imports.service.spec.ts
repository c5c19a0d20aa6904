import { readFileSync } from 'node:fs';
import path from 'node:path';
import { IMPORT_COLUMNS, IMPORT_KINDS } from '../src/domain/import-columns';
import { type Body, type Caller, RegistryApp } from './registry-app';
import { aBank, aPlace, CREDIT_CODES, unique } from './world';

let app: RegistryApp;
let bank: Body;
let officer: Caller;
beforeAll(async () => {
  app = await RegistryApp.start();
  bank = await aBank(app);
  officer = app.as('information_officer', { institution: bank.id });
});
afterAll(() => app.stop());

const countOf = async (path: string): Promise<number> => (await officer.get(`/v1/${path}?limit=200`)).body.items.length;

describe('an import', () => {
  it('makes a record of every row, in order, each on the bus', async () => {
    const names = Array.from({ length: 100 }, () => unique('进口企业'));
    const csv = ['name,industry,tags', ...names.map((name) => `${name},factory,"a;b"`)].join('\r\n');
    const before = await countOf('enterprises');
    const { status, body } = await officer.importCsv('enterprises', csv);
    expect(status).toBe(201);
    expect(body).toMatchObject({ kind: 'enterprises', dryRun: false, imported: 100 });
    expect(body.records.map(({ row }) => row)).toEqual(names.map((_, index) => index + 2));
    const last = await officer.get(`/v1/enterprises/${body.records[99]!.id}`);
    expect(last.body).toMatchObject({ name: names[99], tags: ['a', 'b'], registeredBy: bank.id, version: 1 });
    expect(await app.changesOf(body.records[99]!.id, 1)).toHaveLength(1);
    expect(await countOf('enterprises')).toBe(before + 100);
  });

  it('with 3 bad rows of 100 imports nothing and names all 3, whatever is wrong with each', async () => {
    const { enterprise } = await aPlace(officer, { creditCode: CREDIT_CODES[0] });
    await officer.make('/v1/sites', { enterpriseId: enterprise.id, name: '老库', timeZone: 'Asia/Shanghai' });
    const rows = Array.from({ length: 100 }, (_, i) => `${CREDIT_CODES[0]},库 ${i},Asia/Shanghai`);
    rows[10] = `${CREDIT_CODES[0]},库 A,Asia/Shangai`;
    rows[50] = `${CREDIT_CODES[1]},库 B,Asia/Shanghai`;
    rows[98] = `${CREDIT_CODES[0]},老库,Asia/Shanghai`;
    const before = await countOf('sites');
    const { status, body } = await officer.importCsv('sites', ['enterprise,name,timeZone', ...rows].join('\n'));
    expect(status).toBe(422);
    expect(body).toMatchObject({ type: 'urn:problem:import.rejected', total: 3 });
    expect(body.rows).toEqual([
      {
        ...{ row: 12, column: 'timeZone', code: 'request.invalid' },
        text: {
          zh: '时区：应为「IANA 时区，例如 Asia/Shanghai」',
          en: 'timeZone: expected an IANA time zone, e.g. Asia/Shanghai',
        },
      },
      {
        ...{ row: 52, column: 'enterprise', code: 'registry.reference-not-found' },
        text: { zh: '企业：引用的记录不存在', en: 'enterprise: There is no such enterprise.' },
      },
      {
        ...{ row: 100, column: 'name', code: 'registry.duplicate' },
        text: { zh: '场所名称：已有相同的记录', en: 'name: The enterprise has a site of this name already.' },
      },
    ]);
    expect(await countOf('sites')).toBe(before);
  });

  it('refuses rows that repeat each other or a record that exists', async () => {
    const { site } = await aPlace(officer);
    const row = (name: string): string => `${site.id},${name},meter`;
    await officer.make('/v1/devices', { siteId: site.id, name: '旧表', kind: 'meter' });
    const csv = ['site,name,kind', row('新表'), row('旧表'), row('新表')].join('\n');
    const { status, body } = await officer.importCsv('devices', csv);
    expect(status).toBe(422);
    expect(body.rows.map(({ row: at, column, code }) => [at, column, code])).toEqual([
      [3, 'name', 'registry.duplicate'],
      [4, 'name', 'registry.duplicate'],
    ]);
    expect(await countOf(`devices`)).toBeGreaterThan(0);
    expect((await officer.get(`/v1/devices?siteId=${site.id}&q=新表`)).body.items).toEqual([]);
  });

  it('brings a whole customer with five files that name each other by words', async () => {
    const code = CREDIT_CODES[2];
    const files: readonly (readonly [kind: string, csv: string])[] = [
      ['enterprises', `企业名称,统一社会信用代码,场所类型\n华兴,${code},warehouse`],
      [
        'sites',
        `enterprise,name,timeZone,statutory,workingWeekdays,quietHour\n${code},冷库/1,Asia/Shanghai,NONE,1;2;3,03:30`,
      ],
      ['loans', `enterprise,contractNo,principalYuan,from,to\n${code},HX-1,"5000000.50",2026-01-15,2027-01-14`],
      ['devices', `site,name,kind,expectedIntervalSeconds\n${code}/冷库/1,总表,meter,300`],
      ['channels', `device,name,metric,multiplier\n${code}/冷库/1/总表,main,energy.register,80`],
    ];
    for (const [kind, csv] of files)
      expect(await officer.importCsv(kind, csv)).toMatchObject({ status: 201, body: { imported: 1 } });
    const [enterprise] = (await officer.get(`/v1/enterprises?creditCode=${code}`)).body.items;
    const of = async (path: string): Promise<readonly Body[]> =>
      (await officer.get(`/v1/${path}?enterpriseId=${enterprise!.id}`)).body.items;
    expect(await of('sites')).toMatchObject([
      { name: '冷库/1', calendar: { statutory: 'NONE', workingWeekdays: [1, 2, 3], quietHour: '03:30', version: 1 } },
    ]);
    expect(await of('loans')).toMatchObject([{ principalFen: 500000050, institutionId: bank.id, status: 'ACTIVE' }]);
    expect(await of('devices')).toMatchObject([{ name: '总表', expectedIntervalSeconds: 300 }]);
    expect(await of('channels')).toMatchObject([{ metric: 'energy.register', multiplier: 80 }]);
  });

  it('reads UTF-8 with a byte order mark and GB18030, and skips empty lines without losing the count', async () => {
    const name = unique('东风');
    expect(await officer.importCsv('enterprises', `\ufeffname,industry\n\n${name},shop\n\n`)).toMatchObject({
      ...{ status: 201, body: { records: [{ row: 3 }] } },
    });
    const gb = Buffer.from([...Buffer.from('name,industry\n'), 0xc9, 0xcf, 0xba, 0xa3, ...Buffer.from(',shop\n')]);
    const { body } = await officer.importCsv('enterprises', gb, { charset: 'GB18030' });
    expect((await officer.get(`/v1/enterprises/${body.records[0]!.id}`)).body).toMatchObject({ name: '上海' });
    expect(await officer.importCsv('enterprises', gb)).toMatchObject({
      status: 400,
      body: { type: 'urn:problem:import.unreadable' },
    });
  });

  it('rehearses without keeping anything', async () => {
    const csv = `name,industry\n${unique('排练')},shop\n`;
    const before = await countOf('enterprises');
    const { status, body } = await officer.importCsv('enterprises', csv, { query: '?dryRun=true' });
    expect([status, body]).toEqual([200, { kind: 'enterprises', dryRun: true, imported: 1, records: [] }]);
    expect(await countOf('enterprises')).toBe(before);
    expect(await officer.importCsv('enterprises', 'name,industry\nx,bank', { query: '?dryRun=true' })).toMatchObject({
      status: 422,
    });
  });

  it.each<[csv: string, kind: string, code: string]>([
    ['name,colour\nx,red', 'enterprises', 'import.unknown-column'],
    ['name\nx', 'enterprises', 'import.missing-column'],
    ['name,industry,企业名称\nx,shop,y', 'enterprises', 'import.repeated-column'],
    ['', 'enterprises', 'import.missing-column'],
  ])('refuses the header of %j', async (csv, kind, code) => {
    const { status, body } = await officer.importCsv(kind, csv);
    expect([status, body.rows.some((error) => error.row === 1 && error.code === code)]).toEqual([422, true]);
  });

  it('refuses what is no CSV, too long, of an unknown charset or of an unknown kind', async () => {
    const long = `name,industry\n${'x,shop\n'.repeat(5_001)}`;
    expect(await officer.importCsv('enterprises', long)).toMatchObject({
      status: 413,
      body: { type: 'urn:problem:import.too-many-rows' },
    });
    expect(await officer.importCsv('enterprises', 'x'.repeat(5 * 1024 * 1024))).toMatchObject({ status: 413 });
    expect(await officer.importCsv('enterprises', 'name,industry\n"x,shop')).toMatchObject({ status: 400 });
    expect(await officer.importCsv('enterprises', 'name,industry\nx\u0000,shop')).toMatchObject({ status: 400 });
    expect(await officer.importCsv('enterprises', 'name', { charset: 'klingon' })).toMatchObject({ status: 400 });
    expect(await officer.importCsv('key-persons', 'name')).toMatchObject({ status: 404 });
    expect(await officer.post('/v1/imports/enterprises', {})).toMatchObject({ status: 400 });
    expect(await officer.importCsv('enterprises', 'name,industry\nx,shop', { query: '?dryRun=maybe' })).toMatchObject({
      status: 422,
    });
  });

  it('takes no row into an enterprise of another institution', async () => {
    const { enterprise } = await aPlace(app.as('information_officer', { institution: (await aBank(app)).id }));
    const { body } = await officer.importCsv('sites', `enterprise,name,timeZone\n${enterprise.id},x,Asia/Shanghai`);
    expect(body.rows).toMatchObject([{ row: 2, column: 'enterprise', code: 'registry.reference-not-found' }]);
  });

  it('by the platform names the institution; without one the column is named that would say it', async () => {
    const { enterprise } = await aPlace(app.as('admin'));
    const row = (columns: string, cells: string): string =>
      `enterprise,contractNo,principalYuan,from,to${columns}\n${enterprise.id},${unique('JK')},1,2026-01-01,2026-12-31${cells}`;
    const platform = app.as('information_officer');
    expect((await platform.importCsv('loans', row('', ''))).body.rows).toMatchObject([
      { row: 2, column: 'institution' },
    ]);
    const { body } = await platform.importCsv('loans', row(',institution', `,${String(bank['name'])}`));
    expect((await officer.get(`/v1/loans/${body.records[0]!.id}`)).body).toMatchObject({ institutionId: bank.id });
  });

  it('of 5,000 rows is done within seconds', async () => {
    const { device } = await aPlace(officer);
    const rows = Array.from({ length: 5_000 }, (_, i) => `${device.id},c${i},power`);
    const started = performance.now();
    const { status, body } = await officer.importCsv('channels', ['device,name,metric', ...rows].join('\n'));
    expect([status, body['imported']]).toEqual([201, 5_000]);
    expect(performance.now() - started).toBeLessThan(10_000);
  });
});

describe('the template of an import', () => {
  it('names the columns that the README explains', () => {
    const [, section = ''] = readFileSync(path.join(__dirname, '../README.md'), 'utf8').split('\n## Imports\n');
    for (const kind of IMPORT_KINDS) {
      const line = section.split('\n').find((text) => text.startsWith(`| \`${kind}\` `));
      for (const { name, required } of IMPORT_COLUMNS[kind]) expect(line).toContain(required ? `**${name}**` : name);
    }
  });

  it.each(IMPORT_KINDS)('of %s is the header row, in both languages, and imports nothing', async (kind) => {
    for (const lang of ['en', 'zh'] as const) {
      const { status, text, headers } = await officer.get(`/v1/imports/${kind}/template.csv?lang=${lang}`);
      expect(status).toBe(200);
      expect(headers['content-type']).toBe('text/csv; charset=utf-8');
      const header = IMPORT_COLUMNS[kind].map((column) => (lang === 'zh' ? column.zh : column.name)).join(',');
      expect(text).toBe(`\ufeff${header}\r\n`);
      expect(await officer.importCsv(kind, text)).toMatchObject({ status: 201, body: { imported: 0 } });
    }
  });
});
