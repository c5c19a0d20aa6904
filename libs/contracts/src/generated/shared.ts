// Generated from contracts/ by npm run contracts:gen. Do not edit.

/**
 * Who acted. Never a name: the subject of a token, or system:<service>.
 */
export interface Actor {
  /**
   * Subject of the token (sub), or system:<service>.
   */
  readonly subject: string;
  /**
   * Role in which the subject acted.
   */
  readonly role: Role;
}

/**
 * An alarm as it stands after a change.
 */
export interface AlarmView {
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
   * Condition of the machine, moved by triggers only.
   */
  readonly condition: 'ACTIVE' | 'RETURNED';
  /**
   * Where the review by platform staff stands.
   */
  readonly review:
    | 'RAISED'
    | 'PENDING_REVIEW'
    | 'IN_REVIEW'
    | 'FALSE_POSITIVE'
    | 'INCONCLUSIVE'
    | 'CONFIRMED'
    | 'DISPATCHED'
    | 'CLOSED';
  /**
   * Whether notification is held back; recording never is.
   */
  readonly suppression: 'NONE' | 'SHELVED' | 'SUPPRESSED_BY_DESIGN' | 'OUT_OF_SERVICE';
  /**
   * ISA-18.2 state, derived: NORM, UNACK, ACKED, RTNUN (returned, unacknowledged), SHLVD, DSUPR, OOSRV.
   */
  readonly isaState: 'NORM' | 'UNACK' | 'ACKED' | 'RTNUN' | 'SHLVD' | 'DSUPR' | 'OOSRV';
  /**
   * How often it occurred while open, the first included.
   */
  readonly occurrences: number;
  /**
   * Event time of the first occurrence.
   */
  readonly firstAt: EpochMs;
  /**
   * Event time of the last trigger.
   */
  readonly lastAt: EpochMs;
  /**
   * Reasons of the last trigger.
   *
   * @minItems 1
   * @maxItems 50
   *
   * Items: A reason.
   */
  readonly lastReasons: readonly Reason[];
  /**
   * Subject of the reviewer who has claimed it.
   */
  readonly claimedBy?: string;
  /**
   * The verdict in force.
   */
  readonly verdict?: {
    /**
     * What was found.
     */
    readonly outcome: VerdictOutcome;
    /**
     * Why.
     */
    readonly reason: VerdictReason;
    /**
     * Subject of the reviewer.
     */
    readonly by: string;
    /**
     * When.
     */
    readonly at: EpochMs;
  };
  /**
   * Institutions that have a case of it.
   *
   * @maxItems 1000
   *
   * Items: An institution.
   */
  readonly dispatchedTo: readonly Uuid[];
  /**
   * The closed alarm of the same fingerprint before this one.
   */
  readonly recurrenceOf?: Uuid;
  /**
   * How often it was reopened.
   */
  readonly reopened: number;
  /**
   * When shelving ends.
   */
  readonly shelvedUntil?: EpochMs;
  /**
   * When the review is due; absent while nothing is to be reviewed or the clock stands still.
   */
  readonly reviewDueAt?: EpochMs;
}

/**
 * Further facts by name; no personal data.
 */
export interface Attributes {
  readonly [k: string]: string | number | boolean;
}

/**
 * How the handling ended.
 */
export type CaseOutcome = 'RISK_CONFIRMED' | 'RISK_REMOVED' | 'NO_RISK' | 'FALSE_POSITIVE' | 'TRANSFERRED';

/**
 * A case as it stands after a change.
 */
export interface CaseView {
  /**
   * The case.
   */
  readonly caseId: Uuid;
  /**
   * The alarm it handles.
   */
  readonly alarmId: Uuid;
  /**
   * The institution that handles it.
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
   * Severity of the alarm now.
   */
  readonly severity: Severity;
  /**
   * Family of the alarm.
   */
  readonly family: Family;
  /**
   * Name of the rule.
   */
  readonly ruleName: LocalizedText;
  /**
   * Where the handling stands.
   */
  readonly status: 'DISPATCHED' | 'ACKNOWLEDGED' | 'HANDLING' | 'HANDLED' | 'CLOSED' | 'FEEDBACK';
  /**
   * Condition of the machine, moved by triggers only.
   */
  readonly condition: 'ACTIVE' | 'RETURNED';
  /**
   * Subject of the person in charge.
   */
  readonly assignee?: string;
  /**
   * The plan pinned to the case.
   */
  readonly plan?: {
    /**
     * The plan.
     */
    readonly planId: Uuid;
    /**
     * Version of the plan, from 1.
     */
    readonly version: number;
    /**
     * Its steps in order.
     *
     * @maxItems 100
     *
     * Items: A step.
     */
    readonly steps: readonly PlanStep[];
  };
  /**
   * How the handling ended.
   */
  readonly outcome?: CaseOutcome;
  /**
   * Ground on which the warning was lifted.
   */
  readonly closedGround?: CloseGround;
  /**
   * Feedback to the rule.
   */
  readonly feedback?: FeedbackLabel;
  /**
   * When the current stage is due; absent while nothing is awaited or the clock stands still.
   */
  readonly dueAt?: EpochMs;
  /**
   * How often it was escalated.
   */
  readonly escalations: number;
  /**
   * Whether a request to reopen waits for approval.
   */
  readonly reopenRequested?: boolean;
  /**
   * When it was dispatched.
   */
  readonly openedAt: EpochMs;
  /**
   * When it was signed for 签收.
   */
  readonly acknowledgedAt?: EpochMs;
  /**
   * When it was handled 处置.
   */
  readonly handledAt?: EpochMs;
  /**
   * When it was lifted 解除.
   */
  readonly closedAt?: EpochMs;
  /**
   * The rule.
   */
  readonly ruleId?: Uuid;
  /**
   * What the alarm is about.
   */
  readonly subject?: Subject;
  /**
   * How often it was reopened.
   */
  readonly reopened?: number;
}

