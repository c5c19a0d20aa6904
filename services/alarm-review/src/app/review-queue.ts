import type { Severity } from '@loanwatch/contracts';
import type { Database } from '@loanwatch/engines';
import { DomainError, severityRank } from '@loanwatch/kernel';
import type { Alarm } from '../domain/alarm.state';

export const QUEUED = ['PENDING_REVIEW', 'IN_REVIEW', 'INCONCLUSIVE'] as const;
export type QueuedStatus = (typeof QUEUED)[number];

export interface QueueFilter {
  readonly status: QueuedStatus;
  readonly severity?: Severity;
  readonly family?: string;
  readonly enterpriseId?: string;
  readonly claimedBy?: string;
}

export interface QueuedAlarm {
  readonly alarm_id: string;
  readonly revision: number;
  readonly state: Alarm;
  readonly severity_rank: number;
  /** ISO 8601 UTC. */
  readonly due_at: string;
  readonly raised_at: string;
}

/** Where a page of the queue begins: after this place in its order. Times are ISO 8601 UTC. */
export interface QueuePlace {
  readonly severityRank: number;
  readonly dueAt: string;
  readonly raisedAt: string;
  readonly alarmId: string;
}

/** What waits for reviewers, worst first, then by due time, then by age. What is suppressed does not wait. */
export class ReviewQueue {
  constructor(private readonly database: Database) {}

  async list(filter: QueueFilter, limit: number, after?: QueuePlace): Promise<readonly QueuedAlarm[]> {
    const conditions = ['NOT suppressed', 'due_at IS NOT NULL'];
    const params: unknown[] = [];
    const where = (sql: (place: string) => string, value: unknown): void => {
      params.push(value);
      conditions.push(sql(`$${params.length}`));
    };
    where((place) => `review = ${place}`, filter.status);
    if (filter.severity !== undefined) where((place) => `severity_rank = ${place}`, severityRank(filter.severity));
    if (filter.family !== undefined) where((place) => `family = ${place}`, filter.family);
    if (filter.enterpriseId !== undefined) where((place) => `enterprise_id = ${place}::uuid`, filter.enterpriseId);
    if (filter.claimedBy !== undefined) where((place) => `claimed_by = ${place}`, filter.claimedBy);
    if (after !== undefined) {
      params.push(-after.severityRank, after.dueAt, after.raisedAt, after.alarmId);
      const [rank, due, raised, id] = [3, 2, 1, 0].map((back) => `$${params.length - back}`);
      conditions.push(
        `(-severity_rank, due_at, raised_at, alarm_id)
           > (${rank}::bigint, ${due}::timestamptz, ${raised}::timestamptz, ${id}::uuid)`,
      );
    }
    params.push(limit);
    const { rows } = await this.database.query<QueuedAlarm>(
      `SELECT alarm_id, revision, state, severity_rank, due_at, raised_at FROM alarm_state
       WHERE ${conditions.join(' AND ')}
       ORDER BY severity_rank DESC, due_at, raised_at, alarm_id LIMIT $${params.length}`,
      params,
    );
    return rows;
  }

  /**
   * Alarms to try to claim, in order: first those that `claim` already holds for the reviewer, so that a repeated request
   * finds what it was given.
   */
  async candidates(reviewer: string, filter: Omit<QueueFilter, 'status'>, limit: number): Promise<readonly string[]> {
    const [held, waiting] = await Promise.all([
      this.list({ status: 'IN_REVIEW', claimedBy: reviewer }, limit),
      this.list({ ...filter, status: 'PENDING_REVIEW' }, limit),
    ]);
    return [...held, ...waiting].map(({ alarm_id }) => alarm_id);
  }

  /** Throws `alarm.superseded` when a newer alarm of the same problem is open: two must not be worked on at once. */
  async requireLatest({ facts }: Alarm): Promise<void> {
    const { rows } = await this.database.query(
      `SELECT FROM alarm_of_problem JOIN alarm_state USING (alarm_id)
       WHERE fingerprint = $1 AND alarm_id <> $2 AND review <> 'CLOSED'`,
      [facts.fingerprint, facts.alarmId],
    );
    if (rows.length === 0) return;
    throw new DomainError('alarm.superseded', 'conflict', 'A newer alarm of the same problem is open.');
  }
}
