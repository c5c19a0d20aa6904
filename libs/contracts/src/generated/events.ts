// Generated from contracts/ by npm run contracts:gen. Do not edit.

import type { Channel, Device, Enterprise, Grant, Institution, KeyPerson, Loan, Pledge, Site } from './entities';
import type { Actor, AlarmView, CaseView, EpochMs, Family, LocalizedText, MetricCode, Owner, Reading, Reason, Severity, Signal, Subject, Uuid } from './shared';

/**
 * One stored event of an alarm, made public, with the alarm after it. Key: alarmId.
 */
export interface AlarmChanged {
  /**
   * The alarm.
   */
  readonly alarmId: Uuid;
  /**
   * Revision of the alarm after the change, from 0; also its ETag.
   */
  readonly revision: number;
  /**
   * Type of the stored event without version, e.g. AlarmRaised.
   */
  readonly change: string;
  /**
   * When it happened.
   */
  readonly at: EpochMs;
  /**
   * Who did it.
   */
  readonly actor: Actor;
  /**
   * Data of the stored event (contracts/streams/alarm-event.schema.json).
   */
  readonly detail: {
    readonly [k: string]: unknown;
  };
  /**
   * The alarm after the change.
   */
  readonly alarm: AlarmView;
}

/**
 * One stored event of a case, made public, with the case after it. Key: alarmId, so that an alarm and its cases keep their order.
 */
export interface CaseChanged {
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
   * Revision of the case after the change, from 0; also its ETag.
   */
  readonly revision: number;
  /**
   * Type of the stored event without version, e.g. CaseAcknowledged.
   */
  readonly change: string;
  /**
   * When it happened.
   */
  readonly at: EpochMs;
  /**
   * Who did it.
   */
  readonly actor: Actor;
  /**
   * Data of the stored event (contracts/streams/case-event.schema.json).
   */
  readonly detail: {
    readonly [k: string]: unknown;
  };
  /**
   * The case after the change.
   */
  readonly case: CaseView;
}

/**
 * What became of one notification to one recipient through one channel. Key: notificationId.
 */
export interface Delivery {
  /**
   * The record.
   */
  readonly deliveryId: Uuid;
  /**
   * The notification; constant over retries.
   */
  readonly notificationId: Uuid;
  /**
   * Institution of the recipient; null for platform staff.
   */
  readonly institutionId: Uuid | null;
  /**
   * Recipient or webhook endpoint.
   */
  readonly recipientId: Uuid;
  /**
   * Through what.
   */
  readonly channel: 'webhook' | 'email' | 'in-app';
  /**
   * What the notification is about.
   */
  readonly about: {
    /**
     * The alarm.
     */
    readonly alarmId?: Uuid;
    /**
     * The case.
     */
    readonly caseId?: Uuid;
    /**
     * Type of the change that is told, e.g. CaseDispatched.
     */
    readonly change: string;
  };
  /**
   * SENT: accepted by the other side. DROPPED: not to be sent. DELAYED: waits. RETRYING: failed, will be tried again. DEAD: given up.
   */
  readonly status: 'SENT' | 'DROPPED' | 'DELAYED' | 'RETRYING' | 'DEAD';
  /**
   * Why it is not SENT.
   */
  readonly reason?: {
    /**
     * Machine-readable reason, e.g. quiet-hours.
     */
    readonly code: string;
    /**
     * What happened; no personal data.
     */
    readonly detail: string;
  };
  /**
   * Until when it waits, for DELAYED and RETRYING.
   */
  readonly until?: EpochMs;
  /**
   * Number of the attempt, from 0 (none made).
   */
  readonly attempt: number;
  /**
   * When.
   */
  readonly at: EpochMs;
}

/**
 * A master record as it stands after a change. Key: kind:id; the topic is compacted.
 */
