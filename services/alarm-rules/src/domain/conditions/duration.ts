import type { DurationCondition } from '@loanwatch/contracts';
import type { Condition, ConditionState, DurationState, Judgement, Moment } from '../condition';
import { type Held, completesAt, hasHeld, hold } from '../held';
import { span } from '../wording';

/** TRUE once `inner` has been TRUE without a break for so long, by a later value or by a timer. */
export function duration(document: DurationCondition, inner: Condition, stalenessMs: number): Condition<DurationState> {
  const { forMs } = document;
  const idle: DurationState = { held: null, inner: inner.idle };

  const withHeld = (state: DurationState, held: Held | null, innerState: ConditionState): DurationState => {
    if (held === state.held && innerState === state.inner) return state;
    return { held, inner: innerState };
  };
  const truthOf = (held: Held | null, { at, schedule }: Moment): 'TRUE' | 'PENDING' =>
    held !== null && hasHeld(held, at, forMs, schedule, stalenessMs) ? 'TRUE' : 'PENDING';

  const judge = (state: DurationState, moment: Moment): Judgement<DurationState> => {
    const { signal, schedule } = moment;
    if (signal === undefined) {
      return { truth: truthOf(state.held, moment) === 'TRUE' ? 'TRUE' : 'UNKNOWN', state };
    }
    const judged = inner.judge(state.inner, moment);
    switch (judged.truth) {
      case 'TRUE': {
        const held = hold(state.held, signal, schedule, stalenessMs);
        return { truth: truthOf(held, moment), state: withHeld(state, held, judged.state) };
      }
      case 'FALSE':
        return { truth: 'FALSE', state: withHeld(state, null, judged.state) };
      default:
        return { ...judged, state: withHeld(state, state.held, judged.state) };
    }
  };

  return {
    idle,
    momentary: false,
    judge,
    dueAt: ({ held }, { schedule }) => (held === null ? undefined : completesAt(held, forMs, schedule, stalenessMs)),
    learn: (state, late) => {
      const innerState = inner.learn?.(state.inner, late) ?? state.inner;
      const { held } = state;
      // A value within the run says that it was broken; only its newest end is certain.
      const breaks =
        held !== null && late.at > held.since && late.at < held.last && inner.judge(inner.idle, late).truth === 'FALSE';
      return withHeld(state, breaks ? { ...held, since: held.last } : held, innerState);
    },
    explain: (state, moment) => {
      const reason = inner.explain(state.inner, moment);
      const since = state.held?.since ?? moment.at;
      const length = span(moment.schedule.elapsed(since, moment.at));
      return {
        ...reason,
        code: 'duration',
        window: { from: since, to: moment.at },
        text: { zh: `${reason.text.zh},已持续 ${length.zh}`, en: `${reason.text.en}, for ${length.en}` },
      };
    },
  };
}
