import { type Metric, type RuleCondition, type RuleDocument, metric as metricOf, validate } from '@loanwatch/contracts';
import { type FieldError, severityRank } from '@loanwatch/kernel';

/**
 * Everything that is wrong with a rule document: first its shape by the schema, then what no schema can say. A rule that
 * passes can come true; empty when it passes.
 */
export function checkRule(document: unknown): readonly FieldError[] {
  const shape = validate('RuleDocument', document);
  if (shape.length > 0) return shape;
  const rule = document as RuleDocument;
  const metric = metricOf(rule.metric);
  if (metric === undefined) return [{ pointer: '/metric', detail: `no metric ${rule.metric}` }];
  return [
    ...checkMetric(rule, metric),
    ...checkLadder(rule),
    ...rule.ladder.flatMap(({ condition }, index) =>
      checkCondition(condition, metric, rule, `/ladder/${index}/condition`),
    ),
    ...checkClear(rule, metric),
    ...checkSchedule(rule.schedule, '/schedule'),
  ];
}

const NUMERIC: readonly Metric['kind'][] = ['gauge', 'counter', 'delta'];

const error = (pointer: string, detail: string): FieldError[] => [{ pointer, detail }];

function checkMetric({ family }: RuleDocument, metric: Metric): FieldError[] {
  if (metric.of === 'reading') return error('/metric', `${metric.code} is a reading; rules judge signals`);
  return family === metric.family ? [] : error('/family', `${metric.code} belongs to ${metric.family}`);
}

function checkLadder({ ladder }: RuleDocument): FieldError[] {
  return ladder.flatMap((rung, index) => {
    const before = ladder[index - 1];
    if (before === undefined) return [];
    const pointer = `/ladder/${index}`;
    if (severityRank(rung.severity) >= severityRank(before.severity)) {
      return error(`${pointer}/severity`, `must be milder than ${before.severity} before it`);
    }
    return neverReached(before.condition, rung.condition)
      ? error(`${pointer}/condition`, `can never decide: whenever it is true, ${before.severity} is true too`)
      : [];
  });
}

/** Whether the milder threshold implies the more severe one, which is judged first. */
function neverReached(severe: RuleCondition, mild: RuleCondition): boolean {
  if (severe.kind !== 'threshold' || mild.kind !== 'threshold' || severe.operator !== mild.operator) return false;
  if (severe.operator === 'above') return mild.value >= severe.value;
  return severe.operator === 'below' && mild.value <= severe.value;
}

function checkCondition(condition: RuleCondition, metric: Metric, rule: RuleDocument, pointer: string): FieldError[] {
  switch (condition.kind) {
    case 'threshold':
      if (!NUMERIC.includes(metric.kind)) return wantsKind(NUMERIC, metric, pointer);
      return checkLimits(condition, metric, pointer);
    case 'state': {
      const unknown = condition.is.filter((state) => metric.states?.includes(state) !== true);
      if (metric.kind !== 'state') return wantsKind(['state'], metric, pointer);
      return unknown.length === 0 ? [] : error(`${pointer}/is`, `${metric.code} knows no state ${unknown.join(', ')}`);
    }
    case 'event':
      if (condition.hours !== undefined && condition.when === undefined) {
        return error(`${pointer}/when`, 'is missing: hours mean nothing without it');
      }
      return [...wantsKind(['event'], metric, pointer), ...checkSchedule(condition.hours, `${pointer}/hours`)];
    case 'baseline':
      return [...wantsKind(NUMERIC, metric, pointer), ...checkBaseline(condition, pointer)];
    case 'duration':
      return checkCondition(condition.condition, metric, rule, `${pointer}/condition`);
    case 'n-of-m':
      return [
        ...checkCondition(condition.condition, metric, rule, `${pointer}/condition`),
        ...checkMatchCount(condition, pointer),
      ];
    case 'no-data':
      return [];
  }
}

function wantsKind(kinds: readonly Metric['kind'][], metric: Metric, pointer: string): FieldError[] {
  if (kinds.includes(metric.kind)) return [];
  return error(
    `${pointer}/kind`,
    `is for metrics of kind ${kinds.join(', ')}; ${metric.code} is of kind ${metric.kind}`,
  );
}

function checkLimits(
  { operator, value, to }: Extract<RuleCondition, { kind: 'threshold' }>,
  metric: Metric,
  pointer: string,
): FieldError[] {
  const ranged = operator === 'between' || operator === 'outside';
  if (ranged && to === undefined) return error(`${pointer}/to`, `is missing: ${operator} needs an upper limit`);
  if (!ranged && to !== undefined) return error(`${pointer}/to`, `means nothing with ${operator}`);
  if (to !== undefined && to < value) return error(`${pointer}/to`, 'must not be less than value');
  const { min, max, unit } = metric;
  const plausible = `values of ${metric.code} lie between ${min} and ${max} ${unit}`;
  const never = {
    above: value >= max,
    below: value <= min,
    between: value > max || (to ?? value) < min,
    outside: value <= min && (to ?? value) >= max,
  }[operator];
  return never ? error(`${pointer}/value`, `can never be true: ${plausible}`) : [];
}

function checkBaseline(
  {
    operator,
    ratio,
    deviations,
    sameWeekday,
    trailingWeeks,
    minimumSamples,
  }: Extract<RuleCondition, { kind: 'baseline' }>,
  pointer: string,
): FieldError[] {
  const errors: FieldError[] = [];
  if ((ratio === undefined) === (deviations === undefined)) {
    errors.push(...error(`${pointer}/ratio`, 'either ratio or deviations, and not both'));
  }
  if (ratio !== undefined && operator === 'below' && ratio > 1) {
    errors.push(...error(`${pointer}/ratio`, 'must be at most 1: below 1.2 times the usual value is usual'));
  }
  if (ratio !== undefined && operator === 'above' && ratio < 1) {
    errors.push(...error(`${pointer}/ratio`, 'must be at least 1: above 0.8 times the usual value is usual'));
  }
  const most = sameWeekday === true ? trailingWeeks : trailingWeeks * 7;
  if (minimumSamples > most) {
    errors.push(
      ...error(`${pointer}/minimumSamples`, `can never be reached: ${trailingWeeks} weeks have ${most} such days`),
    );
  }
  return errors;
}

function checkMatchCount(
  { n, withinMs, ofLast, mode, window }: Extract<RuleCondition, { kind: 'n-of-m' }>,
  pointer: string,
): FieldError[] {
  if ((withinMs === undefined) === (ofLast === undefined)) {
    return error(`${pointer}/withinMs`, 'either withinMs or ofLast, and not both');
  }
  if (ofLast === undefined) return [];
  if (n > ofLast) return error(`${pointer}/n`, `can never be reached among ${ofLast} values`);
  if (mode === 'continuous') return error(`${pointer}/mode`, 'continuous needs withinMs');
  return window === 'tumbling' ? error(`${pointer}/window`, 'tumbling needs withinMs') : [];
}

function checkClear(rule: RuleDocument, metric: Metric): FieldError[] {
  const condition = rule.clear?.condition;
  if (condition === undefined) return [];
  const pointer = '/clear/condition';
  if (condition.kind === 'event')
    return error(`${pointer}/kind`, 'an event cannot say that others have ended; use offDelayMs');
  return checkCondition(condition, metric, rule, pointer);
}

function checkSchedule(schedule: RuleDocument['schedule'], pointer: string): FieldError[] {
  if (schedule?.siteHours === undefined || schedule.shifts === undefined) return [];
  return error(`${pointer}/shifts`, 'either shifts or siteHours, and not both');
}
