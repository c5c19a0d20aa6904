import { Client, Pool, type PoolClient, escapeLiteral } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { DomainError } from '@loanwatch/kernel';
import { columnTypes } from './column-types';
import type { Database, QueryResult, Scope, Tx } from './port';

export interface PoolOptions {
  readonly url: string;
  readonly schema: string;
  readonly maxConnections: number;
  /** Longest wait for one answer, in ms; the server gives up a second earlier. `pg` would wait for ever. */
  readonly queryTimeoutMs: number;
}

const CONNECT_TIMEOUT_MS = 3_000;
const LOCK_TIMEOUT_MS = 2_000;
/** An abandoned transaction holds back every reader of the event store and the bus, so the server ends it. */
const IDLE_IN_TRANSACTION_MS = 30_000;
const CHECK_TIMEOUT_MS = 1_000;

/** A service's connections. Constructing it does not connect. */
export class PostgresDatabase implements Database {
  readonly schema: string;
  private readonly pool: Pool;

  constructor(private readonly options: PoolOptions) {
    this.schema = options.schema;
    this.pool = new Pool({
      ...sessionOptions(options),
      max: options.maxConnections,
      idleTimeoutMillis: 60_000,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      allowExitOnIdle: true,
    });
    // Whoever uses a connection that breaks gets the error from the query; unheard events would end the process.
    this.pool.on('error', () => undefined);
    this.pool.on('connect', (client) => client.on('error', () => undefined));
  }

  async query<R>(sql: string, params?: readonly unknown[], name?: string): Promise<QueryResult<R>> {
    const client = await this.connect();
    try {
      const result = await send<R>(client, sql, params, name);
      client.release();
      return result;
    } catch (error) {
      client.release(isBroken(error));
      throw unavailableWhenBroken(error);
    }
  }

  async transaction<T>(work: (tx: Tx) => Promise<T>, scope?: Scope): Promise<T> {
    const client = await this.connect();
    const tx = new PostgresTransaction(client, this.options.queryTimeoutMs);
    let result: T;
    try {
      await tx.begin(scope);
      result = await work(tx);
      await tx.commit();
    } catch (error) {
      await rollback(client, tx);
      throw error;
    }
    client.release();
    tx.committed();
    return result;
  }

