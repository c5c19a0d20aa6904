import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import type { FieldError } from '@loanwatch/kernel';
import { SCHEMAS, type SchemaName, type SchemaTypes } from './generated/schemas';
import { ContractViolation } from './violation';

/**
 * Writing is strict: a field that the schema does not know is a mistake of ours. Reading ignores unknown fields, so that
 * a consumer understands newer producers.
 */
export type Mode = 'writing' | 'reading';

/** Most errors listed of one document. */
const MAX_ERRORS = 50;

/** What is wrong with `value` by the schema `name`; empty when it agrees. Never throws and changes nothing. */
export function validate(name: SchemaName, value: unknown, mode: Mode = 'writing'): readonly FieldError[] {
  return agrees(name, value, mode) ? [] : violations(name, value, mode);
}

/** Narrows `value` to the type of the schema, or throws {@link ContractViolation}. */
export function assertContract<N extends SchemaName>(
  name: N,
  value: unknown,
  mode: Mode = 'writing',
): asserts value is SchemaTypes[N] {
  if (!agrees(name, value, mode)) throw new ContractViolation(name, violations(name, value, mode));
}

/** The same test as a type guard, for hot paths: it stops at the first thing that is wrong and lists nothing. */
export function agrees<N extends SchemaName>(name: N, value: unknown, mode: Mode = 'writing'): value is SchemaTypes[N] {
  return checker(name, mode, 'first-error')(value);
}

function violations(name: SchemaName, value: unknown, mode: Mode): readonly FieldError[] {
  const check = checker(name, mode, 'all-errors');
  check(value);
  return (check.errors ?? []).slice(0, MAX_ERRORS).map(fieldError);
}

type Depth = 'first-error' | 'all-errors';
const checkers = new Map<string, ValidateFunction>();
const compilers = new Map<string, Ajv2020>();

/** Compiled on first use and kept: a service pays for the schemas it uses, and for lists of errors when one occurs. */
function checker(name: SchemaName, mode: Mode, depth: Depth): ValidateFunction {
  const key = `${mode} ${depth} ${name}`;
  const known = checkers.get(key);
  if (known !== undefined) return known;
  const compiled = compiler(mode, depth).getSchema(String(SCHEMAS[name]['$id']));
  if (compiled === undefined) throw new Error(`no schema ${name}`);
  checkers.set(key, compiled);
  return compiled;
}

function compiler(mode: Mode, depth: Depth): Ajv2020 {
  const key = `${mode} ${depth}`;
  const known = compilers.get(key);
  if (known !== undefined) return known;
  const ajv = new Ajv2020({
    strict: true,
    strictRequired: false,
    allowUnionTypes: true,
    discriminator: true,
    validateSchema: false,
    allErrors: depth === 'all-errors',
  });
  addFormats(ajv, ['date']);
  for (const schema of Object.values(SCHEMAS)) ajv.addSchema(mode === 'writing' ? schema : openSchema(schema));
  compilers.set(key, ajv);
  return ajv;
}

type Json = Readonly<Record<string, unknown>>;

/** A copy of the schema that admits unknown fields everywhere. */
function openSchema(schema: Json): Json {
  return open(schema) as Json;
}

function open(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(open);
  if (typeof node !== 'object' || node === null) return node;
  const entries = Object.entries(node).filter(([key, value]) => !(key === 'additionalProperties' && value === false));
  return Object.fromEntries(entries.map(([key, value]) => [key, open(value)]));
}

function fieldError(error: ErrorObject): FieldError {
  const params = error.params as Readonly<Record<string, unknown>>;
  if (error.keyword === 'additionalProperties') {
    return {
      pointer: `${error.instancePath}/${escaped(params['additionalProperty'])}`,
      detail: 'is not a known field',
    };
  }
  if (error.keyword === 'required') {
    return { pointer: `${error.instancePath}/${escaped(params['missingProperty'])}`, detail: 'is missing' };
  }
  if (error.keyword === 'discriminator') {
    return { pointer: `${error.instancePath}/${escaped(params['tag'])}`, detail: 'is none of the known ones' };
  }
  if (error.keyword === 'enum') {
    return {
      pointer: error.instancePath,
      detail: `must be one of ${(params['allowedValues'] as unknown[]).join(', ')}`,
    };
  }
  if (error.keyword === 'const') {
    return { pointer: error.instancePath, detail: `must be ${JSON.stringify(params['allowedValue'])}` };
  }
  return { pointer: error.instancePath, detail: error.message ?? error.keyword };
}

/** RFC 6901. */
const escaped = (name: unknown): string => String(name).replaceAll('~', '~0').replaceAll('/', '~1');
