// npm run contracts:gen: writes what is derived from contracts/ (types, registers and schemas as modules; asyncapi.yaml).
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { asyncApi } from './contracts/asyncapi';
import { ASYNC_API, GENERATED } from './contracts/check';
import { generatedModules } from './contracts/modules';
import { readContracts, ROOT } from './contracts/source';

async function main(): Promise<void> {
  const folder = path.join(ROOT, GENERATED);
  const contracts = readContracts(ROOT);
  const files = await generatedModules(contracts);
  mkdirSync(folder, { recursive: true });
  for (const old of readdirSync(folder)) if (!files.has(old)) rmSync(path.join(folder, old));
  for (const [name, text] of files) writeFileSync(path.join(folder, name), text);
  writeFileSync(path.join(ROOT, ASYNC_API), asyncApi(contracts));
  console.log(`${files.size} files in ${GENERATED}, and ${ASYNC_API}`);
}

void main();
