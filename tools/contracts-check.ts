// npm run check:contracts: everything under contracts/ agrees with itself, with what was published, and with the code.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { contractViolations, readLock } from './contracts/check';
import { additions, publishedForm } from './contracts/compatibility';
import { readContracts, ROOT } from './contracts/source';

async function main(): Promise<void> {
  const violations = await contractViolations(ROOT);
  for (const violation of violations) console.log(violation);
  if (violations.length > 0) process.exitCode = 1;
  const drafts = additions(readLock(ROOT), publishedForm(readContracts(ROOT)));
  if (drafts.length > 0) console.log(`${drafts.length} additions are drafts until npm run contracts:publish`);
  const openApi = path.join(ROOT, 'tools/openapi.ts');
  if (existsSync(openApi)) {
    const { status } = spawnSync(process.execPath, ['-r', '@swc-node/register', openApi, '--check'], {
      cwd: ROOT,
      stdio: 'inherit',
    });
    if (status !== 0) process.exitCode = 1;
  }
}

void main();
