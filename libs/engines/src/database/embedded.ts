import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import { clusterDirectory, OWNER, prepareCluster } from './cluster-directory';
import type { PostgresDatabase } from './pool';
import type { DatabaseEngine, Migration, OpenOptions } from './port';
import { PostgresDatabases } from './postgres';
import { postgresAccount, postgresBinaries } from './postgres-account';
import { type RunningServer, startServer, stopOrphan, stopServer } from './postmaster';

export interface EmbeddedPostgresOptions {
  /** Folder of the server: cluster, log and the owner's password. Made when missing. */
  readonly directory: string;
  /** TCP port on 127.0.0.1, for operators' tools; 0 (default) takes a free one. Services use the Unix socket where they can. */
  readonly port?: number;
  /** Name of the one database (default `loanwatch`). */
  readonly databaseName?: string;
  /** PostgreSQL settings over the tuned ones. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Longest wait for one answer, in ms (default 5,000). */
  readonly queryTimeoutMs?: number;
}

/**
 * PostgreSQL 18 as a child process. Killing Node or the server loses nothing that was acknowledged: the next start ends
 * an orphan and recovers, and a server that dies while we run is started again.
 */
export class EmbeddedPostgres implements DatabaseEngine {
  private server: RunningServer | undefined;
  private databases: PostgresDatabases | undefined;
  private stopping = false;
  private restarting: Promise<void> | undefined;
  private readonly directory;
  private readonly endServer = () => this.server?.child.kill('SIGINT');

  constructor(private readonly options: EmbeddedPostgresOptions) {
    this.directory = clusterDirectory(options.directory);
  }

  /** `postgres://` URL over TCP of the role that owns everything. For operators' tools and tests. */
  get ownerUrl(): string {
    const server = this.requireRunning();
    return `postgres://${OWNER}:${this.password()}@127.0.0.1:${server.port}/${this.databaseName}`;
  }

  async start(): Promise<void> {
    this.stopping = false;
    const binaries = postgresBinaries();
    const account = postgresAccount();
    const { holder, cluster } = this.directory;
    refuseSecondHolder(holder, this.options.directory);
    await prepareCluster(this.directory, binaries, account);
    writeFileSync(holder, processMark(process.pid) ?? '');
    await stopOrphan(cluster);
    await this.launch(this.options.port ?? 0);
    process.once('exit', this.endServer);
    await this.createDatabase();
    this.databases = new PostgresDatabases({
      ownerUrl: this.socketUrl(),
      ...(this.options.queryTimeoutMs === undefined ? {} : { queryTimeoutMs: this.options.queryTimeoutMs }),
    });
  }

  open(service: string, migrations: readonly Migration[], options?: OpenOptions): Promise<PostgresDatabase> {
    if (this.databases === undefined) throw new Error('the embedded PostgreSQL has not been started');
    return this.databases.open(service, migrations, options);
  }

  async check(): Promise<void> {
    this.requireRunning();
    await this.databases?.check();
  }

  async stop(): Promise<void> {
    this.stopping = true;
    await this.restarting;
    await this.databases?.stop();
    this.databases = undefined;
    if (this.server === undefined) return;
    await stopServer(this.server);
    this.server = undefined;
    process.removeListener('exit', this.endServer);
    rmSync(this.directory.holder, { force: true });
  }

  private get databaseName(): string {
    return this.options.databaseName ?? 'loanwatch';
  }

  private password(): string {
    return readFileSync(this.directory.passwordFile, 'utf8').trim();
  }

  private async launch(port: number): Promise<void> {
    const settings = { port, settings: this.options.settings ?? {} };
    const server = await startServer(this.directory, postgresBinaries(), postgresAccount(), settings);
    this.server = server;
    server.child.once('exit', () => {
      if (!this.stopping) this.restarting = this.restart(server.port);
    });
  }

  /** On the same port, so that every pool finds it again. */
  private async restart(port: number): Promise<void> {
    for (let waitMs = 100; !this.stopping; waitMs = Math.min(waitMs * 2, 5_000)) {
      try {
        return await this.launch(port);
      } catch {
        await pause(waitMs);
      }
    }
  }

  private socketUrl(database = this.databaseName): string {
    const url = new URL(this.ownerUrl);
    url.pathname = `/${database}`;
    const { socketFolder } = this.requireRunning();
    if (socketFolder !== undefined) url.searchParams.set('host', socketFolder);
    return url.href;
  }

  private async createDatabase(): Promise<void> {
    const session = new Client({ connectionString: this.socketUrl('postgres'), connectionTimeoutMillis: 5_000 });
    await session.connect();
    try {
      const { rowCount } = await session.query('SELECT FROM pg_database WHERE datname = $1', [this.databaseName]);
      if (rowCount === 0) await session.query(`CREATE DATABASE ${session.escapeIdentifier(this.databaseName)}`);
    } finally {
      await session.end();
    }
  }

  private requireRunning(): RunningServer {
    if (this.server === undefined) throw new Error('the embedded PostgreSQL is not running');
    return this.server;
  }
}

function refuseSecondHolder(file: string, directory: string): void {
  const mark = readText(file);
  const pid = Number(mark?.split(' ')[0]);
  if (mark === undefined || pid === process.pid || processMark(pid) !== mark) return;
  throw new Error(`${directory} is in use by another Loanwatch (process ${pid}); stop it or choose another folder.`);
}

/** Process id and start time, since ids are given again; empty start time where the system does not tell. */
function processMark(pid: number): string | undefined {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return undefined;
  }
  const started = readText(`/proc/${pid}/stat`)
    ?.replace(/^.*\) /s, '')
    .split(' ')[19];
  return `${pid} ${started ?? ''}`;
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
