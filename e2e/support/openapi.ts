/** The part of JSON Schema that the OpenAPI document uses. */
export interface Schema {
  readonly $ref?: string;
  readonly allOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly items?: Schema;
  readonly minItems?: number;
  readonly minimum?: number;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly examples?: readonly unknown[];
}

interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required?: boolean;
  readonly schema?: Schema;
}

export interface Operation {
  readonly method: string;
  readonly path: string;
  /** Of the token; 'device' for a device's own key; empty: everybody. */
  readonly roles: readonly string[];
  readonly parameters: readonly Parameter[];
  /** JSON body, when it takes one. */
  readonly body?: Schema;
}

interface Field {
  readonly path: readonly string[];
  readonly types: readonly string[];
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, PathOperation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

interface PathOperation {
  readonly 'x-roles': readonly string[];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
}

/** The merged document as a running Loanwatch serves it, and what can be generated from it. */
export class OpenApi {
  readonly operations: readonly Operation[];

  private constructor(private readonly document: Document) {
    this.operations = Object.entries(document.paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, operation]) => {
        const body = operation.requestBody?.content['application/json']?.schema;
        return {
          method: method.toUpperCase(),
          path,
          roles: operation['x-roles'],
          parameters: operation.parameters ?? [],
          ...(body !== undefined && { body }),
        };
      }),
    );
  }

  static async of(url: string): Promise<OpenApi> {
    return new OpenApi((await (await fetch(`${url}/openapi.json`)).json()) as Document);
  }

  /** A value that fits: required fields only, ids by the name of their field. */
  sample(schema: Schema, ids: Readonly<Record<string, string>>, name = ''): unknown {
    const { type, format, examples, enum: values, oneOf, items, minItems = 0, minimum } = this.resolved(schema);
    if (schema.const !== undefined) return schema.const;
    if (values?.[0] !== undefined) return values[0];
    if (format === 'uuid') return ids[name] ?? '00000000-0000-4000-8000-000000000000';
    if (format === 'date') return '2026-01-05';
    if (examples?.[0] !== undefined) return examples[0];
    if (oneOf?.[0] !== undefined) return this.sample(oneOf[0], ids, name);
    switch (Array.isArray(type) ? type[0] : type) {
      case 'object':
        return this.sampleObject(schema, ids);
      case 'array':
        return Array.from({ length: minItems }, () => this.sample(items ?? {}, ids, name));
      case 'boolean':
        return true;
      case 'integer':
      case 'number':
        return minimum ?? 1;
      default:
        return format === 'date-time' ? '2026-01-05T08:00:00+08:00' : 'text';
    }
  }

  /** Where a body takes text, as paths into it; lists by their first element. */
  textFields(schema: Schema): readonly (readonly string[])[] {
    return this.fields(schema)
      .filter(({ types }) => types.includes('string'))
      .map(({ path }) => path);
  }

  /** Every field of a body that holds no further fields. */
  fields(schema: Schema, path: readonly string[] = []): readonly Field[] {
    const { type, properties, items, oneOf } = this.resolved(schema);
    const types = [type].flat().filter((each) => each !== undefined);
    if (oneOf !== undefined) return oneOf.slice(0, 1).flatMap((one) => this.fields(one, path));
    if (properties !== undefined) {
      return Object.entries(properties).flatMap(([name, field]) => this.fields(field, [...path, name]));
    }
    if (types.includes('array') && items !== undefined) return this.fields(items, [...path, '0']);
    return [{ path, types }];
  }

  /** The body with a value at a path; what has to surround it is sampled. */
  withValue(
    schema: Schema,
    body: unknown,
    [first, ...rest]: readonly string[],
    value: unknown,
    ids: Readonly<Record<string, string>>,
  ): unknown {
    if (first === undefined) return value;
    const { properties, items, oneOf } = this.resolved(schema);
    if (oneOf?.[0] !== undefined) return this.withValue(oneOf[0], body, [first, ...rest], value, ids);
    if (properties === undefined) {
      const inner = this.withValue(items ?? {}, this.sample(items ?? {}, ids), rest, value, ids);
      return [inner, ...(Array.isArray(body) ? body.slice(1) : [])];
    }
    const field = properties[first] ?? {};
    const present = (body as Readonly<Record<string, unknown>> | undefined)?.[first] ?? this.sample(field, ids, first);
    return { ...(body as object), [first]: this.withValue(field, present, rest, value, ids) };
  }

  private sampleObject(schema: Schema, ids: Readonly<Record<string, string>>): object {
    const { properties = {}, required = [] } = this.resolved(schema);
    return Object.fromEntries(required.map((name) => [name, this.sample(properties[name] ?? {}, ids, name)]));
  }

  private resolved(schema: Schema): Schema {
    const { $ref, allOf, ...own } = schema;
    const target = $ref === undefined ? {} : this.document.components.schemas[$ref.replace(/^.*\//, '')];
    if (target === undefined) throw new Error(`${$ref ?? ''} points to nothing`);
    const parts = [target, ...(allOf ?? [])].map((part) => (part === schema ? part : this.merged(part)));
    return Object.assign({}, ...parts, own) as Schema;
  }

  private merged(part: Schema): Schema {
    return part.$ref === undefined && part.allOf === undefined ? part : this.resolved(part);
  }
}
