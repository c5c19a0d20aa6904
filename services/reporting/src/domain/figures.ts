import { METRICS, type KnownMetric } from '@loanwatch/contracts';
import { coverageOf, decimal, mean, rounded, type Sums } from './value';

export const STATISTICS = ['people', 'electricity', 'operating-rate', 'climate', 'alarms'] as const;
export type Statistic = (typeof STATISTICS)[number];

/** How a figure comes about. */
export interface FigureRule {
  readonly code: string;
  readonly statistic: Statistic;
  /** Their amounts are added; the first one tells unit and coverage. */
  readonly metrics: readonly [KnownMetric, ...KnownMetric[]];
  readonly of: 'sum' | 'mean' | 'weighted-mean';
  /** Day signal whose judged and not judged days are counted. */
  readonly days?: KnownMetric;
}

/**
 * Electricity and people are summed up from their intervals, so that the running day is in, and energy and people of
 * gaps too: known how much, not when. A day's own signal tells how many days could be judged.
 */
export const FIGURES: readonly FigureRule[] = [
  { code: 'people.in', statistic: 'people', metrics: ['people.in'], of: 'sum', days: 'people.attendance' },
  { code: 'people.out', statistic: 'people', metrics: ['people.out'], of: 'sum' },
  {
    code: 'electricity',
    statistic: 'electricity',
    metrics: ['energy.interval', 'energy.unallocated'],
    of: 'sum',
    days: 'energy.day',
  },
  {
    code: 'operating-rate',
    statistic: 'operating-rate',
    metrics: ['operating.rate'],
    of: 'weighted-mean',
    days: 'operating.rate',
  },
  { code: 'temperature', statistic: 'climate', metrics: ['temperature'], of: 'mean' },
  { code: 'humidity', statistic: 'climate', metrics: ['humidity'], of: 'mean' },
];

/** Sums of one group, metric and period. */
export interface PeriodSums extends Sums {
  readonly weightedMean: number | null;
  /** Time that should have been observed, ms. */
  readonly expectedMs: number;
}

export interface Figure {
  /** Null: unknown. Never 0 for that. */
  readonly value: number | null;
  readonly unit: string;
  /** Share of the time that was observed, 0 to 1; null where it means nothing. */
  readonly coverage: number | null;
  /** Recordings behind it. */
  readonly n: number;
  readonly min?: number;
  readonly max?: number;
  readonly daysJudged?: number;
  readonly daysNotJudged?: number;
  readonly previous?: { readonly value: number | null; readonly coverage: number | null };
  /** (value - previous) / |previous|; null when either is unknown or the previous one is 0. */
  readonly change?: number | null;
}

/** The figure of one period; `sumsOf` finds the sums of a metric in it. */
export function figureOf(rule: FigureRule, sumsOf: (metric: KnownMetric) => PeriodSums | undefined): Figure {
  const [first] = rule.metrics;
  const { unit, digits } = METRICS[first];
  const parts = rule.metrics.flatMap((code) => sumsOf(code) ?? []);
  const leading = sumsOf(first);
  const days = rule.days === undefined ? undefined : sumsOf(rule.days);
  return {
    value: valueOf(rule, parts, digits),
    unit,
    coverage: coverageOf(leading?.observedMs ?? 0, leading?.expectedMs ?? 0),
    n: parts.reduce((sum, { n }) => sum + n, 0),
    ...(rule.of === 'mean' && extremes(parts, digits)),
    ...(rule.days !== undefined && { daysJudged: days?.n ?? 0, daysNotJudged: days?.notJudged ?? 0 }),
  };
}

export function compared(figure: Figure, previous: Figure): Figure {
  return {
    ...figure,
    previous: { value: previous.value, coverage: previous.coverage },
    change: changeOf(figure.value, previous.value),
  };
}

function valueOf({ of }: FigureRule, parts: readonly PeriodSums[], digits: number): number | null {
  const judged = parts.filter(({ n }) => n > 0);
  const [first] = judged;
  if (first === undefined) return null;
  switch (of) {
    case 'sum':
      return decimal(String(judged.reduce((sum, part) => sum + BigInt(part.sum), 0n)), digits);
    case 'mean':
      return mean(first, digits);
    case 'weighted-mean':
      return first.weightedMean === null ? mean(first, digits) : rounded(first.weightedMean / 10 ** digits, digits);
  }
}

function extremes(parts: readonly PeriodSums[], digits: number): { readonly min?: number; readonly max?: number } {
  const [first] = parts;
  if (first === undefined || first.min === null || first.max === null) return {};
  return { min: decimal(first.min, digits), max: decimal(first.max, digits) };
}

function changeOf(value: number | null, previous: number | null): number | null {
  if (value === null || previous === null || previous === 0) return null;
  return rounded((value - previous) / Math.abs(previous), 4);
}
