import type { AlarmEvent, AlarmRaised } from '@loanwatch/contracts';
import { type Alarm, type AlarmCase, type AlarmState, isPaused, mapDeadlines, verdictOf } from './alarm.state';
import { pauseDeadline, resumeDeadline, startDeadline, tightenDeadline } from './deadline';
import { shelveWarningMs } from './sla';
import { isSuppressed, NOT_SUPPRESSED, type Suppression } from './suppression';

type Stored<T extends AlarmEvent['type']> = Extract<AlarmEvent, { readonly type: T }>['data'];

/** What the alarm is after an event. Never refuses: a stored event is a fact. */
export function evolveAlarm(state: AlarmState, event: AlarmEvent): AlarmState {
  if (state.kind === 'none') return event.type === 'AlarmRaised' ? raised(event.data) : state;
  switch (event.type) {
    case 'AlarmRaised':
      return state;
    case 'AlarmOccurred':
      return { ...seen(state, event.data), occurrences: state.occurrences + 1, ruleVersion: event.data.ruleVersion };
    case 'AlarmSeverityChanged':
      return severityChanged(state, event.data);
    case 'AlarmConditionReturned':
      return { ...seen(state, event.data), condition: 'RETURNED' };
    case 'AlarmConditionReactivated':
      return { ...seen(state, event.data), condition: 'ACTIVE' };
    case 'AlarmQueuedForReview':
    case 'AlarmReopened':
      return queued(state, event);
    case 'AlarmClaimed':
      return claimed(state, event.data);
    case 'AlarmReleased':
      return state.review.status === 'IN_REVIEW' ? { ...state, review: state.review.held } : state;
    case 'AlarmReviewOverdue':
      return overdue(state);
    case 'AlarmJudged':
      return judged(state, event.data);
    case 'AlarmDispatched':
      return dispatched(state, event.data);
    case 'AlarmCaseAcknowledged':
      return caseMoved(state, event.data.caseId, { status: 'ACKNOWLEDGED' });
    case 'AlarmCaseClosed':
      return caseMoved(state, event.data.caseId, { status: 'CLOSED' });
    case 'AlarmCaseReopened':
      return caseReopened(caseMoved(state, event.data.caseId, { status: 'ACKNOWLEDGED' }));
    case 'AlarmFalsePositiveReported':
      return caseMoved(state, event.data.caseId, { falsePositive: true });
    case 'AlarmClosed':
      return closed(state, event.data);
    case 'AlarmShelved':
      return suppressed(state, event.data.at, { shelved: shelving(state, event.data) });
    case 'AlarmShelveExpiring':
      return suppressed(state, event.data.at, { shelved: warned(state.suppression) });
    case 'AlarmUnshelved':
      return suppressed(state, event.data.at, { shelved: null });
    case 'AlarmSuppressedByDesign':
      return suppressed(state, event.data.at, { parentAlarmId: event.data.parentAlarmId });
    case 'AlarmSuppressionLifted':
      return suppressed(state, event.data.at, { parentAlarmId: null });
    case 'AlarmTakenOutOfService':
      return suppressed(state, event.data.at, { outOfService: event.data.by.subject });
    case 'AlarmReturnedToService':
      return suppressed(state, event.data.at, { outOfService: null });
  }
}

function raised(data: AlarmRaised['data']): Alarm {
  const { alarmId, fingerprint, ruleId, ruleName, owner, enterpriseId, siteId, subject, metric, family } = data;
  const facts = { alarmId, fingerprint, ruleId, ruleName, owner, enterpriseId, siteId, subject, metric, family };
  return {
    kind: 'alarm',
    facts: data.recurrenceOf === undefined ? facts : { ...facts, recurrenceOf: data.recurrenceOf },
    ruleVersion: data.ruleVersion,
    severity: data.severity,
    occurrences: 1,
    firstAt: data.eventAt,
    lastAt: data.eventAt,
    lastReasons: data.reasons,
    condition: 'ACTIVE',
    review: { status: 'RAISED' },
    suppression: NOT_SUPPRESSED,
    cases: [],
    reopened: 0,
  };
}

/** A late trigger is counted, but does not turn back the time of the latest. */
function seen(state: Alarm, { eventAt, reasons }: Pick<Stored<'AlarmOccurred'>, 'eventAt' | 'reasons'>): Alarm {
  return { ...state, lastAt: Math.max(state.lastAt, eventAt), lastReasons: reasons };
}

