import { fromScaled, MAX_SCALED, toScaled } from './quantity';

describe('exact quantities', () => {
  it.each([
    [3.17, 3, 3170],
    [2589773.39, 3, 2589773390],
    [2.675, 3, 2675],
    [-0.0005, 3, -1],
    [999999, 0, 999999],
  ])('keeps %d with %d digits as %d', (value, digits, scaled) => {
    expect(toScaled(value, digits)).toBe(scaled);
  });

  it('gives back the decimal it was made from', () => {
    for (const value of [0.1, 0.2, 0.30001, 12.34, 99999.999]) expect(fromScaled(toScaled(value, 5), 5)).toBe(value);
  });

  it('adds up in any order to the same sum, which floating point does not', () => {
    const values = [0.1, 0.2, 0.3, 1e6, -1e6];
    const sum = (list: number[]) => list.reduce((total, value) => total + toScaled(value, 3), 0);
    expect(sum(values)).toBe(sum([...values].reverse()));
    expect(fromScaled(sum(values), 3)).toBe(0.6);
  });

  it('refuses what a double cannot hold exactly', () => {
    expect(() => toScaled(MAX_SCALED, 3)).toThrow(RangeError);
    expect(() => toScaled(Number.NaN, 0)).toThrow(RangeError);
  });
});
