import { METRICS } from './generated/metric-list';
import type { Metric } from './generated/registers';

const byCode: ReadonlyMap<string, Metric> = new Map(Object.entries(METRICS));

/** The metric of that code, or undefined. */
export function metric(code: string): Metric | undefined {
  return byCode.get(code);
}

/**
 * `value` in the canonical unit of the metric, or undefined when the unit does not fit it. Decimal fractions stay exact
 * up to 15 significant digits: 1.1 kWh is 1100 Wh, not 1100.0000000000002.
 */
export function convertUnit(metric: Metric, value: number, unit: string): number | undefined {
  if (unit === metric.unit) return value;
  if (!Object.hasOwn(metric.units, unit)) return undefined;
  const conversion = metric.units[unit];
  if (conversion === undefined) return undefined;
  const { factor, offset = 0 } = conversion;
  if (factor === 1 && offset === 0) return value;
  return Number((value * factor + offset).toPrecision(15));
}

/** Whether a canonical value lies in the plausible range of the metric, both ends included. */
export function isPlausible(metric: Metric, value: number): boolean {
  return value >= metric.min && value <= metric.max;
}
