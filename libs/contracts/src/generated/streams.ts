// Generated from contracts/ by npm run contracts:gen. Do not edit.

import type { Actor, CaseOutcome, CloseGround, EpochMs, Family, FeedbackLabel, LoanState, LocalizedText, MetricCode, Owner, Reason, Severity, Subject, Uuid, VerdictOutcome, VerdictReason } from './shared';

/**
 * A rule found a problem that has no open alarm.
 */
export interface AlarmRaised {
  /**
   * Name of the event.
   */
  readonly type: 'AlarmRaised';
  /**
   * What happened.
   */
  readonly data: {
    /**
     * When it happened, by the clock of processing.
     */
    readonly at: EpochMs;
    /**
     * Who did it.
     */
    readonly by: Actor;
    /**
     * The alarm.
     */
    readonly alarmId: Uuid;
    /**
     * Identity of the problem: derived from enterprise, rule and subject.
     */
    readonly fingerprint: Uuid;
    /**
     * The rule.
     */
    readonly ruleId: Uuid;
    /**
     * Published version of the rule, from 1.
     */
    readonly ruleVersion: number;
    /**
     * Name of the rule at that version.
     */
    readonly ruleName: LocalizedText;
    /**
     * Whose rule it is.
     */
    readonly owner: Owner;
    /**
     * The enterprise.
     */
    readonly enterpriseId: Uuid;
    /**
     * The site; null when the subject is the enterprise as a whole.
     */
    readonly siteId: Uuid | null;
    /**
     * What it is about.
     */
    readonly subject: Subject;
    /**
     * Leading metric of the rule.
     */
    readonly metric: MetricCode;
    /**
     * Family of the leading metric.
     */
    readonly family: Family;
    /**
     * Severity now.
     */
    readonly severity: Severity;
    /**
     * Trigger that caused it; a second one with the same id changes nothing.
     */
    readonly triggerId: Uuid;
    /**
     * Event time of the trigger.
     */
    readonly eventAt: EpochMs;
    /**
     * Reasons of the trigger.
     *
     * @minItems 1
     * @maxItems 50
     *
     * Items: A reason.
     */
    readonly reasons: readonly Reason[];
    /**
     * Class of the site day at event time.
     */
    readonly dayClass?: string;
    /**
     * The closed alarm of the same fingerprint before this one.
     */
    readonly recurrenceOf?: Uuid;
  };
}

/**
 * The rule found the problem again while the alarm is open.
 */
export interface AlarmOccurred {
  /**
   * Name of the event.
   */
  readonly type: 'AlarmOccurred';
  /**
   * What happened.
   */
  readonly data: {
    /**
     * When it happened, by the clock of processing.
     */
    readonly at: EpochMs;
    /**
     * Who did it.
     */
    readonly by: Actor;
    /**
     * Trigger that caused it; a second one with the same id changes nothing.
     */
    readonly triggerId: Uuid;
    /**
     * Event time of the trigger.
     */
    readonly eventAt: EpochMs;
    /**
     * Reasons of the trigger.
     *
     * @minItems 1
     * @maxItems 50
     *
     * Items: A reason.
     */
    readonly reasons: readonly Reason[];
    /**
     * Version of the rule that decided, from 1.
     */
    readonly ruleVersion: number;
    /**
     * Severity of the occurrence.
     */
    readonly severity: Severity;
  };
}

/**
 * The severity rose or fell.
 */
export interface AlarmSeverityChanged {
  /**
   * Name of the event.
   */
  readonly type: 'AlarmSeverityChanged';
  /**
   * What happened.
   */
  readonly data: {
    /**
     * When it happened, by the clock of processing.
     */
    readonly at: EpochMs;
    /**
     * Who did it.
     */
    readonly by: Actor;
    /**
     * Trigger that caused it; a second one with the same id changes nothing.
     */
    readonly triggerId: Uuid;
    /**
     * Event time of the trigger.
     */
    readonly eventAt: EpochMs;
    /**
     * Reasons of the trigger.
     *
     * @minItems 1
     * @maxItems 50
     *
     * Items: A reason.
     */
    readonly reasons: readonly Reason[];
    /**
     * Before.
     */
    readonly from: Severity;
    /**
     * After.
     */
    readonly to: Severity;
    /**
     * Latest time the review is due after a rise.
     */
    readonly dueAt?: EpochMs;
  };
}

