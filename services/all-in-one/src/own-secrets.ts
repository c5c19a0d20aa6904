import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { type Environment, readSecretJson, replaceSecretJson } from '@loanwatch/platform';

/** Keys that services need and that a single machine makes for itself: 32 random bytes in base64. */
const NAMES = ['REGISTRY_PERSON_KEY'] as const;

type Secrets = Readonly<Record<string, string>>;

/** Secrets kept in the data folder, readable by its owner only; what the environment sets counts more. */
export async function withOwnSecrets(dataDir: string, environment: Environment): Promise<Environment> {
  const missing = NAMES.filter((name) => !environment[name] && !environment[`${name}_FILE`]);
  if (missing.length === 0) return environment;
  const secrets = await secretsIn(path.join(dataDir, 'secrets.json'));
  return { ...environment, ...Object.fromEntries(missing.map((name) => [name, secrets[name]])) };
}

async function secretsIn(file: string): Promise<Secrets> {
  const known = (await readSecretJson<Secrets>(file)) ?? {};
  const made = NAMES.filter((name) => known[name] === undefined);
  if (made.length === 0) return known;
  const secrets = { ...known, ...Object.fromEntries(made.map((name) => [name, randomBytes(32).toString('base64')])) };
  await replaceSecretJson(file, secrets);
  return secrets;
}
