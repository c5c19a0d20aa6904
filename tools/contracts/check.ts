import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Parser } from '@asyncapi/parser';
import { asyncApi } from './asyncapi';
import { breakingChanges, publishedForm, type Published } from './compatibility';
import { exampleViolations } from './examples';
import { generatedModules } from './modules';
import { ruleViolations } from './rules';
import { readContracts, readJson, type Contracts } from './source';

export const LOCK = 'contracts/compatibility.lock.json';
export const GENERATED = 'libs/contracts/src/generated';
export const ASYNC_API = 'contracts/asyncapi.yaml';

/** Everything that is wrong with the contracts of the repository at `root`, as sentences. */
export async function contractViolations(root: string): Promise<readonly string[]> {
  const contracts = readContracts(root);
  const rules = ruleViolations(contracts);
  // What is derived from a broken source only repeats what is broken.
  if (rules.length > 0) return rules;
  return [
    ...exampleViolations(root, contracts),
    ...compatibilityViolations(root, contracts),
    ...(await driftViolations(root, contracts)),
    ...(await asyncApiViolations(root, contracts)),
    ...codeViolations(root, contracts),
  ];
}

export function readLock(root: string): Published {
  const file = path.join(root, LOCK);
  return existsSync(file) ? (readJson(file) as Published) : {};
}

export function compatibilityViolations(root: string, contracts: Contracts): readonly string[] {
  return breakingChanges(readLock(root), publishedForm(contracts)).map(
    (change) => `${change} (published; make a new version instead, see contracts/README.md)`,
  );
}

export async function driftViolations(root: string, contracts: Contracts): Promise<readonly string[]> {
  const folder = path.join(root, GENERATED);
  const expected = await generatedModules(contracts);
  const present = existsSync(folder) ? readdirSync(folder) : [];
  const stale = [...expected].filter(
    ([name, text]) => !present.includes(name) || readFileSync(path.join(folder, name), 'utf8') !== text,
  );
  return [...stale.map(([name]) => name), ...present.filter((name) => !expected.has(name))].map(
    (name) => `${GENERATED}/${name}: is not what the contracts say; run npm run contracts:gen`,
  );
}

export async function asyncApiViolations(root: string, contracts: Contracts): Promise<readonly string[]> {
  const file = path.join(root, ASYNC_API);
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  if (text !== asyncApi(contracts)) return [`${ASYNC_API}: is not what topics.json says; run npm run contracts:gen`];
  const { document, diagnostics } = await new Parser().parse(text, { source: file });
  if (document !== undefined) return [];
  return diagnostics.map(({ message, path: at }) => `${ASYNC_API}: ${at.join('.')}: ${message}`);
}

const THROWN = /new DomainError\(\s*'([^']+)'/g;

/** Every code that the product can answer with is registered, so that a caller finds what to do about it. */
export function codeViolations(root: string, { problems }: Contracts): readonly string[] {
  const registered = new Set(problems.map(({ code }) => code));
  return sources(root).flatMap((file) => {
    const codes = [...readFileSync(path.join(root, file), 'utf8').matchAll(THROWN)].map(([, code = '']) => code);
    return codes
      .filter((code) => !registered.has(code))
      .map((code) => `${file}: the code ${code} is not in contracts/problems.json`);
  });
}

function sources(root: string): readonly string[] {
  return ['libs', 'services']
    .filter((folder) => existsSync(path.join(root, folder)))
    .flatMap((folder) =>
      readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
        .filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts') && !file.split(path.sep).includes('test'))
        .map((file) => path.join(folder, file)),
    );
}
