// Generated from contracts/ by npm run contracts:gen. Do not edit.

import type { Family, LocalizedText, MetricCode, Severity, Uuid } from './shared';

/**
 * Every list that is present must name the enterprise or site; within a list any entry will do.
 */
export interface RuleScope {
  /**
   * These enterprises.
   *
   * @minItems 1
   * @maxItems 1000
   *
   * Items: An enterprise.
   */
  readonly enterprises?: readonly Uuid[];
  /**
   * These sites.
   *
   * @minItems 1
   * @maxItems 1000
   *
   * Items: A site.
   */
  readonly sites?: readonly Uuid[];
  /**
   * Enterprises or sites that bear one of these labels.
   *
   * @minItems 1
   * @maxItems 50
   *
   * Items: A label.
   */
  readonly tags?: readonly string[];
  /**
   * Enterprises of these kinds.
   *
   * @minItems 1
   * @maxItems 5
   *
   * Items: A kind of premises.
   */
  readonly industries?: readonly ('factory' | 'warehouse' | 'shop' | 'office' | 'other')[];
  /**
   * Kind of subject whose signals are judged.
   */
  readonly subjects?: 'enterprise' | 'site' | 'device' | 'channel' | 'person';
}

/**
 * Windows of site time. A window over midnight belongs to the day on which it begins: its weekday and the class of its day are those of that day. An interval counts when it lies wholly inside one window.
 */
export interface RuleSchedule {
  /**
   * Windows; the whole day when neither these nor siteHours are given.
   *
   * @minItems 1
   * @maxItems 50
   *
   * Items: A window.
   */
  readonly shifts?: readonly RuleShift[];
  /**
   * true: the working hours of the site's own calendar, on its working and make-up days.
   */
  readonly siteHours?: true;
  /**
   * Only on days of these classes; a make-up day is a weekend day that is worked 调休.
   *
   * @minItems 1
   * @maxItems 5
   *
   * Items: A class of day.
   */
  readonly dayClasses?: readonly ('working' | 'rest' | 'make-up' | 'festival' | 'closure')[];
}

/**
 * A window of site time; an end at or before the start lies on the next day.
 */
export interface RuleShift {
  /**
   * Weekdays on which it begins, ISO: Monday = 1 to Sunday = 7.
   *
   * @minItems 1
   * @maxItems 7
   *
   * Items: A weekday.
   */
  readonly weekdays: readonly number[];
  /**
   * Start, inclusive. Local time HH:MM of the site, 00:00 to 23:59.
   */
  readonly start: string;
  /**
   * End, exclusive. Local time HH:MM of the site, 00:00 to 23:59.
   */
  readonly end: string;
}

/**
 * One severity of a ladder.
 */
export interface RuleRung {
  /**
   * Severity while the condition is the first that is true.
   */
  readonly severity: Severity;
  /**
   * The condition.
   */
  readonly condition: RuleCondition;
}

/**
 * An alarm returns when every condition of the ladder is false and, where given, this condition is true, for as long as the off-delay.
 */
export interface RuleClear {
  /**
   * What must be true as well (hysteresis).
   */
  readonly condition?: RuleSampleCondition;
  /**
   * How long it must hold, ms. Default 0; for an event metric, whose events have no end, the time without another event, default 900000 (15 min).
   */
  readonly offDelayMs?: number;
}

/**
 * A condition of a ladder.
 */
export type RuleCondition =
  | ThresholdCondition
  | StateCondition
  | EventCondition
  | BaselineCondition
  | DurationCondition
  | MatchCountCondition
  | NoDataCondition;

/**
 * A condition that one signal decides.
 */
export type RuleSampleCondition = ThresholdCondition | StateCondition | EventCondition | BaselineCondition;

/**
 * A condition that can hold for a while.
 */
export type RuleSteadyCondition = ThresholdCondition | StateCondition | BaselineCondition | MatchCountCondition;

/**
 * The value against limits.
 */
export interface ThresholdCondition {
  /**
   * threshold
   */
  readonly kind: 'threshold';
  /**
   * above: > value; below: < value; between: value <= it <= to; outside: < value or > to.
   */
  readonly operator: 'above' | 'below' | 'between' | 'outside';
  /**
   * Limit, or the lower limit of between and outside, in the canonical unit of the metric.
   */
  readonly value: number;
  /**
   * Upper limit of between and outside, in the canonical unit of the metric.
   */
  readonly to?: number;
}

/**
 * The state is one of these. For metrics of kind state.
 */
export interface StateCondition {
  /**
   * state
   */
  readonly kind: 'state';
  /**
   * States of the metric.
   *
   * @minItems 1
   * @maxItems 20
   *
   * Items: A state.
   */
  readonly is: readonly string[];
}

/**
 * An event occurs. For metrics of kind event.
 */
