import { compile } from 'json-schema-to-typescript';
import ts from 'typescript';
import { resolveRef, type Contracts, type Schema, type SchemaFile } from './source';

/** Files of generated types by the folder of the schemas: `events/shared` becomes `shared.ts`. */
export function moduleOf(schemaPath: string): string {
  const folders = schemaPath.split('/').slice(0, -1);
  return folders.at(-1) ?? 'registers';
}

/** TypeScript of every schema, one module per folder. Keys are file names without extension. */
export async function typeModules(contracts: Contracts): Promise<ReadonlyMap<string, string>> {
  const titles = titlesByTarget(contracts.schemas);
  const parts = new Map<string, { types: string[]; imports: Map<string, Set<string>> }>();
  for (const file of contracts.schemas) {
    const module = moduleOf(file.path);
    const part = parts.get(module) ?? { types: [], imports: new Map<string, Set<string>>() };
    parts.set(module, part);
    const { $defs = {}, ...root } = file.schema;
    for (const schema of [...Object.values($defs), root]) {
      const local = namesInsteadOfRefs(schema, (ref) => {
        const target = resolveRef(file.path, ref);
        const title = titles.get(targetKey(target.path, target.definition));
        if (title === undefined) throw new Error(`${file.path}: ${ref} points to nothing`);
        const from = moduleOf(target.path);
        if (from !== module) part.imports.set(from, (part.imports.get(from) ?? new Set()).add(title));
        return title;
      });
      part.types.push(await typeOf(local as Schema, file.path));
    }
  }
  return new Map(
    [...parts].map(([module, { types, imports }]) => {
      const lines = [...imports]
        .sort(([a], [b]) => a.localeCompare(b))
        .map(([from, names]) => `import type { ${[...names].sort().join(', ')} } from './${from}';\n`);
      return [module, `${lines.join('')}${lines.length > 0 ? '\n' : ''}${types.join('\n')}`];
    }),
  );
}

/** Names of the declared types of one schema file, its definitions first. */
export function titlesOf({ path, schema }: SchemaFile): readonly string[] {
  return [...Object.values(schema.$defs ?? {}), schema].map((each) => {
    if (each.title === undefined) throw new Error(`${path}: every schema and definition needs a title`);
    return each.title;
  });
}

const targetKey = (path: string, definition: string | undefined): string => `${path}#${definition ?? ''}`;

function titlesByTarget(schemas: readonly SchemaFile[]): ReadonlyMap<string, string> {
  const titles = new Map<string, string>();
  const owner = new Map<string, string>();
  for (const file of schemas) {
    for (const title of titlesOf(file)) {
      const other = owner.get(title);
      if (other !== undefined) throw new Error(`${file.path}: the title ${title} is taken by ${other}`);
      owner.set(title, file.path);
    }
    if (file.schema.title !== undefined) titles.set(targetKey(file.path, undefined), file.schema.title);
    for (const [name, definition] of Object.entries(file.schema.$defs ?? {})) {
      if (definition.title !== undefined) titles.set(targetKey(file.path, name), definition.title);
    }
  }
  return titles;
}

/** Every schema is compiled alone and refers to the others by type name, so that no type is written twice. */
function namesInsteadOfRefs(node: unknown, nameOf: (ref: string) => string): unknown {
  if (Array.isArray(node)) return node.map((item: unknown) => namesInsteadOfRefs(item, nameOf));
  if (typeof node !== 'object' || node === null) return node;
  const { $ref, ...rest } = node as Schema;
  if (typeof $ref === 'string') return { description: rest.description, tsType: nameOf($ref) };
  return Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, namesInsteadOfRefs(value, nameOf)]));
}

async function typeOf(schema: Schema, path: string): Promise<string> {
  const { $id: _id, $schema: _schema, if: _if, then: _then, else: _else, ...plain } = schema;
  const source = await compile(plain, path, {
    bannerComment: '',
    ignoreMinAndMaxItems: true,
    style: { printWidth: 120, singleQuote: true, trailingComma: 'all' },
  });
  return readonlyTypes(source);
}

/** Messages are facts: their types are read-only all the way down. */
function readonlyTypes(source: string): string {
  const file = ts.createSourceFile('generated.ts', source, ts.ScriptTarget.Latest, true);
  const inserts: (readonly [position: number, text: string])[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isPropertySignature(node)) inserts.push([node.name.getStart(), 'readonly ']);
    if (ts.isIndexSignatureDeclaration(node)) inserts.push([node.getStart(), 'readonly ']);
    if (ts.isArrayTypeNode(node)) {
      const nested = ts.isArrayTypeNode(node.parent);
      inserts.push([node.getStart(), nested ? '(readonly ' : 'readonly ']);
      if (nested) inserts.push([node.getEnd(), ')']);
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  let text = source;
  for (const [position, insert] of inserts.sort(([a], [b]) => b - a)) {
    text = text.slice(0, position) + insert + text.slice(position);
  }
  return text;
}
