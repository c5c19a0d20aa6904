import { createHash } from 'node:crypto';
import type { Database, Migration, Scope, Tx } from '@loanwatch/engines';
import { type Clock, DomainError } from '@loanwatch/kernel';
import { Answer } from './answer';

/** How long an answer is kept, and how long a twin waits for a process that died in an effect outside the database. */
const KEPT_MS = 24 * 3_600_000;
const LEASE_MS = 60_000;
const PURGE_EVERY_MS = 600_000;

/** Include it in the migrations of every service that has an {@link IdempotencyStore}. */
export const IDEMPOTENCY_MIGRATION: Migration = {
  name: '202601010001-idempotency',
  up: `
    CREATE TABLE idempotency (
      scope_key text PRIMARY KEY,
      fingerprint text NOT NULL,
      status smallint,
      headers jsonb,
      body text,
      expires_at timestamptz NOT NULL
    );
    CREATE INDEX idempotency_expiry ON idempotency (expires_at);`,
};

/** A request that carries an `Idempotency-Key`; see the `@Idempotent` parameter decorator. */
export interface IdempotentRequest {
  /** SHA-256 over caller, method, path and key. */
  readonly scopeKey: string;
  /** SHA-256 over the body. */
  readonly fingerprint: string;
}

interface Row {
  readonly fingerprint: string;
  readonly status: number | null;
  readonly headers: Record<string, string> | null;
  readonly body: string | null;
}

/**
 * The answers to requests that may be repeated: the same key and body give the same answer for 24 hours. Refusals
 * (4xx) are not kept: they had no effect, and the same key may succeed once the reason is gone.
 * Throws `idempotency.key-reused` (422, other body) and `idempotency.in-flight` (409, the twin is still at work).
 */
export class IdempotencyStore {
  private purgedAt = 0;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /**
   * For effects in this database: effect and answer commit together, so a crash leaves both or neither.
   * Without a request (no key sent) it only runs the effect in a transaction.
   */
  async inTransaction(
    request: IdempotentRequest | undefined,
    effect: (tx: Tx) => Promise<Answer>,
    scope?: Scope,
  ): Promise<Answer> {
    if (request === undefined) return this.database.transaction(effect, scope);
    const answer = await this.database.transaction(async (tx) => {
      await this.lock(tx, request);
      const kept = await this.find(tx, request);
      if (kept !== undefined) return kept;
      const made = await effect(tx);
      await this.keep(tx, request, made);
      return made;
    }, scope);
    void this.purge();
    return answer;
  }

  /**
   * For effects elsewhere (an event store). The effect must be repeatable with the same outcome, e.g. by ids derived
   * from `scopeKey`: after a crash between effect and answer it runs again, 60 s later at the earliest.
   */
  async aroundEffect(request: IdempotentRequest | undefined, effect: () => Promise<Answer>): Promise<Answer> {
    if (request === undefined) return effect();
    const kept = await this.begin(request);
    if (kept !== undefined) return kept;
    let made: Answer;
    try {
      made = await effect();
    } catch (error) {
      await this.abandon(request);
      throw error;
    }
    await this.keep(this.database, request, made);
    void this.purge();
    return made;
  }

  private begin(request: IdempotentRequest): Promise<Answer | undefined> {
    return this.database.transaction(async (tx) => {
      await this.lock(tx, request);
      const kept = await this.find(tx, request);
      if (kept !== undefined) return kept;
      await this.write(tx, request, undefined, LEASE_MS);
      return undefined;
    });
  }

  private async abandon(request: IdempotentRequest): Promise<void> {
    await this.database.query('DELETE FROM idempotency WHERE scope_key = $1 AND status IS NULL', [request.scopeKey]);
  }

  /** Held to the end of the transaction: a twin is refused at once instead of waiting for a connection's worth of time. */
  private async lock(tx: Tx, { scopeKey }: IdempotentRequest): Promise<void> {
    const { rows } = await tx.query<{ locked: boolean }>(
      'SELECT pg_try_advisory_xact_lock(hashtextextended($1, 0)) AS locked',
      [`${this.database.schema}.${scopeKey}`],
    );
    if (rows[0]?.locked !== true) throw inFlight();
  }

  /** A statement of its own, after the lock: its snapshot then sees what the lock's last holder committed. */
  private async find(tx: Tx, request: IdempotentRequest): Promise<Answer | undefined> {
    const { rows } = await tx.query<Row>(
      `SELECT fingerprint, status, headers, body FROM idempotency
       WHERE scope_key = $1 AND expires_at > $2`,
      [request.scopeKey, new Date(this.clock.now()).toISOString()],
    );
    const row = rows[0];
    if (row === undefined) return undefined;
    if (row.fingerprint !== request.fingerprint) {
      throw new DomainError(
        'idempotency.key-reused',
        'invalid',
        'This Idempotency-Key was sent before with another body.',
      );
    }
    if (row.status === null) throw inFlight();
    const body: unknown = row.body === null ? undefined : JSON.parse(row.body);
    return new Answer(row.status, body, { ...row.headers, 'idempotent-replayed': 'true' });
  }

  private keep(to: Pick<Tx, 'query'>, request: IdempotentRequest, answer: Answer): Promise<void> {
    return this.write(to, request, answer, KEPT_MS);
  }

  private async write(
    to: Pick<Tx, 'query'>,
    request: IdempotentRequest,
    answer: Answer | undefined,
    keptMs: number,
  ): Promise<void> {
    await to.query(
      `INSERT INTO idempotency (scope_key, fingerprint, status, headers, body, expires_at)
       VALUES ($1, $2, $3, $4, $5, $6)
       ON CONFLICT (scope_key) DO UPDATE SET fingerprint = excluded.fingerprint, status = excluded.status,
         headers = excluded.headers, body = excluded.body, expires_at = excluded.expires_at`,
      [
        request.scopeKey,
        request.fingerprint,
        answer?.status ?? null,
        answer === undefined ? null : JSON.stringify(answer.headers),
        answer?.body === undefined ? null : JSON.stringify(answer.body),
        new Date(this.clock.now() + keptMs).toISOString(),
      ],
    );
  }

  /** Now and then, beside a request: the table stays as small as a day's commands without a timer to look after. */
  private async purge(): Promise<void> {
    const now = this.clock.now();
    if (now - this.purgedAt < PURGE_EVERY_MS) return;
    this.purgedAt = now;
    await this.database
      .query('DELETE FROM idempotency WHERE expires_at <= $1', [new Date(now).toISOString()])
      // The next one tries again; expired rows are not read anyway.
      .catch(() => undefined);
  }
}

/** The identity of a request of a caller ({@link callerKey}). `body` is what was parsed; the order of its keys does not matter. */
export function idempotentRequest(key: string, caller: string, route: string, body: unknown): IdempotentRequest {
  return { scopeKey: sha256(JSON.stringify([caller, route, key])), fingerprint: sha256(canonical(body)) };
}

function canonical(value: unknown): string {
  if (Buffer.isBuffer(value)) return value.toString('base64');
  const text = JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  ) as string | undefined;
  return text ?? '';
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}

function inFlight(): DomainError {
  return new DomainError('idempotency.in-flight', 'conflict', 'The same request is being handled; ask again shortly.');
}