export interface EventCondition {
  /**
   * event
   */
  readonly kind: 'event';
  /**
   * What the attributes of the event must be; an attribute that the event does not have does not match.
   */
  readonly attributes?: {
    /**
     * What it must be.
     */
    readonly [k: string]: AttributeMatch;
  };
  /**
   * Whether the event must lie inside or outside the hours; when absent, at any time.
   */
  readonly when?: 'inside' | 'outside';
  /**
   * The hours that when speaks of; the site's own working hours when absent.
   */
  readonly hours?: RuleSchedule;
}

/**
 * What an attribute must be: exactly one of the fields.
 */
export interface AttributeMatch {
  /**
   * One of these values.
   *
   * @minItems 1
   * @maxItems 50
   *
   * Items: A value.
   */
  readonly oneOf?: readonly (string | number | boolean)[];
  /**
   * A number of at least this.
   */
  readonly atLeast?: number;
}

/**
 * A day's value against the usual one of the same class of day: the median of the subject's own past days. Days with an open alarm of the rule do not enter. Judged only with enough past days.
 */
export interface BaselineCondition {
  /**
   * baseline
   */
  readonly kind: 'baseline';
  /**
   * below: less than ratio x median, or than median - deviations x MAD; above: more than ratio x median, or than median + deviations x MAD.
   */
  readonly operator: 'below' | 'above';
  /**
   * Multiple of the median, 1 = as usual. Either this or deviations.
   */
  readonly ratio?: number;
  /**
   * Distance from the median in median absolute deviations (MAD); a MAD below 1 % of the median counts as that. Either this or ratio.
   */
  readonly deviations?: number;
  /**
   * true: only past days of the same weekday; default false: all past days of the same class.
   */
  readonly sameWeekday?: boolean;
  /**
   * How many weeks back the past days may lie.
   */
  readonly trailingWeeks: number;
  /**
   * Fewest past days; with fewer the rule reports that it is not judged yet.
   */
  readonly minimumSamples: number;
  /**
   * What of the past days is the usual value.
   */
  readonly statistic: 'median';
}

/**
 * A condition has held without a break. Unknown breaks it after stalenessMs.
 */
export interface DurationCondition {
  /**
   * duration
   */
  readonly kind: 'duration';
  /**
   * What must hold.
   */
  readonly condition: RuleSteadyCondition;
  /**
   * For how long, ms of event time inside the schedule, from the first value for which it is true.
   */
  readonly forMs: number;
}

/**
 * A condition was true n times: within a span of time, or among the last values.
 */
export interface MatchCountCondition {
  /**
   * n-of-m
   */
  readonly kind: 'n-of-m';
  /**
   * What is counted.
   */
  readonly condition: RuleSampleCondition;
  /**
   * How many times.
   */
  readonly n: number;
  /**
   * Length of the window, ms of event time inside the schedule. Either this or ofLast.
   */
  readonly withinMs?: number;
  /**
   * Among so many values, the newest included. Either this or withinMs.
   */
  readonly ofLast?: number;
  /**
   * total (default): all matches of the window; continuous: matches in a row, one value that does not match starts again.
   */
  readonly mode?: 'total' | 'continuous';
  /**
   * rolling (default): the window ends at the newest value; tumbling: windows follow each other from site midnight (weeks from Monday).
   */
  readonly window?: 'rolling' | 'tumbling';
  /**
   * Which of the matches the reason shows: the last (default) or the first.
   */
  readonly report?: 'first' | 'last';
}

/**
 * Nothing was heard of a subject that had been heard of. A value that could not be judged is not silence; a device declared out of service is not silent.
 */
export interface NoDataCondition {
  /**
   * no-data
   */
  readonly kind: 'no-data';
  /**
   * For longer than this, ms of event time inside the schedule.
   */
  readonly forMs: number;
}

/**
 * What a rule says 预警策略. A published version of it never changes. Values are in the canonical unit of the metric, durations in milliseconds of event time, times of day in site time.
 */
export interface RuleDocument {
  /**
   * Name of the rule as a reviewer reads it.
   */
  readonly name: LocalizedText;
  /**
   * Family of the metric. An institution's rule judges only under a grant for this family.
   */
  readonly family: Family;
  /**
   * Signal metric that is judged.
   */
  readonly metric: MetricCode;
  /**
   * What it judges; everything its owner may see when absent.
   */
  readonly appliesTo?: RuleScope;
  /**
   * When it judges. Outside it nothing is judged and what has been counted stands still.
   */
  readonly schedule?: RuleSchedule;
  /**
   * Severities with their conditions, most severe first; the first that is true decides.
   *
   * @minItems 1
   * @maxItems 4
   *
   * Items: A severity.
   */
  readonly ladder: readonly RuleRung[];
  /**
   * When an open alarm returns; when absent, as soon as every condition of the ladder is false.
   */
  readonly clear?: RuleClear;
  /**
   * Longest gap between two values over which the first still counts as known, ms. A longer gap breaks a duration.
   */
  readonly stalenessMs: number;
  /**
   * Least event time between two occurrences reported while an alarm stays open, ms. When absent: every event counts, and of other metrics one occurrence per site day.
   */
  readonly repeatAfterMs?: number;
}
