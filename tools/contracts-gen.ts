// npm run contracts:gen: writes what is derived from contracts/ (types, registers and schemas as modules).
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { generatedModules } from './contracts/modules';
import { readContracts, ROOT } from './contracts/source';

async function main(): Promise<void> {
  const folder = path.join(ROOT, 'libs/contracts/src/generated');
  const files = await generatedModules(readContracts(ROOT));
  mkdirSync(folder, { recursive: true });
  for (const old of readdirSync(folder)) if (!files.has(old)) rmSync(path.join(folder, old));
  for (const [name, text] of files) writeFileSync(path.join(folder, name), text);
  console.log(`${files.size} files in libs/contracts/src/generated`);
}

void main();
