import 'reflect-metadata';

export type SettingType = 'string' | 'number' | 'boolean' | 'list';

export interface SettingDescription {
  readonly name: string;
  /** What it decides, with its unit, for `docs/reference/configuration.md`. */
  readonly about: string;
  readonly secret: boolean;
}

const SETTINGS = Symbol('loanwatch:settings');

/** Describes a property of a config class; the property's name is the name of the environment variable. */
export function Setting(about: string): PropertyDecorator {
  return (target, property) => describe(target.constructor, String(property), { about });
}

/** A secret: masked wherever the configuration is shown. */
export function Secret(): PropertyDecorator {
  return (target, property) => describe(target.constructor, String(property), { secret: true });
}

/** The described properties of a config class, those of its parents first, in the order they are written. */
export function settingsOf(type: object): readonly SettingDescription[] {
  const parent = Object.getPrototypeOf(type) as object | null;
  const inherited = parent === null || parent === Function.prototype ? [] : settingsOf(parent);
  const own = ownSettings(type);
  return [...inherited.filter(({ name }) => !own.has(name)), ...own.values()];
}

function ownSettings(type: object): Map<string, SettingDescription> {
  return (
    (Reflect.getOwnMetadata(SETTINGS, type) as Map<string, SettingDescription> | undefined) ??
    new Map<string, SettingDescription>()
  );
}

function describe(type: object, name: string, part: Partial<SettingDescription>): void {
  const settings = ownSettings(type);
  settings.set(name, { name, about: '', secret: false, ...settings.get(name), ...part });
  Reflect.defineMetadata(SETTINGS, settings, type);
}
