import type { Signal } from '@loanwatch/contracts';
import { StatutoryYearMissing } from '@loanwatch/kernel';
import type { CompiledRule } from './compile';
import { type Conclusion, type Judged, NO_VERDICTS, conclude } from './conclude';
import type { ConditionState, Moment, Truth, Unjudged } from './condition';
import { type Days, dayOf, withDay } from './days';
import { completesAt } from './held';
import type { Place, Schedule } from './schedule';
import type { Memory, OpenAlarm, Standing, Verdict } from './standing';

/** What a rule has to know of its subject's surroundings. */
export interface Surroundings {
  readonly place: Place;
  /** When the rule judges there: its schedule, within the grants of its owner. */
  readonly schedule: Schedule;
  /** The subject's device is declared out of service: its silence means nothing. */
  readonly outOfService: boolean;
}

export interface Step {
  readonly standing: Standing;
  readonly verdicts: readonly Verdict[];
}

/**
 * Judges one signal. Timers that run out before it come first, at their own times, so the result does not depend on
 * whether a clock noticed them in time, nor on how signals were batched. A signal older than one already heard changes
 * history only, unless {@link isFirstKnown}.
 */
export function judgeSignal(rule: CompiledRule, standing: Standing, signal: Signal, around: Surroundings): Step {
  if (signal.at < standing.heardAt && !isFirstKnown(rule, standing, signal)) {
    return { standing: learn(rule, standing, signal, around), verdicts: NO_VERDICTS };
  }
  if (isRepetition(signal, standing)) return { standing, verdicts: NO_VERDICTS };
  if (standing.dueAt === undefined || standing.dueAt > signal.at) return judgeInTime(rule, standing, signal, around);
  const overdue = judgeTimers(rule, standing, signal.at, around);
  const step = judgeInTime(rule, overdue.standing, signal, around);
  return { standing: step.standing, verdicts: [...overdue.verdicts, ...step.verdicts] };
}

/** Judges a signal before which no timer runs out. */
function judgeInTime(rule: CompiledRule, before: Standing, signal: Signal, around: Surroundings): Step {
  // A value that became known later is judged for its own time; any other never before what was judged already.
  const at = signal.at < before.heardAt ? signal.at : Math.max(signal.at, before.judgedAt);
  try {
    const closed = around.schedule.closed(signal.from ?? signal.at, signal.at);
    if (closed === undefined) return judge(rule, before, signal, at, around);
    return { standing: overhear(rule, before, signal, around, { code: closed }), verdicts: NO_VERDICTS };
  } catch (error) {
    return withoutCalendar(error, before, at, signal.at);
  }
}

/**
 * A past value that could not be told at its time, like an operating rate before there was a baseline. Nothing with a
 * value was heard since, so among the values it is the newest and is judged like one. Not where a clock may have judged
 * meanwhile: silence, and what holds from one point in time to the next.
 */
function isFirstKnown(rule: CompiledRule, { evidence }: Standing, signal: Signal): boolean {
  const knownAt = evidence === undefined || evidence.value === null ? -1 : evidence.at;
  const byValuesAlone = !rule.timed || (signal.from !== undefined && !rule.listens);
  return byValuesAlone && signal.value !== null && signal.at > knownAt;
}

/** The newest signal once more, word for word: a message may come twice, and one event is one event. */
function isRepetition(signal: Signal, { heardAt, evidence }: Standing): boolean {
  if (signal.at !== heardAt || evidence?.at !== signal.at) return false;
  if (signal.value !== evidence.value || (signal.revision ?? 0) !== (evidence.revision ?? 0)) return false;
  const names = Object.keys(signal.attributes ?? {});
  if (names.length !== Object.keys(evidence.attributes ?? {}).length) return false;
  return (
    signal.from === evidence.from && names.every((name) => signal.attributes?.[name] === evidence.attributes?.[name])
  );
}

/** Judges every timer that runs out at or before `until`, ms of event time. */
export function judgeTimers(rule: CompiledRule, standing: Standing, until: number, around: Surroundings): Step {
  let now = standing;
  const verdicts: Verdict[] = [];
  for (let { dueAt } = now; dueAt !== undefined && dueAt <= until; { dueAt } = now) {
    const step = judgeTimer(rule, now, dueAt, around);
    now = step.standing;
    verdicts.push(...step.verdicts);
  }
  return { standing: now, verdicts };
}

