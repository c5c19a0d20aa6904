import type { Tx } from '@loanwatch/engines';
import { severityRank } from '@loanwatch/kernel';
import { deviceOf } from '../app/explanations';
import type { Alarm } from '../domain/alarm.state';
import { reviewDue } from '../domain/alarm.view';
import type { Case } from '../domain/case.state';
import { dueTime } from '../domain/deadline';
import { isSuppressed } from '../domain/suppression';
import type { Timer } from '../domain/timers';

/** A folded stream. */
export interface Row<S> {
  readonly revision: number;
  readonly state: S;
}

export async function readAlarmRows(tx: Tx, ids: readonly string[]): Promise<Map<string, Row<Alarm>>> {
  if (ids.length === 0) return new Map();
  const { rows } = await tx.query<{ alarm_id: string; revision: number; state: Alarm }>(
    'SELECT alarm_id, revision, state FROM alarm_state WHERE alarm_id = ANY($1::uuid[])',
    [ids],
    'read-alarm-rows',
  );
  return new Map(rows.map(({ alarm_id, revision, state }) => [alarm_id, { revision, state }]));
}

export async function readCaseRows(tx: Tx, ids: readonly string[]): Promise<Map<string, Row<Case>>> {
  if (ids.length === 0) return new Map();
  const { rows } = await tx.query<{ case_id: string; revision: number; state: Case }>(
    'SELECT case_id, revision, state FROM case_state WHERE case_id = ANY($1::uuid[])',
    [ids],
    'read-case-rows',
  );
  return new Map(rows.map(({ case_id, revision, state }) => [case_id, { revision, state }]));
}

export async function writeAlarmRows(tx: Tx, rows: ReadonlyMap<string, Row<Alarm>>): Promise<void> {
  if (rows.size === 0) return;
  const columns = [...rows].map(([id, row]) => ({ id, ...row, ...queueColumns(row.state) }));
  await tx.query(
    `INSERT INTO alarm_state (alarm_id, revision, state, enterprise_id, device_id, family, severity_rank, condition,
       review, suppressed, out_of_service_by, claimed_by, due_at, raised_at)
     SELECT * FROM unnest($1::uuid[], $2::integer[], $3::json[], $4::uuid[], $5::uuid[], $6::text[], $7::smallint[],
       $8::text[], $9::text[], $10::boolean[], $11::text[], $12::text[], $13::timestamptz[], $14::timestamptz[])
     ON CONFLICT (alarm_id) DO UPDATE SET revision = excluded.revision, state = excluded.state,
       severity_rank = excluded.severity_rank, condition = excluded.condition, review = excluded.review,
       suppressed = excluded.suppressed, out_of_service_by = excluded.out_of_service_by, claimed_by = excluded.claimed_by, due_at = excluded.due_at`,
    [
      columns.map(({ id }) => id),
      columns.map(({ revision }) => revision),
      columns.map(({ state }) => JSON.stringify(state)),
      columns.map(({ state }) => state.facts.enterpriseId),
      columns.map(({ state }) => deviceOf(state.facts.subject) ?? null),
      columns.map(({ state }) => state.facts.family),
      columns.map(({ state }) => severityRank(state.severity)),
      columns.map(({ state }) => state.condition),
      columns.map(({ state }) => state.review.status),
      columns.map(({ state }) => isSuppressed(state.suppression)),
      columns.map(({ state }) => state.suppression.outOfService),
      columns.map(({ claimedBy }) => claimedBy),
      columns.map(({ dueAt }) => dueAt),
      columns.map(({ state }) => instant(state.firstAt)),
    ],
    'write-alarm-rows',
  );
}

function queueColumns({ review }: Alarm) {
  const due = reviewDue(review);
  const dueMs = due === undefined ? undefined : dueTime(due);
  return {
    claimedBy: review.status === 'IN_REVIEW' ? review.reviewer : null,
    dueAt: dueMs === undefined ? null : instant(dueMs),
  };
}

export async function writeCaseRows(tx: Tx, rows: ReadonlyMap<string, Row<Case>>): Promise<void> {
  if (rows.size === 0) return;
  const columns = [...rows].map(([id, row]) => ({ id, ...row }));
  await tx.query(
    `INSERT INTO case_state (case_id, alarm_id, institution_id, revision, state)
     SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::integer[], $5::json[])
     ON CONFLICT (case_id) DO UPDATE SET revision = excluded.revision, state = excluded.state`,
    [
      columns.map(({ id }) => id),
      columns.map(({ state }) => state.facts.alarmId),
      columns.map(({ state }) => state.facts.institutionId),
      columns.map(({ revision }) => revision),
      columns.map(({ state }) => JSON.stringify(state)),
    ],
    'write-case-rows',
  );
}

/** What each stream waits for now takes the place of what it waited for before. */
export async function writeTimers(
  tx: Tx,
  waiting: readonly { readonly stream: string; readonly timers: readonly Timer<string>[] }[],
): Promise<void> {
  const streams = waiting.map(({ stream }) => stream);
  await tx.query('DELETE FROM timer WHERE stream = ANY($1)', [streams], 'drop-timers');
  const timers = waiting.flatMap(({ stream, timers: each }) => each.map((timer) => ({ stream, ...timer })));
  if (timers.length === 0) return;
  await tx.query(
    `INSERT INTO timer (stream, kind, due_at, about)
     SELECT * FROM unnest($1::text[], $2::text[], $3::timestamptz[], $4::timestamptz[])`,
    [
      timers.map(({ stream }) => stream),
      timers.map(({ kind }) => kind),
      timers.map(({ dueAt }) => instant(dueAt)),
      timers.map(({ dueAt, about }) => instant(about ?? dueAt)),
    ],
    'write-timers',
  );
}

function instant(ms: number): string {
  return new Date(ms).toISOString();
}
