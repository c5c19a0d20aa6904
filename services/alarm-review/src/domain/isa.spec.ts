import { isaState } from './isa';

describe('the ISA-18.2 label', () => {
  it.each([
    ['ACTIVE', false, 'UNACK'],
    ['ACTIVE', true, 'ACKED'],
    ['RETURNED', false, 'RTNUN'],
    ['RETURNED', true, 'NORM'],
  ] as const)('of an alarm that is %s, acknowledged %s, is %s', (condition, acknowledged, label) => {
    expect(isaState({ condition, acknowledged, closed: false, suppression: 'NONE' })).toBe(label);
  });

  it.each([
    ['SHELVED', 'SHLVD'],
    ['SUPPRESSED_BY_DESIGN', 'DSUPR'],
    ['OUT_OF_SERVICE', 'OOSRV'],
  ] as const)('of one that is %s is %s whatever the condition', (suppression, label) => {
    for (const condition of ['ACTIVE', 'RETURNED'] as const) {
      expect(isaState({ condition, acknowledged: false, closed: false, suppression })).toBe(label);
    }
  });

  it('of a closed alarm is NORM: there is no open alarm', () => {
    expect(isaState({ condition: 'ACTIVE', acknowledged: true, closed: true, suppression: 'NONE' })).toBe('NORM');
  });
});
