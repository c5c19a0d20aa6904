import { parseTime } from '@loanwatch/kernel';

/**
 * Epoch milliseconds of an ISO 8601 stamp with an offset, or NaN. A stamp without one is refused rather than guessed:
 * it would shift every figure of the site by hours.
 */
export function epochMs(stamp: unknown): number {
  return typeof stamp === 'string' ? (parseTime(stamp) ?? Number.NaN) : Number.NaN;
}
