import type { Contracts, Schema } from './source';

/**
 * What was published, reduced to what a consumer or a stored event relies on: thing -> fact -> value. A thing is a
 * schema file, a metric, a problem or a topic; a fact of a schema is a path in it and a keyword.
 */
export type Published = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** Limits that may be loosened but not tightened, and in which direction loosening goes. */
const LOOSER: Readonly<Record<string, 'up' | 'down'>> = {
  maximum: 'up',
  exclusiveMaximum: 'up',
  maxLength: 'up',
  maxItems: 'up',
  maxProperties: 'up',
  minimum: 'down',
  exclusiveMinimum: 'down',
  minLength: 'down',
  minItems: 'down',
  minProperties: 'down',
};

/** Keywords whose list may grow: a new value is a new case for consumers, a missing one breaks what is stored. */
const GROWING = new Set(['enum', 'alternatives']);

/** Annotations, and what {@link nature} says. Whether a schema is closed matters to writers alone: readers ignore the unknown. */
const NOT_FACTS = new Set([
  ...['$schema', '$id', '$defs', '$comment', 'title', 'description', 'examples', 'discriminator'],
  ...['$ref', 'type', 'const'],
]);

/** The facts of the contracts as they are now. */
export function publishedForm(contracts: Contracts): Published {
  const things: Record<string, Record<string, unknown>> = {};
  for (const { path, schema } of contracts.schemas.filter((file) => file.path.includes('/'))) {
    const facts: Record<string, unknown> = {};
    describe(schema, '', facts);
    for (const [name, definition] of Object.entries(schema.$defs ?? {})) describe(definition, `$${name}`, facts);
    things[path] = facts;
  }
  for (const { code, family, of, kind, unit, digits, units, states } of contracts.metrics) {
    things[`metric ${code}`] = { family, of, kind, unit, digits, enum: [...Object.keys(units), ...(states ?? [])] };
  }
  for (const { code, kind, status } of contracts.problems) things[`problem ${code}`] = { kind, status };
  for (const { name, key, partitions, types } of contracts.topics) {
    things[`topic ${name}`] = { key, partitions, enum: types.map(({ type }) => type) };
  }
  return things;
}

/** Every way in which `now` breaks a promise of `published`, as sentences. Empty when it only grew. */
export function breakingChanges(published: Published, now: Published): readonly string[] {
  return Object.entries(published).flatMap(([thing, before]) => {
    const after = now[thing];
    if (after === undefined) return [`${thing}: was removed`];
    const removed = paths(before).filter((path) => !(`${path} is` in after));
    const gone = (path: string): boolean => removed.some((each) => isWithin(path, each));
    return [
      // Of a removed property its parts are not reported again.
      ...removed
        .filter((path) => !removed.some((each) => each !== path && isWithin(path, each)))
        .map((path) => `${path} was removed`),
      ...Object.entries(before).flatMap(([fact, value]) =>
        gone(split(fact).path) ? [] : changed(fact, value, after[fact]),
      ),
      ...Object.entries(after).flatMap(([fact, value]) => (fact in before ? [] : added(fact, value, before))),
    ].map((sentence) => `${thing}: ${sentence}`);
  });
}

/** What was added since and is not promised yet, as names of things and facts. */
export function additions(published: Published, now: Published): readonly string[] {
  return Object.entries(now).flatMap(([thing, facts]) => {
    const known = published[thing];
    if (known === undefined) return [thing];
    return Object.keys(facts)
      .filter((fact) => JSON.stringify(known[fact]) !== JSON.stringify(facts[fact]))
      .map((fact) => `${thing} ${fact}`);
  });
}

