import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { RuleDocument } from '@loanwatch/contracts';
import { aRule, days, hours, min } from '../../test/evaluation';
import { checkRule } from './rule-checks';

const hot = { kind: 'threshold', operator: 'above', value: 90 } as const;
const rung = (condition: unknown, severity = 'RED'): unknown => ({ severity, condition });
const pointers = (over: Record<string, unknown>): readonly string[] =>
  checkRule({ ...aRule(), ...over }).map(({ pointer }) => pointer);

describe('a rule document', () => {
  it('passes with everything it may have', () => {
    const full: RuleDocument = {
      name: { zh: '夜间高温', en: 'Hot at night' },
      family: 'climate',
      metric: 'temperature',
      appliesTo: { industries: ['factory'], tags: ['cold-chain'], subjects: 'channel' },
      schedule: { shifts: [{ weekdays: [5], start: '22:00', end: '06:00' }], dayClasses: ['working'] },
      ladder: [
        { severity: 'RED', condition: { kind: 'duration', condition: hot, forMs: min(30) } },
        { severity: 'ORANGE', condition: { kind: 'n-of-m', condition: hot, n: 3, ofLast: 5 } },
        { severity: 'YELLOW', condition: hot },
        { severity: 'BLUE', condition: { kind: 'no-data', forMs: hours(4) } },
      ],
      clear: { condition: { kind: 'threshold', operator: 'below', value: 85 }, offDelayMs: min(10) },
      stalenessMs: hours(1),
      repeatAfterMs: days(1),
    };
    expect(checkRule(full)).toEqual([]);
  });

  it.each([
    ['nothing at all', undefined, ''],
    ['a field nobody knows', { ...aRule(), colour: 'red' }, '/colour'],
    ['no staleness limit', { ...aRule(), stalenessMs: undefined }, '/stalenessMs'],
    ['an unknown condition', { ...aRule(), ladder: [rung({ kind: 'magic' })] }, '/ladder/0/condition/kind'],
    [
      'a threshold without a value',
      { ...aRule(), ladder: [rung({ kind: 'threshold', operator: 'above' })] },
      '/ladder/0/condition/value',
    ],
    ['an empty ladder', { ...aRule(), ladder: [] }, '/ladder'],
    [
      'a silent duration',
      { ...aRule(), ladder: [rung({ kind: 'duration', condition: { kind: 'no-data', forMs: 5000 }, forMs: 5000 })] },
      '/ladder/0/condition/condition/kind',
    ],
  ])('with %s is refused by its shape, naming the field', (_what, document, pointer) => {
    expect(checkRule(document)[0]?.pointer).toBe(pointer);
  });

  it.each([
    ['a metric nobody knows', { metric: 'phase.of-moon' }, '/metric'],
    ['a reading instead of a signal', { metric: 'energy.register', family: 'electricity' }, '/metric'],
    ['a family that is not that of the metric', { family: 'people' }, '/family'],
    ['a ladder that begins with the mildest', { ladder: [rung(hot, 'BLUE'), rung(hot, 'RED')] }, '/ladder/1/severity'],
    ['a severity twice', { ladder: [rung(hot), rung({ ...hot, value: 80 })] }, '/ladder/1/severity'],
    [
      'a milder step that a graver one always forestalls',
      { ladder: [rung(hot), rung({ ...hot, value: 95 }, 'BLUE')] },
      '/ladder/1/condition',
    ],
    ['a range without an end', { ladder: [rung({ ...hot, operator: 'between' })] }, '/ladder/0/condition/to'],
    ['a limit with two ends', { ladder: [rung({ ...hot, to: 95 })] }, '/ladder/0/condition/to'],
    ['a range upside down', { ladder: [rung({ ...hot, operator: 'outside', to: 80 })] }, '/ladder/0/condition/to'],
    [
      'a limit that no plausible value reaches',
      { ladder: [rung({ ...hot, value: 1000 })] },
      '/ladder/0/condition/value',
    ],
    ['a state of a number', { ladder: [rung({ kind: 'state', is: ['OK'] })] }, '/ladder/0/condition/kind'],
    ['an event of a number', { ladder: [rung({ kind: 'event' })] }, '/ladder/0/condition/kind'],
    [
      'a state the metric does not have',
      { metric: 'camera.health', family: 'health', ladder: [rung({ kind: 'state', is: ['OK', 'SLEEPY'] })] },
      '/ladder/0/condition/is',
    ],
    ['a limit on a state', { metric: 'camera.health', family: 'health' }, '/ladder/0/condition/kind'],
    [
      'hours of an event that nothing refers to',
      { metric: 'intrusion', family: 'intrusion', ladder: [rung({ kind: 'event', hours: { siteHours: true } })] },
      '/ladder/0/condition/when',
    ],
    [
      'two kinds of hours',
      { schedule: { siteHours: true, shifts: [{ weekdays: [1], start: '08:00', end: '18:00' }] } },
      '/schedule/shifts',
    ],
    [
      'more matches than values',
      { ladder: [rung({ kind: 'n-of-m', condition: hot, n: 6, ofLast: 5 })] },
      '/ladder/0/condition/n',
    ],
    [
      'matches of no window',
      { ladder: [rung({ kind: 'n-of-m', condition: hot, n: 6 })] },
      '/ladder/0/condition/withinMs',
    ],
    [
      'values in a row among the last',
      { ladder: [rung({ kind: 'n-of-m', condition: hot, n: 3, ofLast: 5, mode: 'continuous' })] },
      '/ladder/0/condition/mode',
    ],
    [
      'tumbling values',
      { ladder: [rung({ kind: 'n-of-m', condition: hot, n: 3, ofLast: 5, window: 'tumbling' })] },
      '/ladder/0/condition/window',
    ],
  ])('with %s is refused by its meaning, naming the field', (_what, over, pointer) => {
    expect(pointers(over)).toEqual([pointer]);
  });

  it.each([
    ['no measure of the distance', {}, 'ratio'],
    ['two measures of the distance', { ratio: 0.6, deviations: 3 }, 'ratio'],
    ['below more than usual', { ratio: 1.2 }, 'ratio'],
    ['above less than usual', { operator: 'above', ratio: 0.8 }, 'ratio'],
    ['more samples than the weeks have', { ratio: 0.6, minimumSamples: 29 }, 'minimumSamples'],
    ['more samples than the weeks have of a weekday', { ratio: 0.6, sameWeekday: true }, 'minimumSamples'],
  ])('with a baseline of %s is refused', (_what, over, field) => {
    const baseline = {
      kind: 'baseline',
      operator: 'below',
      trailingWeeks: 4,
      minimumSamples: 5,
      statistic: 'median',
      ...over,
    };
    expect(pointers({ ladder: [rung(baseline)] })).toEqual([`/ladder/0/condition/${field}`]);
  });

  it('cannot end an alarm by an event', () => {
    const event = { metric: 'intrusion', family: 'intrusion', ladder: [rung({ kind: 'event' })] };
    expect(pointers({ ...event, clear: { condition: { kind: 'event' } } })).toEqual(['/clear/condition/kind']);
    expect(pointers({ ...event, clear: { offDelayMs: 60_000 } })).toEqual([]);
  });
});

describe('the rules of the contract examples', () => {
  const folder = path.resolve(__dirname, '../../../../contracts/examples');
  const examples = readdirSync(folder).filter((file) => /^rule\.valid-.*\.json$/.test(file));

  it.each(examples)('%s makes sense, not only by its shape', (file) => {
    expect(checkRule(JSON.parse(readFileSync(path.join(folder, file), 'utf8')))).toEqual([]);
  });
});

describe('the rules of the instructions', () => {
  const guide = readFileSync(path.resolve(__dirname, '../../../../docs/how-to/write-a-rule.md'), 'utf8');
  const documents = [...guide.matchAll(/```json\n([\s\S]*?)```/g)].map(([, json = '']) => JSON.parse(json) as unknown);

  it('can be saved as they stand', () => {
    expect(documents.length).toBeGreaterThanOrEqual(2);
    expect(documents.flatMap(checkRule)).toEqual([]);
  });
});
