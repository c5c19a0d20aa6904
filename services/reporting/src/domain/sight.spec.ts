import type { Grant } from '@loanwatch/contracts';
import { grantedStretch, wholeDays } from './sight';

const grant = (terms: Partial<Grant>): Grant => ({
  id: 'g',
  institutionId: 'bank',
  enterpriseId: 'factory',
  signalKinds: ['electricity'],
  from: '2026-01-10',
  to: null,
  status: 'ACTIVE',
  ...terms,
});
const now = Date.parse('2026-03-01T00:00:00Z');

describe('what a grant shows', () => {
  it('is everything inside the grants that are in force now, and nothing without one', () => {
    const grants = [
      grant({}),
      grant({ from: '2025-06-01', to: '2026-03-31' }),
      grant({ from: '2020-01-01', to: '2025-12-31' }),
      grant({ from: '2019-01-01', status: 'REVOKED' }),
      grant({ from: '2018-01-01', institutionId: 'other' }),
    ];
    const seen = grantedStretch(grants, 'bank', 'electricity', now);
    expect(seen).toEqual({ from: Date.parse('2025-05-31T16:00:00Z'), until: Infinity });
    expect(grantedStretch([grant({ to: '2026-03-01' })], 'bank', 'electricity', now)?.until).toBe(
      Date.parse('2026-03-01T16:00:00Z'),
    );
    expect(grantedStretch(grants, 'bank', 'people', now)).toBeUndefined();
    expect(grantedStretch([grant({ to: '2026-02-28' })], 'bank', 'electricity', now)).toBeUndefined();
  });

  it('is whole days of the site, wherever it lies', () => {
    const stretch = { from: Date.parse('2026-01-09T16:00:00Z'), until: Date.parse('2026-02-01T16:00:00Z') };
    expect(wholeDays(stretch, 'Asia/Shanghai')).toEqual({ from: '2026-01-10', until: '2026-02-02' });
    expect(wholeDays(stretch, 'Europe/Berlin')).toEqual({ from: '2026-01-10', until: '2026-02-01' });
    expect(wholeDays({ from: -Infinity, until: Infinity }, 'Asia/Shanghai')).toEqual({});
  });
});
