import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, chown, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { type Account, type Binaries, requireReachable } from './postgres-account';

const SUPPORTED_MAJOR = '18';
const execute = promisify(execFile);

/** What lies in the directory of an embedded server. */
export interface ClusterDirectory {
  /** PostgreSQL's own data directory. */
  readonly cluster: string;
  /** Server log. */
  readonly log: string;
  /** Password of the owner role; readable by the account that runs Loanwatch only. */
  readonly passwordFile: string;
  /** Who runs the server: `<pid> <start time>`. */
  readonly holder: string;
}

export const OWNER = 'loanwatch';

export function clusterDirectory(root: string): ClusterDirectory {
  const directory = path.resolve(root);
  return {
    cluster: path.join(directory, 'cluster'),
    log: path.join(directory, 'postgresql.log'),
    passwordFile: path.join(directory, 'owner-password'),
    holder: path.join(directory, 'holder'),
  };
}

/** Creates the cluster when there is none; checks the version of one that is there. Returns the owner's password. */
export async function prepareCluster(
  directory: ClusterDirectory,
  binaries: Binaries,
  account: Account,
): Promise<string> {
  const root = path.dirname(directory.cluster);
  requireReachable(account, binaries.postgres);
  requireReachable(account, directory.cluster);
  await createFolder(root, account);
  const versionFile = path.join(directory.cluster, 'PG_VERSION');
  if (!existsSync(versionFile)) return createCluster(directory, binaries, account);
  const version = (await readFile(versionFile, 'utf8')).trim();
  if (version !== SUPPORTED_MAJOR) {
    throw new Error(
      `${directory.cluster} was made by PostgreSQL ${version} and this version of Loanwatch brings ${SUPPORTED_MAJOR}: ` +
        `dump it with the old version and restore it into an empty folder.`,
    );
  }
  return (await readFile(directory.passwordFile, 'utf8')).trim();
}

/**
 * `initdb` writes PG_VERSION early, so a killed one leaves a directory that looks complete: it works in a folder beside,
 * which is renamed when it is done.
 */
async function createCluster(directory: ClusterDirectory, binaries: Binaries, account: Account): Promise<string> {
  const root = path.dirname(directory.cluster);
  if (existsSync(directory.cluster)) {
    throw new Error(`${directory.cluster} exists but holds no PostgreSQL cluster (no PG_VERSION); move it away first.`);
  }
  const leftovers = (await readdir(root)).filter((name) => name.startsWith('new-'));
  await Promise.all(leftovers.map((name) => rm(path.join(root, name), { recursive: true, force: true })));
  const workplace = await mkdtemp(path.join(root, 'new-'));
  await give(workplace, account);
  const password = randomBytes(24).toString('base64url');
  const handedOver = path.join(workplace, 'password');
  await writeFile(handedOver, password, { mode: 0o600 });
  await give(handedOver, account);
  const fresh = path.join(workplace, 'cluster');
  await runInitdb(binaries.initdb, fresh, handedOver, account);
  await writeFile(directory.passwordFile, password, { mode: 0o600 });
  await rename(fresh, directory.cluster);
  await rm(workplace, { recursive: true, force: true });
  return password;
}

/** Encoding and collation are fixed: without them a host without LANG makes an SQL_ASCII cluster. */
async function runInitdb(initdb: string, cluster: string, passwordFile: string, account: Account): Promise<void> {
  try {
    await execute(
      initdb,
      [
        `--pgdata=${cluster}`,
        `--username=${OWNER}`,
        `--pwfile=${passwordFile}`,
        '--auth=scram-sha-256',
        '--encoding=UTF8',
        '--locale-provider=builtin',
        '--builtin-locale=C.UTF-8',
        '--no-instructions',
        ...(process.platform === 'linux' ? ['--sync-method=syncfs'] : []),
      ],
      { ...account, cwd: path.dirname(cluster), env: { ...process.env, LC_ALL: 'C' } },
    );
  } catch (cause) {
    const { stderr } = cause as { stderr?: string };
    throw new Error(`PostgreSQL could not create a cluster in ${cluster}: ${lastLine(stderr) ?? String(cause)}`, {
      cause,
    });
  }
}

async function createFolder(folder: string, account: Account): Promise<void> {
  if (existsSync(folder)) return;
  await mkdir(folder, { recursive: true });
  // Whatever the umask: PostgreSQL must be able to pass, others need not see more than names.
  await chmod(folder, 0o755);
  await give(folder, account);
}

async function give(target: string, { uid, gid }: Account): Promise<void> {
  if (uid !== undefined && gid !== undefined) await chown(target, uid, gid);
}

export function lastLine(text: string | undefined): string | undefined {
  return text?.trim().split('\n').filter(Boolean).at(-1);
}
