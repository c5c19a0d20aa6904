import type { Topic } from '@loanwatch/contracts';
import { type Contracts, resolveRef, type Schema, type SchemaFile } from '../contracts/source';
import { code, page, table } from './markdown';

const INTRODUCTION = `# Events

What the services tell each other over the bus. Every record is one CloudEvent 1.0 in structured JSON; \`data\` is one of
the messages below. Times in \`data\` are integer milliseconds since the Unix epoch, UTC; ids are UUIDs; values are in the
canonical unit of their [metric](metrics.md). Consumers ignore fields they do not know. The rules for changes:
[contracts/README.md](../../contracts/README.md). For generators: \`contracts/asyncapi.yaml\`.

Generated from \`contracts/topics.json\` and the schemas by \`npm run docs:reference\`; do not edit.`;

export function eventsPage({ schemas, topics }: Contracts): string {
  const byPath = new Map(schemas.map((file) => [file.path, file]));
  const told = new Set<string>();
  const sections: string[] = [];
  /** A section for the schema, then for all that it refers to and nobody has told of yet. */
  const tell = (file: SchemaFile, heading: string): void => {
    if (told.has(file.path)) return;
    told.add(file.path);
    sections.push(schemaSection(file, byPath, heading));
    for (const path of referredTo(file)) {
      const next = byPath.get(path);
      if (next !== undefined && isRecord(next.schema)) tell(next, '###');
    }
  };
  for (const path of [ENVELOPE, ...topics.flatMap(({ types }) => types.map(({ schema }) => schema))]) {
    const file = byPath.get(path);
    if (file === undefined) throw new Error(`contracts/${path} is missing`);
    tell(file, '##');
  }
  return page(INTRODUCTION, '## Topics', topicTable(topics), ...sections);
}

const ENVELOPE = 'envelope/cloudevent.v1.schema.json';
/** Longer ones are read in the schema. */
const LONGEST_PATTERN = 50;

function topicTable(topics: readonly Topic[]): string {
  const rows = topics.map(({ name, key, partitions, retention, owner, alsoWrittenBy, types, about }) => [
    code(name),
    code(key),
    String(partitions),
    typeof retention === 'string' ? retention : `${retention.days} days`,
    [owner, ...(alsoWrittenBy ?? [])].join(', '),
    types.map(({ type }) => code(type)).join(' '),
    about,
  ]);
  return table(['topic', 'key', 'partitions', 'kept', 'written by', 'types', 'about'], rows);
}

function schemaSection(file: SchemaFile, byPath: ReadonlyMap<string, SchemaFile>, heading: string): string {
  const { schema } = file;
  const title = `${heading} ${schema.title ?? file.path}`;
  const about = `${schema.description ?? ''} ${code(`contracts/${file.path}`)}`;
  const alternatives = schema['oneOf'] as readonly Schema[] | undefined;
  // The alternatives of a message differ in what they carry; their common fields are told once, with the first.
  const shapes = alternatives === undefined ? [schema] : alternatives.slice(0, 1);
  const carried = (alternatives ?? []).flatMap((alternative) => {
    const record = propertiesOf(alternative)['entity'];
    return record === undefined ? [] : [typeText(record, file.path, byPath)];
  });
  const tables = shapes.map((shape) => table(['field', 'type', 'meaning'], fieldRows(shape, file.path, byPath)));
  const more = carried.length === 0 ? [] : [`By \`kind\`, \`entity\` is one of: ${carried.join(', ')}.`];
  return [title, about, ...tables, ...more].join('\n\n');
}

function fieldRows(
  shape: Schema,
  from: string,
  byPath: ReadonlyMap<string, SchemaFile>,
): readonly (readonly string[])[] {
  const required = (shape['required'] ?? []) as readonly string[];
  return Object.entries(propertiesOf(shape)).map(([name, property]) => [
    code(name) + (required.includes(name) ? '' : ' (optional)'),
    typeText(property, from, byPath),
    property.description ?? '',
  ]);
}

function typeText(property: Schema, from: string, byPath: ReadonlyMap<string, SchemaFile>): string {
  if (property.$ref !== undefined) {
    const { path, definition } = resolveRef(from, property.$ref);
    const target = byPath.get(path)?.schema;
    const schema = definition === undefined ? target : target?.$defs?.[definition];
    if (schema === undefined) throw new Error(`${from} refers to ${property.$ref}, which is not there`);
    if (definition !== undefined || !isRecord(schema)) return typeText(schema, path, byPath);
    return `[${schema.title ?? path}](#${(schema.title ?? path).toLowerCase()})`;
  }
  if (property['const'] !== undefined) return code(JSON.stringify(property['const']));
  const values = property['enum'] as readonly unknown[] | undefined;
  if (values !== undefined) return values.map((value) => code(String(value))).join(' ');
  const alternatives = (property['anyOf'] ?? property['oneOf']) as readonly Schema[] | undefined;
  if (alternatives !== undefined)
    return alternatives.map((alternative) => typeText(alternative, from, byPath)).join(' or ');
  const items = property['items'] as Schema | undefined;
  if (items !== undefined) return `list of ${typeText(items, from, byPath)}`;
  return [property['type'] ?? 'any'].flat().map(String).join(' or ') + limits(property);
}

function limits({ minimum, maximum, pattern }: Schema): string {
  if (typeof minimum === 'number')
    return typeof maximum === 'number' ? ` ${minimum} to ${maximum}` : ` from ${minimum}`;
  return typeof pattern === 'string' && pattern.length < LONGEST_PATTERN ? ` like ${code(pattern)}` : '';
}

/** An object with fields of its own; anything else is told where it is used. */
function isRecord(schema: Schema): boolean {
  return schema['properties'] !== undefined;
}

function propertiesOf(schema: Schema): Readonly<Record<string, Schema>> {
  return (schema['properties'] ?? {}) as Readonly<Record<string, Schema>>;
}

/** Files that a schema refers to, in the order in which it does. */
function referredTo({ path, schema }: SchemaFile): readonly string[] {
  const found: string[] = [];
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    for (const [keyword, value] of Object.entries(node)) {
      if (keyword === '$ref' && typeof value === 'string') found.push(resolveRef(path, value).path);
      else visit(value);
    }
  };
  visit(schema);
  return found;
}
