// Generated from contracts/ by npm run contracts:gen. Do not edit.

import type { Actor, CaseOutcome, EpochMs, Family, FeedbackLabel, LocalizedText, MetricCode, Owner, Reason, Severity, Subject, Uuid, VerdictOutcome, VerdictReason } from './shared';

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
     * When it happened.
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
     * When it happened.
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
     * When it happened.
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
     * When it happened.
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
     * When it happened.
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
     * When it happened.
     */
    readonly at: EpochMs;
    /**
     * Who did it.
     */
    readonly by: Actor;
    /**
     * When the review is due.
     */
    readonly dueAt?: EpochMs;
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
     * When it happened.
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
     * When an idle claim ends.
     */
    readonly until?: EpochMs;
  };
}

/**
 * It went back to the queue.
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
     * When it happened.
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
     * by-reviewer: given back. idle: nothing was done in time.
     */
    readonly reason: 'by-reviewer' | 'idle';
  };
}

/**
 * A reviewer decided.
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
     * When it happened.
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
     * Ground.
     */
    readonly reason: VerdictReason;
    /**
     * Free remark; no personal data.
     */
    readonly note?: string;
    /**
     * Evidence the reviewer looked at: references of signals, pictures, visits.
     *
     * @maxItems 50
     *
     * Items: A reference.
     */
    readonly evidenceSeen: readonly string[];
  };
}

/**
 * A case was opened for an institution.
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
     * When it happened.
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
 * Nothing more is to be done.
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
     * When it happened.
     */
    readonly at: EpochMs;
    /**
     * Who did it.
     */
    readonly by: Actor;
    /**
     * Why it is closed.
     */
    readonly ground: 'false-positive' | 'inconclusive' | 'no-recipient' | 'cases-closed' | 'by-staff';
    /**
     * Free remark; no personal data.
     */
    readonly note?: string;
  };
}

/**
 * A closed alarm was taken up again.
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
     * When it happened.
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
 * Notification is held back until a time.
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
     * When it happened.
     */
    readonly at: EpochMs;
    /**
     * Who did it.
     */
    readonly by: Actor;
    /**
     * When shelving ends.
     */
    readonly until: EpochMs;
    /**
     * Why.
     */
    readonly reason: string;
  };
}

/**
 * Shelving ended.
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
     * When it happened.
     */
    readonly at: EpochMs;
    /**
     * Who did it.
     */
    readonly by: Actor;
    /**
     * by-staff or expired.
     */
    readonly reason: 'by-staff' | 'expired';
  };
}

/**
 * Held back because something that contains it has an alarm or a declared window.
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
     * When it happened.
     */
    readonly at: EpochMs;
    /**
     * Who did it.
     */
    readonly by: Actor;
    /**
     * The alarm that explains it.
     */
    readonly parentAlarmId?: Uuid;
    /**
     * Why.
     */
    readonly reason: string;
  };
}

/**
 * No longer held back by design.
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
     * When it happened.
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
 * The device or site is declared out of service.
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
     * When it happened.
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
 * The device or site serves again.
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
     * When it happened.
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
 * A lender found it to be false; the rule learns of it.
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
     * When it happened.
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
     * Why.
     */
    readonly reason: string;
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
  | AlarmJudged
  | AlarmDispatched
  | AlarmClosed
  | AlarmReopened
  | AlarmShelved
  | AlarmUnshelved
  | AlarmSuppressedByDesign
  | AlarmSuppressionLifted
  | AlarmTakenOutOfService
  | AlarmReturnedToService
  | AlarmFalsePositiveReported;

/**
 * An alarm was put in front of an institution.
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
     * When it happened.
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
     * Severity at dispatch.
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
     * Its name.
     */
    readonly ruleName: LocalizedText;
    /**
     * Condition of the machine, moved by triggers only.
     */
    readonly condition: 'ACTIVE' | 'RETURNED';
    /**
     * When it must be signed for.
     */
    readonly dueAt?: EpochMs;
  };
}

