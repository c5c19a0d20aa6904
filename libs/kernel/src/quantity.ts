/**
 * Exact quantities. A metric keeps a fixed number of decimal digits (`digits` in `contracts/metrics.json`); stored and
 * summed values are integers in that scale (energy in Wh with 3 digits = integer milliwatt-hours). Integer sums do not
 * depend on order, so a statistic can be compared with its recomputation bit for bit.
 */
const POWERS = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000] as const;

/** Largest scaled magnitude that is exact in a double. */
export const MAX_SCALED = Number.MAX_SAFE_INTEGER;

/** A decimal value as an integer in units of 10^-digits, half away from zero. Throws RangeError when it would not be exact. */
export function toScaled(value: number, digits: number): number {
  const scaled = value * powerOfTen(digits);
  if (!Number.isFinite(scaled) || Math.abs(scaled) > MAX_SCALED) throw new RangeError(`not representable: ${value}`);
  return scaled < 0 ? -Math.round(-scaled) : Math.round(scaled);
}

/** The inverse of {@link toScaled}; the result prints with at most `digits` decimals. */
export function fromScaled(scaled: number, digits: number): number {
  return scaled / powerOfTen(digits);
}

function powerOfTen(digits: number): number {
  const power = POWERS[digits];
  if (power === undefined) throw new RangeError(`digits out of range 0..6: ${digits}`);
  return power;
}
