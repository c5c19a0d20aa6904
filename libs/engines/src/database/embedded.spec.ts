import { spawn } from 'node:child_process';
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

interface Place {
  readonly folder: string;
  readonly directory: string;
  start(options?: Partial<EmbeddedPostgresOptions>): Promise<EmbeddedPostgres>;
  postmasterPid(): number;
  remove(): Promise<void>;
}

async function makePlace(): Promise<Place> {
  const folder = await mkdtemp(path.join(tmpdir(), 'loanwatch-embedded-'));
  await chmod(folder, 0o755);
  const directory = path.join(folder, 'postgresql');
  const engines: EmbeddedPostgres[] = [];
  return {
    folder,
    directory,
    start: async (options = {}) => {
      const engine = new EmbeddedPostgres({ directory, queryTimeoutMs: 2_000, ...options });
      engines.push(engine);
      await engine.start();
      return engine;
    },
    postmasterPid: () => Number(readFileSync(path.join(directory, 'cluster', 'postmaster.pid'), 'utf8').split('\n')[0]),
    remove: async () => {
      await Promise.all(engines.map((engine) => engine.stop()));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const writer = (engine: EmbeddedPostgres): Promise<Database> => engine.open('writer', MIGRATIONS);

async function numbers(database: Database): Promise<readonly number[]> {
  const { rows } = await database.query<{ number: number }>('SELECT number FROM rows ORDER BY number');
  return rows.map(({ number }) => number);
}

describe('the embedded PostgreSQL, made on a host with an odd locale and umask', () => {
  let place: Place;
  let engine: EmbeddedPostgres;
  let database: Database;

  beforeAll(async () => {
    place = await makePlace();
    const { LANG, LC_ALL } = process.env;
    const umask = process.umask(0o077);
    process.env['LANG'] = process.env['LC_ALL'] = 'xx_XX.nonsense';
    try {
      engine = await place.start();
    } finally {
      process.umask(umask);
      Object.assign(process.env, { LANG, LC_ALL });
    }
    database = await writer(engine);
  });
  afterAll(() => place.remove());

  it('is a durable UTF-8 cluster that keeps its password to itself', async () => {
    const { rows } = await database.query(
      `SELECT current_setting('server_encoding') AS encoding, datlocprovider AS provider, datlocale AS locale,
              current_setting('fsync') AS fsync, current_setting('synchronous_commit') AS sync, current_setting('max_wal_size') AS wal
       FROM pg_database WHERE datname = current_database()`,
    );

    expect(rows).toEqual([{ encoding: 'UTF8', provider: 'b', locale: 'C.UTF-8', fsync: 'on', sync: 'on', wal: '4GB' }]);
    expect(statSync(path.join(place.directory, 'owner-password')).mode & 0o777).toBe(0o600);
    expect(statSync(path.join(place.directory, 'cluster')).mode & 0o777).toBe(0o700);
  });

  it('answers in its time when a session has stopped answering', async () => {
    const { rows } = await database.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    const pid = rows[0]?.pid ?? 0;
    process.kill(pid, 'SIGSTOP');
    try {
      await expect(database.query('SELECT 1')).rejects.toMatchObject({ kind: 'unavailable' });
      expect((await database.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
    } finally {
      process.kill(pid, 'SIGCONT');
    }
  });

  it('starts the server again when it is killed under us, without losing an acknowledged row', async () => {
    for (let number = 1; number <= 20; number++) await database.query('INSERT INTO rows VALUES ($1)', [number]);

    const killed = place.postmasterPid();
    process.kill(killed, 'SIGKILL');
    await eventually(() => expect(place.postmasterPid()).not.toBe(killed));
    await eventually(() => engine.check());
    await database.query('INSERT INTO rows VALUES (21)');

    expect(await numbers(database)).toEqual(Array.from({ length: 21 }, (_, i) => i + 1));
  });

  it('takes up an existing directory, and leaves nothing running behind it', async () => {
    const before = await numbers(database);
    const pid = place.postmasterPid();
    await engine.stop();
    expect(isAlive(pid)).toBe(false);

    const again = await writer(await place.start());

    expect(await numbers(again)).toEqual(before);
  });
});

describe('the embedded PostgreSQL', () => {
  let place: Place;
  beforeEach(async () => {
    place = await makePlace();
  });
  afterEach(() => place.remove());

  it('begins anew when an earlier initdb was killed half-way', async () => {
    const unfinished = path.join(place.directory, 'new-abc123');
    await mkdir(path.join(unfinished, 'cluster'), { recursive: true });
    await writeFile(path.join(unfinished, 'cluster', 'PG_VERSION'), '18\n');

    expect(await numbers(await writer(await place.start()))).toEqual([]);
    expect(existsSync(unfinished)).toBe(false);
  });

  it('refuses a second holder, ends the orphan of a killed Node and has every row that was acknowledged', async () => {
    const fixture = path.join(__dirname, 'test', 'embedded-child.fixture.ts');
    const child = spawn(process.execPath, ['-r', '@swc-node/register', fixture, place.directory], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const exited = new Promise((resolve) => child.once('exit', resolve));
    let acknowledged = '';
    child.stdout.on('data', (text: Buffer) => (acknowledged += text.toString()));
    try {
      await eventually(() => acknowledged.split('\n').length > 20, { withinMs: 40_000 });
      await expect(place.start()).rejects.toThrow(`is in use by another Loanwatch (process ${child.pid})`);
    } finally {
      child.kill('SIGKILL');
      await exited;
    }
    const orphan = place.postmasterPid();
    expect(isAlive(orphan)).toBe(true);

    const database = await writer(await place.start());

    const last = Number(acknowledged.slice(0, acknowledged.lastIndexOf('\n')).split('\n').at(-1));
    const stored = await numbers(database);
    expect(stored.slice(0, last)).toEqual(Array.from({ length: last }, (_, i) => i + 1));
    expect(isAlive(orphan)).toBe(false);
  }, 60_000);

  it('says in one sentence what is wrong with the directory', async () => {
    const cluster = path.join(place.directory, 'cluster');
    await mkdir(cluster, { recursive: true });
    await expect(place.start()).rejects.toThrow(/holds no PostgreSQL cluster/);

    await writeFile(path.join(cluster, 'PG_VERSION'), '17\n');
    await expect(place.start()).rejects.toThrow(/was made by PostgreSQL 17 and this version of Loanwatch brings 18/);
  });

  it('says in one sentence that its port is taken', async () => {
    const squatter = createServer();
    await new Promise<void>((resolve) => squatter.listen(0, '127.0.0.1', resolve));
    const { port } = squatter.address() as { port: number };
    try {
      await expect(place.start({ port })).rejects.toThrow(
        /^PostgreSQL stopped while starting: could not create any TCP\/IP sockets \(log: .*\)$/,
      );
    } finally {
      await new Promise((resolve) => squatter.close(resolve));
    }
  });

  (isRoot ? it : it.skip)('tells root what to do when the server’s account cannot reach the directory', async () => {
    await chmod(place.folder, 0o700);

    await expect(place.start()).rejects.toThrow(`cannot enter ${place.folder}`);
    await expect(place.start()).rejects.toThrow(`run "chmod o+x ${place.folder}"`);
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
