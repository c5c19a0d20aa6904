import type {
  CaseDispatched,
  CaseOutcome,
  CloseGround,
  FeedbackLabel,
  LoanState,
  Severity,
  VerdictReason,
} from '@loanwatch/contracts';
import type { Message } from '@loanwatch/kernel';
import type { Act } from './alarm.commands';
import type { Condition } from './alarm.state';
import type { PlanText } from './plan';

interface Noted {
  readonly note?: string;
}

/** Of the institution's people and machines. */
type HandlingCommand =
  | Message<'AssignCase', Act & { readonly assignee: string }>
  | Message<'AcknowledgeCase', Act>
  | Message<'StartHandling', Act & { /** None: the institution has no plan that fits. */ readonly plan?: PlanText }>
  | Message<'SwapPlan', Act & { readonly plan: PlanText; readonly reason: string }>
  | Message<'CompleteStep', Act & { readonly stepId: string; readonly evidence: readonly string[] }>
  | Message<'MarkStepNotNecessary', Act & { readonly stepId: string; readonly reason: string }>
  | Message<'CommentCase', Act & { readonly text: string }>
  | Message<'EscalateCase', Act & Noted>
  | Message<'HandleCase', Act & Noted & { readonly outcome: Exclude<CaseOutcome, 'FALSE_POSITIVE'> }>
  | Message<'ReportFalsePositive', Act & Noted & { readonly reason: VerdictReason }>
  | Message<'CloseCase', Act & Noted & { readonly ground: CloseGround }>
  | Message<'RecordFeedback', Act & Noted & { readonly label: FeedbackLabel; readonly loanState?: LoanState }>
  | Message<'RequestReopen', Act & { readonly reason: string }>
  | Message<'ApproveReopen', Act>
  | Message<'RefuseReopen', Act & { readonly reason: string }>;

/** Of the process that follows alarms, and of timers. Never refused: what cannot apply changes nothing. */
type FollowingCommand =
  | Message<'DispatchCase', Omit<CaseDispatched['data'], 'dueAt'>>
  | Message<'RecordCondition', Act & { readonly condition: Condition; readonly eventAt: number }>
  | Message<'RecordSeverity', Act & { readonly severity: Severity; readonly eventAt: number }>
  | Message<'PauseTimers', Act>
  | Message<'ResumeTimers', Act>
  | Message<'EscalateOverdue', Act & { /** The time it was set for (ms). */ readonly dueAt: number }>;

export type CaseCommand = HandlingCommand | FollowingCommand;
