/** Anything that runs SQL with `$1` parameters: a pool or one transaction. */
export interface Queryable {
  /** `name` prepares the statement once per connection; use it on hot paths. */
  query<R = Record<string, unknown>>(sql: string, params?: readonly unknown[], name?: string): Promise<QueryResult<R>>;
}

export interface QueryResult<R> {
  readonly rows: R[];
  readonly rowCount: number;
}

/** One open transaction on one connection. Never open a second connection while holding one: pass this handle on. */
export interface Tx extends Queryable {
  /** `COPY <target> FROM STDIN` in text format; `rows` are lines already in COPY text encoding (see `copy-text.ts`). */
  copyFrom(copySql: string, rows: string): Promise<void>;
  /** Runs once the transaction has committed (wake-ups, cache updates); not when it rolls back. Must not throw. */
  afterCommit(action: () => void): void;
}

/** Whose rows a transaction may see. Row-level security policies read it; without one, tenant tables show nothing. */
export type Scope =
  | { readonly kind: 'institution'; readonly institutionId: string }
  | { readonly kind: 'enterprise'; readonly enterpriseId: string }
  | { readonly kind: 'platform' };

/** One service's schema in PostgreSQL, reached as its own role, which owns nothing and cannot bypass row-level security. */
export interface Database extends Queryable {
  readonly schema: string;
  /**
   * Runs `work` in one READ COMMITTED transaction and commits; rolls back when it throws. The scope is set with
   * `set_config('app.…', …, true)`, so it ends with the transaction. A query outside a transaction has no scope.
   */
  transaction<T>(work: (tx: Tx) => Promise<T>, scope?: Scope): Promise<T>;
  /** Resolves when the server answers within a second; rejects otherwise. For readiness. */
  check(): Promise<void>;
  close(): Promise<void>;
}

/** A step that brings a schema forward; applied once, in order, each in its own transaction, as the schema's owner. */
export interface Migration {
  /** `YYYYMMDDhhmm-what`, unique and rising. */
  readonly name: string;
  /** Plain SQL; unqualified names resolve to the service's schema. */
  readonly up: string;
}

export interface OpenOptions {
  /** Most connections of this pool (default 8). */
  readonly maxConnections?: number;
  /** Longest wait for one answer, in ms; the engine's own by default (5,000). */
  readonly queryTimeoutMs?: number;
}

/** Gives each service its schema. One server for all (embedded) or a URL per service. */
export interface DatabaseEngine {
  start(): Promise<void>;
  /**
   * Creates schema and role when they are missing, applies `migrations`, grants the role DML on the schema's tables,
   * and returns the service's pool.
   */
  open(service: string, migrations: readonly Migration[], options?: OpenOptions): Promise<Database>;
  check(): Promise<void>;
  stop(): Promise<void>;
}
