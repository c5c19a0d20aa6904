import type { AlarmCommand } from './alarm.commands';
import type { ReviewStatus } from './alarm.state';

/** Where the review can go from each state. Every event that moves it is checked against this by the specs. */
export const REVIEW_MOVES: Readonly<Record<ReviewStatus, readonly ReviewStatus[]>> = {
  RAISED: ['PENDING_REVIEW'],
  PENDING_REVIEW: ['IN_REVIEW'],
  IN_REVIEW: ['PENDING_REVIEW', 'FALSE_POSITIVE', 'INCONCLUSIVE', 'CONFIRMED', 'CLOSED'],
  FALSE_POSITIVE: ['PENDING_REVIEW', 'CLOSED'],
  INCONCLUSIVE: ['IN_REVIEW', 'PENDING_REVIEW', 'CLOSED'],
  CONFIRMED: ['DISPATCHED', 'CLOSED'],
  DISPATCHED: ['CLOSED'],
  CLOSED: ['PENDING_REVIEW', 'DISPATCHED'],
};

export const REVIEW_STATUSES = Object.keys(REVIEW_MOVES) as readonly ReviewStatus[];

/**
 * What a command means in a state of the review: it `acts`, or there is nothing left to do (`settled`); anywhere else it
 * is refused. Commands of timers and of the process that follows cases are settled wherever they do not act: they may
 * come late or twice.
 */
export interface Standing {
  readonly acts: readonly ReviewStatus[];
  readonly settled: readonly ReviewStatus[];
}

const OPEN = REVIEW_STATUSES.filter((status) => status !== 'CLOSED');
const ANY = REVIEW_STATUSES;

export const ALARM_STANDING: Readonly<Record<Exclude<AlarmCommand['type'], 'RaiseAlarm'>, Standing>> = {
  RecordOccurrence: person(OPEN),
  ChangeSeverity: person(OPEN),
  ReturnToNormal: person(ANY),
  ClaimAlarm: person(['PENDING_REVIEW', 'INCONCLUSIVE', 'IN_REVIEW']),
  ReleaseAlarm: person(['IN_REVIEW'], ['PENDING_REVIEW', 'INCONCLUSIVE']),
  ExpireClaim: system(['IN_REVIEW']),
  JudgeAlarm: person(['IN_REVIEW']),
  MarkReviewOverdue: system(['PENDING_REVIEW', 'IN_REVIEW']),
  EndOnSiteCheck: system(['INCONCLUSIVE']),
  ReopenAlarm: person(['CLOSED', 'FALSE_POSITIVE']),
  CloseAlarm: person(['FALSE_POSITIVE', 'INCONCLUSIVE', 'CONFIRMED'], ['CLOSED']),
  DispatchAlarm: system(['CONFIRMED']),
  RecordCaseAcknowledged: system(ANY),
  RecordCaseClosed: system(ANY),
  RecordCaseReopened: system(ANY),
  RecordFalsePositive: system(ANY),
  ShelveAlarm: person(OPEN),
  UnshelveAlarm: person(OPEN, ['CLOSED']),
  WarnShelveEnd: system(OPEN),
  ExpireShelve: system(OPEN),
  SuppressByDesign: system(OPEN),
  LiftDesignSuppression: system(OPEN),
  TakeOutOfService: person(OPEN),
  ReturnToService: person(OPEN, ['CLOSED']),
};

function person(acts: readonly ReviewStatus[], settled: readonly ReviewStatus[] = []): Standing {
  return { acts, settled };
}

function system(acts: readonly ReviewStatus[]): Standing {
  return { acts, settled: REVIEW_STATUSES.filter((status) => !acts.includes(status)) };
}
