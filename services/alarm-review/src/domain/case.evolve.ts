import type { CaseDispatched, CaseEvent, CaseOutcome } from '@loanwatch/contracts';
import type { Case, CaseState, Progress, ProgressIn } from './case.state';
import { type Deadline, pauseDeadline, resumeDeadline, startDeadline, tightenDeadline } from './deadline';
import { type PinnedPlan, swapped, withStep } from './plan';

type Stored<T extends CaseEvent['type']> = Extract<CaseEvent, { readonly type: T }>['data'];

/** What the case is after an event. Never refuses: a stored event is a fact. */
export function evolveCase(state: CaseState, event: CaseEvent): CaseState {
  if (state.kind === 'none') return event.type === 'CaseDispatched' ? dispatched(event.data) : state;
  switch (event.type) {
    case 'CaseDispatched':
    case 'CaseCommented':
      return state;
    case 'CaseAssigned':
      return { ...state, assignee: event.data.assignee };
    case 'CaseAcknowledged':
      return entered(state, { status: 'ACKNOWLEDGED', acknowledgedAt: event.data.at }, event.data);
    case 'CaseHandlingStarted':
      return handlingStarted(state, event.data);
    case 'CasePlanSwapped':
      return handling(state, event.data.by.subject, (plan) => swapped(plan, event.data.plan));
    case 'CaseStepDone': {
      const { at, by, stepId, evidence } = event.data;
      return handling(state, by.subject, (plan) => withStep(plan, stepId, { done: { by: by.subject, at, evidence } }));
    }
    case 'CaseStepNotNecessary': {
      const { at, by, stepId, reason } = event.data;
      const notNecessary = { by: by.subject, at, reason };
      return handling(state, by.subject, (plan) => withStep(plan, stepId, { notNecessary }));
    }
    case 'CaseHandled':
      return handled(state, event.data.outcome, event.data);
    case 'CaseFalsePositiveReported':
      return handled(state, 'FALSE_POSITIVE', event.data);
    case 'CaseClosed':
      return closed(state, event.data);
    case 'CaseFeedbackRecorded':
      return feedback(state, event.data);
    case 'CaseReopenRequested':
      return requested(state, { by: event.data.by.subject, reason: event.data.reason });
    case 'CaseReopenRefused':
      return requested(state, null);
    case 'CaseReopened':
      return reopened(state, event.data);
    case 'CaseEscalated':
      return escalated(state, event.data);
    case 'CaseConditionChanged':
      return { ...state, condition: event.data.condition };
    case 'CaseSeverityChanged':
      return severityChanged(state, event.data);
    case 'CaseTimersPaused':
      return clocks({ ...state, paused: true }, (deadline) => pauseDeadline(deadline, event.data.at));
    case 'CaseTimersResumed':
      return clocks({ ...state, paused: false }, (deadline) => resumeDeadline(deadline, event.data.at));
  }
}

function dispatched(data: CaseDispatched['data']): Case {
  const { caseId, alarmId, institutionId, enterpriseId, siteId, subject, family, ruleId, ruleVersion, ruleName } = data;
  const { at, dueAt, severity, condition } = data;
  const facts = {
    caseId,
    alarmId,
    institutionId,
    enterpriseId,
    siteId,
    subject,
    family,
    ruleId,
    ruleVersion,
    ruleName,
  };
  return {
    kind: 'case',
    facts: { ...facts, openedAt: at },
    severity,
    condition,
    assignee: null,
    progress: { status: 'DISPATCHED' },
    due: { at: dueAt },
    escalation: { at: dueAt },
    stageEscalations: 0,
    escalations: 0,
    paused: false,
    reopened: 0,
  };
}

/** A new stage has a new due time, and escalates when that has passed. */
function entered(
  state: Case,
  progress: Progress,
  { at, dueAt }: { readonly at: number; readonly dueAt: number },
): Case {
  const due = startDeadline(dueAt, at, state.paused);
  return { ...state, progress, due, escalation: due, stageEscalations: 0 };
}

