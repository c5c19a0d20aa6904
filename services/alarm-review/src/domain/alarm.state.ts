import type {
  AlarmClosed,
  AlarmRaised,
  AlarmView,
  Reason,
  Severity,
  VerdictOutcome,
  VerdictReason,
} from '@loanwatch/contracts';
import type { Deadline } from './deadline';
import { isSuppressed, type Suppression } from './suppression';

/**
 * One problem of one subject under one rule, in three dimensions that never mix: what the machine says (`condition`),
 * how far people have come (`review`), and whether notification is held back (`suppression`).
 */
export type AlarmState = { readonly kind: 'none' } | Alarm;

export type Condition = AlarmView['condition'];
export type ReviewStatus = AlarmView['review'];

/** What was known when it was raised and never changes. */
export type AlarmFacts = Pick<
  AlarmRaised['data'],
  | 'alarmId'
  | 'fingerprint'
  | 'ruleId'
  | 'ruleName'
  | 'owner'
  | 'enterpriseId'
  | 'siteId'
  | 'subject'
  | 'metric'
  | 'family'
  | 'recurrenceOf'
>;

export interface Alarm {
  readonly kind: 'alarm';
  readonly facts: AlarmFacts;
  /** Version of the rule that decided last. */
  readonly ruleVersion: number;
  readonly severity: Severity;
  readonly occurrences: number;
  /** Event times (ms) of the first and the latest trigger. */
  readonly firstAt: number;
  readonly lastAt: number;
  readonly lastReasons: readonly Reason[];
  readonly condition: Condition;
  readonly review: Review;
  readonly suppression: Suppression;
  readonly cases: readonly AlarmCase[];
  readonly reopened: number;
}

export interface Verdict {
  readonly outcome: VerdictOutcome;
  readonly reason: VerdictReason;
  /** Subject of the reviewer. */
  readonly by: string;
  readonly at: number;
}

export interface Pending {
  readonly status: 'PENDING_REVIEW';
  readonly due: Deadline;
  readonly overdue: boolean;
}

export interface Inconclusive {
  readonly status: 'INCONCLUSIVE';
  readonly verdict: Verdict;
  /** When the on-site check is due; then it goes back to the queue. */
  readonly due: Deadline;
}

export interface InReview {
  readonly status: 'IN_REVIEW';
  readonly reviewer: string;
  readonly since: number;
  /** When the claim ends by itself. */
  readonly idle: Deadline;
  /** What it was claimed from and falls back to. */
  readonly held: Pending | Inconclusive;
}

export type Review =
  | { readonly status: 'RAISED' }
  | Pending
  | InReview
  | { readonly status: 'FALSE_POSITIVE'; readonly verdict: Verdict }
  | Inconclusive
  | { readonly status: 'CONFIRMED'; readonly verdict: Verdict }
  | { readonly status: 'DISPATCHED'; readonly verdict: Verdict }
  | {
      readonly status: 'CLOSED';
      readonly verdict: Verdict | null;
      readonly ground: AlarmClosed['data']['ground'];
      readonly at: number;
    };

/** What the alarm knows of an institution's case. */
export interface AlarmCase {
  readonly caseId: string;
  readonly institutionId: string;
  readonly status: 'OPEN' | 'ACKNOWLEDGED' | 'CLOSED';
  readonly falsePositive: boolean;
}

/** The verdict in force. One that was reopened or queued again has none. */
export function verdictOf(review: Review): Verdict | null {
  if (review.status === 'IN_REVIEW') return verdictOf(review.held);
  return 'verdict' in review ? review.verdict : null;
}

/** Whether everybody who had to look at it has: the reviewer, and after dispatch every lender. */
export function isAcknowledged({ review, cases }: Alarm): boolean {
  if (review.status === 'DISPATCHED') return cases.every(({ status }) => status !== 'OPEN');
  return review.status === 'FALSE_POSITIVE' || review.status === 'CLOSED';
}

/** Applies `change` to every deadline that runs in a review. */
export function mapDeadlines(review: Review, change: (deadline: Deadline) => Deadline): Review {
  switch (review.status) {
    case 'PENDING_REVIEW':
    case 'INCONCLUSIVE':
      return { ...review, due: change(review.due) };
    case 'IN_REVIEW':
      return { ...review, idle: change(review.idle), held: { ...review.held, due: change(review.held.due) } };
    default:
      return review;
  }
}

export function isPaused({ suppression }: Alarm): boolean {
  return isSuppressed(suppression);
}
