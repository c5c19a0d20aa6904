import type { Metric, NoDataCondition } from '@loanwatch/contracts';
import type { Condition, Judgement, SilenceState } from '../condition';
import { span } from '../wording';
import { about } from './evidence';

/** TRUE while nothing has been heard for longer than `forMs`. */
export function noData({ forMs }: NoDataCondition, metric: Metric): Condition<SilenceState> {
  const heard = (state: SilenceState, at: number): SilenceState =>
    state.heardAt !== null && state.heardAt >= at ? state : { heardAt: at };
  return {
    idle: { heardAt: null },
    momentary: false,
    judge: (state, { signal, at, schedule, outOfService }): Judgement<SilenceState> => {
      const next = signal === undefined ? state : heard(state, signal.at);
      if (next.heardAt === null || outOfService) return { truth: 'UNKNOWN', state: next };
      return { truth: schedule.elapsed(next.heardAt, at) > forMs ? 'TRUE' : 'FALSE', state: next };
    },
    hear: heard,
    // A value that comes exactly in time is in time.
    dueAt: ({ heardAt }, { schedule, outOfService, judgedAt }) => {
      if (heardAt === null) return undefined;
      const dueAt = schedule.advance(heardAt, forMs + 1);
      const passed = dueAt !== undefined && dueAt <= judgedAt;
      // It may be back in service by then; until it is, its silence means nothing.
      return passed && outOfService ? schedule.advance(judgedAt, forMs) : dueAt;
    },
    explain: ({ heardAt }, { at, evidence, schedule }) => {
      const since = heardAt ?? at;
      const length = span(schedule.elapsed(since, at));
      return {
        code: 'no-data',
        metric: metric.code,
        actual: null,
        signalAt: since,
        window: { from: since, to: at },
        ...(evidence === undefined ? {} : { algorithm: evidence.algorithm }),
        text: about(metric, `已 ${length.zh}没有数据`, `has not been heard for ${length.en}`),
      };
    },
  };
}
