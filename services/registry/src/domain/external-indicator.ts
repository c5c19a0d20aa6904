import { isPlausible, metric, type Metric } from '@loanwatch/contracts';
import { type FieldError, fromScaled, parseTime, toScaled } from '@loanwatch/kernel';

/** What a partner says of an enterprise, as it was sent. */
export interface IndicatorReport {
  readonly enterpriseId: string;
  readonly metric: string;
  readonly value: number;
  /** ISO 8601 with an offset. */
  readonly observedAt: string;
}

/** A report that makes sense. */
export interface Indicator {
  readonly enterpriseId: string;
  readonly metric: Metric;
  readonly value: number;
  /** The value in units of 10^-digits of the metric. */
  readonly scaled: number;
  readonly observedAt: number;
}

export const EXTERNAL_FAMILY = 'external';
const CLOCK_SKEW_MS = 5 * 60_000;
const LIVE_MS = 3_600_000;

/** The indicator, or what is wrong with the report at the time `nowMs`. */
export function readReport(report: IndicatorReport, nowMs: number): Indicator | readonly FieldError[] {
  const known = metric(report.metric);
  if (known?.family !== EXTERNAL_FAMILY) {
    return [{ pointer: '/metric', detail: 'is not a metric that partners report', code: 'reading.unknown-metric' }];
  }
  const errors = [...valueErrors(report.value, known), ...timeErrors(report.observedAt, nowMs)];
  const observedAt = parseTime(report.observedAt);
  if (errors.length > 0 || observedAt === undefined) return errors;
  const { enterpriseId, value } = report;
  return { enterpriseId, metric: known, value, scaled: toScaled(value, known.digits), observedAt };
}

/** Only what was received soon after it was observed is judged by wall clock. */
export function isLive({ observedAt }: Indicator, nowMs: number): boolean {
  return nowMs - observedAt <= LIVE_MS;
}

function valueErrors(value: number, known: Metric): FieldError[] {
  const { min, max, digits, unit } = known;
  if (!isPlausible(known, value)) {
    return [{ pointer: '/value', detail: `must be ${min} to ${max} ${unit}`, code: 'reading.out-of-range' }];
  }
  if (fromScaled(toScaled(value, digits), digits) === value) return [];
  return [{ pointer: '/value', detail: `must have at most ${digits} decimals` }];
}

function timeErrors(text: string, nowMs: number): FieldError[] {
  const at = parseTime(text);
  if (at === undefined || at < 0)
    return [{ pointer: '/observedAt', detail: 'must be an ISO 8601 time with an offset' }];
  if (at <= nowMs + CLOCK_SKEW_MS) return [];
  return [{ pointer: '/observedAt', detail: 'lies in the future', code: 'reading.in-future' }];
}
