import type { Queryable } from '@loanwatch/engines';
import type { Notice } from '../domain/notice';
import type { Channel } from './recipients';

export type Status = 'PENDING' | 'SENT' | 'DROPPED' | 'DEAD';

export interface Reason {
  readonly code: string;
  readonly detail: string;
}

/** One notice for one recipient. Its id is the webhook-id and stays the same over retries. */
export interface Job {
  readonly id: string;
  readonly institutionId: string | null;
  readonly recipientId: string;
  readonly channel: Channel;
  readonly notice: Notice;
  readonly attempt: number;
  readonly traceparent: string | null;
  /** ISO 8601 UTC. */
  readonly createdAt: string;
}

export interface LoggedNotification extends Job {
  readonly status: Status;
  readonly reason: Reason | null;
  readonly nextAt: string | null;
  readonly updatedAt: string;
}

/** What is written about a notification after it was planned or attempted. */
export interface Progress {
  readonly status: Status;
  readonly reason: Reason | null;
  readonly attempt: number;
  /** Epoch ms, for PENDING. */
  readonly nextAtMs: number | null;
}

/** A dispatcher that dies leaves its notifications to others after this long; longer than any attempt may take. */
const LEASE_MS = 60_000;

const COLUMNS = `id, institution_id as "institutionId", recipient_id as "recipientId", channel, notice, attempt, traceparent,
  created_at as "createdAt", status, reason, next_at as "nextAt", updated_at as "updatedAt"`;

/** Adds a planned notification; tells whether it is new. A repeated lifecycle message plans the same ids again. */
export async function insertNotification(tx: Queryable, job: Job, progress: Progress, nowMs: number): Promise<boolean> {
  const { about } = job.notice;
  const { rowCount } = await tx.query(
    `insert into notification (id, institution_id, recipient_id, channel, alarm_id, case_id, notice, status, reason, attempt,
       next_at, traceparent, created_at, updated_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) on conflict (id) do nothing`,
    [
      job.id,
      job.institutionId,
      job.recipientId,
      job.channel,
      about.alarmId,
      about.caseId ?? null,
      JSON.stringify(job.notice),
      progress.status,
      progress.reason === null ? null : JSON.stringify(progress.reason),
      progress.attempt,
      dateOf(progress.nextAtMs),
      job.traceparent,
      job.createdAt,
      new Date(nowMs),
    ],
  );
  return rowCount === 1;
}

/** Recipients who were told that the problem behind an alarm exists, or are about to be. */
export async function toldOf(tx: Queryable, alarmId: string): Promise<ReadonlySet<string>> {
  const { rows } = await tx.query<{ recipient_id: string }>(
    `select distinct recipient_id from notification where alarm_id = $1 and status <> 'DROPPED' and notice->>'kind' <> 'resolved'`,
    [alarmId],
  );
  return new Set(rows.map((row) => row.recipient_id));
}

/** Takes due notifications in hand: at most `lane` per recipient, none of those in `busy`, so that no endpoint holds up others. */
export async function leaseDue(
  tx: Queryable,
  nowMs: number,
  options: { readonly limit: number; readonly lane: number; readonly busy: readonly string[] },
): Promise<readonly Job[]> {
  const { rows } = await tx.query<LoggedNotification>(
    `with due as (
       select id, row_number() over (partition by recipient_id order by next_at, seq) as place
         from notification
        where status = 'PENDING' and next_at <= $1 and (leased_until is null or leased_until <= $1)
          and recipient_id <> all ($2::uuid[])
     ), chosen as (
       select n.id from notification n join due on due.id = n.id and due.place <= $3
        where n.status = 'PENDING' and (n.leased_until is null or n.leased_until <= $1)
        order by n.next_at limit $4 for update of n skip locked
     )
     update notification set leased_until = $5 from chosen where notification.id = chosen.id
     returning ${COLUMNS.replaceAll(/\bid\b(?=,)/g, 'notification.id')}`,
    [new Date(nowMs), options.busy, options.lane, options.limit, new Date(nowMs + LEASE_MS)],
  );
  return rows;
}