/**
 * The condition is no longer met; the human steps stay.
 */
export interface AlarmConditionReturned {
  /**
   * Name of the event.
   */
  readonly type: 'AlarmConditionReturned';
  /**
   * What happened.
   */
  readonly data: {
    /**
     * When it happened, by the clock of processing.
     */
    readonly at: EpochMs;
    /**
     * Who did it.
     */
    readonly by: Actor;
    /**
     * Trigger that caused it; a second one with the same id changes nothing.
     */
    readonly triggerId: Uuid;
    /**
     * Event time of the trigger.
     */
    readonly eventAt: EpochMs;
    /**
     * Reasons of the trigger.
     *
     * @minItems 1
     * @maxItems 50
     *
     * Items: A reason.
     */
    readonly reasons: readonly Reason[];
  };
}

/**
 * The condition is met again after it had returned.
 */
export interface AlarmConditionReactivated {
  /**
   * Name of the event.
   */
  readonly type: 'AlarmConditionReactivated';
  /**
   * What happened.
   */
  readonly data: {
    /**
     * When it happened, by the clock of processing.
     */
    readonly at: EpochMs;
    /**
     * Who did it.
     */
    readonly by: Actor;
    /**
     * Trigger that caused it; a second one with the same id changes nothing.
     */
    readonly triggerId: Uuid;
    /**
     * Event time of the trigger.
     */
    readonly eventAt: EpochMs;
    /**
     * Reasons of the trigger.
     *
     * @minItems 1
     * @maxItems 50
     *
     * Items: A reason.
     */
    readonly reasons: readonly Reason[];
  };
}

/**
 * The alarm stands in the review queue.
 */
export interface AlarmQueuedForReview {
  /**
   * Name of the event.
   */
  readonly type: 'AlarmQueuedForReview';
  /**
   * What happened.
   */
  readonly data: {
    /**
     * When it happened, by the clock of processing.
     */
    readonly at: EpochMs;
    /**
     * Who did it.
     */
    readonly by: Actor;
    /**
     * Why it was put there.
     */
    readonly cause: 'raised' | 'suppression-lifted' | 'severity-rose' | 'on-site-check-due';
    /**
     * When the review is due, were the clock to run from now on.
     */
    readonly dueAt: EpochMs;
  };
}

/**
 * A reviewer took it.
 */
export interface AlarmClaimed {
  /**
   * Name of the event.
   */
  readonly type: 'AlarmClaimed';
  /**
   * What happened.
   */
  readonly data: {
    /**
     * When it happened, by the clock of processing.
     */
    readonly at: EpochMs;
    /**
     * Who did it.
     */
    readonly by: Actor;
    /**
     * Subject of the reviewer.
     */
    readonly reviewer: string;
    /**
     * When an idle claim ends, were the clock to run from now on.
     */
    readonly until: EpochMs;
  };
}

/**
 * It went back to where it was claimed from.
 */
export interface AlarmReleased {
  /**
   * Name of the event.
   */
  readonly type: 'AlarmReleased';
  /**
   * What happened.
   */
  readonly data: {
    /**
     * When it happened, by the clock of processing.
     */
    readonly at: EpochMs;
    /**
     * Who did it.
     */
    readonly by: Actor;
    /**
     * Subject of the reviewer who had it.
     */
    readonly reviewer: string;
    /**
     * Why.
     */
    readonly reason: 'by-reviewer' | 'idle';
  };
}

/**
 * Nobody judged it in time.
 */
