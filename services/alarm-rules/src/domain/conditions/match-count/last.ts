import type { Condition, Judgement, LastState, Moment } from '../../condition';
import { type Counting, explainMatches, matchOf } from './counting';

const IDLE: LastState = { recent: [] };

/**
 * n matches among the last `ofLast` values. Only matches are remembered, each with its age in values, so that a subject
 * that never matches has nothing to store. A late value has no place among them and is left out.
 */
export function lastOf(counting: Counting, ofLast: number): Condition<LastState> {
  const { inner, n } = counting;

  const next = ({ recent }: LastState, moment: Moment, matches: boolean): LastState => {
    const aged = moment.corrects
      ? recent.filter(({ age }) => age > 0)
      : recent.map(({ age, match }) => ({ age: age + 1, match })).filter(({ age }) => age < ofLast);
    const now = matches && moment.signal !== undefined ? [...aged, { age: 0, match: matchOf(moment.signal) }] : aged;
    return now.length === 0 ? IDLE : { recent: now };
  };

  return {
    idle: IDLE,
    momentary: inner.momentary,
    judge: (state, moment): Judgement<LastState> => {
      if (moment.signal === undefined) return { truth: 'UNKNOWN', state };
      const judged = inner.judge(inner.idle, moment);
      if (judged.truth !== 'TRUE' && judged.truth !== 'FALSE') return { ...judged, state };
      const after =
        judged.truth === 'FALSE' && state.recent.length === 0 ? state : next(state, moment, judged.truth === 'TRUE');
      return { truth: after.recent.length >= n ? 'TRUE' : 'FALSE', state: after };
    },
    explain: ({ recent }, moment) =>
      explainMatches(
        counting,
        recent.map(({ match }) => match),
        { ofLast },
        moment,
      ),
  };
}
