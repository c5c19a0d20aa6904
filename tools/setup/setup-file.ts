import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';

/** Sections of a setup file in the order in which they are applied. */
export const SECTIONS = [
  'institutions',
  'enterprises',
  'sites',
  'loans',
  'pledges',
  'keyPersons',
  'devices',
  'grants',
  'rules',
  'plans',
  'recipients',
] as const;
export type Section = (typeof SECTIONS)[number];

export type Fields = Readonly<Record<string, unknown>>;

/** Entries by section and by the key that the file gives each of them. */
export type Setup = Readonly<Record<Section, Readonly<Record<string, Fields>>>>;

/** Fields that name another entry by its key, and the section of that entry. */
export const REFERENCES: Readonly<Record<string, Section>> = {
  institution: 'institutions',
  registeredBy: 'institutions',
  enterprise: 'enterprises',
  site: 'sites',
  loan: 'loans',
};

/** A setup file that cannot be used, with everything that is wrong with it. */
export class SetupError extends Error {
  override readonly name = 'SetupError';
  constructor(readonly reasons: readonly string[]) {
    super(`The setup cannot be used:\n${reasons.map((reason) => `  - ${reason}`).join('\n')}`);
  }
}

/** Reads a YAML or JSON file. Throws {@link SetupError}. */
export async function readSetup(file: string): Promise<Setup> {
  let document: unknown;
  try {
    document = parse(await readFile(file, 'utf8'), { merge: true });
  } catch (error) {
    throw new SetupError([`${file}: ${error instanceof Error ? error.message : String(error)}`]);
  }
  return checkedSetup(document);
}

/** Sections, entries and references; the fields of an entry are judged by Loanwatch itself. Throws {@link SetupError}. */
export function checkedSetup(document: unknown): Setup {
  if (!isObject(document)) throw new SetupError([`expected sections: ${SECTIONS.join(', ')}`]);
  const sections: readonly string[] = SECTIONS;
  const unknown = Object.keys(document).filter((name) => !sections.includes(name));
  const reasons = unknown.map((name) => `${name} is none of the sections ${SECTIONS.join(', ')}`);
  const setup = Object.fromEntries(SECTIONS.map((section) => [section, {}])) as Record<Section, Record<string, Fields>>;
  for (const section of SECTIONS) {
    const entries = document[section] ?? {};
    if (!isObject(entries)) {
      reasons.push(`${section} must hold entries by key`);
      continue;
    }
    for (const [key, fields] of Object.entries(entries)) {
      if (isObject(fields)) setup[section][key] = fields;
      else reasons.push(`${section}.${key} must hold fields`);
    }
  }
  reasons.push(...brokenReferences(setup));
  if (reasons.length > 0) throw new SetupError(reasons);
  return setup;
}

function brokenReferences(setup: Setup): readonly string[] {
  return SECTIONS.flatMap((section) =>
    Object.entries(setup[section]).flatMap(([key, fields]) =>
      Object.entries(REFERENCES).flatMap(([field, target]) => {
        const named = fields[field];
        if (named === undefined || (typeof named === 'string' && Object.hasOwn(setup[target], named))) return [];
        return [`${section}.${key}.${field}: there is no ${JSON.stringify(named)} in ${target}`];
      }),
    ),
  );
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