export interface AlarmReviewOverdue {
  /**
   * Name of the event.
   */
  readonly type: 'AlarmReviewOverdue';
  /**
   * What happened.
   */
  readonly data: {
    /**
     * When it happened, by the clock of processing.
     */
    readonly at: EpochMs;
    /**
     * Who did it.
     */
    readonly by: Actor;
    /**
     * When the review was due.
     */
    readonly dueAt: EpochMs;
  };
}

/**
 * The reviewer gave a verdict.
 */
export interface AlarmJudged {
  /**
   * Name of the event.
   */
  readonly type: 'AlarmJudged';
  /**
   * What happened.
   */
  readonly data: {
    /**
     * When it happened, by the clock of processing.
     */
    readonly at: EpochMs;
    /**
     * Who did it.
     */
    readonly by: Actor;
    /**
     * What was found.
     */
    readonly verdict: VerdictOutcome;
    /**
     * Why.
     */
    readonly reason: VerdictReason;
    /**
     * Remark.
     */
    readonly note?: string;
    /**
     * What the reviewer looked at: signals, pictures, calls, documents.
     *
     * @minItems 1
     * @maxItems 50
     *
     * Items: A reference.
     */
    readonly evidenceSeen: readonly string[];
    /**
     * INCONCLUSIVE only: when the on-site check it asks for is due.
     */
    readonly onSiteCheckDueAt?: EpochMs;
  };
}

/**
 * A confirmed alarm was put before an institution.
 */
export interface AlarmDispatched {
  /**
   * Name of the event.
   */
  readonly type: 'AlarmDispatched';
  /**
   * What happened.
   */
  readonly data: {
    /**
     * When it happened, by the clock of processing.
     */
    readonly at: EpochMs;
    /**
     * Who did it.
     */
    readonly by: Actor;
    /**
     * The institution.
     */
    readonly institutionId: Uuid;
    /**
     * Its case.
     */
    readonly caseId: Uuid;
  };
}

/**
 * The institution signed for its case.
 */
export interface AlarmCaseAcknowledged {
  /**
   * Name of the event.
   */
  readonly type: 'AlarmCaseAcknowledged';
  /**
   * What happened.
   */
  readonly data: {
    /**
     * When it happened, by the clock of processing.
     */
    readonly at: EpochMs;
    /**
     * Who did it.
     */
    readonly by: Actor;
    /**
     * The institution.
     */
    readonly institutionId: Uuid;
    /**
     * Its case.
     */
    readonly caseId: Uuid;
  };
}

/**
 * The institution closed its case.
 */
export interface AlarmCaseClosed {
  /**
   * Name of the event.
   */
  readonly type: 'AlarmCaseClosed';
  /**
   * What happened.
   */
  readonly data: {
    /**
     * When it happened, by the clock of processing.
     */
    readonly at: EpochMs;
    /**
     * Who did it.
     */
    readonly by: Actor;
    /**
     * The institution.
     */
    readonly institutionId: Uuid;
    /**
     * Its case.
     */
    readonly caseId: Uuid;
  };
}

/**
 * The institution reopened its case; a closed alarm is open again.
 */
export interface AlarmCaseReopened {
  /**
   * Name of the event.
   */
  readonly type: 'AlarmCaseReopened';
  /**
   * What happened.
   */
  readonly data: {
    /**
     * When it happened, by the clock of processing.
     */
    readonly at: EpochMs;
    /**
     * Who did it.
     */
    readonly by: Actor;
    /**
     * The institution.
     */
    readonly institutionId: Uuid;
    /**
     * Its case.
     */
    readonly caseId: Uuid;
  };
}

/**
 * A lender found a confirmed alarm to be false.
 */
export interface AlarmFalsePositiveReported {
  /**
   * Name of the event.
   */
  readonly type: 'AlarmFalsePositiveReported';
  /**
   * What happened.
   */
  readonly data: {
    /**
     * When it happened, by the clock of processing.
     */
    readonly at: EpochMs;
    /**
     * Who did it.
     */
    readonly by: Actor;
    /**
     * The institution.
     */
    readonly institutionId: Uuid;
    /**
     * Its case.
     */
    readonly caseId: Uuid;
    /**
     * Why, in the words of a verdict.
     */
    readonly reason: VerdictReason;
    /**
     * Remark.
     */
    readonly note?: string;
  };
}

