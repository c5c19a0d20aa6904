import type { CaseDispatched, CaseOutcome, CaseView, CloseGround, FeedbackLabel, Severity } from '@loanwatch/contracts';
import type { Condition } from './alarm.state';
import type { Deadline } from './deadline';
import type { PinnedPlan } from './plan';

/** One institution's handling of one alarm. */
export type CaseState = { readonly kind: 'none' } | Case;

export type CaseStatus = CaseView['status'];

/** What was known when it was dispatched and never changes. */
export type CaseFacts = Pick<
  CaseDispatched['data'],
  | 'caseId'
  | 'alarmId'
  | 'institutionId'
  | 'enterpriseId'
  | 'siteId'
  | 'subject'
  | 'family'
  | 'ruleId'
  | 'ruleVersion'
  | 'ruleName'
> & { readonly openedAt: number };

export interface Case {
  readonly kind: 'case';
  readonly facts: CaseFacts;
  /** Severity and condition of the alarm. */
  readonly severity: Severity;
  readonly condition: Condition;
  readonly assignee: string | null;
  readonly progress: Progress;
  /** When the current stage is due; null once nothing is awaited. */
  readonly due: Deadline | null;
  /** When it escalates next; null once the stage is through its levels. */
  readonly escalation: Deadline | null;
  /** Escalations by the clock in this stage. */
  readonly stageEscalations: number;
  readonly escalations: number;
  /** The clocks stand still because the alarm is suppressed. */
  readonly paused: boolean;
  readonly reopened: number;
}

interface Acknowledged {
  readonly acknowledgedAt: number;
}
interface Handling extends Acknowledged {
  /** Null when the institution has no plan that fits. */
  readonly plan: PinnedPlan | null;
  /** Subjects who had a hand in it. */
  readonly handlers: readonly string[];
}
interface Handled extends Handling {
  readonly outcome: CaseOutcome;
  readonly handledBy: string;
  readonly handledAt: number;
}
interface Closed extends Handled {
  readonly ground: CloseGround;
  readonly closedAt: number;
  readonly reopenRequest: { readonly by: string; readonly reason: string } | null;
}
interface Feedback extends Closed {
  readonly feedback: FeedbackLabel;
}

/** How far it has come, with what is known by then. */
export type Progress =
  | { readonly status: 'DISPATCHED' }
  | ({ readonly status: 'ACKNOWLEDGED' } & Acknowledged)
  | ({ readonly status: 'HANDLING' } & Handling)
  | ({ readonly status: 'HANDLED' } & Handled)
  | ({ readonly status: 'CLOSED' } & Closed)
  | ({ readonly status: 'FEEDBACK' } & Feedback);

export type ProgressIn<S extends CaseStatus> = Extract<Progress, { readonly status: S }>;
