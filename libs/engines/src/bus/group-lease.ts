import type { Client } from 'pg';
import { randomIds } from '@loanwatch/kernel';
import type { PostgresDatabase } from '../database/pool';

export interface LeaseTimes {
  /** How long a member that has stopped answering keeps its groups. */
  readonly leaseMs: number;
  readonly renewMs: number;
}

export const LEASE_TIMES: LeaseTimes = { leaseMs: 10_000, renewMs: 2_000 };

/**
 * Which groups this process serves. A lease ends when it is not renewed or when its holder's session is gone, so that a
 * killed process is replaced at once. A lease is a courtesy that spares double work; correctness rests on the fenced
 * position.
 */
export class GroupLeases {
  private readonly owner = randomIds.next();
  private readonly wanted = new Set<string>();
  private readonly heldUntil = new Map<string, number>();
  private session: Client | undefined;
  private timer: NodeJS.Timeout | undefined;
  private renewing: Promise<void> = Promise.resolve();
  private closed = false;

  constructor(
    private readonly database: PostgresDatabase,
    private readonly times: LeaseTimes,
  ) {}

  holds(group: string): boolean {
    return (this.heldUntil.get(group) ?? 0) > performance.now();
  }

  async want(group: string): Promise<void> {
    this.wanted.add(group);
    await this.renew();
    this.timer ??= setInterval(() => void this.renew(), this.times.renewMs);
  }

  async release(group: string): Promise<void> {
    this.wanted.delete(group);
    this.heldUntil.delete(group);
    await this.renewing;
    await this.session
      ?.query('DELETE FROM group_leases WHERE "group" = $1 AND owner = $2', [group, this.owner])
      .catch(() => undefined);
  }

  async close(): Promise<void> {
    this.closed = true;
    clearInterval(this.timer);
    await this.renewing;
    await this.session?.end().catch(() => undefined);
  }

  private renew(): Promise<void> {
    this.renewing = this.renewing.then(() => this.renewNow());
    return this.renewing;
  }

  private async renewNow(): Promise<void> {
    if (this.closed || this.wanted.size === 0) return;
    const until = performance.now() + this.times.leaseMs;
    try {
      this.session ??= await this.openSession();
      const { rows } = await this.session.query<{ group: string }>(TAKE, [
        [...this.wanted],
        this.owner,
        this.times.leaseMs,
      ]);
      for (const { group } of rows) if (this.wanted.has(group)) this.heldUntil.set(group, until);
    } catch {
      await this.session?.end().catch(() => undefined);
      this.session = undefined;
    }
  }

  private async openSession(): Promise<Client> {
    const session = await this.database.dedicatedSession();
    session.once('end', () => {
      if (this.session !== session) return;
      this.session = undefined;
      this.heldUntil.clear();
    });
    return session;
  }
}

const TAKE = `
  INSERT INTO group_leases AS lease ("group", owner, backend_pid, backend_start, expires_at)
  SELECT wanted, $2::uuid, me.pid, me.backend_start, clock_timestamp() + $3 * interval '1 millisecond'
  FROM (SELECT wanted FROM unnest($1::text[]) AS wanted ORDER BY wanted) wanted,
       (SELECT pid, backend_start FROM pg_stat_activity WHERE pid = pg_backend_pid()) me
  ON CONFLICT ("group") DO UPDATE
    SET owner = EXCLUDED.owner, backend_pid = EXCLUDED.backend_pid, backend_start = EXCLUDED.backend_start,
        expires_at = EXCLUDED.expires_at
    WHERE lease.owner = EXCLUDED.owner
       OR lease.expires_at < clock_timestamp()
       OR NOT EXISTS (
         SELECT FROM pg_stat_activity alive
         WHERE alive.pid = lease.backend_pid AND alive.backend_start = lease.backend_start
       )
  RETURNING "group"`;
