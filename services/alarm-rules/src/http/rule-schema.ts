import { SCHEMAS } from '@loanwatch/contracts';

type Schema = Readonly<Record<string, unknown>>;

const byId = new Map<string, Schema>(Object.values(SCHEMAS).map((schema) => [String(schema['$id']), schema]));

/** The schema of a rule document with everything it refers to in place, as OpenAPI wants it. */
export const RULE_SCHEMA = inlined(SCHEMAS.RuleDocument, SCHEMAS.RuleDocument) as Record<string, unknown>;

function inlined(node: unknown, file: Schema): unknown {
  if (Array.isArray(node)) return node.map((item) => inlined(item, file));
  if (typeof node !== 'object' || node === null) return node;
  const { $ref, $defs: _defs, $id: _id, $schema: _dialect, discriminator: _kind, ...rest } = node as Schema;
  if (typeof $ref === 'string') {
    const [target, within] = resolve($ref, file);
    return { ...(inlined(target, within) as Schema), ...rest };
  }
  return Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, inlined(value, file)]));
}

function resolve(ref: string, file: Schema): readonly [target: Schema, file: Schema] {
  const definition = /^#\/\$defs\/(\w+)$/.exec(ref)?.[1];
  if (definition !== undefined) {
    const definitions = file['$defs'] as Readonly<Record<string, Schema>>;
    return [found(definitions[definition], ref), file];
  }
  const other = found(byId.get(new URL(ref, String(file['$id'])).href), ref);
  return [other, other];
}

function found(schema: Schema | undefined, ref: string): Schema {
  if (schema === undefined) throw new Error(`${ref} points to nothing`);
  return schema;
}
