import type { CaseEvent } from '@loanwatch/contracts';
import { DomainError } from '@loanwatch/kernel';
import type { Act } from './alarm.commands';
import type { CaseCommand } from './case.commands';
import type { Case } from './case.state';
import { openSteps, type PinnedPlan, type PinnedStep, stepOf } from './plan';
import { SLA } from './sla';
import { isReasonFor, reasonsFor } from './verdict';

type DataOf<T extends CaseCommand['type']> = Extract<CaseCommand, { readonly type: T }>['data'];

export function acknowledge({ at, by }: Act, { severity }: Case): readonly CaseEvent[] {
  return [{ type: 'CaseAcknowledged', data: { at, by, dueAt: at + SLA[severity].handleMs } }];
}

export function startHandling(data: DataOf<'StartHandling'>): readonly CaseEvent[] {
  return [{ type: 'CaseHandlingStarted', data }];
}

export function swapPlan(data: DataOf<'SwapPlan'>, state: Case): readonly CaseEvent[] {
  const plan = planOf(state);
  if (plan?.planId === data.plan.planId && plan.version === data.plan.version) return [];
  return [{ type: 'CasePlanSwapped', data }];
}

export function completeStep(data: DataOf<'CompleteStep'>, state: Case): readonly CaseEvent[] {
  const step = requireStep(state, data.stepId);
  if (step.done !== undefined) return [];
  if (step.evidenceRequired && data.evidence.length === 0) {
    throw new DomainError('case.evidence-required', 'invalid', `The step ${step.id} counts only with evidence.`, {
      errors: [{ pointer: '/evidence', detail: 'at least one reference' }],
    });
  }
  return [{ type: 'CaseStepDone', data }];
}

export function markNotNecessary(data: DataOf<'MarkStepNotNecessary'>, state: Case): readonly CaseEvent[] {
  const step = requireStep(state, data.stepId);
  if (step.mandatory) {
    throw new DomainError('case.step-mandatory', 'conflict', `The plan makes the step ${step.id} mandatory.`);
  }
  if (step.done !== undefined)
    throw new DomainError('case.step-done', 'conflict', `The step ${step.id} has been done.`);
  return step.notNecessary === undefined ? [{ type: 'CaseStepNotNecessary', data }] : [];
}

export function handle(data: DataOf<'HandleCase'>, { progress, severity }: Case): readonly CaseEvent[] {
  if (progress.status === 'HANDLED') {
    if (progress.outcome === data.outcome && progress.handledBy === data.by.subject) return [];
    throw new DomainError('case.state-refuses', 'conflict', 'The case has been handled.', { state: progress.status });
  }
  const open = progress.status === 'HANDLING' ? openSteps(progress.plan) : [];
  if (open.length > 0) {
    throw new DomainError('case.steps-open', 'conflict', 'Mandatory steps of the plan have not been done.', {
      errors: open.map(({ id, title }) => ({ pointer: `/steps/${id}`, detail: title })),
    });
  }
  return [{ type: 'CaseHandled', data: { ...data, dueAt: data.at + SLA[severity].closeMs } }];
}

/** Where there was no problem there is nothing to handle, so the steps of the plan are not asked for. */
export function reportFalsePositive(data: DataOf<'ReportFalsePositive'>, state: Case): readonly CaseEvent[] {
  const { progress, severity } = state;
  if (!isReasonFor('FALSE_POSITIVE', data.reason)) {
    const detail = `one of ${reasonsFor('FALSE_POSITIVE').join(', ')}`;
    throw new DomainError('case.reason-does-not-fit', 'invalid', `${data.reason} is no reason for a false alarm.`, {
      errors: [{ pointer: '/reason', detail }],
    });
  }
  if (progress.status === 'HANDLED' && progress.outcome === 'FALSE_POSITIVE') return [];
  return [{ type: 'CaseFalsePositiveReported', data: { ...data, dueAt: data.at + SLA[severity].closeMs } }];
}

function planOf({ progress }: Case): PinnedPlan | null {
  return progress.status === 'HANDLING' ? progress.plan : null;
}

function requireStep(state: Case, stepId: string): PinnedStep {
  const step = stepOf(planOf(state), stepId);
  if (step !== undefined) return step;
  throw new DomainError('case.step-unknown', 'invalid', 'The pinned plan has no step with this id.', {
    errors: [{ pointer: '/stepId', detail: 'not a step of the plan of this case' }],
  });
}