export type EntityChanged =
  | {
      /**
       * institution
       */
      readonly kind: 'institution';
      /**
       * Id of the record.
       */
      readonly id: Uuid;
      /**
       * Version of the record, from 1, one more with every change.
       */
      readonly version: number;
      /**
       * Whether this is the last state of a deleted record.
       */
      readonly deleted: boolean;
      /**
       * When it changed.
       */
      readonly at: EpochMs;
      /**
       * The record after the change.
       */
      readonly entity: Institution;
    }
  | {
      /**
       * enterprise
       */
      readonly kind: 'enterprise';
      /**
       * Id of the record.
       */
      readonly id: Uuid;
      /**
       * Version of the record, from 1, one more with every change.
       */
      readonly version: number;
      /**
       * Whether this is the last state of a deleted record.
       */
      readonly deleted: boolean;
      /**
       * When it changed.
       */
      readonly at: EpochMs;
      /**
       * The record after the change.
       */
      readonly entity: Enterprise;
    }
  | {
      /**
       * site
       */
      readonly kind: 'site';
      /**
       * Id of the record.
       */
      readonly id: Uuid;
      /**
       * Version of the record, from 1, one more with every change.
       */
      readonly version: number;
      /**
       * Whether this is the last state of a deleted record.
       */
      readonly deleted: boolean;
      /**
       * When it changed.
       */
      readonly at: EpochMs;
      /**
       * The record after the change.
       */
      readonly entity: Site;
    }
  | {
      /**
       * loan
       */
      readonly kind: 'loan';
      /**
       * Id of the record.
       */
      readonly id: Uuid;
      /**
       * Version of the record, from 1, one more with every change.
       */
      readonly version: number;
      /**
       * Whether this is the last state of a deleted record.
       */
      readonly deleted: boolean;
      /**
       * When it changed.
       */
      readonly at: EpochMs;
      /**
       * The record after the change.
       */
      readonly entity: Loan;
    }
  | {
      /**
       * pledge
       */
      readonly kind: 'pledge';
      /**
       * Id of the record.
       */
      readonly id: Uuid;
      /**
       * Version of the record, from 1, one more with every change.
       */
      readonly version: number;
      /**
       * Whether this is the last state of a deleted record.
       */
      readonly deleted: boolean;
      /**
       * When it changed.
       */
      readonly at: EpochMs;
      /**
       * The record after the change.
       */
      readonly entity: Pledge;
    }
  | {
      /**
       * key-person
       */
      readonly kind: 'key-person';
      /**
       * Id of the record.
       */
      readonly id: Uuid;
      /**
       * Version of the record, from 1, one more with every change.
       */
      readonly version: number;
      /**
       * Whether this is the last state of a deleted record.
       */
      readonly deleted: boolean;
      /**
       * When it changed.
       */
      readonly at: EpochMs;
      /**
       * The record after the change.
       */
      readonly entity: KeyPerson;
    }
  | {
      /**
       * device
       */
      readonly kind: 'device';
      /**
       * Id of the record.
       */
      readonly id: Uuid;
      /**
       * Version of the record, from 1, one more with every change.
       */
      readonly version: number;
      /**
       * Whether this is the last state of a deleted record.
       */
      readonly deleted: boolean;
      /**
       * When it changed.
       */
      readonly at: EpochMs;
      /**
       * The record after the change.
       */
      readonly entity: Device;
    }
  | {
      /**
       * channel
       */
      readonly kind: 'channel';
      /**
       * Id of the record.
       */
      readonly id: Uuid;
      /**
       * Version of the record, from 1, one more with every change.
       */
      readonly version: number;
      /**
       * Whether this is the last state of a deleted record.
       */
      readonly deleted: boolean;
      /**
       * When it changed.
       */
      readonly at: EpochMs;
      /**
       * The record after the change.
       */
      readonly entity: Channel;
    }
  | {
      /**
       * grant
       */
      readonly kind: 'grant';
      /**
       * Id of the record.
       */
      readonly id: Uuid;
      /**
       * Version of the record, from 1, one more with every change.
       */
      readonly version: number;
      /**
       * Whether this is the last state of a deleted record.
       */
      readonly deleted: boolean;
      /**
       * When it changed.
       */
      readonly at: EpochMs;
      /**
       * The record after the change.
       */
      readonly entity: Grant;
    };

/**
 * Readings of one device, normalised, accepted and durable. Key: deviceId. Header families names the metric families inside.
 */
export interface ReadingBatch {
  /**
   * The device.
   */
  readonly deviceId: Uuid;
  /**
   * Its site.
   */
  readonly siteId: Uuid;
  /**
   * The enterprise of the site.
   */
  readonly enterpriseId: Uuid;
  /**
   * When the platform received them.
   */
  readonly receivedAt: EpochMs;
  /**
   * How they came.
   */
  readonly transport: 'http' | 'mqtt';
  /**
   * Decoder that read them, e.g. loanwatch-json or a vendor format.
   */
  readonly format: string;
  /**
   * The readings in the order the device sent them.
   *
   * @minItems 1
   * @maxItems 1000
   *
   * Items: A reading.
   */
  readonly readings: readonly Reading[];
}

/**
 * Signals of one site, or of one enterprise as a whole. Key: enterpriseId. Header metrics names the distinct metrics inside.
 */
export interface SignalBatch {
  /**
   * The enterprise.
   */
  readonly enterpriseId: Uuid;
  /**
   * The site; null for signals about the enterprise as a whole.
   */
  readonly siteId: Uuid | null;
  /**
   * Service that derived them, e.g. metering.
   */
  readonly service: string;
  /**
   * Whether the readings were received within one hour of their observation; only live subjects are judged by wall clock.
   */
  readonly live: boolean;
  /**
   * When the newest reading behind them was received.
   */
  readonly receivedAt: EpochMs;
  /**
   * The signals in event-time order per subject.
   *
   * @minItems 1
   * @maxItems 2000
   *
   * Items: A signal.
   */
  readonly signals: readonly Signal[];
}

/**
 * One verdict of one rule version about one subject. Key: enterpriseId.
 */
export interface Trigger {
  /**
   * Derived from rule, version, subject, verdict and event time: the same verdict decided twice has the same id.
   */
  readonly triggerId: Uuid;
  /**
   * RAISE opens, OCCUR repeats, SEVERITY changes the colour, CLEAR ends the condition.
   */
  readonly verdict: 'RAISE' | 'OCCUR' | 'SEVERITY' | 'CLEAR';
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
   * Severity after this verdict.
   */
  readonly severity: Severity;
  /**
   * Severity before a SEVERITY verdict.
   */
  readonly previousSeverity?: Severity;
  /**
   * Event time of the verdict.
   */
  readonly at: EpochMs;
  /**
   * Class of the site day: working, rest, make-up, festival or closure.
   */
  readonly dayClass?: string;
  /**
   * Why, with the figures used.
   *
   * @minItems 1
   * @maxItems 50
   *
   * Items: A reason.
   */
  readonly reasons: readonly Reason[];
}
