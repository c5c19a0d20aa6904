import type { CaseView } from '@loanwatch/contracts';
import type { Case, Progress } from './case.state';
import { dueTime } from './deadline';

/** The case as others see it. */
export function caseView(state: Case): CaseView {
  const { facts, assignee, due, progress } = state;
  const { caseId, alarmId, institutionId, enterpriseId, siteId, subject, family, ruleId, ruleName, openedAt } = facts;
  const dueAt = due === null ? undefined : dueTime(due);
  return {
    caseId,
    alarmId,
    institutionId,
    enterpriseId,
    siteId,
    subject,
    family,
    ruleId,
    ruleName,
    severity: state.severity,
    condition: state.condition,
    status: progress.status,
    ...(assignee === null ? {} : { assignee }),
    ...progressView(progress),
    ...(dueAt === undefined ? {} : { dueAt }),
    escalations: state.escalations,
    reopened: state.reopened,
    openedAt,
  };
}

type ProgressView = Pick<
  CaseView,
  'plan' | 'outcome' | 'closedGround' | 'feedback' | 'reopenRequested' | 'acknowledgedAt' | 'handledAt' | 'closedAt'
>;

function progressView(progress: Progress): ProgressView {
  if (progress.status === 'DISPATCHED') return {};
  const { acknowledgedAt } = progress;
  if (progress.status === 'ACKNOWLEDGED') return { acknowledgedAt };
  const { plan } = progress;
  const handling = {
    acknowledgedAt,
    ...(plan === null ? {} : { plan: { planId: plan.planId, version: plan.version, steps: plan.steps } }),
  };
  if (progress.status === 'HANDLING') return handling;
  const handled = { ...handling, outcome: progress.outcome, handledAt: progress.handledAt };
  if (progress.status === 'HANDLED') return handled;
  const { ground, closedAt, reopenRequest } = progress;
  const closed = { ...handled, closedGround: ground, closedAt, reopenRequested: reopenRequest !== null };
  return progress.status === 'FEEDBACK' ? { ...closed, feedback: progress.feedback } : closed;
}
