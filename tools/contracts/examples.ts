import { readdirSync } from 'node:fs';
import path from 'node:path';
import type { Ajv2020 } from 'ajv/dist/2020';
import { contractAjv } from './rules';
import { readJson, type Contracts, type SchemaFile } from './source';

const LEAST = 2;
const FILE = /^(?<name>.+)\.(?<kind>valid|invalid)-[a-z0-9-]+\.json$/;

/** A document that must be refused, and the JSON Pointer of the one thing that is wrong with it. */
interface Refused {
  readonly violates: string;
  readonly document: unknown;
}

/**
 * Sentences about examples that do not agree with their schemas. `<schema>.valid-<case>.json` is a document,
 * `<schema>.invalid-<case>.json` a {@link Refused}; every schema that is not a part of others has two of each.
 */
export function exampleViolations(root: string, contracts: Contracts): readonly string[] {
  const ajv = contractAjv();
  for (const { schema } of contracts.schemas) ajv.addSchema(schema);
  const byName = new Map(contracts.schemas.filter(isWhole).map((file) => [nameOf(file), file]));
  const folder = path.join(root, 'contracts/examples');
  const files = readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .sort();

  const counts = new Map<string, number>();
  const said = files.flatMap((file) => {
    const { name = '', kind = '' } = FILE.exec(file)?.groups ?? {};
    const schema = byName.get(name);
    if (schema === undefined) return [`examples/${file}: is not named after a schema`];
    counts.set(`${name} ${kind}`, (counts.get(`${name} ${kind}`) ?? 0) + 1);
    const content = readJson(path.join(folder, file));
    const wrong = kind === 'valid' ? refusal(ajv, schema, content) : otherRefusal(ajv, schema, content as Refused);
    return wrong === undefined ? [] : [`examples/${file}: ${wrong}`];
  });
  const missing = [...byName.keys()].flatMap((name) =>
    ['valid', 'invalid']
      .filter((kind) => (counts.get(`${name} ${kind}`) ?? 0) < LEAST)
      .map((kind) => `examples: ${name} needs ${LEAST} that are ${kind}`),
  );
  return [...said, ...missing];
}

function refusal(ajv: Ajv2020, { schema }: SchemaFile, document: unknown): string | undefined {
  return ajv.validate(String(schema.$id), document) ? undefined : `is refused: ${ajv.errorsText()}`;
}

/** An invalid example must be refused for what it says and for nothing else. */
function otherRefusal(ajv: Ajv2020, { schema }: SchemaFile, { violates, document }: Refused): string | undefined {
  ajv.validate(String(schema.$id), document);
  const pointers = (ajv.errors ?? []).map(({ instancePath, params }) => {
    const { missingProperty, additionalProperty, tag } = params as Record<string, unknown>;
    const name = missingProperty ?? additionalProperty ?? tag;
    return typeof name === 'string' ? `${instancePath}/${name}` : instancePath;
  });
  if (pointers.includes(violates) && pointers.every((pointer) => violates.startsWith(pointer))) return undefined;
  return `must be refused for ${violates}, is refused for ${pointers.join(', ') || 'nothing'}`;
}

/** Shared definitions are shown inside the documents that use them. */
function isWhole({ path: file }: SchemaFile): boolean {
  return file.includes('/') && !file.startsWith('events/shared/');
}

function nameOf({ path: file }: SchemaFile): string {
  return path.posix.basename(file, '.schema.json');
}
