import { isLive, readReport } from './external-indicator';

const now = Date.parse('2026-03-02T01:00:00Z');
const report = {
  enterpriseId: '0196a000-0000-7000-8000-000000000001',
  ...{ metric: 'external.overdue-days', value: 12, observedAt: '2026-03-02T08:00:00+08:00' },
};

describe('a report of a partner', () => {
  it('is taken when metric, value and time make sense', () => {
    expect(readReport(report, now)).toMatchObject({ scaled: 12, observedAt: Date.parse('2026-03-02T00:00:00Z') });
    expect(readReport({ ...report, metric: 'external.tax-arrears', value: 1234.56 }, now)).toMatchObject({
      scaled: 123456,
    });
  });

  it.each([
    [{ metric: 'energy.day' }, '/metric', 'reading.unknown-metric'],
    [{ metric: 'external.mood' }, '/metric', 'reading.unknown-metric'],
    [{ value: -1 }, '/value', 'reading.out-of-range'],
    [{ value: 36_501 }, '/value', 'reading.out-of-range'],
    [{ value: 1.5 }, '/value', undefined],
    [{ observedAt: '2026-03-02T00:00:00' }, '/observedAt', undefined],
    [{ observedAt: 'yesterday' }, '/observedAt', undefined],
    [{ observedAt: '1969-12-31T23:59:59Z' }, '/observedAt', undefined],
    [{ observedAt: '2026-03-02T01:05:01Z' }, '/observedAt', 'reading.in-future'],
  ])('is refused when it says %j', (wrong, pointer, code) => {
    expect(readReport({ ...report, ...wrong }, now)).toEqual([
      { pointer, detail: expect.any(String), ...(code !== undefined && { code }) },
    ]);
  });

  it('is live when it is received within an hour', () => {
    const indicator = readReport({ ...report, observedAt: '2026-03-02T00:00:00Z' }, now);
    if (!('metric' in indicator)) throw new Error('refused');
    expect([isLive(indicator, now), isLive(indicator, now + 1)]).toEqual([true, false]);
  });
});
