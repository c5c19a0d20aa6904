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

/** '<metric> <zh>' / '<metric> <en>'. */
export function about(metric: Metric, zh: string, en: string): LocalizedText {
  return { zh: `${metric.zh} ${zh}`, en: `${metric.en} ${en}` };
}
