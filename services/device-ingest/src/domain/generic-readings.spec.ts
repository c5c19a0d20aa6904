import { readGeneric } from './generic-readings';

const OBSERVED_AT = '2026-05-04T02:00:00Z';
const read = (changes: object) =>
  readGeneric({ readings: [{ channel: 'main', value: 1, observedAt: OBSERVED_AT, ...changes }] });

describe('the generic body', () => {
  it('keeps an interval in whole milliseconds, so that what is published keeps its contract', () => {
    expect(read({ intervalSeconds: 1.0004 }).readings).toMatchObject([{ intervalMs: 1000 }]);
  });

  it.each([
    ['an interval shorter than a millisecond', { intervalSeconds: 0.0005 }, '/readings/0/intervalSeconds'],
    ['an attribute larger than any number we hold', { attributes: { score: Infinity } }, '/readings/0/attributes'],
  ])('refuses %s and names the field', (_, changes, pointer) => {
    expect(read(changes)).toMatchObject({ readings: [], rejected: [{ pointer, code: 'reading.wrong-type' }] });
  });
});
