import type { Metric, StateCondition } from '@loanwatch/contracts';
import type { Condition, Judgement } from '../condition';
import { about, evidenceOf } from './evidence';

const TRUE: Judgement<null> = { truth: 'TRUE', state: null };
const FALSE: Judgement<null> = { truth: 'FALSE', state: null };
const UNKNOWN: Judgement<null> = { truth: 'UNKNOWN', state: null };

export function state(document: StateCondition, metric: Metric): Condition<null> {
  const states: ReadonlySet<string> = new Set(document.is);
  return {
    idle: null,
    momentary: false,
    judge: (_state, { signal }) => {
      const value = signal?.value;
      if (typeof value !== 'string') return UNKNOWN;
      return states.has(value) ? TRUE : FALSE;
    },
    explain: (_state, { evidence }) => {
      if (evidence === undefined) throw new Error('a state is never true without a signal');
      const value = String(evidence.value);
      return {
        code: 'state',
        ...evidenceOf(metric, evidence),
        operator: 'equals',
        text: about(metric, `为 ${value}`, `is ${value}`),
      };
    },
  };
}