/**
 * Nothing is left to be done.
 */
export interface AlarmClosed {
  /**
   * Name of the event.
   */
  readonly type: 'AlarmClosed';
  /**
   * What happened.
   */
  readonly data: {
    /**
     * When it happened, by the clock of processing.
     */
    readonly at: EpochMs;
    /**
     * Who did it.
     */
    readonly by: Actor;
    /**
     * Why.
     */
    readonly ground: 'false-positive' | 'inconclusive' | 'no-recipient' | 'cases-closed';
    /**
     * Remark.
     */
    readonly note?: string;
  };
}

/**
 * It is to be reviewed again.
 */
export interface AlarmReopened {
  /**
   * Name of the event.
   */
  readonly type: 'AlarmReopened';
  /**
   * What happened.
   */
  readonly data: {
    /**
     * When it happened, by the clock of processing.
     */
    readonly at: EpochMs;
    /**
     * Who did it.
     */
    readonly by: Actor;
    /**
     * Why.
     */
    readonly reason: string;
    /**
     * When the review is due.
     */
    readonly dueAt: EpochMs;
  };
}

/**
 * Notification is held back for a while.
 */
export interface AlarmShelved {
  /**
   * Name of the event.
   */
  readonly type: 'AlarmShelved';
  /**
   * What happened.
   */
  readonly data: {
    /**
     * When it happened, by the clock of processing.
     */
    readonly at: EpochMs;
    /**
     * Who did it.
     */
    readonly by: Actor;
    /**
     * When it ends.
     */
    readonly until: EpochMs;
    /**
     * Why.
     */
    readonly reason: string;
  };
}

/**
 * Shelving is about to end.
 */
export interface AlarmShelveExpiring {
  /**
   * Name of the event.
   */
  readonly type: 'AlarmShelveExpiring';
  /**
   * What happened.
   */
  readonly data: {
    /**
     * When it happened, by the clock of processing.
     */
    readonly at: EpochMs;
    /**
     * Who did it.
     */
    readonly by: Actor;
    /**
     * When it ends.
     */
    readonly until: EpochMs;
  };
}

/**
 * Shelving has ended.
 */
export interface AlarmUnshelved {
  /**
   * Name of the event.
   */
  readonly type: 'AlarmUnshelved';
  /**
   * What happened.
   */
  readonly data: {
    /**
     * When it happened, by the clock of processing.
     */
    readonly at: EpochMs;
    /**
     * Who did it.
     */
    readonly by: Actor;
    /**
     * Why.
     */
    readonly reason: 'by-staff' | 'expired' | 'severity-rose';
  };
}

/**
 * Another open alarm explains this one.
 */
export interface AlarmSuppressedByDesign {
  /**
   * Name of the event.
   */
  readonly type: 'AlarmSuppressedByDesign';
  /**
   * What happened.
   */
  readonly data: {
    /**
     * When it happened, by the clock of processing.
     */
    readonly at: EpochMs;
    /**
     * Who did it.
     */
    readonly by: Actor;
    /**
     * The alarm that explains it.
     */
    readonly parentAlarmId: Uuid;
  };
}

/**
 * The alarm that explained it no longer holds.
 */
export interface AlarmSuppressionLifted {
  /**
   * Name of the event.
   */
  readonly type: 'AlarmSuppressionLifted';
  /**
   * What happened.
   */
  readonly data: {
    /**
     * When it happened, by the clock of processing.
     */
    readonly at: EpochMs;
    /**
     * Who did it.
     */
    readonly by: Actor;
    /**
     * The alarm that explained it.
     */
    readonly parentAlarmId: Uuid;
  };
}

/**
 * What it watches is declared out of service.
 */
