import type { BaselineCondition, Metric, Reason } from '@loanwatch/contracts';
import type { Condition, Judgement, Moment } from '../condition';
import { type Baseline, type DayOfSignal, baselineOf, comparable, dayOf, weekdayOf } from '../days';
import { dayKind, figures } from '../wording';
import { about, evidenceOf } from './evidence';

const TRUE: Judgement<null> = { truth: 'TRUE', state: null };
const FALSE: Judgement<null> = { truth: 'FALSE', state: null };
const UNKNOWN: Judgement<null> = { truth: 'UNKNOWN', state: null };
const NOT_A_DAY: Judgement<null> = { truth: 'UNKNOWN', state: null, unjudged: { code: 'not-a-day' } };

/** Past days that never differ have no spread; without a floor the smallest change would be infinitely unusual. */
const LEAST_SPREAD_OF_MEDIAN = 0.01;

export function baseline(document: BaselineCondition, metric: Metric): Condition<null> {
  const { sameWeekday = false, trailingWeeks, minimumSamples } = document;
  const past = (day: DayOfSignal, moment: Moment): readonly number[] =>
    comparable(moment.days, day, trailingWeeks, sameWeekday);
  return {
    idle: null,
    momentary: false,
    judge: (_state, moment) => {
      const { signal, place } = moment;
      if (signal === undefined || typeof signal.value !== 'number') return UNKNOWN;
      const day = dayOf(signal, place);
      if (day === undefined) return NOT_A_DAY;
      const values = past(day, moment);
      if (values.length < minimumSamples) {
        const weekday = sameWeekday ? { weekday: weekdayOf(day.epochDay) } : {};
        const unjudged = { have: values.length, need: minimumSamples, dayClass: day.dayClass, ...weekday };
        return { truth: 'UNKNOWN', state: null, unjudged: { code: 'baseline-too-short', ...unjudged } };
      }
      const limit = limitOf(document, baselineOf(values));
      return (document.operator === 'below' ? signal.value < limit : signal.value > limit) ? TRUE : FALSE;
    },
    explain: (_state, moment) => {
      const { evidence, place } = moment;
      const day = evidence === undefined ? undefined : dayOf(evidence, place);
      if (evidence === undefined || day === undefined) throw new Error('a baseline is never left without a day');
      const usual = baselineOf(past(day, moment));
      const weekday = sameWeekday ? weekdayOf(day.epochDay) : undefined;
      const reason: Reason = {
        code: 'baseline-deviation',
        ...evidenceOf(metric, evidence),
        operator: document.operator,
        threshold: limitOf(document, usual),
        baseline: {
          value: usual.median,
          spread: usual.spread,
          samples: usual.samples,
          dayClass: day.dayClass,
          ...(weekday === undefined ? {} : { weekday }),
        },
        text: wording(document, metric, evidence.value, usual, dayKind(day.dayClass, weekday)),
      };
      return reason;
    },
  };
}

function limitOf({ operator, ratio, deviations = 0 }: BaselineCondition, { median, spread }: Baseline): number {
  if (ratio !== undefined) return median * ratio;
  const distance = deviations * Math.max(spread, Math.abs(median) * LEAST_SPREAD_OF_MEDIAN);
  return operator === 'below' ? median - distance : median + distance;
}

function wording(
  document: BaselineCondition,
  metric: Metric,
  value: number | string | null,
  usual: Baseline,
  kind: { readonly zh: string; readonly en: string },
): Reason['text'] {
  const [actual, median] = figures(metric, [value, usual.median]);
  const percent = `${Math.round((document.ratio ?? 0) * 100)} %`;
  const below = document.operator === 'below';
  const limit =
    document.ratio === undefined
      ? { zh: `偏离超过 ${document.deviations ?? 0} 倍 MAD`, en: `by more than ${document.deviations ?? 0} x MAD` }
      : {
          zh: `不到其 ${percent}`.replace('不到', below ? '不到' : '超过'),
          en: `${below ? 'less' : 'more'} than ${percent} of it`,
        };
  return about(
    metric,
    `${actual?.zh ?? ''},${below ? '低于' : '高于'}近期${kind.zh}的中位数 ${median?.zh ?? ''},${limit.zh}(样本 ${usual.samples} 天)`,
    `${actual?.en ?? ''} is ${below ? 'below' : 'above'} ${median?.en ?? ''}, the median of ${usual.samples} past ${kind.en}, ${limit.en}`,
  );
}