function describe(schema: Schema, path: string, facts: Record<string, unknown>): void {
  facts[`${path} is`] = nature(schema);
  for (const [keyword, value] of Object.entries(schema)) {
    if (NOT_FACTS.has(keyword) || (keyword === 'additionalProperties' && typeof value === 'boolean')) continue;
    if (keyword === 'properties') {
      const required = new Set(schema['required'] as string[] | undefined);
      for (const [name, property] of Object.entries(value as Record<string, Schema>)) {
        describe(property, `${path}/${name}`, facts);
        facts[`${path}/${name} required`] = required.has(name);
      }
    } else if (keyword === 'required' && 'properties' in schema) {
      continue;
    } else if (keyword === 'items' || keyword === 'additionalProperties') {
      describe(value as Schema, `${path}/*`, facts);
    } else if (keyword === 'oneOf' || keyword === 'anyOf') {
      const names = (value as Schema[]).map(alternative);
      facts[`${path} ${schema['discriminator'] === undefined ? keyword : 'alternatives'}`] = names;
      (value as Schema[]).forEach((each, index) => describe(each, `${path}(${names[index] ?? index})`, facts));
    } else {
      facts[`${path} ${keyword}`] = value;
    }
  }
}

function nature(schema: Schema): string {
  if (schema.$ref !== undefined) return `a ${schema.$ref}`;
  if ('const' in schema) return `the constant ${JSON.stringify(schema['const'])}`;
  const type = schema['type'];
  return Array.isArray(type)
    ? [...(type as string[])].sort().join(' or ')
    : typeof type === 'string'
      ? type
      : 'anything';
}

/** An alternative by what tells it apart: its reference, the constant of its discriminator, or its type. */
function alternative(schema: Schema): string {
  if (schema.$ref !== undefined) return schema.$ref.replace(/^#\/\$defs\//, '');
  const constants = Object.values((schema['properties'] ?? {}) as Record<string, Schema>).flatMap((property) =>
    'const' in property ? [String(property['const'])] : [],
  );
  return constants[0] ?? nature(schema);
}

interface Fact {
  readonly path: string;
  readonly keyword: string;
}

function split(fact: string): Fact {
  const at = fact.lastIndexOf(' ');
  return { path: fact.slice(0, Math.max(at, 0)), keyword: fact.slice(at + 1) };
}

const paths = (facts: Readonly<Record<string, unknown>>): readonly string[] =>
  Object.keys(facts).flatMap((fact) => (split(fact).keyword === 'is' ? [split(fact).path] : []));

const text = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

const isWithin = (path: string, ancestor: string): boolean =>
  path === ancestor || path.startsWith(`${ancestor}/`) || path.startsWith(`${ancestor}(`);

/** A published fact whose path is still there. `after` is undefined when the keyword is gone: the limit was lifted. */
function changed(fact: string, before: unknown, after: unknown): readonly string[] {
  const { path, keyword } = split(fact);
  const where = path === '' ? '' : `${path} `;
  if (after === undefined || JSON.stringify(before) === JSON.stringify(after)) return [];
  if (keyword === 'is') return [`${where}was ${text(before)} and is ${text(after)}`];
  if (keyword === 'required') return [`${where}is ${after === true ? 'newly' : 'no longer'} required`];
  if (GROWING.has(keyword)) {
    const missing = (before as unknown[]).filter((value) => !(after as unknown[]).includes(value));
    return missing.length === 0 ? [] : [`${where}no longer admits ${missing.map(String).join(', ')}`];
  }
  const looser = LOOSER[keyword];
  if (looser === 'up' && Number(after) > Number(before)) return [];
  if (looser === 'down' && Number(after) < Number(before)) return [];
  return [`${where}${keyword} was ${text(before)} and is ${text(after)}`];
}

/** A fact that was not published: harmless on a new path, a new demand on an old one. */
function added(fact: string, value: unknown, before: Readonly<Record<string, unknown>>): readonly string[] {
  const { path, keyword } = split(fact);
  if (keyword === 'required') {
    const parent = path.slice(0, path.lastIndexOf('/'));
    return value === true && `${parent} is` in before ? [`${path} is newly required`] : [];
  }
  if (keyword === 'is' || !(`${path} is` in before)) return [];
  return [`${path === '' ? '' : `${path} `}${keyword} is newly ${JSON.stringify(value)}`];
}
