import { DAY_MS } from '@loanwatch/kernel';
import { lightOf, noAlarms } from './light';

describe('the light of an enterprise', () => {
  it.each([
    [{ ...noAlarms(), BLUE: 3, ORANGE: 1 }, null, 'ORANGE'],
    [{ ...noAlarms(), RED: 1, BLUE: 9 }, 0, 'RED'],
    [noAlarms(), 10 * DAY_MS - 1, 'GREEN'],
    [noAlarms(), 9 * DAY_MS - 1, 'GREY'],
    [noAlarms(), null, 'GREY'],
  ] as const)('with %j, last seen at %s, is %s', (open, lastSeenAt, light) => {
    expect(lightOf(open, lastSeenAt, 10 * DAY_MS)).toBe(light);
  });
});
