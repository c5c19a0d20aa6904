import type { AlarmClosed, AlarmEvent } from '@loanwatch/contracts';
import { DomainError } from '@loanwatch/kernel';
import type { Act, ReviewCommand } from './alarm.commands';
import { queueForReview } from './alarm.queue';
import { type Alarm, type InReview, verdictOf } from './alarm.state';
import { hasCome } from './deadline';
import { SLA } from './sla';
import { isReasonFor, reasonsFor } from './verdict';

type DataOf<T extends ReviewCommand['type']> = Extract<ReviewCommand, { readonly type: T }>['data'];

export function claim({ at, by, until }: DataOf<'ClaimAlarm'>, { review }: Alarm): readonly AlarmEvent[] {
  if (review.status !== 'IN_REVIEW') {
    return [{ type: 'AlarmClaimed', data: { at, by, reviewer: by.subject, until } }];
  }
  requireReviewer(review, by.subject);
  return [];
}

export function release({ at, by }: Act, { review }: Alarm): readonly AlarmEvent[] {
  if (review.status !== 'IN_REVIEW') return [];
  requireReviewer(review, by.subject);
  return [{ type: 'AlarmReleased', data: { at, by, reviewer: review.reviewer, reason: 'by-reviewer' } }];
}

export function expireClaim({ at, by, dueAt }: DataOf<'ExpireClaim'>, { review }: Alarm): readonly AlarmEvent[] {
  if (review.status !== 'IN_REVIEW' || !hasCome(review.idle, dueAt, at)) return [];
  return [{ type: 'AlarmReleased', data: { at, by, reviewer: review.reviewer, reason: 'idle' } }];
}

export function judge(data: DataOf<'JudgeAlarm'>, alarm: Alarm): readonly AlarmEvent[] {
  const { review, severity, condition } = alarm;
  if (review.status !== 'IN_REVIEW') return [];
  requireReviewer(review, data.by.subject);
  requireGrounds(data);
  const { at, by, verdict } = data;
  if (verdict === 'INCONCLUSIVE') {
    return [{ type: 'AlarmJudged', data: { ...data, onSiteCheckDueAt: at + SLA[severity].onSiteCheckMs } }];
  }
  const judged: AlarmEvent = { type: 'AlarmJudged', data };
  if (verdict === 'CONFIRMED' || condition === 'ACTIVE') return [judged];
  return [judged, { type: 'AlarmClosed', data: { at, by, ground: 'false-positive' } }];
}

/** The same person, the same verdict, and nothing has happened to it since. */
export function isJudgedSo({ verdict, reason, by }: DataOf<'JudgeAlarm'>, { review }: Alarm): boolean {
  if (review.status === 'IN_REVIEW') return false;
  const given = verdictOf(review);
  return given !== null && given.outcome === verdict && given.reason === reason && given.by === by.subject;
}

export function markOverdue({ at, by, dueAt }: DataOf<'MarkReviewOverdue'>, { review }: Alarm): readonly AlarmEvent[] {
  const waiting = review.status === 'IN_REVIEW' ? review.held : review;
  if (waiting.status !== 'PENDING_REVIEW' || waiting.overdue || !hasCome(waiting.due, dueAt, at)) return [];
  return [{ type: 'AlarmReviewOverdue', data: { at, by, dueAt } }];
}

export function endOnSiteCheck(
  { at, by, dueAt }: DataOf<'EndOnSiteCheck'>,
  { review, severity }: Alarm,
): readonly AlarmEvent[] {
  if (review.status !== 'INCONCLUSIVE' || !hasCome(review.due, dueAt, at)) return [];
  return [queueForReview({ at, by }, severity, 'on-site-check-due')];
}

export function reopen({ at, by, reason }: DataOf<'ReopenAlarm'>, { severity }: Alarm): readonly AlarmEvent[] {
  return [{ type: 'AlarmReopened', data: { at, by, reason, dueAt: at + SLA[severity].reviewMs } }];
}

/** Only what nobody else will finish: a dispatched alarm closes with its cases. */
export function close({ at, by, note }: DataOf<'CloseAlarm'>, { review }: Alarm): readonly AlarmEvent[] {
  const ground = CLOSE_GROUNDS[review.status];
  if (ground === undefined) return [];
  return [{ type: 'AlarmClosed', data: note === undefined ? { at, by, ground } : { at, by, ground, note } }];
}

const CLOSE_GROUNDS: Readonly<Partial<Record<Alarm['review']['status'], AlarmClosed['data']['ground']>>> = {
  FALSE_POSITIVE: 'false-positive',
  INCONCLUSIVE: 'inconclusive',
  CONFIRMED: 'no-recipient',
};

function requireReviewer(review: InReview, subject: string): void {
  if (review.reviewer === subject) return;
  throw new DomainError('alarm.claimed-by-another', 'conflict', 'Another reviewer has claimed this alarm.');
}

function requireGrounds({ verdict, reason, evidenceSeen }: DataOf<'JudgeAlarm'>): void {
  if (!isReasonFor(verdict, reason)) {
    throw new DomainError('alarm.reason-does-not-fit', 'invalid', `${reason} is no reason for ${verdict}.`, {
      errors: [{ pointer: '/reason', detail: `one of ${reasonsFor(verdict).join(', ')}` }],
    });
  }
  if (evidenceSeen.length === 0) {
    throw new DomainError('alarm.evidence-required', 'invalid', 'A verdict names the evidence that was looked at.', {
      errors: [{ pointer: '/evidenceSeen', detail: 'at least one' }],
    });
  }
}
