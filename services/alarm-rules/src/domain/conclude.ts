import type { Reason, Severity } from '@loanwatch/contracts';
import { StatutoryYearMissing, dayClass, severityRank, siteDay } from '@loanwatch/kernel';
import type { CompiledRule } from './compile';
import type { ConditionState, Moment, Truth } from './condition';
import { about, evidenceOf } from './conditions/evidence';
import { hasHeld, hold } from './held';
import type { Memory, OpenAlarm, Verdict } from './standing';
import { figures, span } from './wording';

/** What the conditions of a ladder say at one moment. */
export interface Judged {
  readonly truths: readonly Truth[];
  readonly states: readonly ConditionState[];
  /** The most severe condition that is TRUE, -1 when none. */
  readonly winner: number;
}

export interface Conclusion {
  readonly open: OpenAlarm | null;
  readonly returning: Memory['returning'];
  readonly verdicts: readonly Verdict[];
}

export const NO_VERDICTS: readonly Verdict[] = [];
const NOTHING: Conclusion = { open: null, returning: null, verdicts: NO_VERDICTS };

/** From what the conditions say to what is said of the alarm: most severe first, return only when none is true. */
export function conclude(rule: CompiledRule, memory: Memory, judged: Judged, moment: Moment): Conclusion {
  const rung = rule.rungs[judged.winner];
  if (rung !== undefined) return whileTrue(rule, memory, judged, rung.severity, moment);
  if (memory.open === null) return NOTHING;
  return whileNotTrue(rule, memory, memory.open, judged.truths, moment);
}

function whileTrue(rule: CompiledRule, memory: Memory, judged: Judged, found: Severity, moment: Moment): Conclusion {
  const { signal, at, schedule } = moment;
  const { open } = memory;
  // An event ends by quiet, which is counted from the newest one.
  const returning = rule.momentary && signal !== undefined ? hold(null, signal, schedule, Infinity) : null;
  const changes = open !== null && mayChange(rule, judged, open.severity, found);
  const occurs = open !== null && isOccurrence(rule, memory, judged, open, moment);
  if (open !== null && !changes && !occurs) return { open, returning, verdicts: NO_VERDICTS };

  const severity = open === null || changes ? found : open.severity;
  const reasons = [reasonOf(rule, judged, moment)];
  const said: Pick<Verdict, 'verdict' | 'previousSeverity'>[] = [];
  if (open === null) said.push({ verdict: 'RAISE' });
  if (changes) said.push({ verdict: 'SEVERITY', previousSeverity: open.severity });
  if (occurs) said.push({ verdict: 'OCCUR' });
  const verdicts = said.map((each, index) => ({
    ...each,
    severity,
    at,
    ordinal: memory.verdicts + index,
    ...dayClassOf(moment),
    reasons,
  }));
  const raisedAt = open?.raisedAt ?? at;
  const occurredAt = open === null || occurs ? instantOf(moment) : open.occurredAt;
  return { open: { severity, raisedAt, occurredAt }, returning, verdicts };
}

/** A rise needs no more than the truth; a fall needs every more severe condition to be known to be FALSE. */
function mayChange(rule: CompiledRule, { truths, winner }: Judged, from: Severity, to: Severity): boolean {
  const rise = severityRank(to) - severityRank(from);
  if (rise >= 0) return rise > 0;
  // The next, milder event does not undo the one before it.
  if (rule.momentary) return false;
  return rule.rungs.every(
    ({ severity }, index) =>
      index >= winner || severityRank(severity) > severityRank(from) || truths[index] === 'FALSE',
  );
}

function isOccurrence(rule: CompiledRule, memory: Memory, judged: Judged, open: OpenAlarm, moment: Moment): boolean {
  const { signal, corrects, place } = moment;
  if (signal === undefined || corrects) return false;
  const instant = instantOf(moment);
  const { repeatAfterMs } = rule.document;
  const state = judged.states[judged.winner];
  if (rule.rungs[judged.winner]?.condition.momentary === true) {
    // A count that is still reached is no new event.
    const counted = state === null || state !== memory.rungs[judged.winner];
    return counted && instant - open.occurredAt >= (repeatAfterMs ?? 0);
  }
  if (repeatAfterMs !== undefined) return instant - open.occurredAt >= repeatAfterMs;
  return instant > open.occurredAt && siteDay(instant, place.timeZone) !== siteDay(open.occurredAt, place.timeZone);
}

function whileNotTrue(
  rule: CompiledRule,
  memory: Memory,
  open: OpenAlarm,
  truths: readonly Truth[],
  moment: Moment,
): Conclusion {
  const { signal, at, schedule } = moment;
  const stalenessMs = rule.momentary ? Infinity : rule.document.stalenessMs;
  let { returning } = memory;
  if (signal !== undefined) {
    const cleared = rule.clear === undefined ? 'TRUE' : rule.clear.judge(rule.clear.idle, moment).truth;
    if (truths.includes('PENDING') || cleared === 'FALSE') returning = null;
    else if (cleared === 'TRUE' && truths.every((truth) => truth === 'FALSE')) {
      returning = hold(returning, signal, schedule, stalenessMs);
    }
  }
  if (returning === null || !hasHeld(returning, at, rule.offDelayMs, schedule, stalenessMs)) {
    return { open, returning, verdicts: NO_VERDICTS };
  }
  const verdict: Verdict = {
    verdict: 'CLEAR',
    severity: open.severity,
    at,
    ordinal: memory.verdicts,
    ...dayClassOf(moment),
    reasons: [clearReason(rule, returning.since, moment)],
  };
  return { open: null, returning: null, verdicts: [verdict] };
}

function reasonOf(rule: CompiledRule, { winner, states }: Judged, moment: Moment): Reason {
  const condition = rule.rungs[winner]?.condition;
  if (condition === undefined) throw new Error('no condition is true');
  return condition.explain(states[winner] ?? condition.idle, moment);
}

function clearReason(rule: CompiledRule, since: number, { at, evidence, schedule }: Moment): Reason {
  if (evidence === undefined) throw new Error('nothing returns without a signal');
  const { metric, momentary, offDelayMs } = rule;
  const held = span(schedule.elapsed(since, at));
  const [actual] = figures(metric, [evidence.value]);
  const lasting = offDelayMs > 0 ? { zh: `,已持续 ${held.zh}`, en: ` for ${held.en}` } : { zh: '', en: '' };
  return {
    ...evidenceOf(metric, evidence),
    code: 'clear',
    window: { from: since, to: at },
    text: momentary
      ? about(metric, `已 ${held.zh}未再发生`, `has not occurred again for ${held.en}`)
      : about(
          metric,
          `${actual?.zh ?? ''},触发条件均已解除${lasting.zh}`,
          `${actual?.en ?? ''}: no condition of the rule has held${lasting.en}`,
        ),
  };
}

/** The instant that says on which day it was: an interval belongs to the day in which it ends. */
function instantOf({ at, signal }: Moment): number {
  return signal?.from === undefined ? at : at - 1;
}

function dayClassOf(moment: Moment): { readonly dayClass?: string } {
  const { calendar, timeZone } = moment.place;
  try {
    return { dayClass: dayClass(calendar, siteDay(instantOf(moment), timeZone)) };
  } catch (error) {
    if (error instanceof StatutoryYearMissing) return {};
    throw error;
  }
}
