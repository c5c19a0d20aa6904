import type { CaseEvent } from '@loanwatch/contracts';
import { type Decider, DomainError, unreachable } from '@loanwatch/kernel';
import type { CaseCommand } from './case.commands';
import { evolveCase } from './case.evolve';
import { escalate, escalateOverdue, recordSeverity } from './case.escalation';
import {
  acknowledge,
  completeStep,
  handle,
  markNotNecessary,
  reportFalsePositive,
  startHandling,
  swapPlan,
} from './case.handling';
import { CASE_STANDING } from './case.lifecycle';
import { approveReopen, close, recordFeedback, refuseReopen, requestReopen } from './case.closing';
import type { Case, CaseState } from './case.state';
import { SLA } from './sla';

/**
 * The case as two pure functions. Refusals: `case.not-found`, `case.state-refuses`, `case.step-unknown`,
 * `case.step-mandatory`, `case.step-done`, `case.steps-open`, `case.evidence-required`, `case.reason-does-not-fit`,
 * `case.second-person-required`, `case.reopen-not-requested`, `case.reopen-already-requested`.
 */
export const caseDecider: Decider<CaseState, CaseCommand, CaseEvent> = {
  initial: () => ({ kind: 'none' }),
  evolve: evolveCase,
  decide: (command, state) => {
    if (command.type === 'DispatchCase') {
      const { data } = command;
      if (state.kind !== 'none') return [];
      return [{ type: 'CaseDispatched', data: { ...data, dueAt: data.at + SLA[data.severity].acknowledgeMs } }];
    }
    if (state.kind === 'none') throw new DomainError('case.not-found', 'not-found', 'There is no case with this id.');
    const { status } = state.progress;
    const standing = CASE_STANDING[command.type];
    if (standing.settled.includes(status)) return [];
    if (!standing.acts.includes(status)) throw refusal(command.type, status);
    return act(command, state);
  },
};

function act(command: Exclude<CaseCommand, { readonly type: 'DispatchCase' }>, state: Case): readonly CaseEvent[] {
  switch (command.type) {
    case 'AssignCase':
      return state.assignee === command.data.assignee ? [] : [{ type: 'CaseAssigned', data: command.data }];
    case 'AcknowledgeCase':
      return acknowledge(command.data, state);
    case 'StartHandling':
      return startHandling(command.data);
    case 'SwapPlan':
      return swapPlan(command.data, state);
    case 'CompleteStep':
      return completeStep(command.data, state);
    case 'MarkStepNotNecessary':
      return markNotNecessary(command.data, state);
    case 'CommentCase':
      return [{ type: 'CaseCommented', data: command.data }];
    case 'EscalateCase':
      return escalate(command.data, state);
    case 'EscalateOverdue':
      return escalateOverdue(command.data, state);
    case 'HandleCase':
      return handle(command.data, state);
    case 'ReportFalsePositive':
      return reportFalsePositive(command.data, state);
    case 'CloseCase':
      return close(command.data, state);
    case 'RecordFeedback':
      return recordFeedback(command.data, state);
    case 'RequestReopen':
      return requestReopen(command.data, state);
    case 'ApproveReopen':
      return approveReopen(command.data, state);
    case 'RefuseReopen':
      return refuseReopen(command.data, state);
    case 'RecordCondition':
      return state.condition === command.data.condition ? [] : [{ type: 'CaseConditionChanged', data: command.data }];
    case 'RecordSeverity':
      return recordSeverity(command.data, state);
    case 'PauseTimers':
      return state.paused ? [] : [{ type: 'CaseTimersPaused', data: command.data }];
    case 'ResumeTimers':
      return state.paused ? [{ type: 'CaseTimersResumed', data: command.data }] : [];
    default:
      return unreachable(command);
  }
}

function refusal(type: CaseCommand['type'], state: Case['progress']['status']): DomainError {
  return new DomainError('case.state-refuses', 'conflict', `A case that is ${state} does not take ${type}.`, { state });
}
