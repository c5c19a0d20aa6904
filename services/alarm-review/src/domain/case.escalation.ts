import type { CaseEscalated, CaseEvent, Severity } from '@loanwatch/contracts';
import { severityRank } from '@loanwatch/kernel';
import type { CaseCommand } from './case.commands';
import type { Case, CaseStatus } from './case.state';
import { hasCome } from './deadline';
import { MAX_ESCALATIONS_PER_STAGE, repeatAfterMs, SLA, type SlaTimes } from './sla';

type DataOf<T extends CaseCommand['type']> = Extract<CaseCommand, { readonly type: T }>['data'];
type Stage = Exclude<CaseStatus, 'FEEDBACK'>;

/** What each stage waits for, and what is said when it does not come in time. */
const STAGES: Readonly<Record<Stage, { may: keyof SlaTimes; missed: CaseEscalated['data']['reason'] }>> = {
  DISPATCHED: { may: 'acknowledgeMs', missed: 'not-acknowledged' },
  ACKNOWLEDGED: { may: 'handleMs', missed: 'not-handled' },
  HANDLING: { may: 'handleMs', missed: 'not-handled' },
  HANDLED: { may: 'closeMs', missed: 'not-closed' },
  CLOSED: { may: 'feedbackMs', missed: 'no-feedback' },
};

export function escalate(data: DataOf<'EscalateCase'>, { escalations }: Case): readonly CaseEvent[] {
  return [{ type: 'CaseEscalated', data: { ...data, level: escalations + 1, reason: 'by-person' } }];
}

/** Stops by itself: a stage that was finished in the meantime has another deadline. */
export function escalateOverdue({ at, by, dueAt }: DataOf<'EscalateOverdue'>, state: Case): readonly CaseEvent[] {
  const { progress, escalation, escalations, stageEscalations, severity } = state;
  if (progress.status === 'FEEDBACK' || escalation === null || !hasCome(escalation, dueAt, at)) return [];
  const stage = STAGES[progress.status];
  const escalated = { at, by, level: escalations + 1, reason: stage.missed };
  if (stageEscalations + 1 >= MAX_ESCALATIONS_PER_STAGE) return [{ type: 'CaseEscalated', data: escalated }];
  const escalateAt = at + repeatAfterMs(SLA[severity][stage.may]);
  return [{ type: 'CaseEscalated', data: { ...escalated, escalateAt } }];
}

/** A redder alarm leaves less time for the stage; a milder one takes back nothing. */
export function recordSeverity(data: DataOf<'RecordSeverity'>, state: Case): readonly CaseEvent[] {
  const { at, by, severity: to, eventAt } = data;
  const { severity: from, progress } = state;
  if (to === from) return [];
  const moved = { at, by, from, to, eventAt };
  if (severityRank(to) < severityRank(from)) return [{ type: 'CaseSeverityChanged', data: moved }];
  const dueAt = at + allowedMs(progress.status, to);
  return [{ type: 'CaseSeverityChanged', data: { ...moved, dueAt } }];
}

function allowedMs(status: CaseStatus, severity: Severity): number {
  return status === 'FEEDBACK' ? 0 : SLA[severity][STAGES[status].may];
}
