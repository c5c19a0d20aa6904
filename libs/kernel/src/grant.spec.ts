import { type GrantTerms, grantInForce } from './grant';

const grant: GrantTerms = { status: 'ACTIVE', signalKinds: ['electricity'], from: '2026-03-01', to: '2026-03-31' };
const at = (text: string): number => Date.parse(`${text}+08:00`);

describe('a grant', () => {
  it('is in force from its first day to the end of its last, in China', () => {
    expect(grantInForce(grant, 'electricity', at('2026-02-28T23:59:59'))).toBe(false);
    expect(grantInForce(grant, 'electricity', at('2026-03-01T00:00:00'))).toBe(true);
    expect(grantInForce(grant, 'electricity', at('2026-03-31T23:59:59'))).toBe(true);
    expect(grantInForce(grant, 'electricity', at('2026-04-01T00:00:00'))).toBe(false);
  });

  it('without an end lasts until it is revoked', () => {
    expect(grantInForce({ ...grant, to: null }, 'electricity', at('2036-01-01T00:00:00'))).toBe(true);
    expect(grantInForce({ ...grant, to: null, status: 'REVOKED' }, 'electricity', at('2026-03-02T00:00:00'))).toBe(
      false,
    );
  });

  it('shows only the kinds of signals it names', () => {
    expect(grantInForce(grant, 'people', at('2026-03-02T00:00:00'))).toBe(false);
  });
});
