import { DAY_MS, dayStart, daysBetween, siteDay } from '@loanwatch/kernel';
import type { Condition, Judgement, Moment, TumblingState } from '../../condition';
import { type Counting, explainMatches, matchOf } from './counting';

const IDLE: TumblingState = { matches: [], window: 0, reached: false };

/**
 * n matches in one of the windows that follow each other by the site's clock. Once reached it stays TRUE to the end of
 * the window; the next window is PENDING until it is over, so that an alarm does not return at its start.
 */
export function tumbling(counting: Counting, withinMs: number): Condition<TumblingState> {
  const { inner, n, continuous } = counting;

  const enter = (state: TumblingState, window: number): TumblingState => {
    if (window === state.window) return state;
    const reached = state.matches.length >= n;
    return state.matches.length === 0 && !state.reached ? state : { matches: [], window, reached };
  };
  const count = (state: TumblingState, moment: Moment, window: number, matches: boolean): TumblingState => {
    const match = moment.signal === undefined ? undefined : matchOf(moment.signal);
    if (match === undefined || state.matches.length >= n) return state;
    if (matches) {
      const before = moment.corrects ? state.matches.filter(([at]) => at !== match[0]) : state.matches;
      return { matches: [...before, match], window, reached: state.reached };
    }
    const kept = continuous ? [] : state.matches.filter(([at]) => !moment.corrects || at !== match[0]);
    if (kept.length === state.matches.length) return state;
    return kept.length === 0 && !state.reached ? IDLE : { ...state, matches: kept };
  };
  const truthOf = (state: TumblingState): 'TRUE' | 'PENDING' | 'FALSE' => {
    if (state.matches.length >= n) return 'TRUE';
    return state.reached ? 'PENDING' : 'FALSE';
  };

  return {
    idle: IDLE,
    momentary: inner.momentary,
    judge: (state, moment): Judgement<TumblingState> => {
      if (moment.signal === undefined) return { truth: 'UNKNOWN', state };
      const judged = inner.judge(inner.idle, moment);
      if (judged.truth !== 'TRUE' && judged.truth !== 'FALSE') return { ...judged, state };
      const window = windowOf(moment, withinMs);
      const next = count(enter(state, window), moment, window, judged.truth === 'TRUE');
      return { truth: truthOf(next), state: next };
    },
    learn: (state, late) => {
      const window = windowOf(late, withinMs);
      if (window !== state.window || continuous || inner.judge(inner.idle, late).truth !== 'TRUE') return state;
      // The same message once more.
      if (!late.corrects && state.matches.some(([at]) => at === late.at)) return state;
      return count(state, late, window, true);
    },
    explain: ({ matches }, moment) => explainMatches(counting, matches, { withinMs }, moment),
  };
}

/** Number of the window that holds the signal; an interval belongs to the window in which it ends. */
function windowOf({ signal, at, place }: Moment, withinMs: number): number {
  const instant = signal?.from === undefined ? at : at - 1;
  const date = siteDay(instant, place.timeZone);
  // Counted from Monday 1969-12-29, so that windows of a week begin on Mondays.
  const days = daysBetween('1969-12-29', date);
  return Math.floor((days * DAY_MS + instant - dayStart(date, place.timeZone)) / withinMs);
}
