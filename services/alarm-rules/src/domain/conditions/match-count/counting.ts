import type { Reason, Signal } from '@loanwatch/contracts';
import type { Condition, Match, Moment } from '../../condition';
import { span } from '../../wording';

/** What the three ways to count have in common. */
export interface Counting {
  /** Decided by one signal, so it has no state of its own. */
  readonly inner: Condition;
  readonly n: number;
  /** Only matches in a row count. */
  readonly continuous: boolean;
  readonly report: 'first' | 'last';
}

export const matchOf = (signal: Signal): Match => [signal.at, signal.value];

/** The reason of the match to be reported, with the count around it. */
export function explainMatches(
  { inner, n, report }: Counting,
  matches: readonly Match[],
  reach: { readonly withinMs: number } | { readonly ofLast: number },
  moment: Moment,
): Reason {
  const match = report === 'first' ? matches[0] : matches.at(-1);
  const { evidence, at } = moment;
  if (match === undefined || evidence === undefined) throw new Error('nothing is counted without a signal');
  const shown: Signal = { ...evidence, at: match[0], value: match[1], ...shifted(evidence, match[0]) };
  const reason = inner.explain(inner.idle, { ...moment, evidence: shown });
  const from = matches[0]?.[0] ?? at;
  const around =
    'withinMs' in reach
      ? { zh: `${span(reach.withinMs).zh}内 ${n} 次`, en: `${n} times within ${span(reach.withinMs).en}` }
      : { zh: `最近 ${reach.ofLast} 个值中 ${n} 次`, en: `${n} of the last ${reach.ofLast} values` };
  return {
    ...reason,
    code: 'n-of-m',
    window: {
      from,
      to: at,
      matches: matches.length,
      ...('ofLast' in reach ? { of: reach.ofLast } : {}),
    },
    text: { zh: `${reason.text.zh},${around.zh}`, en: `${reason.text.en}, ${around.en}` },
  };
}

/** The interval of an earlier match of the same length. */
function shifted(evidence: Signal, at: number): { readonly from?: number } {
  return evidence.from === undefined ? {} : { from: at - (evidence.at - evidence.from) };
}
