import type { Family, Severity } from '@loanwatch/contracts';
import { idOf } from '../../test/builders';
import { choosePlan, type PlanVersion } from './plan';

const plan = (name: string, families: readonly Family[], severities: readonly Severity[]): PlanVersion => ({
  planId: idOf(name),
  version: 1,
  name,
  families,
  severities,
  steps: [],
});
const anything = plan('anything', [], []);
const red = plan('red', [], ['RED', 'ORANGE']);
const goods = plan('goods', ['goods'], []);
const redGoods = plan('red goods', ['goods'], ['RED']);
const plans = [anything, red, goods, redGoods];

describe('the plan for an alarm', () => {
  it.each([
    ['goods', 'RED', 'red goods'],
    ['goods', 'BLUE', 'goods'],
    ['people', 'RED', 'red'],
    ['people', 'BLUE', 'anything'],
  ] as const)('about %s in %s is the one that names most of it: %s', (family, severity, name) => {
    expect(choosePlan(plans, family, severity)?.name).toBe(name);
  });

  it('does not exist when none fits', () => {
    expect(choosePlan([red, redGoods], 'people', 'BLUE')).toBeUndefined();
  });

  it('does not depend on the order of the plans', () => {
    const other = { ...goods, planId: 'ffffffff-ffff-7fff-8fff-ffffffffffff', name: 'goods, newer' };
    expect(choosePlan([other, goods], 'goods', 'BLUE')?.name).toBe('goods, newer');
    expect(choosePlan([goods, other], 'goods', 'BLUE')?.name).toBe('goods, newer');
  });
});