export interface AlarmTakenOutOfService {
  /**
   * Name of the event.
   */
  readonly type: 'AlarmTakenOutOfService';
  /**
   * What happened.
   */
  readonly data: {
    /**
     * When it happened, by the clock of processing.
     */
    readonly at: EpochMs;
    /**
     * Who did it.
     */
    readonly by: Actor;
    /**
     * Why.
     */
    readonly reason: string;
  };
}

/**
 * What it watches is in service again.
 */
export interface AlarmReturnedToService {
  /**
   * Name of the event.
   */
  readonly type: 'AlarmReturnedToService';
  /**
   * What happened.
   */
  readonly data: {
    /**
     * When it happened, by the clock of processing.
     */
    readonly at: EpochMs;
    /**
     * Who did it.
     */
    readonly by: Actor;
  };
}

/**
 * Events stored in streams alarm-<id>. Stored for ever: only ever add; an incompatible change is a new event name.
 */
export type AlarmEvent =
  | AlarmRaised
  | AlarmOccurred
  | AlarmSeverityChanged
  | AlarmConditionReturned
  | AlarmConditionReactivated
  | AlarmQueuedForReview
  | AlarmClaimed
  | AlarmReleased
  | AlarmReviewOverdue
  | AlarmJudged
  | AlarmDispatched
  | AlarmCaseAcknowledged
  | AlarmCaseClosed
  | AlarmCaseReopened
  | AlarmFalsePositiveReported
  | AlarmClosed
  | AlarmReopened
  | AlarmShelved
  | AlarmShelveExpiring
  | AlarmUnshelved
  | AlarmSuppressedByDesign
  | AlarmSuppressionLifted
  | AlarmTakenOutOfService
  | AlarmReturnedToService;

/**
 * A confirmed alarm was put before an institution.
 */
export interface CaseDispatched {
  /**
   * Name of the event.
   */
  readonly type: 'CaseDispatched';
  /**
   * What happened.
   */
  readonly data: {
    /**
     * When it happened, by the clock of processing.
     */
    readonly at: EpochMs;
    /**
     * Who did it.
     */
    readonly by: Actor;
    /**
     * The case.
     */
    readonly caseId: Uuid;
    /**
     * The alarm.
     */
    readonly alarmId: Uuid;
    /**
     * The institution.
     */
    readonly institutionId: Uuid;
    /**
     * The enterprise.
     */
    readonly enterpriseId: Uuid;
    /**
     * The site; null when the alarm is about the enterprise as a whole.
     */
    readonly siteId: Uuid | null;
    /**
     * What the alarm is about.
     */
    readonly subject: Subject;
    /**
     * Severity of the alarm.
     */
    readonly severity: Severity;
    /**
     * Family of the alarm.
     */
    readonly family: Family;
    /**
     * The rule.
     */
    readonly ruleId: Uuid;
    /**
     * Version of the rule, from 1.
     */
    readonly ruleVersion: number;
    /**
     * Name of the rule.
     */
    readonly ruleName: LocalizedText;
    /**
     * Condition of the alarm.
     */
    readonly condition: 'ACTIVE' | 'RETURNED';
    /**
     * When the stage that now begins is due, were the clock to run from now on.
     */
    readonly dueAt: EpochMs;
  };
}

/**
 * Somebody was put in charge.
 */
export interface CaseAssigned {
  /**
   * Name of the event.
   */
  readonly type: 'CaseAssigned';
  /**
   * What happened.
   */
  readonly data: {
    /**
     * When it happened, by the clock of processing.
     */
    readonly at: EpochMs;
    /**
     * Who did it.
     */
    readonly by: Actor;
    /**
     * Subject of the person in charge.
     */
    readonly assignee: string;
  };
}

/**
 * The institution signed for it 签收.
 */
export interface CaseAcknowledged {
  /**
   * Name of the event.
   */
  readonly type: 'CaseAcknowledged';
  /**
   * What happened.
   */
  readonly data: {
    /**
     * When it happened, by the clock of processing.
     */
    readonly at: EpochMs;
    /**
     * Who did it.
     */
    readonly by: Actor;
    /**
     * When the stage that now begins is due, were the clock to run from now on.
     */
    readonly dueAt: EpochMs;
  };
}

