// npm run check:contracts: everything under contracts/ agrees with itself, with what was published, and with the code.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { contractViolations } from './contracts/check';
import { ROOT } from './contracts/source';

async function main(): Promise<void> {
  const violations = await contractViolations(ROOT);
  for (const violation of violations) console.log(violation);
  if (violations.length > 0) process.exitCode = 1;
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
