import type { Actor, AlarmRaised, Reason, Severity, VerdictOutcome, VerdictReason } from '@loanwatch/contracts';
import type { Message } from '@loanwatch/kernel';

/** Who acts and when, by the clock of processing (epoch ms). */
export interface Act {
  readonly by: Actor;
  readonly at: number;
}

/** What every trigger says. `eventAt` is event time (epoch ms). */
export interface Triggered extends Act {
  readonly triggerId: string;
  readonly eventAt: number;
  readonly reasons: readonly Reason[];
}

/** The case that an institution moved. */
export interface CaseOfAlarm extends Act {
  readonly caseId: string;
  readonly institutionId: string;
}

/** Of a rule: the condition of the alarm moves by these alone. */
export type TriggerCommand =
  | Message<
      'RaiseAlarm',
      AlarmRaised['data'] & {
        /** It is recorded but not queued while one of these holds. */
        readonly suppressedBy?: { readonly parentAlarmId: string } | { readonly outOfService: string };
      }
    >
  | Message<'RecordOccurrence', Triggered & { readonly ruleVersion: number; readonly severity: Severity }>
  | Message<'ChangeSeverity', Triggered & { readonly severity: Severity }>
  | Message<'ReturnToNormal', Triggered>;

/** Of the platform's reviewers, and of the timers behind them. A timer's command names the time it was set for. */
export type ReviewCommand =
  | Message<'ClaimAlarm', Act & { /** When an idle claim ends (ms). */ readonly until: number }>
  | Message<'ReleaseAlarm', Act>
  | Message<'ExpireClaim', Act & { readonly dueAt: number }>
  | Message<
      'JudgeAlarm',
      Act & {
        readonly verdict: VerdictOutcome;
        readonly reason: VerdictReason;
        readonly evidenceSeen: readonly string[];
        readonly note?: string;
      }
    >
  | Message<'MarkReviewOverdue', Act & { readonly dueAt: number }>
  | Message<'EndOnSiteCheck', Act & { readonly dueAt: number }>
  | Message<'ReopenAlarm', Act & { readonly reason: string }>
  | Message<'CloseAlarm', Act & { readonly note?: string }>;

/** Of the process that follows confirmed alarms and their cases. Never refused: what cannot apply changes nothing. */
export type DispatchCommand =
  | Message<
      'DispatchAlarm',
      Act & { readonly cases: readonly { readonly caseId: string; readonly institutionId: string }[] }
    >
  | Message<'RecordCaseAcknowledged', CaseOfAlarm>
  | Message<'RecordCaseClosed', CaseOfAlarm>
  | Message<'RecordCaseReopened', CaseOfAlarm>
  | Message<'RecordFalsePositive', CaseOfAlarm & { readonly reason: VerdictReason; readonly note?: string }>;

export type SuppressionCommand =
  | Message<'ShelveAlarm', Act & { /** Epoch ms. */ readonly until: number; readonly reason: string }>
  | Message<'UnshelveAlarm', Act>
  | Message<'WarnShelveEnd', Act & { readonly until: number }>
  | Message<'ExpireShelve', Act & { readonly until: number }>
  | Message<'SuppressByDesign', Act & { readonly parentAlarmId: string }>
  | Message<'LiftDesignSuppression', Act & { readonly parentAlarmId: string }>
  | Message<'TakeOutOfService', Act & { readonly reason: string }>
  | Message<'ReturnToService', Act>;

export type AlarmCommand = TriggerCommand | ReviewCommand | DispatchCommand | SuppressionCommand;
