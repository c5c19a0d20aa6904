import type { CaseEvent } from '@loanwatch/contracts';
import { DomainError, severityRank } from '@loanwatch/kernel';
import type { CaseCommand } from './case.commands';
import type { Case, ProgressIn } from './case.state';
import { SLA } from './sla';

type DataOf<T extends CaseCommand['type']> = Extract<CaseCommand, { readonly type: T }>['data'];

/** From ORANGE up, whoever had a hand in the handling does not lift the warning. */
export function close(data: DataOf<'CloseCase'>, { progress, severity }: Case): readonly CaseEvent[] {
  const isGrave = severityRank(severity) >= severityRank('ORANGE');
  if (isGrave && progress.status === 'HANDLED' && progress.handlers.includes(data.by.subject)) {
    throw secondPerson(`A ${severity} case is closed by somebody who did not handle it.`);
  }
  return [{ type: 'CaseClosed', data: { ...data, dueAt: data.at + SLA[severity].feedbackMs } }];
}

export function recordFeedback(data: DataOf<'RecordFeedback'>, { progress }: Case): readonly CaseEvent[] {
  if (progress.status !== 'FEEDBACK') return [{ type: 'CaseFeedbackRecorded', data }];
  if (progress.feedback === data.label) return [];
  throw new DomainError('case.state-refuses', 'conflict', 'Feedback has been given.', { state: progress.status });
}

export function requestReopen(data: DataOf<'RequestReopen'>, state: Case): readonly CaseEvent[] {
  const request = requestOf(state);
  if (request === null) return [{ type: 'CaseReopenRequested', data }];
  if (request.by === data.by.subject) return [];
  throw new DomainError('case.reopen-already-requested', 'conflict', 'Somebody has asked to reopen it already.');
}

export function approveReopen({ at, by }: DataOf<'ApproveReopen'>, state: Case): readonly CaseEvent[] {
  const request = requireRequest(state);
  if (request.by === by.subject) throw secondPerson('Reopening is approved by somebody other than who asked for it.');
  const dueAt = at + SLA[state.severity].handleMs;
  return [{ type: 'CaseReopened', data: { at, by, reason: request.reason, requestedBy: request.by, dueAt } }];
}

/** Also by whoever asked: that withdraws it. */
export function refuseReopen(data: DataOf<'RefuseReopen'>, state: Case): readonly CaseEvent[] {
  requireRequest(state);
  return [{ type: 'CaseReopenRefused', data }];
}

type Request = ProgressIn<'CLOSED'>['reopenRequest'];

function requestOf({ progress }: Case): Request {
  return 'reopenRequest' in progress ? progress.reopenRequest : null;
}

function requireRequest(state: Case): NonNullable<Request> {
  const request = requestOf(state);
  if (request !== null) return request;
  throw new DomainError('case.reopen-not-requested', 'conflict', 'Nobody has asked to reopen the case.');
}

function secondPerson(detail: string): DomainError {
  return new DomainError('case.second-person-required', 'forbidden', detail);
}
