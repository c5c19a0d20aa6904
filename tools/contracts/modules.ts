import { moduleOf, titlesOf, typeModules } from './types';
import { messageSchemas, type Contracts } from './source';

const BANNER = '// Generated from contracts/ by npm run contracts:gen. Do not edit.\n';

/** Everything under libs/contracts/src/generated: file name to content. The same contracts give the same bytes. */
export async function generatedModules(contracts: Contracts): Promise<ReadonlyMap<string, string>> {
  const types = await typeModules(contracts);
  const files = new Map<string, string>();
  for (const [module, text] of types) files.set(`${module}.ts`, text);
  files.set('schemas.ts', schemasModule(contracts));
  files.set(
    'metric-list.ts',
    listModule('Metric', 'METRICS', contracts.metrics, (metric) => metric.code),
  );
  files.set(
    'problem-list.ts',
    listModule('Problem', 'PROBLEMS', contracts.problems, (problem) => problem.code),
  );
  files.set(
    'topic-list.ts',
    listModule('Topic', 'TOPICS', contracts.topics, (topic) => topic.name),
  );
  files.set('messages.ts', messagesModule(contracts));
  const exported = [...types.keys()].sort().map((module) => `export type * from './${module}';\n`);
  files.set('index.ts', exported.join(''));
  return new Map([...files].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, text]) => [name, `${BANNER}\n${text}`]));
}

function listModule<T>(type: string, name: string, entries: readonly T[], keyOf: (entry: T) => string): string {
  const keys = entries.map((entry) => `  | ${quoted(keyOf(entry))}`).join('\n');
  const rows = entries.map((entry) => `  ${quoted(keyOf(entry))}: ${JSON.stringify(entry)},`).join('\n');
  const keyType = type === 'Topic' ? 'TopicName' : `${type}Code`;
  // The schema already has a type MetricCode that admits codes of newer producers.
  const exported = keyType === 'MetricCode' ? 'KnownMetric' : keyType;
  return (
    `import type { ${type} } from './registers';\n\n` +
    `export type ${exported} =\n${keys};\n\n` +
    `export const ${name}: Readonly<Record<${exported}, ${type}>> = {\n${rows}\n};\n`
  );
}

function schemasModule(contracts: Contracts): string {
  const files = messageSchemas(contracts);
  const imports = new Map<string, string[]>();
  for (const file of files) {
    const title = titlesOf(file).at(-1) ?? '';
    const module = moduleOf(file.path);
    imports.set(module, [...(imports.get(module) ?? []), title]);
  }
  const importLines = [...imports]
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([module, names]) => `import type { ${names.sort().join(', ')} } from './${module}';\n`);
  const titles = files
    .map((file) => [String(file.schema.title), file.schema] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return (
    `${importLines.join('')}\n` +
    `/** The type that each schema describes, by title. */\nexport interface SchemaTypes {\n` +
    titles.map(([title]) => `  readonly ${title}: ${title};\n`).join('') +
    `}\n\nexport type SchemaName = keyof SchemaTypes;\n\n` +
    `/** The schemas themselves (JSON Schema 2020-12), by title. */\n` +
    `export const SCHEMAS: Readonly<Record<SchemaName, Readonly<Record<string, unknown>>>> = {\n` +
    titles.map(([title, schema]) => `  ${title}: ${JSON.stringify(schema)},\n`).join('') +
    `};\n`
  );
}

function messagesModule(contracts: Contracts): string {
  const messages = contracts.topics.flatMap((topic) =>
    topic.types.map(({ type, schema }) => {
      const file = contracts.schemas.find((each) => each.path === schema);
      if (file?.schema.title === undefined) throw new Error(`topics.json: ${topic.name}: ${schema} does not exist`);
      return { type, topic: topic.name, title: file.schema.title, id: String(file.schema.$id), path: schema };
    }),
  );
  const kinds = contracts.schemas
    .filter((file) => file.path.startsWith('entities/') && hasId(file.schema))
    .map((file) => ({ kind: file.path.replace(/^entities\/|\.schema\.json$/g, ''), title: String(file.schema.title) }));
  const titles = [...new Set(messages.map((message) => message.title))].sort();
  return (
    `import type { ${kinds.map(({ title }) => title).join(', ')} } from './entities';\n` +
    `import type { ${titles.join(', ')} } from './events';\n\n` +
    `/** The data of each type of message. */\nexport interface MessageData {\n` +
    messages.map(({ type, title }) => `  readonly ${quoted(type)}: ${title};\n`).join('') +
    `}\n\nexport type MessageType = keyof MessageData;\n\n` +
    `/** Where each type of message goes and which schema it follows. */\n` +
    `export const MESSAGES = {\n` +
    messages
      .map(
        ({ type, topic, title, id }) =>
          `  ${quoted(type)}: { topic: ${quoted(topic)}, schema: ${quoted(title)}, schemaId: ${quoted(id)} },\n`,
      )
      .join('') +
    `} as const;\n\n` +
    `/** The master record of each kind. */\nexport interface EntityByKind {\n` +
    kinds.map(({ kind, title }) => `  readonly ${quoted(kind)}: ${title};\n`).join('') +
    `}\n\nexport const ENTITY_KINDS = [${kinds.map(({ kind }) => quoted(kind)).join(', ')}] as const;\n`
  );
}

/** A record of its own has an id; a part of one (a calendar) has not. */
function hasId(schema: { readonly [keyword: string]: unknown }): boolean {
  const properties = schema['properties'];
  return typeof properties === 'object' && properties !== null && 'id' in properties;
}

const quoted = (text: string): string => `'${text}'`;