/**
 * Ground on which a lender lifts a warning 解除, from a fixed list so that it can be counted.
 */
export type CloseGround = 'CONDITION_RETURNED' | 'RISK_REMOVED' | 'NO_RISK' | 'RISK_ACCEPTED' | 'TRANSFERRED';

/**
 * A point in time: integer milliseconds since 1970-01-01T00:00:00Z, UTC, at most the end of the year 9999.
 */
export type EpochMs = number;

/**
 * Family of metrics. Grants and preferences are given per family.
 */
export type Family = 'people' | 'goods' | 'presence' | 'intrusion' | 'electricity' | 'climate' | 'health' | 'external';

/**
 * What the lender learnt from a case, fed back to the rule.
 */
export type FeedbackLabel = 'TRUE_RISK' | 'FALSE_POSITIVE' | 'VALUABLE' | 'NOT_VALUABLE' | 'INCONCLUSIVE';

/**
 * What became of the loan, as known when feedback is given. Links an alarm to the loss it did or did not announce.
 */
export type LoanState = 'PERFORMING' | 'OVERDUE' | 'EXTENDED' | 'DEFAULTED' | 'REPAID';

/**
 * A text in both languages of the product.
 */
export interface LocalizedText {
  /**
   * Simplified Chinese.
   */
  readonly zh: string;
  /**
   * English.
   */
  readonly en: string;
}

/**
 * Code of a metric in contracts/metrics.json, e.g. energy.interval.
 */
export type MetricCode = string;

/**
 * Whose rule it is: a template of the platform, or a rule of one institution.
 */
export type Owner =
  | {
      /**
       * platform
       */
      readonly kind: 'platform';
    }
  | {
      /**
       * institution
       */
      readonly kind: 'institution';
      /**
       * The institution.
       */
      readonly institutionId: Uuid;
    };

/**
 * A step of the pinned plan.
 */
export interface PlanStep {
  /**
   * Id of the step within the plan.
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
   * Set once the step is done.
   */
  readonly done?: {
    /**
     * Subject who did it.
     */
    readonly by: string;
    /**
     * When.
     */
    readonly at: EpochMs;
    /**
     * What shows it: references or a remark.
     *
     * @maxItems 20
     *
     * Items: A reference or remark.
     */
    readonly evidence: readonly string[];
  };
  /**
   * Set once somebody decided that the step is not necessary.
   */
  readonly notNecessary?: {
    /**
     * Subject who decided.
     */
    readonly by: string;
    /**
     * When.
     */
    readonly at: EpochMs;
    /**
     * Why.
     */
    readonly reason: string;
  };
  /**
   * Whether it counts as done only with evidence.
   */
  readonly evidenceRequired?: boolean;
}

/**
 * One value that a device reported.
 */
export interface Reading {
  /**
   * Channel of the device, as registered.
   */
  readonly channel: string;
  /**
   * Reading metric.
   */
  readonly metric: MetricCode;
  /**
   * When the device observed it; the end of the interval for deltas.
   */
  readonly observedAt: EpochMs;
  /**
   * Value in the canonical unit of the metric; a state name for states.
   */
  readonly value: number | string;
  /**
   * Length of the interval the value covers, [observedAt - intervalMs, observedAt), in milliseconds, 1 to 31 days.
   */
  readonly intervalMs?: number;
  /**
   * Further facts, e.g. objectClass, zone, score, token, band.
   */
  readonly attributes?: Attributes;
}

/**
 * Why a rule decided as it did, with the figures it actually used.
 */
