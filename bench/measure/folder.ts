import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A new temporary folder, readable for others: started as root, PostgreSQL runs as an account of its own. */
export function newFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'loanwatch-bench-'));
  chmodSync(folder, 0o755);
  return folder;
}
