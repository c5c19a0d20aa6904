import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  ASYNC_API,
  asyncApiViolations,
  codeViolations,
  compatibilityViolations,
  contractViolations,
  driftViolations,
  GENERATED,
  LOCK,
} from './contracts/check';
import { asyncApi } from './contracts/asyncapi';
import { publishedForm } from './contracts/compatibility';
import { exampleViolations } from './contracts/examples';
import { generatedModules } from './contracts/modules';
import { ruleViolations } from './contracts/rules';
import { readContracts, ROOT, type Contracts } from './contracts/source';

type Json = Record<string, unknown>;
type Violations = (root: string, contracts: Contracts) => readonly string[] | Promise<readonly string[]>;

/** A repository with the contracts of this one, everything derived from them and all of it published. */
let pristine: string;
let root: string;

beforeAll(async () => {
  pristine = mkdtempSync(path.join(tmpdir(), 'contracts-'));
  cpSync(path.join(ROOT, 'contracts'), path.join(pristine, 'contracts'), { recursive: true });
  const contracts = readContracts(pristine);
  mkdirSync(path.join(pristine, GENERATED), { recursive: true });
  for (const [name, text] of await generatedModules(contracts)) {
    writeFileSync(path.join(pristine, GENERATED, name), text);
  }
  writeFileSync(path.join(pristine, ASYNC_API), asyncApi(contracts));
  writeFileSync(path.join(pristine, LOCK), JSON.stringify(publishedForm(contracts)));
});
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'contracts-'));
  cpSync(pristine, root, { recursive: true });
});
afterEach(() => rmSync(root, { recursive: true, force: true }));
afterAll(() => rmSync(pristine, { recursive: true, force: true }));

const plant = (file: string, change: (document: Json) => void): void => {
  const full = path.join(root, file);
  const document = JSON.parse(readFileSync(full, 'utf8')) as Json;
  change(document);
  writeFileSync(full, JSON.stringify(document));
};
const write = (file: string, text: string): void => {
  mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
  writeFileSync(path.join(root, file), text);
};
const run = async (check: Violations): Promise<readonly string[]> => check(root, readContracts(root));
const properties = (document: Json): Record<string, Json> => document['properties'] as Record<string, Json>;
const entries = (document: unknown): Record<string, Json | string>[] => document as Record<string, Json | string>[];

const LOAN = 'contracts/entities/loan.schema.json';
const SEVERITY = 'contracts/events/shared/severity.schema.json';
const METRICS = 'contracts/metrics.json';
const PROBLEMS = 'contracts/problems.json';
const TOPICS = 'contracts/topics.json';

describe('contracts that agree', () => {
  it('pass every check', async () => {
    expect(await contractViolations(root)).toEqual([]);
  });
});

