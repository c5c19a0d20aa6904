import type { Condition, Judgement, Match, Moment, RollingState, Truth } from '../../condition';
import type { Schedule } from '../../schedule';
import { type Counting, explainMatches, matchOf } from './counting';

const IDLE: RollingState = { matches: [] };

/**
 * n matches in the `withinMs` before and including the newest value, at a match or not. `continuous`: n matches in a row;
 * a value that does not match, or a gap longer than the staleness limit, starts again. A row that is still too short is
 * PENDING: an open alarm does not return at a value that matches.
 */
export function rolling(counting: Counting, withinMs: number, stalenessMs: number): Condition<RollingState> {
  const { inner, n, continuous } = counting;

  const truthOf = (matches: readonly Match[], at: number, schedule: Schedule): Truth => {
    const first = matches[0];
    if (first === undefined) return 'FALSE';
    if (matches.length >= n && schedule.elapsed(first[0], at) < withinMs) return 'TRUE';
    return continuous ? 'PENDING' : 'FALSE';
  };
  const afterMatch = (state: RollingState, match: Match, { schedule, corrects }: Moment): RollingState => {
    const before = corrects ? state.matches.filter(([at]) => at !== match[0]) : state.matches;
    const last = before.at(-1);
    const broken = continuous && last !== undefined && schedule.elapsed(last[0], match[0]) > stalenessMs;
    return { matches: [...(broken ? [] : before), match].slice(-n) };
  };
  const afterMiss = (state: RollingState, { at, signal, schedule, corrects }: Moment): RollingState => {
    if (state.matches.length === 0) return state;
    if (continuous) return IDLE;
    const matches = corrects ? state.matches.filter(([matched]) => matched !== signal?.at) : state.matches;
    const last = matches.at(-1);
    if (last === undefined || schedule.elapsed(last[0], at) >= withinMs) return IDLE;
    return matches.length === state.matches.length ? state : { matches };
  };

  return {
    idle: IDLE,
    momentary: inner.momentary,
    judge: (state, moment): Judgement<RollingState> => {
      if (moment.signal === undefined) return { truth: 'UNKNOWN', state };
      const judged = inner.judge(inner.idle, moment);
      if (judged.truth !== 'TRUE' && judged.truth !== 'FALSE') return { ...judged, state };
      const next =
        judged.truth === 'TRUE' ? afterMatch(state, matchOf(moment.signal), moment) : afterMiss(state, moment);
      return { truth: truthOf(next.matches, moment.at, moment.schedule), state: next };
    },
    learn: (state, late) => {
      if (late.signal === undefined) return state;
      const { truth } = inner.judge(inner.idle, late);
      const match = matchOf(late.signal);
      if (truth === 'TRUE') {
        const others = state.matches.filter(([at]) => at !== match[0]);
        return { matches: [...others, match].sort(([a], [b]) => a - b).slice(-n) };
      }
      if (truth !== 'FALSE') return state;
      const kept = state.matches.filter(([at]) => (continuous ? at > match[0] : !late.corrects || at !== match[0]));
      return kept.length === state.matches.length ? state : { matches: kept };
    },
    explain: ({ matches }, moment) => explainMatches(counting, matches, { withinMs }, moment),
  };
}
