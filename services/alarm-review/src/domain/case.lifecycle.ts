import type { CaseCommand } from './case.commands';
import type { CaseStatus } from './case.state';

/** Where a case can go from each state. Every event that moves it is checked against this by the specs. */
export const CASE_MOVES: Readonly<Record<CaseStatus, readonly CaseStatus[]>> = {
  DISPATCHED: ['ACKNOWLEDGED'],
  ACKNOWLEDGED: ['HANDLING', 'HANDLED'],
  HANDLING: ['HANDLED'],
  HANDLED: ['CLOSED'],
  CLOSED: ['FEEDBACK', 'ACKNOWLEDGED'],
  FEEDBACK: ['ACKNOWLEDGED'],
};

export const CASE_STATUSES = Object.keys(CASE_MOVES) as readonly CaseStatus[];

/** What a command means in a state: it `acts`, or there is nothing left to do (`settled`); anywhere else it is refused. */
export interface CaseStanding {
  readonly acts: readonly CaseStatus[];
  readonly settled: readonly CaseStatus[];
}

const OPEN: readonly CaseStatus[] = ['DISPATCHED', 'ACKNOWLEDGED', 'HANDLING', 'HANDLED'];
const OVER: readonly CaseStatus[] = ['CLOSED', 'FEEDBACK'];

export const CASE_STANDING: Readonly<Record<Exclude<CaseCommand['type'], 'DispatchCase'>, CaseStanding>> = {
  AssignCase: person(OPEN),
  AcknowledgeCase: person(['DISPATCHED'], ['ACKNOWLEDGED', 'HANDLING', 'HANDLED', ...OVER]),
  StartHandling: person(['ACKNOWLEDGED'], ['HANDLING']),
  SwapPlan: person(['HANDLING']),
  CompleteStep: person(['HANDLING']),
  MarkStepNotNecessary: person(['HANDLING']),
  CommentCase: person(CASE_STATUSES),
  EscalateCase: person(OPEN),
  HandleCase: person(['HANDLING', 'HANDLED']),
  ReportFalsePositive: person(['ACKNOWLEDGED', 'HANDLING', 'HANDLED']),
  CloseCase: person(['HANDLED'], OVER),
  RecordFeedback: person(OVER),
  RequestReopen: person(OVER),
  ApproveReopen: person(OVER),
  RefuseReopen: person(OVER),
  RecordCondition: system(OPEN),
  RecordSeverity: system(OPEN),
  PauseTimers: system(OPEN),
  ResumeTimers: system(OPEN),
  EscalateOverdue: system([...OPEN, 'CLOSED']),
};

function person(acts: readonly CaseStatus[], settled: readonly CaseStatus[] = []): CaseStanding {
  return { acts, settled };
}

function system(acts: readonly CaseStatus[]): CaseStanding {
  return { acts, settled: CASE_STATUSES.filter((status) => !acts.includes(status)) };
}