describe('a schema or register that is not as it must be', () => {
  // Without the largest schemas, which take half of the time to compile.
  const rules: Violations = (_root, contracts) =>
    ruleViolations({ ...contracts, schemas: contracts.schemas.filter((file) => !/^(streams|rules)/.test(file.path)) });
  it.each<[string, string, (document: Json) => void, RegExp]>([
    [
      'a field without description',
      LOAN,
      (d) => delete properties(d)['from']?.['description'],
      /loan.*\/from has no desc/,
    ],
    [
      'an object that admits anything',
      LOAN,
      (d) => delete d['additionalProperties'],
      /loan.*must not admit additional/,
    ],
    ['an id that is not the path', LOAN, (d) => (d['$id'] = 'https://loanwatch.example/x'), /loan.*\$id must be/],
    ['a keyword that JSON Schema does not know', LOAN, (d) => (d['maximun'] = 1), /loan.*unknown keyword/],
    [
      'a reference to nothing',
      LOAN,
      (d) => (properties(d)['id'] = { $ref: 'no.schema.json', description: 'x' }),
      /resolve/,
    ],
    ['a metric without Chinese name', METRICS, (d) => delete entries(d)[0]?.['zh'], /metrics.json: .*zh/],
    ['metrics out of order', METRICS, (d) => entries(d).reverse(), /metrics.json: .* must stand before/],
    [
      'a metric whose range is empty',
      METRICS,
      (d) => Object.assign(entries(d)[0] ?? {}, { min: 2, max: 1 }),
      /min must be/,
    ],
    [
      'a gauge with states',
      METRICS,
      (d) => Object.assign(metricOf(d, 'power'), { states: ['A', 'B'] }),
      /power: states/,
    ],
    [
      'a problem without English remedy',
      PROBLEMS,
      (d) => delete (entries(d)[0]?.['remedy'] as Json)['en'],
      /problems.json: .*en/,
    ],
    [
      'a problem without Chinese title',
      PROBLEMS,
      (d) => delete (entries(d)[0]?.['title'] as Json)['zh'],
      /problems.json: .*zh/,
    ],
    [
      'a problem that stands there twice',
      PROBLEMS,
      (d) => entries(d).unshift(entries(d)[0] ?? {}),
      /stands there twice/,
    ],
    [
      'a problem with another kind of status',
      PROBLEMS,
      (d) => Object.assign(entries(d)[0] ?? {}, { kind: 'stale', status: 404 }),
      /does not go with/,
    ],
    ['a topic without owner', TOPICS, (d) => delete entries(d)[0]?.['owner'], /topics.json: .*owner/],
    ['a topic without key', TOPICS, (d) => delete entries(d)[0]?.['key'], /topics.json: .*key/],
    ['a topic without retention', TOPICS, (d) => delete entries(d)[0]?.['retention'], /topics.json: .*retention/],
    ['a message that no topic carries', TOPICS, (d) => entries(d).pop(), /no topic carries events\/delivery/],
  ])('%s is reported', async (_title, file, change, expected) => {
    plant(file, change);
    expect((await run(rules)).join('\n')).toMatch(expected);
  });
});

const metricOf = (document: unknown, code: string): object =>
  entries(document).find((each) => each['code'] === code) ?? {};

describe('a change that breaks what was published', () => {
  it.each<[string, string, (document: Json) => void, RegExp]>([
    ['a removed property', LOAN, (d) => delete properties(d)['contractNo'], /loan.*: \/contractNo was removed/],
    [
      'another type',
      LOAN,
      (d) => (properties(d)['principalFen'] = { description: 'x', type: 'string' }),
      /was integer and is string/,
    ],
    ['a newly required property', LOAN, addRequired, /loan.*: \/branch is newly required/],
    [
      'an optional one made required',
      'contracts/entities/site.schema.json',
      (d) => (d['required'] as string[]).push('address'),
      /\/address is newly required/,
    ],
    ['a required one made optional', LOAN, (d) => (d['required'] as string[]).pop(), /\/status is no longer required/],
    ['a removed enum value', SEVERITY, (d) => (d['enum'] as string[]).shift(), /severity.*no longer admits BLUE/],
    [
      'a smaller maximum',
      LOAN,
      (d) => (required(properties(d)['contractNo'])['maxLength'] = 10),
      /maxLength was 100 and is 10/,
    ],
    [
      'a new limit',
      LOAN,
      (d) => (required(properties(d)['contractNo'])['pattern'] = '^A'),
      /pattern is newly \^A|pattern is newly "\^A"/,
    ],
    [
      'a removed stored event',
      'contracts/streams/case-event.schema.json',
      (d) => (d['oneOf'] as unknown[]).pop(),
      /case-event.*no longer admits/,
    ],
    [
      'a metric in another unit',
      METRICS,
      (d) => Object.assign(metricOf(d, 'power'), { unit: 'kW' }),
      /metric power: unit was W and is kW/,
    ],
    ['a removed problem code', PROBLEMS, (d) => entries(d).pop(), /problem .*: was removed/],
    [
      'other partitions',
      TOPICS,
      (d) => Object.assign(entries(d)[0] ?? {}, { partitions: 1 }),
      /topic readings: partitions was 12 and is 1/,
    ],
  ])('%s is refused', async (_title, file, change, expected) => {
    plant(file, change);
    expect((await run(compatibilityViolations)).join('\n')).toMatch(expected);
  });

  it.each<[string, string, (document: Json) => void]>([
    ['a new optional property', LOAN, (d) => (properties(d)['branch'] = { description: 'x', type: 'string' })],
    ['a new enum value', SEVERITY, (d) => (d['enum'] as string[]).push('BLACK')],
    ['a larger maximum', LOAN, (d) => (required(properties(d)['contractNo'])['maxLength'] = 200)],
    ['another description', LOAN, (d) => (required(properties(d)['contractNo'])['description'] = 'x')],
    [
      'a further unit of a metric',
      METRICS,
      (d) => Object.assign((metricOf(d, 'power') as { units: Json }).units, { GW: { factor: 1e9 } }),
    ],
  ])('%s is allowed', async (_title, file, change) => {
    plant(file, change);
    expect(await run(compatibilityViolations)).toEqual([]);
  });

  it('a removed message is refused', async () => {
    rmSync(path.join(root, LOAN));
    expect(await run(compatibilityViolations)).toContainEqual(expect.stringContaining('loan.schema.json: was removed'));
  });
});