/**
 * Somebody is in charge.
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
     * When it happened.
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
    /**
     * Why.
     */
    readonly reason?: string;
  };
}

/**
 * Signed for 签收.
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
     * When it happened.
     */
    readonly at: EpochMs;
    /**
     * Who did it.
     */
    readonly by: Actor;
    /**
     * When handling must be finished.
     */
    readonly dueAt?: EpochMs;
  };
}

/**
 * Handling 处置 began under a plan.
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
     * When it happened.
     */
    readonly at: EpochMs;
    /**
     * Who did it.
     */
    readonly by: Actor;
    /**
     * The plan.
     */
    readonly planId: Uuid;
    /**
     * Its version, from 1.
     */
    readonly planVersion: number;
    /**
     * Its steps, pinned.
     *
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
    }[];
    /**
     * When handling must be finished.
     */
    readonly dueAt?: EpochMs;
  };
}

/**
 * Another plan was pinned; steps done stay done.
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
     * When it happened.
     */
    readonly at: EpochMs;
    /**
     * Who did it.
     */
    readonly by: Actor;
    /**
     * The plan.
     */
    readonly planId: Uuid;
    /**
     * Its version, from 1.
     */
    readonly planVersion: number;
    /**
     * Its steps, pinned.
     *
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
    }[];
    /**
     * Why.
     */
    readonly reason: string;
  };
}

/**
 * A step of the plan was done.
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
     * When it happened.
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
 * A step was found not necessary.
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
     * When it happened.
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
 * A remark for colleagues.
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
     * When it happened.
     */
    readonly at: EpochMs;
    /**
     * Who did it.
     */
    readonly by: Actor;
    /**
     * The remark; no personal data.
     */
    readonly text: string;
  };
}

/**
 * Told one level higher.
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
     * When it happened.
     */
    readonly at: EpochMs;
    /**
     * Who did it.
     */
    readonly by: Actor;
    /**
     * Level reached, from 1.
     */
    readonly level: number;
    /**
     * Why.
     */
    readonly reason: 'not-acknowledged' | 'not-handled' | 'by-person';
    /**
     * Free remark; no personal data.
     */
    readonly note?: string;
  };
}

/**
 * Handling is finished.
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
     * When it happened.
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
     * Free remark; no personal data.
     */
    readonly note?: string;
  };
}

/**
 * The warning is lifted 解除.
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
     * When it happened.
     */
    readonly at: EpochMs;
    /**
     * Who did it.
     */
    readonly by: Actor;
    /**
     * Ground on which it is lifted.
     */
    readonly ground: string;
    /**
     * Subject of the second person, where the colour asks for one.
     */
    readonly approvedBy?: string;
  };
}

/**
 * Feedback 反馈 to the rule.
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
     * When it happened.
     */
    readonly at: EpochMs;
    /**
     * Who did it.
     */
    readonly by: Actor;
    /**
     * What was learnt.
     */
    readonly label: FeedbackLabel;
    /**
     * Free remark; no personal data.
     */
    readonly note?: string;
  };
}

/**
 * Somebody asks to take it up again.
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
     * When it happened.
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
 * Taken up again with approval.
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
     * When it happened.
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
     * Subject of the second person.
     */
    readonly approvedBy: string;
  };
}

/**
 * The request to reopen was refused.
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
     * When it happened.
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
 * The condition of the alarm changed.
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
     * When it happened.
     */
    readonly at: EpochMs;
    /**
     * Who did it.
     */
    readonly by: Actor;
    /**
     * Condition of the machine, moved by triggers only.
     */
    readonly condition: 'ACTIVE' | 'RETURNED';
    /**
     * Event time of the change.
     */
    readonly eventAt: EpochMs;
  };
}

/**
 * The severity of the alarm changed.
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
     * When it happened.
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
     * Event time of the change.
     */
    readonly eventAt: EpochMs;
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
  | CaseClosed
  | CaseFeedbackRecorded
  | CaseReopenRequested
  | CaseReopened
  | CaseReopenRefused
  | CaseConditionChanged
  | CaseSeverityChanged;
