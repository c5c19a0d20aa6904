import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { embeddedEngines, type RunnableEngines, urlEngines } from '@loanwatch/engines';
import { CommandError } from '../command/failure';

const OWNER = 'loanwatch';
const DATABASE = 'loanwatch';
/** Line of postmaster.pid that holds the port. */
const PORT_LINE = 3;

/**
 * Engines on the database of a data folder, for work that no API offers: beside a Loanwatch that runs on it, or alone.
 * With LOANWATCH_DATABASE_URL on that database. Start them, and stop them when done.
 */
export async function localEngines(dataFolder: string): Promise<RunnableEngines> {
  const databaseUrl = process.env['LOANWATCH_DATABASE_URL'] ?? (await runningServer(dataFolder));
  if (databaseUrl !== undefined) return urlEngines({ databaseUrl });
  if (!existsSync(serverFolder(dataFolder))) {
    throw new CommandError(`There is no Loanwatch in ${path.resolve(dataFolder)}: name its data folder with --data.`);
  }
  return embeddedEngines({ dataDir: dataFolder });
}

/** Address of the embedded server that runs on the folder, or undefined. */
async function runningServer(dataFolder: string): Promise<string | undefined> {
  const root = serverFolder(dataFolder);
  const pidFile = path.join(root, 'cluster', 'postmaster.pid');
  if (!existsSync(pidFile)) return undefined;
  const lines = (await readFile(pidFile, 'utf8')).split('\n');
  if (!isAlive(Number(lines[0]))) return undefined;
  const password = (await readFile(path.join(root, 'owner-password'), 'utf8')).trim();
  return `postgres://${OWNER}:${password}@127.0.0.1:${Number(lines[PORT_LINE])}/${DATABASE}`;
}

function serverFolder(dataFolder: string): string {
  return path.resolve(dataFolder, 'postgresql');
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