function addRequired(document: Json): void {
  properties(document)['branch'] = { description: 'x', type: 'string' };
  (document['required'] as string[]).push('branch');
}

function required<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('not there');
  return value;
}

describe('an example that does not agree', () => {
  const example = (kind: string): string => `contracts/examples/loan.${kind}.json`;
  it('is reported when a valid one is refused', async () => {
    plant(example('valid-active'), (d) => (d['currency'] = 'USD'));
    expect((await run(exampleViolations)).join()).toMatch(/loan\.valid-active.*is refused/);
  });

  it('is reported when an invalid one is accepted, or refused for something else', async () => {
    plant(example('invalid-fraction-of-a-fen'), (d) => ((d['document'] as Json)['principalFen'] = 1));
    plant(example('invalid-date-with-time'), (d) => (d['violates'] = '/from'));
    const said = (await run(exampleViolations)).join('\n');
    expect(said).toMatch(/fraction-of-a-fen.json: must be refused for \/principalFen, is refused for nothing/);
    expect(said).toMatch(/date-with-time.json: must be refused for \/from, is refused for \/to/);
  });

  it('is missed when there are fewer than two of a kind, and named when it belongs to nothing', async () => {
    rmSync(path.join(root, example('valid-active')));
    write('contracts/examples/lone.valid-x.json', '{}');
    const said = await run(exampleViolations);
    expect(said).toContainEqual('examples: loan needs 2 that are valid');
    expect(said).toContainEqual('examples/lone.valid-x.json: is not named after a schema');
  });
});

describe('what is derived', () => {
  it('is reported when it is not what the contracts say, is missing, or is left over', async () => {
    write(`${GENERATED}/events.ts`, '// edited by hand');
    rmSync(path.join(root, GENERATED, 'shared.ts'));
    write(`${GENERATED}/old.ts`, '');
    const files = (await run(driftViolations)).map((each) => each.replace(/.*\/([a-z-]+\.ts): .*/, '$1'));
    expect(files.sort()).toEqual(['events.ts', 'old.ts', 'shared.ts']);
  });

  it('is the same in every run', async () => {
    const contracts = readContracts(root);
    expect(await generatedModules(contracts)).toEqual(await generatedModules(contracts));
  });
});

describe('the AsyncAPI document', () => {
  it('is reported when it is not what topics.json says', async () => {
    write(ASYNC_API, 'asyncapi: 3.1.0');
    expect((await run(asyncApiViolations)).join()).toMatch(/run npm run contracts:gen/);
  });

  it('is reported when the parser refuses it', async () => {
    rmSync(path.join(root, 'contracts/events/alarm.changed.v1.schema.json'));
    const contracts = readContracts(pristine);
    expect((await asyncApiViolations(root, contracts)).join()).toMatch(/alarm\.changed/);
  });
});

describe('a refusal in the code', () => {
  it('is reported when its code is not registered', async () => {
    write('services/metering/src/domain/planted.ts', `throw new DomainError('planted.unknown', 'invalid', 'x');`);
    write('services/metering/src/domain/legal.ts', `throw new DomainError(\n  'request.invalid', 'invalid', 'x');`);
    write('services/metering/test/planted.ts', `throw new DomainError('planted.test', 'invalid', 'x');`);
    expect(await run(codeViolations)).toEqual([
      'services/metering/src/domain/planted.ts: the code planted.unknown is not in contracts/problems.json',
    ]);
  });
});