function handlingStarted(state: Case, { by, plan }: Stored<'CaseHandlingStarted'>): Case {
  if (state.progress.status !== 'ACKNOWLEDGED') return state;
  const { acknowledgedAt } = state.progress;
  const pinned = plan ?? null;
  return { ...state, progress: { status: 'HANDLING', acknowledgedAt, plan: pinned, handlers: [by.subject] } };
}

function handling(state: Case, subject: string, change: (plan: PinnedPlan | null) => PinnedPlan | null): Case {
  const { progress } = state;
  if (progress.status !== 'HANDLING') return state;
  return {
    ...state,
    progress: { ...progress, plan: change(progress.plan), handlers: including(progress.handlers, subject) },
  };
}

function handled(state: Case, outcome: CaseOutcome, data: Stored<'CaseHandled' | 'CaseFalsePositiveReported'>): Case {
  const { progress } = state;
  const { subject } = data.by;
  const ended = { outcome, handledBy: subject, handledAt: data.at };
  switch (progress.status) {
    case 'ACKNOWLEDGED':
      return entered(state, { ...progress, status: 'HANDLED', plan: null, handlers: [subject], ...ended }, data);
    case 'HANDLING':
    case 'HANDLED': {
      const handlers = including(progress.handlers, subject);
      return entered(state, { ...progress, status: 'HANDLED', handlers, ...ended }, data);
    }
    default:
      return state;
  }
}

/** Feedback is awaited whatever the alarm does, so the clocks run again. */
function closed(state: Case, data: Stored<'CaseClosed'>): Case {
  const { progress } = state;
  if (progress.status !== 'HANDLED') return state;
  const after: ProgressIn<'CLOSED'> = {
    ...progress,
    status: 'CLOSED',
    ground: data.ground,
    closedAt: data.at,
    reopenRequest: null,
  };
  return entered({ ...state, paused: false }, after, data);
}

function feedback(state: Case, { label }: Stored<'CaseFeedbackRecorded'>): Case {
  const { progress } = state;
  if (progress.status !== 'CLOSED') return state;
  return { ...state, progress: { ...progress, status: 'FEEDBACK', feedback: label }, due: null, escalation: null };
}

function requested(state: Case, reopenRequest: ProgressIn<'CLOSED'>['reopenRequest']): Case {
  const { progress } = state;
  if (progress.status !== 'CLOSED' && progress.status !== 'FEEDBACK') return state;
  return { ...state, progress: { ...progress, reopenRequest } };
}

/** It was signed for once; the handling starts anew and pins the plan of that day. */
function reopened(state: Case, data: Stored<'CaseReopened'>): Case {
  const { progress } = state;
  if (progress.status !== 'CLOSED' && progress.status !== 'FEEDBACK') return state;
  const { acknowledgedAt } = progress;
  return entered({ ...state, reopened: state.reopened + 1 }, { status: 'ACKNOWLEDGED', acknowledgedAt }, data);
}

function escalated(state: Case, { at, level, reason, escalateAt }: Stored<'CaseEscalated'>): Case {
  if (reason === 'by-person') return { ...state, escalations: level };
  const escalation = escalateAt === undefined ? null : startDeadline(escalateAt, at, state.paused);
  return { ...state, escalations: level, stageEscalations: state.stageEscalations + 1, escalation };
}

function severityChanged(state: Case, { at, to, dueAt }: Stored<'CaseSeverityChanged'>): Case {
  const after = { ...state, severity: to };
  if (dueAt === undefined || state.due === null) return after;
  const due = tightenDeadline(state.due, at, dueAt);
  return state.stageEscalations > 0 ? { ...after, due } : { ...after, due, escalation: due };
}

function clocks(state: Case, turn: (deadline: Deadline) => Deadline): Case {
  const { due, escalation } = state;
  return { ...state, due: due && turn(due), escalation: escalation && turn(escalation) };
}

function including(subjects: readonly string[], subject: string): readonly string[] {
  return subjects.includes(subject) ? subjects : [...subjects, subject];
}