function judgeTimer(rule: CompiledRule, before: Standing, at: number, around: Surroundings): Step {
  try {
    return judge(rule, before, undefined, at, around);
  } catch (error) {
    return withoutCalendar(error, before, at, before.heardAt);
  }
}

/**
 * The standing with a timer that fits the rule and its surroundings after a change of either. A timer that was set stays:
 * to look too early does no harm, and a silence that meant nothing may mean something now.
 */
export function withTimer(rule: CompiledRule, standing: Standing, around: Surroundings): Standing {
  if (!rule.timed) return standing;
  const next = nextDue(rule, standing.memory, standing.judgedAt, around);
  const dueAt = Math.min(next ?? Infinity, standing.dueAt ?? Infinity);
  return { ...standing, dueAt: dueAt === Infinity ? undefined : dueAt };
}

/** A day whose statutory calendar nobody has published is not judged, and said to be so; the signal itself is sound. */
function withoutCalendar(error: unknown, before: Standing, at: number, heardAt: number): Step {
  if (!(error instanceof StatutoryYearMissing)) throw error;
  const standing: Standing = {
    ...before,
    memory: withUnjudged(before.memory, { code: 'calendar-year-missing', detail: error.message }),
    judgedAt: Math.max(at, before.judgedAt),
    heardAt: Math.max(heardAt, before.heardAt),
    dueAt: undefined,
  };
  return { standing, verdicts: NO_VERDICTS };
}

/** Judges at `at`, ms: on a signal, or without one because a timer has run out. */
function judge(
  rule: CompiledRule,
  before: Standing,
  signal: Signal | undefined,
  at: number,
  around: Surroundings,
): Step {
  const { memory } = before;
  const moment: Moment = {
    place: around.place,
    schedule: around.schedule,
    outOfService: around.outOfService,
    at,
    signal,
    corrects: signal !== undefined && signal.at === before.heardAt && (signal.revision ?? 0) > 0,
    evidence: signal !== undefined && signal.value !== null ? signal : (before.evidence ?? signal),
    days: memory.days,
  };
  const judged = judgeRungs(rule, memory.rungs, moment);
  const conclusion = conclude(rule, memory, judged, moment);
  const days = remember(rule, conclusion.open, moment);
  const next = changed(memory, judged, conclusion, days, unjudgedOf(memory, judged, signal));
  const judgedAt = Math.max(at, before.judgedAt);
  const standing: Standing = {
    memory: next,
    judgedAt,
    heardAt: signal === undefined ? before.heardAt : Math.max(signal.at, before.heardAt),
    evidence: moment.evidence,
    dueAt: rule.timed ? nextDue(rule, next, judgedAt, around) : undefined,
  };
  return { standing, verdicts: conclusion.verdicts };
}

interface JudgedRungs extends Judged {
  readonly unjudged: Unjudged | undefined;
}

/** Every rung is judged, also below the first that is true: a milder duration goes on while a more severe one holds. */
function judgeRungs(rule: CompiledRule, before: readonly ConditionState[], moment: Moment): JudgedRungs {
  const truths: Truth[] = [];
  let states: ConditionState[] | undefined;
  let winner = -1;
  let unjudged: Unjudged | undefined;
  for (const { condition } of rule.rungs) {
    const index = truths.length;
    const state = before[index] ?? condition.idle;
    const judgement = condition.judge(state, moment);
    truths.push(judgement.truth);
    if (judgement.state !== state) (states ??= [...before])[index] = judgement.state;
    if (winner < 0 && judgement.truth === 'TRUE') winner = index;
    unjudged ??= judgement.unjudged;
  }
  return { truths, states: states ?? before, winner, unjudged };
}

/** The memory after a judgement: the very same object when nothing has changed, so that nothing needs to be stored. */
function changed(
  before: Memory,
  { states }: Judged,
  { open, returning, verdicts }: Conclusion,
  days: Days,
  unjudged: Unjudged | null,
): Memory {
  const same =
    states === before.rungs &&
    open === before.open &&
    returning === before.returning &&
    days === before.days &&
    unjudged === before.unjudged &&
    verdicts.length === 0;
  return same
    ? before
    : { rungs: states, open, returning, days, unjudged, verdicts: before.verdicts + verdicts.length };
}

