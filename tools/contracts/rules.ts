import { Ajv2020 } from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import { ID_BASE, type Contracts, type Schema, type SchemaFile } from './source';

/** What a schema, a register or a topic must be, besides being JSON: sentences about what is not so. */
export function ruleViolations(contracts: Contracts): readonly string[] {
  const said = [...contracts.schemas.flatMap(schemaViolations), ...compileViolations(contracts)];
  // A register that does not follow its own schema cannot be looked at any further.
  if (said.length > 0) return said;
  return [
    ...orderViolations('metrics.json', contracts.metrics, ({ code }) => code),
    ...orderViolations('problems.json', contracts.problems, ({ code }) => code),
    ...metricViolations(contracts),
    ...problemViolations(contracts),
    ...topicViolations(contracts),
  ];
}

function schemaViolations({ path, schema }: SchemaFile): readonly string[] {
  const said: string[] = [];
  if (schema.$id !== ID_BASE + path) said.push(`${path}: $id must be ${ID_BASE}${path}`);
  if (schema['$schema'] !== 'https://json-schema.org/draft/2020-12/schema') {
    said.push(`${path}: $schema must be draft 2020-12`);
  }
  const visit = (node: Schema, at: string): void => {
    if (typeof node['properties'] === 'object' && node['properties'] !== null && node['type'] === 'object') {
      if (node['additionalProperties'] !== false)
        said.push(`${path}: ${at || '/'} must not admit additional properties`);
      for (const [name, property] of Object.entries(node['properties'] as Record<string, Schema>)) {
        if (typeof property.description !== 'string' || property.description === '') {
          said.push(`${path}: ${at}/${name} has no description`);
        }
        visit(property, `${at}/${name}`);
      }
    }
    for (const [name, definition] of Object.entries(node.$defs ?? {})) visit(definition, `${at}$${name}`);
    for (const keyword of ['items', 'additionalProperties']) {
      if (typeof node[keyword] === 'object' && node[keyword] !== null) visit(node[keyword] as Schema, `${at}/*`);
    }
    for (const keyword of ['oneOf', 'anyOf', 'allOf']) {
      ((node[keyword] ?? []) as Schema[]).forEach((each, index) => visit(each, `${at}(${index})`));
    }
  };
  visit(schema, '');
  if (typeof schema.description !== 'string') said.push(`${path}: has no description`);
  return said;
}

/** Every schema is valid, strict and complete in its references; the registers follow theirs. */
function compileViolations({ schemas, metrics, problems, topics }: Contracts): readonly string[] {
  const ajv = contractAjv();
  const said: string[] = [];
  const attempt = (path: string, run: () => void): void => {
    try {
      run();
    } catch (error) {
      said.push(`${path}: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  for (const { path, schema } of schemas) attempt(path, () => ajv.addSchema(schema));
  for (const { path, schema } of schemas) attempt(path, () => ajv.getSchema(String(schema.$id)));
  for (const [name, entries] of Object.entries({ metrics, problems, topics })) {
    attempt(`${name}.json`, () => {
      if (!ajv.validate(`${ID_BASE}${name}.schema.json`, entries)) throw new Error(ajv.errorsText());
    });
  }
  return said;
}

/** The validator that the checks use: as strict as the product's, and it looks at the schemas too. */
export function contractAjv(): Ajv2020 {
  const ajv = new Ajv2020({
    strict: true,
    strictRequired: false,
    allowUnionTypes: true,
    discriminator: true,
    allErrors: true,
  });
  addFormats(ajv, ['date']);
  return ajv;
}

function orderViolations<T>(file: string, entries: readonly T[], codeOf: (entry: T) => string): readonly string[] {
  return entries.slice(1).flatMap((entry, index) => {
    const before = codeOf(entries[index] as T);
    const code = codeOf(entry);
    if (code === before) return [`${file}: ${code} stands there twice`];
    return code < before ? [`${file}: ${code} must stand before ${before}`] : [];
  });
}

function metricViolations({ metrics }: Contracts): readonly string[] {
  return metrics.flatMap(({ code, kind, states, min, max, unit, units }) => [
    ...((states !== undefined) === (kind === 'state') ? [] : [`metrics.json: ${code}: states go with kind state`]),
    ...(min < max ? [] : [`metrics.json: ${code}: min must be below max`]),
    ...(unit in units ? [`metrics.json: ${code}: units must not repeat the canonical ${unit}`] : []),
  ]);
}

const STATUS: Readonly<Record<string, readonly number[]>> = {
  malformed: [400, 405, 406, 414, 415],
  unauthenticated: [401],
  forbidden: [403],
  'not-found': [404],
  conflict: [409],
  stale: [412],
  'too-large': [413],
  invalid: [422],
  'precondition-required': [428],
  'rate-limited': [429],
  internal: [500],
  unavailable: [503],
};

function problemViolations({ problems }: Contracts): readonly string[] {
  return problems
    .filter(({ kind, status }) => STATUS[kind]?.includes(status) !== true)
    .map(({ code, kind, status }) => `problems.json: ${code}: ${kind} does not go with status ${status}`);
}

function topicViolations({ topics, schemas }: Contracts): readonly string[] {
  const carried = topics.flatMap(({ types }) => types.map(({ schema }) => schema));
  const messages = schemas.map(({ path }) => path).filter((path) => /^events\/[^/]+$/.test(path));
  return [
    ...carried.filter((path) => !messages.includes(path)).map((path) => `topics.json: ${path} does not exist`),
    ...messages.filter((path) => !carried.includes(path)).map((path) => `topics.json: no topic carries ${path}`),
    ...topics.flatMap(({ name, types }) =>
      types
        .filter(({ type, schema }) => schema !== `events/${type.replace('loanwatch.', '')}.schema.json`)
        .map(({ type, schema }) => `topics.json: ${name}: ${type} and ${schema} must have the same name and version`),
    ),
  ];
}
