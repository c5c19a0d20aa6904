// Generated from contracts/ by npm run contracts:gen. Do not edit.

import type { Family, LocalizedText } from './shared';

/**
 * How to get from this unit to the canonical one: canonical = value x factor + offset.
 */
export interface UnitConversion {
  /**
   * Canonical units per unit, > 0.
   */
  readonly factor: number;
  /**
   * Added after the factor; 0 when absent.
   */
  readonly offset?: number;
}

/**
 * One metric.
 */
export interface Metric {
  /**
   * Code, e.g. energy.interval.
   */
  readonly code: string;
  /**
   * Family that grants and preferences name.
   */
  readonly family: Family;
  /**
   * Whether devices report it (reading), services derive it (signal), or both.
   */
  readonly of: 'reading' | 'signal' | 'both';
  /**
   * gauge: a value at a time. counter: cumulative, a decrease starts a new cycle. delta: amount during an interval. event: something happened. state: one of a list of names.
   */
  readonly kind: 'gauge' | 'counter' | 'event' | 'state' | 'delta';
  /**
   * Canonical unit, UCUM or SenML (RFC 8428) name: Wh, W, A, V, Cel, %RH, 1, d, h, CNY.
   */
  readonly unit: string;
  /**
   * Decimal digits kept; stored values are integers in units of 10^-digits.
   */
  readonly digits: number;
  /**
   * Smallest plausible value, canonical unit.
   */
  readonly min: number;
  /**
   * Largest plausible value, canonical unit.
   */
  readonly max: number;
  /**
   * Other units that are accepted and how they convert. The canonical unit is always accepted.
   */
  readonly units: {
    readonly [k: string]: UnitConversion;
  };
  /**
   * Names of the states; for kind state only.
   *
   * @minItems 2
   */
  readonly states?: readonly string[];
  /**
   * Chinese name.
   */
  readonly zh: string;
  /**
   * English name.
   */
  readonly en: string;
  /**
   * What it measures, in a sentence.
   */
  readonly about: string;
}

/**
 * Every metric that readings and signals may carry, sorted by code.
 */
export type MetricRegister = readonly Metric[];

/**
 * One way in which a request or a message can be refused.
 */
export interface Problem {
  /**
   * Stable code; the problem type is urn:problem:<code>.
   */
  readonly code: string;
  /**
   * Kind of refusal; decides the HTTP status.
   */
  readonly kind:
    | 'malformed'
    | 'unauthenticated'
    | 'forbidden'
    | 'not-found'
    | 'conflict'
    | 'stale'
    | 'too-large'
    | 'invalid'
    | 'precondition-required'
    | 'rate-limited'
    | 'internal'
    | 'unavailable';
  /**
   * HTTP status; more exact than the kind where HTTP knows one (405, 415).
   */
  readonly status: number;
  /**
   * What went wrong, without the particulars.
   */
  readonly title: LocalizedText;
  /**
   * What the caller can do about it.
   */
  readonly remedy: LocalizedText;
}

/**
 * Every error code of the product, sorted by code.
 */
export type ProblemRegister = readonly Problem[];

/**
 * A type of message in a topic.
 */
export interface TopicType {
  /**
   * CloudEvents type with version.
   */
  readonly type: string;
  /**
   * Schema of data, a path under contracts/.
   */
  readonly schema: string;
}

/**
 * One topic.
 */
export interface Topic {
  /**
   * Name without the prefix of the installation.
   */
  readonly name: string;
  /**
   * What the record key is; records of one key keep their order.
   */
  readonly key: string;
  /**
   * Partitions; the most members of one consumer group that work at once.
   */
  readonly partitions: number;
  /**
   * Days that records are kept, or compacted: the newest record of each key for ever.
   */
  readonly retention:
    | {
        /**
         * Days, 1 to 3650.
         */
        readonly days: number;
      }
    | 'compacted';
  /**
   * Service that answers for the topic.
   */
  readonly owner: string;
  /**
   * Further services that write to it.
   */
  readonly alsoWrittenBy?: readonly string[];
  /**
   * What it carries.
   */
  readonly about: string;
  /**
   * Types of its messages.
   *
   * @minItems 1
   */
  readonly types: readonly TopicType[];
}

/**
 * Every topic of the bus.
 */
export type TopicRegister = readonly Topic[];
