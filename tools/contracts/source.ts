import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Metric, Problem, Topic } from '@loanwatch/contracts';

/** A JSON Schema as it stands in a file. */
export interface Schema {
  readonly [keyword: string]: unknown;
  readonly $id?: string;
  readonly $ref?: string;
  readonly title?: string;
  readonly description?: string;
  readonly $defs?: Readonly<Record<string, Schema>>;
}

export interface SchemaFile {
  /** Path under contracts/, with forward slashes: `events/shared/signal.schema.json`. */
  readonly path: string;
  readonly schema: Schema;
}

/** Everything hand-written under contracts/. */
export interface Contracts {
  readonly schemas: readonly SchemaFile[];
  readonly metrics: readonly Metric[];
  readonly problems: readonly Problem[];
  readonly topics: readonly Topic[];
}

export const ROOT = path.resolve(__dirname, '../..');

export const ID_BASE = 'https://loanwatch.example/contracts/';

/** Reads the contracts of the repository at `root`. Throws when a file is not JSON. */
export function readContracts(root: string): Contracts {
  const folder = path.join(root, 'contracts');
  const schemas = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((file) => file.replaceAll(path.sep, '/'))
    .filter((file) => file.endsWith('.schema.json'))
    .sort()
    .map((file) => ({ path: file, schema: readJson(path.join(folder, file)) as Schema }));
  return {
    schemas,
    metrics: readJson(path.join(folder, 'metrics.json')) as Metric[],
    problems: readJson(path.join(folder, 'problems.json')) as Problem[],
    topics: readJson(path.join(folder, 'topics.json')) as Topic[],
  };
}

export function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Error(`${file}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

/** The schemas of the product's messages, entities and streams, without those of the registers themselves. */
export function messageSchemas(contracts: Contracts): readonly SchemaFile[] {
  return contracts.schemas.filter((file) => file.path.includes('/'));
}

/** Path under contracts/ and definition that a `$ref` in `from` points to. */
export function resolveRef(
  from: string,
  ref: string,
): { readonly path: string; readonly definition: string | undefined } {
  const [file = '', pointer] = ref.split('#');
  const target = file === '' ? from : path.posix.join(path.posix.dirname(from), file);
  const definition = pointer?.replace(/^\/\$defs\//, '');
  return { path: target, definition: definition === '' ? undefined : definition };
}