/**
 * Handling began, under a plan if the institution has one that fits.
 */
export interface CaseHandlingStarted {
  /**
   * Name of the event.
   */
  readonly type: 'CaseHandlingStarted';
  /**
   * What happened.
   */
  readonly data: {
    /**
     * When it happened, by the clock of processing.
     */
    readonly at: EpochMs;
    /**
     * Who did it.
     */
    readonly by: Actor;
    /**
     * The plan as pinned.
     */
    readonly plan?: {
      /**
       * The plan.
       */
      readonly planId: Uuid;
      /**
       * Its version, from 1.
       */
      readonly version: number;
      /**
       * Its name at that version.
       */
      readonly name: string;
      /**
       * Its steps in order.
       *
       * @minItems 1
       * @maxItems 100
       *
       * Items: A step.
       */
      readonly steps: readonly {
        /**
         * Id within the plan.
         */
        readonly id: string;
        /**
         * What is to be done.
         */
        readonly title: string;
        /**
         * Whether the case cannot be handled without it.
         */
        readonly mandatory: boolean;
        /**
         * Whether it counts as done only with evidence.
         */
        readonly evidenceRequired: boolean;
      }[];
    };
  };
}

/**
 * Another plan took the place of the pinned one; steps that both have keep what was done.
 */
export interface CasePlanSwapped {
  /**
   * Name of the event.
   */
  readonly type: 'CasePlanSwapped';
  /**
   * What happened.
   */
  readonly data: {
    /**
     * When it happened, by the clock of processing.
     */
    readonly at: EpochMs;
    /**
     * Who did it.
     */
    readonly by: Actor;
    /**
     * The plan as pinned.
     */
    readonly plan: {
      /**
       * The plan.
       */
      readonly planId: Uuid;
      /**
       * Its version, from 1.
       */
      readonly version: number;
      /**
       * Its name at that version.
       */
      readonly name: string;
      /**
       * Its steps in order.
       *
       * @minItems 1
       * @maxItems 100
       *
       * Items: A step.
       */
      readonly steps: readonly {
        /**
         * Id within the plan.
         */
        readonly id: string;
        /**
         * What is to be done.
         */
        readonly title: string;
        /**
         * Whether the case cannot be handled without it.
         */
        readonly mandatory: boolean;
        /**
         * Whether it counts as done only with evidence.
         */
        readonly evidenceRequired: boolean;
      }[];
    };
    /**
     * Why.
     */
    readonly reason: string;
  };
}

/**
 * A step was done.
 */
export interface CaseStepDone {
  /**
   * Name of the event.
   */
  readonly type: 'CaseStepDone';
  /**
   * What happened.
   */
  readonly data: {
    /**
     * When it happened, by the clock of processing.
     */
    readonly at: EpochMs;
    /**
     * Who did it.
     */
    readonly by: Actor;
    /**
     * The step.
     */
    readonly stepId: string;
    /**
     * What shows it: references or a remark.
     *
     * @maxItems 20
     *
     * Items: A reference or remark.
     */
    readonly evidence: readonly string[];
  };
}

/**
 * A step that is not mandatory was found not necessary.
 */
export interface CaseStepNotNecessary {
  /**
   * Name of the event.
   */
  readonly type: 'CaseStepNotNecessary';
  /**
   * What happened.
   */
  readonly data: {
    /**
     * When it happened, by the clock of processing.
     */
    readonly at: EpochMs;
    /**
     * Who did it.
     */
    readonly by: Actor;
    /**
     * The step.
     */
    readonly stepId: string;
    /**
     * Why.
     */
    readonly reason: string;
  };
}

/**
 * Somebody wrote a comment.
 */
export interface CaseCommented {
  /**
   * Name of the event.
   */
  readonly type: 'CaseCommented';
  /**
   * What happened.
   */
  readonly data: {
    /**
     * When it happened, by the clock of processing.
     */
    readonly at: EpochMs;
    /**
     * Who did it.
     */
    readonly by: Actor;
    /**
     * The comment.
     */
    readonly text: string;
  };
}

