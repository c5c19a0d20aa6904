import type { Reason, Severity, Signal } from '@loanwatch/contracts';
import type { CompiledRule } from './compile';
import type { ConditionState, Unjudged } from './condition';
import { type Days, NO_DAYS } from './days';
import type { Held } from './held';

/** The alarm a rule believes to be open on a subject. Times in ms of event time. */
export interface OpenAlarm {
  readonly severity: Severity;
  readonly raisedAt: number;
  /** Last reported occurrence. */
  readonly occurredAt: number;
}

/** What decides the next verdict. Plain JSON; the same object as long as nothing in it changes. */
export interface Memory {
  readonly rungs: readonly ConditionState[];
  /** How long the conditions to return have held. */
  readonly returning: Held | null;
  readonly open: OpenAlarm | null;
  readonly days: Days;
  /** Why the newest signal was not judged. */
  readonly unjudged: Unjudged | null;
  /** Verdicts given so far. */
  readonly verdicts: number;
}

/** How one rule version stands towards one subject. */
export interface Standing {
  readonly memory: Memory;
  /** Event time up to which it has been judged, by signal or timer, ms; -1 before the first. */
  readonly judgedAt: number;
  /** Event time of the newest signal, ms; -1 before the first. */
  readonly heardAt: number;
  /** Newest signal that had a value. */
  readonly evidence: Signal | undefined;
  /** When a timer has to judge it, ms. */
  readonly dueAt: number | undefined;
}

/** One verdict with its grounds. */
export interface Verdict {
  readonly verdict: 'RAISE' | 'OCCUR' | 'SEVERITY' | 'CLEAR';
  readonly severity: Severity;
  readonly previousSeverity?: Severity;
  /** Event time, ms. */
  readonly at: number;
  /** How many verdicts of this standing came before: tells verdicts of one instant apart. */
  readonly ordinal: number;
  readonly dayClass?: string;
  readonly reasons: readonly Reason[];
}

export function initialStanding(rule: CompiledRule): Standing {
  return {
    memory: {
      rungs: rule.rungs.map(({ condition }) => condition.idle),
      returning: null,
      open: null,
      days: NO_DAYS,
      unjudged: null,
      verdicts: 0,
    },
    judgedAt: -1,
    heardAt: -1,
    evidence: undefined,
    dueAt: undefined,
  };
}

/**
 * Where a new version takes over from the one before: an alarm that is open stays open until the new version says
 * otherwise, what was heard stays heard and the past days stay known. Counts start anew: they counted something else.
 */
export function takeOver(rule: CompiledRule, before: Standing): Standing {
  const { memory, judgedAt, heardAt, evidence } = before;
  const fresh = initialStanding(rule);
  const rungs = rule.rungs.map(({ condition }) => condition.hear?.(condition.idle, heardAt) ?? condition.idle);
  const days = rule.weeks > 0 ? memory.days : NO_DAYS;
  return { ...fresh, memory: { ...fresh.memory, rungs, open: memory.open, days }, judgedAt, heardAt, evidence };
}