function severityChanged(state: Alarm, data: Stored<'AlarmSeverityChanged'>): Alarm {
  const after = { ...seen(state, data), severity: data.to };
  const { dueAt, at } = data;
  const { review } = state;
  if (dueAt === undefined) return after;
  if (review.status === 'PENDING_REVIEW') {
    return { ...after, review: { ...review, due: tightenDeadline(review.due, at, dueAt) } };
  }
  if (review.status !== 'IN_REVIEW' || review.held.status !== 'PENDING_REVIEW') return after;
  return {
    ...after,
    review: { ...review, held: { ...review.held, due: tightenDeadline(review.held.due, at, dueAt) } },
  };
}

function queued(
  state: Alarm,
  { type, data }: Extract<AlarmEvent, { readonly type: 'AlarmQueuedForReview' | 'AlarmReopened' }>,
): Alarm {
  const due = startDeadline(data.dueAt, data.at, isPaused(state));
  return {
    ...state,
    review: { status: 'PENDING_REVIEW', due, overdue: false },
    reopened: state.reopened + (type === 'AlarmReopened' ? 1 : 0),
  };
}

function claimed(state: Alarm, { reviewer, at, until }: Stored<'AlarmClaimed'>): Alarm {
  const { review } = state;
  if (review.status !== 'PENDING_REVIEW' && review.status !== 'INCONCLUSIVE') return state;
  const idle = startDeadline(until, at, isPaused(state));
  return { ...state, review: { status: 'IN_REVIEW', reviewer, since: at, idle, held: review } };
}

function overdue(state: Alarm): Alarm {
  const { review } = state;
  if (review.status === 'PENDING_REVIEW') return { ...state, review: { ...review, overdue: true } };
  if (review.status !== 'IN_REVIEW' || review.held.status !== 'PENDING_REVIEW') return state;
  return { ...state, review: { ...review, held: { ...review.held, overdue: true } } };
}

function judged(state: Alarm, data: Stored<'AlarmJudged'>): Alarm {
  const verdict = { outcome: data.verdict, reason: data.reason, by: data.by.subject, at: data.at };
  if (data.verdict !== 'INCONCLUSIVE') return { ...state, review: { status: data.verdict, verdict } };
  const due = startDeadline(data.onSiteCheckDueAt ?? data.at, data.at, isPaused(state));
  return { ...state, review: { status: 'INCONCLUSIVE', verdict, due } };
}

function dispatched(state: Alarm, { caseId, institutionId }: Stored<'AlarmDispatched'>): Alarm {
  const verdict = verdictOf(state.review);
  const cases = [...state.cases, { caseId, institutionId, status: 'OPEN' as const, falsePositive: false }];
  return verdict === null ? { ...state, cases } : { ...state, cases, review: { status: 'DISPATCHED', verdict } };
}

function caseMoved(state: Alarm, caseId: string, change: Partial<AlarmCase>): Alarm {
  return { ...state, cases: state.cases.map((each) => (each.caseId === caseId ? { ...each, ...change } : each)) };
}

function caseReopened(state: Alarm): Alarm {
  const { review } = state;
  if (review.status !== 'CLOSED' || review.verdict === null) return state;
  return { ...state, review: { status: 'DISPATCHED', verdict: review.verdict } };
}

/** What is closed needs no suppression; a later reopening starts without. */
function closed(state: Alarm, { ground, at }: Stored<'AlarmClosed'>): Alarm {
  const review = { status: 'CLOSED', verdict: verdictOf(state.review), ground, at } as const;
  return { ...state, review, suppression: NOT_SUPPRESSED };
}

function shelving({ suppression }: Alarm, { at, until }: Stored<'AlarmShelved'>): Suppression['shelved'] {
  return { since: suppression.shelved?.since ?? at, until, warnAt: until - shelveWarningMs(until - at), warned: false };
}

function warned({ shelved }: Suppression): Suppression['shelved'] {
  return shelved === null ? null : { ...shelved, warned: true };
}

/** Changes the suppression; clocks stop with its first cause and go on after its last. */
function suppressed(state: Alarm, at: number, change: Partial<Suppression>): Alarm {
  const suppression = { ...state.suppression, ...change };
  const before = isPaused(state);
  const after = isSuppressed(suppression);
  if (before === after) return { ...state, suppression };
  const turn = after ? pauseDeadline : resumeDeadline;
  return { ...state, suppression, review: mapDeadlines(state.review, (deadline) => turn(deadline, at)) };
}
