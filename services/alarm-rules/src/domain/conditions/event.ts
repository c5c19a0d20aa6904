import type { AttributeMatch, EventCondition, Metric, Signal } from '@loanwatch/contracts';
import type { Condition, Judgement } from '../condition';
import { type Place, scheduleOf } from '../schedule';
import { about, evidenceOf } from './evidence';

const TRUE: Judgement<null> = { truth: 'TRUE', state: null };
const FALSE: Judgement<null> = { truth: 'FALSE', state: null };
const UNKNOWN: Judgement<null> = { truth: 'UNKNOWN', state: null };

/** The hours meant when a condition names none. */
const SITE_HOURS = { siteHours: true } as const;

export function event(document: EventCondition, metric: Metric): Condition<null> {
  const wanted = Object.entries(document.attributes ?? {});
  const hours = document.hours ?? SITE_HOURS;
  const inTime = (signal: Signal, place: Place): boolean => {
    if (document.when === undefined) return true;
    const closed = scheduleOf(hours, place).closed(signal.at, signal.at);
    return (closed === undefined) === (document.when === 'inside');
  };
  return {
    idle: null,
    momentary: true,
    judge: (_state, { signal, place }) => {
      if (signal === undefined || signal.value === null) return UNKNOWN;
      const matches = wanted.every(([name, match]) => fits(signal.attributes?.[name], match));
      return matches && inTime(signal, place) ? TRUE : FALSE;
    },
    explain: (_state, { evidence }) => {
      if (evidence === undefined) throw new Error('an event condition is never true without an event');
      const facts = wanted.map(([name]) => `${name} ${String(evidence.attributes?.[name] ?? '')}`).join(', ');
      const time = {
        inside: { zh: '(时段内)', en: ' within hours' },
        outside: { zh: '(时段外)', en: ' out of hours' },
      };
      const when = document.when === undefined ? { zh: '', en: '' } : time[document.when];
      return {
        code: 'event',
        ...evidenceOf(metric, evidence),
        ...(document.when === undefined ? {} : { operator: document.when }),
        text: about(
          metric,
          `发生${when.zh}${facts === '' ? '' : `:${facts}`}`,
          `occurred${when.en}${facts === '' ? '' : `: ${facts}`}`,
        ),
      };
    },
  };
}

function fits(actual: string | number | boolean | undefined, match: AttributeMatch): boolean {
  if (actual === undefined) return false;
  if (match.oneOf !== undefined) return match.oneOf.includes(actual);
  return match.atLeast !== undefined && typeof actual === 'number' && actual >= match.atLeast;
}
