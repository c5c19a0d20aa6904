import type { Alarm } from './alarm.state';
import type { Act, AlarmCommand } from './alarm.commands';
import type { Case } from './case.state';
import type { CaseCommand } from './case.commands';
import { type Deadline, dueTime } from './deadline';

/** Each kind of timer is the command it sends. */
export type AlarmTimerKind = Extract<
  AlarmCommand['type'],
  'ExpireClaim' | 'MarkReviewOverdue' | 'EndOnSiteCheck' | 'WarnShelveEnd' | 'ExpireShelve'
>;
export type CaseTimerKind = Extract<CaseCommand['type'], 'EscalateOverdue'>;

/** A moment (epoch ms) at which something happens unless somebody acts before. */
export interface Timer<K extends string> {
  readonly kind: K;
  readonly dueAt: number;
  /** The time that the command names, where it is not the moment itself: the end that a warning announces. */
  readonly about?: number;
}

/** What the alarm waits for. A paused deadline has no timer. */
export function alarmTimers({ review, suppression }: Alarm): readonly Timer<AlarmTimerKind>[] {
  const timers: Timer<AlarmTimerKind>[] = [];
  const waiting = review.status === 'IN_REVIEW' ? review.held : review;
  if (waiting.status === 'PENDING_REVIEW' && !waiting.overdue) add(timers, 'MarkReviewOverdue', waiting.due);
  if (review.status === 'IN_REVIEW') add(timers, 'ExpireClaim', review.idle);
  if (review.status === 'INCONCLUSIVE') add(timers, 'EndOnSiteCheck', review.due);
  const { shelved } = suppression;
  if (shelved !== null) {
    timers.push({ kind: 'ExpireShelve', dueAt: shelved.until });
    if (!shelved.warned) timers.push({ kind: 'WarnShelveEnd', dueAt: shelved.warnAt, about: shelved.until });
  }
  return timers;
}

/** The command of a timer that has come; `about` is the time it names (epoch ms). */
export function alarmTimerCommand(type: AlarmTimerKind, about: number, act: Act): AlarmCommand {
  if (type === 'WarnShelveEnd' || type === 'ExpireShelve') return { type, data: { ...act, until: about } };
  return { type, data: { ...act, dueAt: about } };
}

export function caseTimers({ escalation }: Case): readonly Timer<CaseTimerKind>[] {
  const timers: Timer<CaseTimerKind>[] = [];
  if (escalation !== null) add(timers, 'EscalateOverdue', escalation);
  return timers;
}

function add<K extends string>(timers: Timer<K>[], kind: K, deadline: Deadline): void {
  const dueAt = dueTime(deadline);
  if (dueAt !== undefined) timers.push({ kind, dueAt });
}
