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

type ConfigClass<T extends object = object> = new () => T;
type ConfigsOf<C extends Readonly<Record<string, ConfigClass>>> = { readonly [K in keyof C]: InstanceType<C[K]> };

/** Variables that tests and checks of the repository use; they set nothing of the product. */
const NOT_SETTINGS = /^LOANWATCH_(TEST_\w+|SERIES)$/;

/**
 * The configuration of a class from environment variables named like its properties. `<NAME>_FILE` reads the value from
 * a file (mounted secrets). Throws {@link ConfigError} with all problems together, among them every `LOANWATCH_`
 * variable that the class does not know: a misspelt setting must not be ignored.
 */
export function loadConfig<T extends object>(type: ConfigClass<T>, environment: Environment): T {
  return loadConfigs({ config: type }, environment).config;
}

/** As {@link loadConfig} for several classes read by one process: a variable must be known to one of them. */
export function loadConfigs<C extends Readonly<Record<string, ConfigClass>>>(
  types: C,
  environment: Environment,
): ConfigsOf<C> {
  // A set, because what several classes inherit is wrong only once.
  const problems = new Set<string>();
  const known = new Set<string>();
  const configs = Object.entries(types).map(([key, type]) => [key, read(type, environment, known, problems)] as const);
  for (const name of Object.keys(environment)) {
    if (!name.startsWith(PREFIX) || known.has(name) || NOT_SETTINGS.test(name)) continue;
    if (name.endsWith(FILE_SUFFIX) && known.has(name.slice(0, -FILE_SUFFIX.length))) continue;
    problems.add(`${name} is not a setting of this program`);
  }
  if (problems.size > 0) throw new ConfigError([...problems]);
  return Object.fromEntries(configs) as ConfigsOf<C>;
}

function read(type: ConfigClass, environment: Environment, known: Set<string>, problems: Set<string>): object {
  const config = new type();
  const unreadable = new Set<string>();
  for (const [name, valueType] of propertiesOf(type, config)) {
    known.add(name);
    const text = readVariable(name, environment, problems);
    if (text === undefined) continue;
    const value = convert(text, valueType);
    if (value === undefined) {
      unreadable.add(name);
      problems.add(`${name} must be a ${valueType}`);
    } else Object.assign(config, { [name]: value });
  }
  for (const { property, constraints } of validateSync(config, { forbidUnknownValues: false })) {
    if (unreadable.has(property)) continue;
    for (const problem of Object.values(constraints ?? {})) problems.add(problem);
  }
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
function propertiesOf(type: ConfigClass, presets: object): ReadonlyMap<string, SettingType> {
  const names = new Set([
    ...settingsOf(type).map(({ name }) => name),
    ...getMetadataStorage()
      .getTargetValidationMetadatas(type, '', false, false)
      .map(({ propertyName }) => propertyName),
  ]);
  return new Map([...names].map((name) => [name, typeOf(type, name, Reflect.get(presets, name))]));
}

/** By the default value, because a property with one usually has no type written; else by the type that is written. */
function typeOf(type: ConfigClass, name: string, preset: unknown): SettingType {
  if (typeof preset === 'number') return 'number';
  if (typeof preset === 'boolean') return 'boolean';
  if (typeof preset === 'string') return 'string';
  if (Array.isArray(preset)) return 'list';
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

function readVariable(name: string, environment: Environment, problems: Set<string>): string | undefined {
  const file = environment[name + FILE_SUFFIX];
  if (file === undefined || file === '') {
    // An empty variable is how compose files and shells say "not set".
    return environment[name] === '' ? undefined : environment[name];
  }
  if (environment[name] !== undefined) problems.add(`${name} and ${name}${FILE_SUFFIX} are both set`);
  try {
    return readFileSync(file, 'utf8').replace(/\r?\n$/, '');
  } catch (error) {
    problems.add(`${name}${FILE_SUFFIX} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
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