/**
 * It was brought before the next level.
 */
export interface CaseEscalated {
  /**
   * Name of the event.
   */
  readonly type: 'CaseEscalated';
  /**
   * What happened.
   */
  readonly data: {
    /**
     * When it happened, by the clock of processing.
     */
    readonly at: EpochMs;
    /**
     * Who did it.
     */
    readonly by: Actor;
    /**
     * Level it has reached, from 1.
     */
    readonly level: number;
    /**
     * Why.
     */
    readonly reason: 'not-acknowledged' | 'not-handled' | 'not-closed' | 'no-feedback' | 'by-person';
    /**
     * Remark.
     */
    readonly note?: string;
    /**
     * When it escalates next if the stage is still not finished, were the clock to run from now on.
     */
    readonly escalateAt?: EpochMs;
  };
}

/**
 * Handling has ended.
 */
export interface CaseHandled {
  /**
   * Name of the event.
   */
  readonly type: 'CaseHandled';
  /**
   * What happened.
   */
  readonly data: {
    /**
     * When it happened, by the clock of processing.
     */
    readonly at: EpochMs;
    /**
     * Who did it.
     */
    readonly by: Actor;
    /**
     * How it ended.
     */
    readonly outcome: CaseOutcome;
    /**
     * Remark.
     */
    readonly note?: string;
    /**
     * When the stage that now begins is due, were the clock to run from now on.
     */
    readonly dueAt: EpochMs;
  };
}

/**
 * The lender found that there was no problem; it goes back to the rule.
 */
export interface CaseFalsePositiveReported {
  /**
   * Name of the event.
   */
  readonly type: 'CaseFalsePositiveReported';
  /**
   * What happened.
   */
  readonly data: {
    /**
     * When it happened, by the clock of processing.
     */
    readonly at: EpochMs;
    /**
     * Who did it.
     */
    readonly by: Actor;
    /**
     * Why, in the words of a verdict.
     */
    readonly reason: VerdictReason;
    /**
     * Remark.
     */
    readonly note?: string;
    /**
     * When the stage that now begins is due, were the clock to run from now on.
     */
    readonly dueAt: EpochMs;
  };
}

/**
 * The warning was lifted 解除.
 */
export interface CaseClosed {
  /**
   * Name of the event.
   */
  readonly type: 'CaseClosed';
  /**
   * What happened.
   */
  readonly data: {
    /**
     * When it happened, by the clock of processing.
     */
    readonly at: EpochMs;
    /**
     * Who did it.
     */
    readonly by: Actor;
    /**
     * Why.
     */
    readonly ground: CloseGround;
    /**
     * Remark.
     */
    readonly note?: string;
    /**
     * When the stage that now begins is due, were the clock to run from now on.
     */
    readonly dueAt: EpochMs;
  };
}

/**
 * What the case was worth 反馈.
 */
export interface CaseFeedbackRecorded {
  /**
   * Name of the event.
   */
  readonly type: 'CaseFeedbackRecorded';
  /**
   * What happened.
   */
  readonly data: {
    /**
     * When it happened, by the clock of processing.
     */
    readonly at: EpochMs;
    /**
     * Who did it.
     */
    readonly by: Actor;
    /**
     * Feedback to the rule.
     */
    readonly label: FeedbackLabel;
    /**
     * What became of the loan.
     */
    readonly loanState?: LoanState;
    /**
     * Remark.
     */
    readonly note?: string;
  };
}

/**
 * Somebody asked to take it up again.
 */
export interface CaseReopenRequested {
  /**
   * Name of the event.
   */
  readonly type: 'CaseReopenRequested';
  /**
   * What happened.
   */
  readonly data: {
    /**
     * When it happened, by the clock of processing.
     */
    readonly at: EpochMs;
    /**
     * Who did it.
     */
    readonly by: Actor;
    /**
     * Why.
     */
    readonly reason: string;
  };
}

