import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { eventually } from '@loanwatch/testing';
import { EmbeddedPostgres, type EmbeddedPostgresOptions } from './embedded';
import type { Database } from './port';

const MIGRATIONS = [{ name: '202601010000-rows', up: 'CREATE TABLE rows (number integer PRIMARY KEY)' }];
const isRoot = process.getuid?.() === 0;

describe('the embedded PostgreSQL', () => {
  let folder: string;
  let directory: string;
  let engines: EmbeddedPostgres[];
  let children: ChildProcess[];

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'loanwatch-embedded-'));
    await chmod(folder, 0o755);
    directory = path.join(folder, 'postgresql');
    engines = [];
    children = [];
  });
  afterEach(async () => {
    for (const child of children) child.kill('SIGKILL');
    await Promise.all(engines.map((engine) => engine.stop()));
    await rm(folder, { recursive: true, force: true });
  });

  const start = async (options: Partial<EmbeddedPostgresOptions> = {}) => {
    const engine = new EmbeddedPostgres({ directory, ...options });
    engines.push(engine);
    await engine.start();
    return engine;
  };
  const writer = (engine: EmbeddedPostgres): Promise<Database> => engine.open('writer', MIGRATIONS);
  const numbers = async (database: Database) => {
    const { rows } = await database.query<{ number: number }>('SELECT number FROM rows ORDER BY number');
    return rows.map(({ number }) => number);
  };
  const postmasterPid = () =>
    Number(readFileSync(path.join(directory, 'cluster', 'postmaster.pid'), 'utf8').split('\n')[0]);

  it('makes a UTF-8 cluster in an empty place, whatever the locale and umask, and keeps its password to itself', async () => {
    const { LANG, LC_ALL } = process.env;
    const umask = process.umask(0o077);
    process.env['LANG'] = process.env['LC_ALL'] = 'xx_XX.nonsense';
    try {
      const database = await writer(await start());
      const { rows } = await database.query(
        `SELECT current_setting('server_encoding') AS encoding, datlocprovider AS provider, datlocale AS locale,
                current_setting('fsync') AS fsync, current_setting('max_wal_size') AS wal
         FROM pg_database WHERE datname = current_database()`,
      );
      expect(rows).toEqual([{ encoding: 'UTF8', provider: 'b', locale: 'C.UTF-8', fsync: 'on', wal: '4GB' }]);
    } finally {
      process.umask(umask);
      Object.assign(process.env, { LANG, LC_ALL });
    }
    expect(statSync(path.join(directory, 'owner-password')).mode & 0o777).toBe(0o600);
    expect(statSync(path.join(directory, 'cluster')).mode & 0o777).toBe(0o700);
  });

  it('takes up an existing directory, and leaves nothing running behind it', async () => {
    const first = await start();
    const database = await writer(first);
    await database.query('INSERT INTO rows VALUES (1)');
    await first.stop();
    expect(existsSync(path.join(directory, 'cluster', 'postmaster.pid'))).toBe(false);

    const again = await writer(await start());

    expect(await numbers(again)).toEqual([1]);
  });

  it('begins anew when an earlier initdb was killed half-way', async () => {
    await mkdir(path.join(directory, 'new-abc123', 'cluster'), { recursive: true });
    await writeFile(path.join(directory, 'new-abc123', 'cluster', 'PG_VERSION'), '18\n');
    if (isRoot) await chmod(directory, 0o755);

    expect(await numbers(await writer(await start()))).toEqual([]);
    expect(existsSync(path.join(directory, 'new-abc123'))).toBe(false);
  });

  it('loses no acknowledged row when Node is killed, ends the orphan it left, and refuses a second holder before that', async () => {
    const child = spawn(
      process.execPath,
      ['-r', '@swc-node/register', path.join(__dirname, 'embedded-child.fixture.ts'), directory],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    children.push(child);
    let acknowledged = '';
    child.stdout.on('data', (text: Buffer) => (acknowledged += text.toString()));
    await eventually(() => acknowledged.split('\n').length > 20, { withinMs: 20_000 });
    await expect(start()).rejects.toThrow(`is in use by another Loanwatch (process ${child.pid})`);

    const orphan = postmasterPid();
    const exited = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await exited;
    const database = await writer(await start());

    const last = Number(acknowledged.trim().split('\n').at(-1));
    const stored = await numbers(database);
    expect(stored.slice(0, last)).toEqual(Array.from({ length: last }, (_, i) => i + 1));
    expect(stored.length).toBeLessThanOrEqual(last + 1);
    expect(postmasterPid()).not.toBe(orphan);
    expect(isAlive(orphan)).toBe(false);
  }, 40_000);

  it('starts the server again when the server is killed under it, without losing an acknowledged row', async () => {
    const engine = await start();
    const database = await writer(engine);
    let acknowledged = 0;
    const write = async (number: number) => {
      await database.query('INSERT INTO rows VALUES ($1) ON CONFLICT DO NOTHING', [number]);
      acknowledged = number;
    };
    for (let number = 1; number <= 20; number++) await write(number);

    const killed = postmasterPid();
    process.kill(killed, 'SIGKILL');
    await eventually(() => expect(postmasterPid()).not.toBe(killed));
    await eventually(() => engine.check());
    await write(acknowledged + 1);

    expect(await numbers(database)).toEqual(Array.from({ length: acknowledged }, (_, i) => i + 1));
  });

  it('answers in its time when the server has stopped answering', async () => {
    const engine = await start({ queryTimeoutMs: 300 });
    const database = await writer(engine);
    const { rows } = await database.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    const pid = rows[0]?.pid ?? 0;
    process.kill(pid, 'SIGSTOP');
    try {
      const started = performance.now();
      await expect(database.query('SELECT 1')).rejects.toMatchObject({ kind: 'unavailable' });
      expect(performance.now() - started).toBeLessThan(2_000);
      expect((await database.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
    } finally {
      process.kill(pid, 'SIGCONT');
    }
  });

  it('says in one sentence what is wrong with the directory', async () => {
    const cluster = path.join(directory, 'cluster');
    await mkdir(cluster, { recursive: true });
    await expect(start()).rejects.toThrow(/holds no PostgreSQL cluster/);

    await writeFile(path.join(cluster, 'PG_VERSION'), '17\n');
    await expect(start()).rejects.toThrow(/was made by PostgreSQL 17 and this version of Loanwatch brings 18/);
  });

  it('says in one sentence that its port is taken', async () => {
    const squatter = createServer();
    await new Promise<void>((resolve) => squatter.listen(0, '127.0.0.1', resolve));
    const { port } = squatter.address() as { port: number };
    try {
      await expect(start({ port })).rejects.toThrow(
        /^PostgreSQL stopped while starting: could not create any TCP\/IP sockets \(log: .*\)$/,
      );
    } finally {
      await new Promise((resolve) => squatter.close(resolve));
    }
  });

  (isRoot ? it : it.skip)('tells root what to do when the server’s account cannot reach the directory', async () => {
    await chmod(folder, 0o700);

    await expect(start()).rejects.toThrow(`cannot enter ${folder}`);
    await expect(start()).rejects.toThrow(`run "chmod o+x ${folder}"`);
  });
});

/** A dead process whose parent has not asked for it yet counts as gone. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