/** Days enter the history only while no alarm is open: a baseline must not learn the collapse it reports. */
function remember(rule: CompiledRule, open: OpenAlarm | null, { signal, days, place }: Moment): Days {
  if (rule.weeks === 0 || signal === undefined || typeof signal.value !== 'number') return days;
  const day = dayOf(signal, place);
  return day === undefined ? days : withDay(days, day, open === null ? signal.value : null, rule.weeks);
}

function nextDue(
  rule: CompiledRule,
  memory: Memory,
  judgedAt: number,
  { schedule, outOfService }: Surroundings,
): number | undefined {
  const waiting = { schedule, outOfService, judgedAt };
  let next = Infinity;
  const consider = (dueAt: number | undefined): void => {
    if (dueAt !== undefined && dueAt > judgedAt && dueAt < next) next = dueAt;
  };
  rule.rungs.forEach(({ condition }, index) => {
    const state = memory.rungs[index];
    if (state !== undefined) consider(condition.dueAt?.(state, waiting));
  });
  if (memory.open !== null && memory.returning !== null) {
    const stalenessMs = rule.momentary ? Infinity : rule.document.stalenessMs;
    consider(completesAt(memory.returning, rule.offDelayMs, schedule, stalenessMs));
  }
  return next === Infinity ? undefined : next;
}

/** A signal outside the schedule is a sign of life and no more: what was counted stands still. */
function overhear(
  rule: CompiledRule,
  before: Standing,
  signal: Signal,
  around: Surroundings,
  unjudged: Unjudged,
): Standing {
  const rungs = mapStates(before.memory.rungs, (state, index) => rule.rungs[index]?.condition.hear?.(state, signal.at));
  const memory = withUnjudged(rungs === before.memory.rungs ? before.memory : { ...before.memory, rungs }, unjudged);
  const judgedAt = Math.max(signal.at, before.judgedAt);
  const dueAt = rule.timed ? nextDue(rule, memory, judgedAt, around) : undefined;
  return { ...before, memory, judgedAt, heardAt: Math.max(signal.at, before.heardAt), dueAt };
}

/** A late signal changes the past days and what is being counted, never a verdict that was given. */
function learn(rule: CompiledRule, before: Standing, signal: Signal, around: Surroundings): Standing {
  if (signal.value === null) return before;
  const { memory } = before;
  const corrects = (signal.revision ?? 0) > 0;
  const moment: Moment = { ...around, at: signal.at, signal, corrects, evidence: signal, days: memory.days };
  try {
    if (around.schedule.closed(signal.from ?? signal.at, signal.at) !== undefined) return before;
    const rungs = mapStates(memory.rungs, (state, index) => rule.rungs[index]?.condition.learn?.(state, moment));
    const open = memory.open !== null && signal.at > memory.open.raisedAt ? memory.open : null;
    const days = remember(rule, open, moment);
    if (rungs === memory.rungs && days === memory.days) return before;
    const next = { ...memory, rungs, days };
    const dueAt = rule.timed ? nextDue(rule, next, before.judgedAt, around) : undefined;
    return { ...before, memory: next, dueAt };
  } catch (error) {
    if (error instanceof StatutoryYearMissing) return before;
    throw error;
  }
}

function mapStates(
  states: readonly ConditionState[],
  change: (state: ConditionState, index: number) => ConditionState | undefined,
): readonly ConditionState[] {
  const next = states.map((state, index) => change(state, index) ?? state);
  return next.every((state, index) => state === states[index]) ? states : next;
}

function unjudgedOf(memory: Memory, judged: JudgedRungs, signal: Signal | undefined): Unjudged | null {
  if (signal === undefined) return memory.unjudged;
  const detail = signal.notJudged?.detail;
  const own: Unjudged | null = detail === undefined ? null : { code: 'signal-not-judged', detail };
  return kept(own ?? judged.unjudged ?? null, memory.unjudged);
}

function withUnjudged(memory: Memory, unjudged: Unjudged): Memory {
  const same = kept(unjudged, memory.unjudged);
  return same === memory.unjudged ? memory : { ...memory, unjudged: same };
}

/** The old object when the new one says the same. */
function kept(now: Unjudged | null, before: Unjudged | null): Unjudged | null {
  if (now === null || before === null) return now;
  const fields = ['code', 'have', 'need', 'dayClass', 'weekday', 'detail'] as const;
  return fields.every((field) => now[field] === before[field]) ? before : now;
}