/**
 * A second person agreed to take it up again; it has to be handled anew.
 */
export interface CaseReopened {
  /**
   * Name of the event.
   */
  readonly type: 'CaseReopened';
  /**
   * What happened.
   */
  readonly data: {
    /**
     * When it happened, by the clock of processing.
     */
    readonly at: EpochMs;
    /**
     * Who did it.
     */
    readonly by: Actor;
    /**
     * Why, as requested.
     */
    readonly reason: string;
    /**
     * Subject who asked.
     */
    readonly requestedBy: string;
    /**
     * When the stage that now begins is due, were the clock to run from now on.
     */
    readonly dueAt: EpochMs;
  };
}

/**
 * The request to take it up again was turned down.
 */
export interface CaseReopenRefused {
  /**
   * Name of the event.
   */
  readonly type: 'CaseReopenRefused';
  /**
   * What happened.
   */
  readonly data: {
    /**
     * When it happened, by the clock of processing.
     */
    readonly at: EpochMs;
    /**
     * Who did it.
     */
    readonly by: Actor;
    /**
     * Why.
     */
    readonly reason: string;
  };
}

/**
 * The condition of the alarm moved.
 */
export interface CaseConditionChanged {
  /**
   * Name of the event.
   */
  readonly type: 'CaseConditionChanged';
  /**
   * What happened.
   */
  readonly data: {
    /**
     * When it happened, by the clock of processing.
     */
    readonly at: EpochMs;
    /**
     * Who did it.
     */
    readonly by: Actor;
    /**
     * Condition now.
     */
    readonly condition: 'ACTIVE' | 'RETURNED';
    /**
     * Event time of the trigger.
     */
    readonly eventAt: EpochMs;
  };
}

/**
 * The severity of the alarm moved.
 */
export interface CaseSeverityChanged {
  /**
   * Name of the event.
   */
  readonly type: 'CaseSeverityChanged';
  /**
   * What happened.
   */
  readonly data: {
    /**
     * When it happened, by the clock of processing.
     */
    readonly at: EpochMs;
    /**
     * Who did it.
     */
    readonly by: Actor;
    /**
     * Before.
     */
    readonly from: Severity;
    /**
     * After.
     */
    readonly to: Severity;
    /**
     * Event time of the trigger.
     */
    readonly eventAt: EpochMs;
    /**
     * Latest time the stage is due after a rise.
     */
    readonly dueAt?: EpochMs;
  };
}

/**
 * The alarm is suppressed: the clock stands still.
 */
export interface CaseTimersPaused {
  /**
   * Name of the event.
   */
  readonly type: 'CaseTimersPaused';
  /**
   * What happened.
   */
  readonly data: {
    /**
     * When it happened, by the clock of processing.
     */
    readonly at: EpochMs;
    /**
     * Who did it.
     */
    readonly by: Actor;
  };
}

/**
 * The alarm is no longer suppressed: the clock runs on with the time that was left.
 */
export interface CaseTimersResumed {
  /**
   * Name of the event.
   */
  readonly type: 'CaseTimersResumed';
  /**
   * What happened.
   */
  readonly data: {
    /**
     * When it happened, by the clock of processing.
     */
    readonly at: EpochMs;
    /**
     * Who did it.
     */
    readonly by: Actor;
  };
}

/**
 * Events stored in streams case-<id>. Stored for ever: only ever add; an incompatible change is a new event name.
 */
export type CaseEvent =
  | CaseDispatched
  | CaseAssigned
  | CaseAcknowledged
  | CaseHandlingStarted
  | CasePlanSwapped
  | CaseStepDone
  | CaseStepNotNecessary
  | CaseCommented
  | CaseEscalated
  | CaseHandled
  | CaseFalsePositiveReported
  | CaseClosed
  | CaseFeedbackRecorded
  | CaseReopenRequested
  | CaseReopened
  | CaseReopenRefused
  | CaseConditionChanged
  | CaseSeverityChanged
  | CaseTimersPaused
  | CaseTimersResumed;
