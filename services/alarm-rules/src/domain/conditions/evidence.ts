import type { LocalizedText, Metric, Reason, Signal } from '@loanwatch/contracts';

/** What every reason repeats of the signal it rests on. */
export function evidenceOf(metric: Metric, signal: Signal): Omit<Reason, 'code' | 'text'> {
  return {
    metric: metric.code,
    actual: signal.value,
    signalAt: signal.at,
    coverage: signal.coverage,
    algorithm: signal.algorithm,
    ...(signal.calendarVersion === undefined ? {} : { calendarVersion: signal.calendarVersion }),
  };
}

/** A sentence holds 500 characters; what counts and durations append to it needs some of them. */
const LONGEST = 400;

/** '<metric> <zh>' / '<metric> <en>'. Cut where what a device sends is too long for a sentence. */
export function about(metric: Metric, zh: string, en: string): LocalizedText {
  return { zh: cut(`${metric.zh} ${zh}`), en: cut(`${metric.en} ${en}`) };
}

const cut = (text: string): string => (text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text);
