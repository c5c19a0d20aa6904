import { isDeepStrictEqual } from 'node:util';
import type { OpenAPIObject } from '@nestjs/swagger';

export interface DocumentPart {
  /** Service name, kebab-case. */
  readonly name: string;
  readonly document: OpenAPIObject;
}

const SCHEMAS = '#/components/schemas/';

/**
 * All paths and schemas of the parts in one document. Schemas of one name that differ are told apart by the name of
 * their service; a path or operation id that two services claim is an error.
 */
export function mergeDocuments(frame: OpenAPIObject, parts: readonly DocumentPart[]): OpenAPIObject {
  const paths: OpenAPIObject['paths'] = {};
  const schemas: Record<string, unknown> = { ...frame.components?.schemas };
  const operations = new Map<string, string>();
  for (const { name, document } of parts) {
    const part = renameSchemas(document, (schema, content) =>
      schema in schemas && !isDeepStrictEqual(schemas[schema], content) ? pascal(name) + schema : schema,
    );
    Object.assign(schemas, part.components?.schemas);
    for (const [path, item] of Object.entries(part.paths)) {
      for (const [method, operation] of Object.entries(item as Record<string, unknown>)) {
        claim(operations, `${method} ${path}`, name);
        const { operationId } = operation as { operationId?: string };
        if (operationId !== undefined) claim(operations, operationId, name);
      }
      paths[path] = { ...paths[path], ...item };
    }
  }
  return { ...frame, paths: sorted(paths), components: { ...frame.components, schemas: sorted(schemas) as never } };
}

function claim(operations: Map<string, string>, what: string, by: string): void {
  const other = operations.get(what);
  if (other !== undefined) throw new Error(`${what} is in ${other} and in ${by}: name the controllers apart`);
  operations.set(what, by);
}

function renameSchemas(document: OpenAPIObject, rename: (name: string, schema: unknown) => string): OpenAPIObject {
  const names = new Map<string, string>();
  for (const [name, schema] of Object.entries(document.components?.schemas ?? {})) {
    const renamed = rename(name, schema);
    if (renamed !== name) names.set(name, renamed);
  }
  if (names.size === 0) return document;
  const text = JSON.stringify(document, (key, value: unknown) => {
    if (key === '$ref' && typeof value === 'string' && value.startsWith(SCHEMAS)) {
      const name = value.slice(SCHEMAS.length);
      return SCHEMAS + (names.get(name) ?? name);
    }
    if (key !== 'schemas' || typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, schema]) => [names.get(name) ?? name, schema]));
  });
  return JSON.parse(text) as OpenAPIObject;
}

function pascal(name: string): string {
  return name.replace(/(^|-)(\w)/g, (_, __, letter: string) => letter.toUpperCase());
}

function sorted<T>(record: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}