  /** A connection of its own outside the pool, for a session that must live long (a lease). The caller ends it. */
  async dedicatedSession(): Promise<Client> {
    const client = new Client({ ...sessionOptions(this.options), connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
    client.on('error', () => undefined);
    await client.connect();
    return client;
  }

  async check(): Promise<void> {
    const answer = this.query('SELECT 1');
    answer.catch(() => undefined);
    await within(CHECK_TIMEOUT_MS, answer);
  }

  async close(): Promise<void> {
    if (!this.pool.ended) await this.pool.end();
  }

  private async connect(): Promise<PoolClient> {
    try {
      return await this.pool.connect();
    } catch (error) {
      throw unavailable(error);
    }
  }
}

class PostgresTransaction implements Tx {
  private readonly actions: (() => void)[] = [];
  private broken = false;

  constructor(
    private readonly client: PoolClient,
    private readonly queryTimeoutMs: number,
  ) {}

  get isBroken(): boolean {
    return this.broken;
  }

  async begin(scope: Scope | undefined): Promise<void> {
    await this.guarded(this.client.query(beginStatement(scope)));
  }

  async commit(): Promise<void> {
    // PostgreSQL answers COMMIT of a failed transaction with ROLLBACK and no error.
    const { command } = await this.guarded(this.client.query('COMMIT'));
    if (command !== 'COMMIT') throw new Error('the transaction was rolled back: an error inside it had been ignored');
  }

  query<R>(sql: string, params?: readonly unknown[], name?: string): Promise<QueryResult<R>> {
    return this.guarded(send<R>(this.client, sql, params, name));
  }

  async copyFrom(copySql: string, rows: string): Promise<void> {
    if (rows === '') return;
    const stream = this.client.query(copyFrom(copySql));
    const done = new Promise<void>((resolve, reject) => {
      stream.on('error', reject);
      stream.on('finish', resolve);
    });
    stream.end(rows);
    try {
      // `query_timeout` does not cover streams.
      await this.guarded(within(this.queryTimeoutMs, done));
    } catch (error) {
      this.broken ||= !isSqlError(error);
      throw error;
    }
  }

  afterCommit(action: () => void): void {
    this.actions.push(action);
  }

  committed(): void {
    for (const action of this.actions) action();
  }

  /** Only what the server or the way to it says is told by its wording; the caller's own errors pass as they are. */
  private async guarded<T>(answer: Promise<T>): Promise<T> {
    try {
      return await answer;
    } catch (error) {
      this.broken ||= isBroken(error);
      throw unavailableWhenBroken(error);
    }
  }
}

function sessionOptions(options: PoolOptions) {
  const settings = {
    search_path: options.schema,
    timezone: 'UTC',
    statement_timeout: String(Math.max(options.queryTimeoutMs - 1_000, 500)),
    lock_timeout: String(LOCK_TIMEOUT_MS),
    idle_in_transaction_session_timeout: String(IDLE_IN_TRANSACTION_MS),
  };
  return {
    connectionString: options.url,
    application_name: `loanwatch/${options.schema}`,
    query_timeout: options.queryTimeoutMs,
    keepAlive: true,
    types: columnTypes,
    options: Object.entries(settings)
      .map(([key, value]) => `-c ${key}=${value}`)
      .join(' '),
  };
}

async function send<R>(
  client: PoolClient,
  sql: string,
  params: readonly unknown[] = [],
  name?: string,
): Promise<QueryResult<R>> {
  const values = params as unknown[];
  const result = await client.query(name === undefined ? { text: sql, values } : { name, text: sql, values });
  return { rows: result.rows as R[], rowCount: result.rowCount ?? 0 };
}

function beginStatement(scope: Scope | undefined): string {
  if (scope === undefined) return 'BEGIN';
  const [setting, value] = scopeSetting(scope);
  return `BEGIN; SELECT set_config('${setting}', ${escapeLiteral(value)}, true)`;
}

function scopeSetting(scope: Scope): [setting: string, value: string] {
  switch (scope.kind) {
    case 'institution':
      return ['app.institution_id', scope.institutionId];
    case 'enterprise':
      return ['app.enterprise_id', scope.enterpriseId];
    case 'platform':
      return ['app.platform', 'on'];
  }
}

async function rollback(client: PoolClient, tx: PostgresTransaction): Promise<void> {
  if (tx.isBroken) return client.release(true);
  try {
    await client.query('ROLLBACK');
    client.release();
  } catch {
    client.release(true);
  }
}

function isSqlError(error: unknown): error is { code: string } {
  return error instanceof Error && 'code' in error && /^[0-9A-Z]{5}$/.test(String(error.code)) && 'severity' in error;
}

/** The session is lost or cannot be trusted: a time-out, a closed socket, or a server that is going down (57P, 08). */
function isBroken(error: unknown): boolean {
  if (isSqlError(error)) return /^(57P|08)/.test(error.code) || error.code === '25P03';
  return error instanceof Error && /timeout|terminated|connection|ECONN|EPIPE|ENOENT|socket/i.test(error.message);
}

function unavailableWhenBroken(error: unknown): unknown {
  return isBroken(error) && !(error instanceof DomainError) ? unavailable(error) : error;
}

function unavailable(cause: unknown): DomainError {
  const error = new DomainError('service.unavailable', 'unavailable', 'the database does not answer');
  error.cause = cause;
  return error;
}

async function within<T>(limitMs: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const expiry = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`timeout: no answer within ${limitMs} ms`)), limitMs);
  });
  try {
    return await Promise.race([work, expiry]);
  } finally {
    clearTimeout(timer);
  }
}
