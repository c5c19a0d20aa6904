import 'reflect-metadata';
import { readFileSync } from 'node:fs';
import { getMetadataStorage, validateSync } from 'class-validator';
import { type SettingType, settingsOf } from './config-setting';

const PREFIX = 'LOANWATCH_';
const FILE_SUFFIX = '_FILE';
const MASK = '***';

/** Everything that is wrong with the configuration, in one message. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  /** EX_CONFIG of sysexits.h. */
  readonly exitCode = 78;
  constructor(readonly problems: readonly string[]) {
    super(`The configuration is not usable:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
  }
}

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The configuration of a class from environment variables named like its properties. `<NAME>_FILE` reads the value from
 * a file (mounted secrets). Throws {@link ConfigError} with all problems together, among them every `LOANWATCH_`
 * variable that the class does not know: a misspelt setting must not be ignored.
 */
export function loadConfig<T extends object>(type: new () => T, environment: Environment): T {
  const config = new type();
  const types = propertiesOf(type);
  const problems: string[] = [];
  for (const [name, valueType] of types) {
    const text = readVariable(name, environment, problems);
    if (text === undefined) continue;
    const value = convert(text, valueType);
    if (value === undefined) problems.push(`${name} is not a ${valueType}`);
    else Object.assign(config, { [name]: value });
  }
  for (const name of Object.keys(environment)) {
    if (!name.startsWith(PREFIX) || types.has(name)) continue;
    if (name.endsWith(FILE_SUFFIX) && types.has(name.slice(0, -FILE_SUFFIX.length))) continue;
    problems.push(`${name} is not a setting of this program`);
  }
  for (const { property, constraints } of validateSync(config, { forbidUnknownValues: false })) {
    if (!problems.some((problem) => problem.startsWith(`${property} `))) {
      problems.push(...Object.values(constraints ?? {}));
    }
  }
  if (problems.length > 0) throw new ConfigError(problems);
  return config;
}

/** The effective configuration for the log, secrets masked. */
export function describeConfig(config: object): Record<string, unknown> {
  const secrets = new Set(
    settingsOf(config.constructor)
      .filter(({ secret }) => secret)
      .map(({ name }) => name),
  );
  return Object.fromEntries(
    Object.entries(config).map(([name, value]) => [name, secrets.has(name) && value !== undefined ? MASK : value]),
  );
}

/** Every property that carries a validator or @Setting, with the type its text is converted to. */
function propertiesOf(type: new () => object): ReadonlyMap<string, SettingType> {
  const names = new Set([
    ...settingsOf(type).map(({ name }) => name),
    ...getMetadataStorage()
      .getTargetValidationMetadatas(type, '', false, false)
      .map(({ propertyName }) => propertyName),
  ]);
  return new Map([...names].map((name) => [name, typeOf(type, name)]));
}

function typeOf(type: new () => object, name: string): SettingType {
  switch (Reflect.getMetadata('design:type', type.prototype as object, name)) {
    case Number:
      return 'number';
    case Boolean:
      return 'boolean';
    case Array:
      return 'list';
    default:
      return 'string';
  }
}

function readVariable(name: string, environment: Environment, problems: string[]): string | undefined {
  const file = environment[name + FILE_SUFFIX];
  if (file === undefined || file === '') {
    // An empty variable is how compose files and shells say "not set".
    return environment[name] === '' ? undefined : environment[name];
  }
  if (environment[name] !== undefined) problems.push(`${name} and ${name}${FILE_SUFFIX} are both set`);
  try {
    return readFileSync(file, 'utf8').replace(/\r?\n$/, '');
  } catch (error) {
    problems.push(`${name}${FILE_SUFFIX} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
}

function convert(text: string, type: SettingType): unknown {
  switch (type) {
    case 'number': {
      const value = Number(text);
      return text.trim() === '' || Number.isNaN(value) ? undefined : value;
    }
    case 'boolean':
      if (['true', '1', 'yes', 'on'].includes(text.toLowerCase())) return true;
      return ['false', '0', 'no', 'off'].includes(text.toLowerCase()) ? false : undefined;
    case 'list':
      return text
        .split(',')
        .map((part) => part.trim())
        .filter((part) => part !== '');
    case 'string':
      return text;
  }
}