/** When the next notification is due, epoch ms; undefined when none waits. */
export async function nextDue(database: Queryable): Promise<number | undefined> {
  const { rows } = await database.query<{ at: string | null }>(
    `select min(greatest(next_at, coalesce(leased_until, next_at))) as at from notification where status = 'PENDING'`,
  );
  const at = rows[0]?.at;
  return at === null || at === undefined ? undefined : Date.parse(at);
}

export async function recordProgress(tx: Queryable, id: string, progress: Progress, nowMs: number): Promise<void> {
  await tx.query(
    `update notification set status = $2, reason = $3, attempt = $4, next_at = $5, leased_until = null, updated_at = $6 where id = $1`,
    [
      id,
      progress.status,
      progress.reason === null ? null : JSON.stringify(progress.reason),
      progress.attempt,
      dateOf(progress.nextAtMs),
      new Date(nowMs),
    ],
  );
}

export interface LogFilter {
  readonly limit: number;
  readonly status?: Status;
  readonly channel?: Channel;
  readonly recipientId?: string;
  readonly alarmId?: string;
  readonly caseId?: string;
  readonly before?: { readonly createdAt: string; readonly id: string };
}

/** Newest first. */
export async function listNotifications(tx: Queryable, filter: LogFilter): Promise<readonly LoggedNotification[]> {
  const { rows } = await tx.query<LoggedNotification>(
    `select ${COLUMNS} from notification
      where ($1::text is null or status = $1) and ($2::text is null or channel = $2)
        and ($3::uuid is null or recipient_id = $3) and ($4::uuid is null or alarm_id = $4)
        and ($5::uuid is null or case_id = $5)
        and ($6::timestamptz is null or (created_at, id) < ($6, $7::uuid))
      order by created_at desc, id desc limit $8`,
    [
      filter.status ?? null,
      filter.channel ?? null,
      filter.recipientId ?? null,
      filter.alarmId ?? null,
      filter.caseId ?? null,
      filter.before?.createdAt ?? null,
      filter.before?.id ?? null,
      filter.limit,
    ],
  );
  return rows;
}

export async function findNotification(tx: Queryable, id: string): Promise<LoggedNotification | undefined> {
  const { rows } = await tx.query<LoggedNotification>(`select ${COLUMNS} from notification where id = $1 for update`, [
    id,
  ]);
  return rows[0];
}

/** A place in the in-app feed. Feeds are read in commit order, so an entry of a slow transaction is not passed over. */
export interface FeedEntry {
  readonly cursor: string;
  readonly notice: Notice;
}

export async function readFeed(tx: Queryable, after: string | undefined, limit: number): Promise<readonly FeedEntry[]> {
  const [xid = '0', seq = '0'] = after?.split(':') ?? [];
  const { rows } = await tx.query<{ xid: string; seq: string; notice: Notice }>(
    `select xid, seq, notice from notification
      where channel = 'in-app' and status = 'SENT' and (xid, seq) > ($1::xid8, $2::bigint)
        and xid < pg_snapshot_xmin(pg_current_snapshot())
      order by xid, seq limit $3`,
    [xid, seq, limit],
  );
  return rows.map((row) => ({ cursor: `${row.xid}:${row.seq}`, notice: row.notice }));
}

/** The end of the feed now: where somebody begins who has not listened before. */
export async function feedEnd(tx: Queryable): Promise<string> {
  const { rows } = await tx.query<{ xid: string; seq: string }>(
    `select xid, seq from notification where channel = 'in-app' and xid < pg_snapshot_xmin(pg_current_snapshot())
      order by xid desc, seq desc limit 1`,
  );
  return rows[0] === undefined ? '0:0' : `${rows[0].xid}:${rows[0].seq}`;
}

function dateOf(ms: number | null): Date | null {
  return ms === null ? null : new Date(ms);
}
