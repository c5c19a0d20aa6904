import type { OpenAPIObject } from '@nestjs/swagger';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/**
 * Nest writes the vocabulary of OpenAPI 3.0; in 3.1 a schema is JSON Schema 2020-12: `nullable` becomes a type or an
 * alternative, `example` becomes `examples`, boolean exclusive limits become numbers.
 */
export function toOpenApi31(document: OpenAPIObject): OpenAPIObject {
  return convert(document as unknown as Json, false) as unknown as OpenAPIObject;
}

const SCHEMA_KEYS = new Set(['schema', 'items', 'additionalProperties', 'not']);
const SCHEMA_MAPS = new Set(['properties', 'schemas']);
const SCHEMA_LISTS = new Set(['allOf', 'anyOf', 'oneOf']);

function convert(node: Json, isSchema: boolean): Json {
  if (Array.isArray(node)) return node.map((part) => convert(part, isSchema));
  if (typeof node !== 'object' || node === null) return node;
  const converted: Record<string, Json> = {};
  for (const [key, value] of Object.entries(node)) {
    if (SCHEMA_MAPS.has(key) && isObject(value)) {
      converted[key] = Object.fromEntries(Object.entries(value).map(([name, part]) => [name, convert(part, true)]));
    } else if (isSchema && (key === 'example' || key === 'examples' || key === 'default' || key === 'enum')) {
      converted[key] = value;
    } else {
      converted[key] = convert(value, SCHEMA_KEYS.has(key) || SCHEMA_LISTS.has(key));
    }
  }
  return isSchema ? toJsonSchema(converted) : converted;
}

function toJsonSchema({ nullable, example, ...rest }: Record<string, Json>): Json {
  const schema = exclusiveLimit('exclusiveMaximum', 'maximum', exclusiveLimit('exclusiveMinimum', 'minimum', rest));
  const shown = example === undefined ? schema : { ...schema, examples: [example] };
  return nullable === true ? orNull(shown) : shown;
}

/** 3.0: a limit and a flag that excludes it. 3.1: the excluded limit itself. */
function exclusiveLimit(flag: string, limit: string, schema: Record<string, Json>): Record<string, Json> {
  const { [flag]: excluded, [limit]: value, ...rest } = schema;
  if (typeof excluded !== 'boolean' || value === undefined) return schema;
  return { ...rest, [excluded ? flag : limit]: value };
}

function orNull(schema: Record<string, Json>): Json {
  const { enum: values, type } = schema;
  if (typeof type === 'string') {
    return { ...schema, type: [type, 'null'], ...(Array.isArray(values) ? { enum: [...values, null] } : {}) };
  }
  const { description, ...rest } = schema;
  return { ...(description === undefined ? {} : { description }), anyOf: [rest, { type: 'null' }] };
}

function isObject(value: Json): value is Record<string, Json> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