export interface Reason {
  /**
   * Kind of condition: threshold, duration, n-of-m, aggregate, baseline-deviation, change, no-data, event, person-absent, composite, clear, or one of a later rule version.
   */
  readonly code: string;
  /**
   * Metric that was judged.
   */
  readonly metric: MetricCode;
  /**
   * Value that was judged, in the canonical unit of the metric; a state name for states; null for no data.
   */
  readonly actual: number | string | null;
  /**
   * Comparison that was true, e.g. above, below, between, outside, equals.
   */
  readonly operator?: string;
  /**
   * Limit it was compared with, in the canonical unit of the metric.
   */
  readonly threshold?: number;
  /**
   * Upper limit, for between and outside, in the canonical unit of the metric.
   */
  readonly thresholdTo?: number;
  /**
   * The expectation it was compared with.
   */
  readonly baseline?: {
    /**
     * Median of the samples, in the canonical unit of the metric.
     */
    readonly value: number;
    /**
     * Median absolute deviation of the samples, in the canonical unit of the metric, >= 0.
     */
    readonly spread: number;
    /**
     * How many samples stand behind it.
     */
    readonly samples: number;
    /**
     * Class of day the samples were taken from.
     */
    readonly dayClass?: string;
    /**
     * ISO weekday the samples were taken from, Monday = 1 to Sunday = 7.
     */
    readonly weekday?: number;
  };
  /**
   * The window that was judged, in event time.
   */
  readonly window?: {
    /**
     * Start, inclusive.
     */
    readonly from: EpochMs;
    /**
     * End, exclusive.
     */
    readonly to: EpochMs;
    /**
     * Values that matched.
     */
    readonly matches?: number;
    /**
     * Values that were judged.
     */
    readonly of?: number;
  };
  /**
   * Event time of the signal that decided.
   */
  readonly signalAt: EpochMs;
  /**
   * Coverage of the signal that decided, 0 to 1.
   */
  readonly coverage?: number;
  /**
   * Algorithm and version that made the signal.
   */
  readonly algorithm?: string;
  /**
   * Version of the site calendar that was used.
   */
  readonly calendarVersion?: number;
  /**
   * The reason as a sentence.
   */
  readonly text: LocalizedText;
}

/**
 * Role in which somebody acts; system for timers, triggers and other services.
 */
export type Role =
  | 'risk_manager'
  | 'account_manager'
  | 'information_officer'
  | 'service_manager'
  | 'enterprise_user'
  | 'admin'
  | 'client'
  | 'system';

/**
 * Colour of an early warning, mildest first: BLUE 蓝, YELLOW 黄, ORANGE 橙, RED 红.
 */
export type Severity = 'BLUE' | 'YELLOW' | 'ORANGE' | 'RED';

/**
 * What readings mean for the business: a metric of a subject at an event time.
 */
export interface Signal {
  /**
   * Signal metric.
   */
  readonly metric: MetricCode;
  /**
   * What it is about.
   */
  readonly subject: Subject;
  /**
   * Event time, or the END of the interval (exclusive).
   */
  readonly at: EpochMs;
  /**
   * Start of the interval (inclusive); absent for a point in time.
   */
  readonly from?: EpochMs;
  /**
   * Value in the canonical unit of the metric; a state name for states; null when not judged. Unknown is not zero.
   */
  readonly value: number | string | null;
  /**
   * Share of the interval really observed, 0 to 1.
   */
  readonly coverage: number;
  /**
   * Algorithm and version, e.g. metering.interval-energy@1.
   */
  readonly algorithm: string;
  /**
   * Version of the site calendar used.
   */
  readonly calendarVersion?: number;
  /**
   * 0 (default) for the first value; a higher one replaces the value of the same metric, subject, at and from.
   */
  readonly revision?: number;
  /**
   * The readings behind it.
   */
  readonly readings?: {
    /**
     * Device.
     */
    readonly deviceId: Uuid;
    /**
     * Channel.
     */
    readonly channel: string;
    /**
     * Observed time of the first.
     */
    readonly from: EpochMs;
    /**
     * Observed time of the last.
     */
    readonly to: EpochMs;
    /**
     * How many.
     */
    readonly count: number;
  };
  /**
   * Further facts.
   */
  readonly attributes?: Attributes;
  /**
   * Why there is no value; present if and only if value is null.
   */
  readonly notJudged?: {
    /**
     * Machine-readable reason, e.g. coverage-too-low.
     */
    readonly code: string;
    /**
     * What was missing.
     */
    readonly detail: string;
  };
}

/**
 * What a signal or an alarm is about: enterprise:<uuid>, site:<uuid>, device:<uuid>, channel:<device uuid>/<channel name>, or person:<opaque match token>.
 */
export type Subject = string;

/**
 * A UUID in lower case: version 7 where a service makes it, version 5 where it is derived so that a repeated message names the same thing.
 */
export type Uuid = string;

/**
 * What a reviewer found.
 */
export type VerdictOutcome = 'FALSE_POSITIVE' | 'INCONCLUSIVE' | 'CONFIRMED';

/**
 * Ground of a verdict, from a fixed list so that it can be counted.
 */
export type VerdictReason =
  | 'lighting'
  | 'occlusion'
  | 'staff'
  | 'weather'
  | 'planned-activity'
  | 'device-fault'
  | 'rule-too-tight'
  | 'known-benign'
  | 'verified-on-site'
  | 'verified-remotely'
  | 'pattern-consistent'
  | 'insufficient-evidence'
  | 'other';
