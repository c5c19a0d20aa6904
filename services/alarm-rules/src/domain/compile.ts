import type { Metric, RuleCondition, RuleDocument, Severity } from '@loanwatch/contracts';
import { unreachable } from '@loanwatch/kernel';
import type { Condition } from './condition';
import { baseline } from './conditions/baseline';
import { duration } from './conditions/duration';
import { event } from './conditions/event';
import { lastOf } from './conditions/match-count/last';
import { rolling } from './conditions/match-count/rolling';
import { tumbling } from './conditions/match-count/tumbling';
import { noData } from './conditions/no-data';
import { state } from './conditions/state';
import { threshold } from './conditions/threshold';

/** A published version of a rule, ready to judge. */
export interface CompiledRule {
  readonly document: RuleDocument;
  readonly metric: Metric;
  /** Most severe first. */
  readonly rungs: readonly { readonly severity: Severity; readonly condition: Condition }[];
  readonly clear: Condition | undefined;
  readonly offDelayMs: number;
  /** Some rung is true at instants only: the alarm ends by quiet, and its severity does not fall before. */
  readonly momentary: boolean;
  /** Some condition can become true by time alone. */
  readonly timed: boolean;
  /** Some condition is about silence, so that a signal counts as heard whatever it says. */
  readonly listens: boolean;
  /** Weeks of days to remember; 0 when no condition compares days. */
  readonly weeks: number;
}

/** How long it must be quiet before the alarm of an event returns, when its rule does not say. */
export const DEFAULT_QUIET_MS = 900_000;

/** Closures over the document; `metric` is the one the document names. */
export function compile(document: RuleDocument, metric: Metric): CompiledRule {
  const rungs = document.ladder.map(({ severity, condition }) => ({
    severity,
    condition: compileCondition(condition, document, metric),
  }));
  const clear = document.clear?.condition;
  const momentary = rungs.some(({ condition }) => condition.momentary);
  const offDelayMs = document.clear?.offDelayMs ?? (momentary ? DEFAULT_QUIET_MS : 0);
  const conditions = [...document.ladder.map(({ condition }) => condition), ...(clear === undefined ? [] : [clear])];
  return {
    document,
    metric,
    rungs,
    clear: clear === undefined ? undefined : compileCondition(clear, document, metric),
    offDelayMs,
    momentary,
    timed: offDelayMs > 0 || rungs.some(({ condition }) => condition.dueAt !== undefined),
    listens: rungs.some(({ condition }) => condition.hear !== undefined),
    weeks: Math.max(0, ...conditions.map(weeksOf)),
  };
}

function compileCondition(document: RuleCondition, rule: RuleDocument, metric: Metric): Condition {
  switch (document.kind) {
    case 'threshold':
      return threshold(document, metric);
    case 'state':
      return state(document, metric);
    case 'event':
      return event(document, metric);
    case 'baseline':
      return baseline(document, metric);
    case 'no-data':
      return noData(document, metric);
    case 'duration':
      return duration(document, compileCondition(document.condition, rule, metric), rule.stalenessMs);
    case 'n-of-m': {
      const { n, withinMs, ofLast = n, mode, window, report = 'last' } = document;
      const inner = compileCondition(document.condition, rule, metric);
      const counting = { inner, n, continuous: mode === 'continuous', report };
      if (withinMs === undefined) return lastOf(counting, ofLast);
      return window === 'tumbling' ? tumbling(counting, withinMs) : rolling(counting, withinMs, rule.stalenessMs);
    }
    default:
      return unreachable(document);
  }
}

function weeksOf(condition: RuleCondition): number {
  if (condition.kind === 'baseline') return condition.trailingWeeks;
  return condition.kind === 'duration' || condition.kind === 'n-of-m' ? weeksOf(condition.condition) : 0;
}
