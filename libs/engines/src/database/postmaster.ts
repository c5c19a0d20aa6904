import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, readlinkSync, rmSync, statSync, renameSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { lastLine, type ClusterDirectory } from './cluster-directory';
import type { Account, Binaries } from './postgres-account';

export interface ServerSettings {
  /** TCP port on 127.0.0.1; 0 takes a free one. */
  readonly port: number;
  /** `-c` settings, over the tuned ones. */
  readonly settings: Readonly<Record<string, string>>;
}

export interface RunningServer {
  readonly child: ChildProcess;
  readonly port: number;
  /** Folder of the Unix socket, where there is one. */
  readonly socketFolder: string | undefined;
}

const START_LIMIT_MS = 60_000;
const STOP_LIMIT_MS = 20_000;
const MAX_LOG_BYTES = 10_000_000;
/** Longest path of a Unix socket on macOS, the shorter of the two. */
const MAX_SOCKET_PATH = 103;

const TUNED: Readonly<Record<string, string>> = {
  listen_addresses: '127.0.0.1',
  max_connections: '200',
  shared_buffers: '256MB',
  max_wal_size: '4GB',
  checkpoint_timeout: '15min',
  random_page_cost: '1.1',
  fsync: 'on',
  synchronous_commit: 'on',
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  // Refused statements are answered to whoever sent them; a lost race is no news for the operator.
  log_min_messages: 'log',
  log_min_error_statement: 'panic',
  log_checkpoints: 'off',
};

/** Starts the server and waits until it takes connections. Another port is tried when the chosen one is taken meanwhile. */
export async function startServer(
  directory: ClusterDirectory,
  binaries: Binaries,
  account: Account,
  wanted: ServerSettings,
): Promise<RunningServer> {
  for (let attempt = 1; ; attempt++) {
    const port = wanted.port || (await freePort());
    try {
      return await launch(directory, binaries, account, { ...wanted, port });
    } catch (error) {
      const portTaken =
        wanted.port === 0 && /could not create any TCP\/IP sockets|Address already in use/.test(String(error));
      // After a kill -9 of the postmaster its children need a moment to notice and let go of the shared memory.
      const dyingChildren = /shared memory block/.test(String(error));
      if (attempt >= 20 || !(portTaken || dyingChildren)) throw error;
      await pause(100);
    }
  }
}

async function launch(
  directory: ClusterDirectory,
  binaries: Binaries,
  account: Account,
  { port, settings }: ServerSettings,
): Promise<RunningServer> {
  const socketFolder = usableSocketFolder(directory.cluster, port);
  const flags = { ...TUNED, unix_socket_directories: socketFolder ?? '', ...settings };
  const log = openLog(directory.log);
  // Its own session: Ctrl-C in the terminal must reach the services first, which drain and then stop the server.
  const child = spawn(
    binaries.postgres,
    [
      '-D',
      directory.cluster,
      '-p',
      String(port),
      ...Object.entries(flags).flatMap(([key, value]) => ['-c', `${key}=${value}`]),
    ],
    {
      ...account,
      detached: true,
      cwd: directory.cluster,
      stdio: ['ignore', log, log],
      env: { ...process.env, LC_ALL: 'C' },
    },
  );
  const logStart = statSync(directory.log).size;
  closeSync(log);
  const failed = new Promise<never>((_, reject) => {
    child.once('error', (cause) => reject(new Error(`PostgreSQL could not be started: ${cause.message}.`, { cause })));
    child.once('exit', () => {
      const said = readFileSync(directory.log, 'utf8').slice(logStart);
      reject(new Error(`PostgreSQL stopped while starting: ${reasonIn(said)} (log: ${directory.log})`));
    });
  });
  failed.catch(() => undefined);
  await Promise.race([failed, untilReady(directory.cluster, child)]);
  child.removeAllListeners('exit');
  return { child, port, socketFolder };
}

/** The postmaster writes its state into the last line of its pid file, as pg_ctl reads it. */
async function untilReady(cluster: string, child: ChildProcess): Promise<void> {
  const deadline = Date.now() + START_LIMIT_MS;
  while (Date.now() < deadline && child.exitCode === null && child.signalCode === null) {
    const lines = pidFileLines(cluster);
    if (Number(lines[0]) === child.pid && lines[7]?.trim() === 'ready') return;
    await pause(10);
  }
  child.kill('SIGINT');
  throw new Error(`PostgreSQL was not ready within ${START_LIMIT_MS / 1000} s.`);
}

/** Fast shutdown: sessions end, a checkpoint is written. */
export async function stopServer({ child }: RunningServer): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill('SIGINT');
  const timer = setTimeout(() => child.kill('SIGQUIT'), STOP_LIMIT_MS);
  await gone;
  clearTimeout(timer);
}

/** A server that outlived the Node process that had started it: it holds directory and port and has to end first. */
export async function stopOrphan(cluster: string): Promise<void> {
  const pid = Number(pidFileLines(cluster)[0]);
  if (!Number.isInteger(pid) || pid <= 0) return;
  if (!isPostmasterOf(pid, cluster)) return rmSync(path.join(cluster, 'postmaster.pid'), { force: true });
  const deadline = Date.now() + STOP_LIMIT_MS;
  signal(pid, 'SIGINT');
  while (isPostmasterOf(pid, cluster)) {
    if (Date.now() > deadline) signal(pid, 'SIGQUIT');
    if (Date.now() > deadline + STOP_LIMIT_MS)
      throw new Error(`An earlier PostgreSQL (process ${pid}) does not stop; end it by hand.`);
    await pause(20);
  }
}

/** A process id may have been given to somebody else by now, so where the process works is looked at too. */
function isPostmasterOf(pid: number, cluster: string): boolean {
  if (!signal(pid, 0)) return false;
  try {
    if (process.platform === 'linux') return readlinkSync(`/proc/${pid}/cwd`) === cluster;
    return execFileSync('ps', ['-p', String(pid), '-o', 'command='], { encoding: 'utf8' }).includes(cluster);
  } catch {
    return false;
  }
}

function signal(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}

function pidFileLines(cluster: string): string[] {
  try {
    return readFileSync(path.join(cluster, 'postmaster.pid'), 'utf8').split('\n');
  } catch {
    return [];
  }
}

function usableSocketFolder(cluster: string, port: number): string | undefined {
  const longest = path.join(cluster, `.s.PGSQL.${port}.lock`);
  return process.platform === 'win32' || Buffer.byteLength(longest) > MAX_SOCKET_PATH ? undefined : cluster;
}

function openLog(file: string): number {
  try {
    if (statSync(file).size > MAX_LOG_BYTES) renameSync(file, `${file}.1`);
  } catch {
    // There is none yet.
  }
  return openSync(file, 'a', 0o640);
}

function reasonIn(log: string): string {
  const fatal = log
    .split('\n')
    .filter((line) => /FATAL|PANIC|ERROR/.test(line))
    .at(-1);
  return (fatal ?? lastLine(log) ?? 'no message').replace(/^.*?(FATAL|PANIC|ERROR):\s*/, '');
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve, reject) => probe.once('error', reject).listen(0, '127.0.0.1', resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no free TCP port');
  return address.port;
}
