import type { AlarmView } from '@loanwatch/contracts';
import { type Alarm, isAcknowledged, type Review, verdictOf } from './alarm.state';
import { type Deadline, dueTime } from './deadline';
import { isaState } from './isa';
import { suppressionStatus } from './suppression';

/** Who lenders are told acted, whoever of the platform's staff it was. */
export const PLATFORM = 'platform';

/** The alarm as others see it. */
export function alarmView(alarm: Alarm): AlarmView {
  const { facts, review } = alarm;
  const { recurrenceOf, ...identity } = facts;
  const suppression = suppressionStatus(alarm.suppression);
  const verdict = verdictOf(review);
  const reviewDueAt = optionalDue(reviewDue(review));
  return {
    ...identity,
    ruleVersion: alarm.ruleVersion,
    severity: alarm.severity,
    condition: alarm.condition,
    review: review.status,
    suppression,
    isaState: isaState({
      condition: alarm.condition,
      closed: review.status === 'CLOSED',
      acknowledged: isAcknowledged(alarm),
      suppression,
    }),
    occurrences: alarm.occurrences,
    firstAt: alarm.firstAt,
    lastAt: alarm.lastAt,
    lastReasons: alarm.lastReasons,
    ...(review.status === 'IN_REVIEW' ? { claimedBy: review.reviewer } : {}),
    ...(verdict === null ? {} : { verdict }),
    dispatchedTo: [...new Set(alarm.cases.map(({ institutionId }) => institutionId))],
    ...(recurrenceOf === undefined ? {} : { recurrenceOf }),
    reopened: alarm.reopened,
    ...(alarm.suppression.shelved === null ? {} : { shelvedUntil: alarm.suppression.shelved.until }),
    ...(reviewDueAt === undefined ? {} : { reviewDueAt }),
  };
}

/**
 * The alarm as one lender sees it: lenders do not learn of each other, nor who of the platform's staff did what; what was
 * measured only with `maySeeMeasured`, a grant in force.
 */
export function alarmViewFor(alarm: Alarm, institutionId: string, maySeeMeasured: boolean): AlarmView {
  const { claimedBy: _, verdict, lastReasons, ...view } = alarmView(alarm);
  return {
    ...view,
    lastReasons: maySeeMeasured ? lastReasons : [],
    ...(verdict === undefined ? {} : { verdict: { ...verdict, by: PLATFORM } }),
    dispatchedTo: [institutionId],
  };
}

/** What runs until a verdict; an inconclusive one waits for its on-site check. */
export function reviewDue(review: Review): Deadline | undefined {
  switch (review.status) {
    case 'PENDING_REVIEW':
    case 'INCONCLUSIVE':
      return review.due;
    case 'IN_REVIEW':
      return review.held.due;
    default:
      return undefined;
  }
}

function optionalDue(deadline: Deadline | undefined): number | undefined {
  return deadline === undefined ? undefined : dueTime(deadline);
}
