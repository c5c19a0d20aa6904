import type { Metric, Reason, ThresholdCondition } from '@loanwatch/contracts';
import type { Condition, Judgement, Moment } from '../condition';
import { figures } from '../wording';
import { about, evidenceOf } from './evidence';

const TRUE: Judgement<null> = { truth: 'TRUE', state: null };
const FALSE: Judgement<null> = { truth: 'FALSE', state: null };
const UNKNOWN: Judgement<null> = { truth: 'UNKNOWN', state: null };

export function threshold(document: ThresholdCondition, metric: Metric): Condition<null> {
  const holds = comparison(document);
  return {
    idle: null,
    momentary: false,
    judge: (_state, { signal }) => {
      const value = signal?.value;
      if (typeof value !== 'number') return UNKNOWN;
      return holds(value) ? TRUE : FALSE;
    },
    explain: (_state, moment) => explain(document, metric, moment),
  };
}

function comparison({ operator, value: limit, to = limit }: ThresholdCondition): (value: number) => boolean {
  switch (operator) {
    case 'above':
      return (value) => value > limit;
    case 'below':
      return (value) => value < limit;
    case 'between':
      return (value) => value >= limit && value <= to;
    case 'outside':
      return (value) => value < limit || value > to;
  }
}

function explain(document: ThresholdCondition, metric: Metric, { evidence }: Moment): Reason {
  if (evidence === undefined) throw new Error('a threshold is never true without a signal');
  const { operator, value, to } = document;
  const [actual, limit, upper] = figures(metric, [evidence.value, value, to ?? value]);
  const zh = { above: '高于阈值', below: '低于阈值', between: '在区间', outside: '超出区间' }[operator];
  const en = { above: 'is above', below: 'is below', between: 'is within', outside: 'is outside' }[operator];
  const range = to !== undefined;
  return {
    code: 'threshold',
    ...evidenceOf(metric, evidence),
    operator,
    threshold: value,
    ...(range ? { thresholdTo: to } : {}),
    text: about(
      metric,
      `${actual?.zh ?? ''},${zh} ${limit?.zh ?? ''}${range ? ` 至 ${upper?.zh ?? ''}` : ''}`,
      `${actual?.en ?? ''} ${en} ${limit?.en ?? ''}${range ? ` to ${upper?.en ?? ''}` : ''}`,
    ),
  };
}
