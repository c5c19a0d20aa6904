import type { AlarmView } from '@loanwatch/contracts';

export type SuppressionStatus = AlarmView['suppression'];

/**
 * Why notification is held back. The three causes are independent facts: when one ends, the others still hold, and the
 * review stands where it stood, because suppression never touches it. Recording is never suppressed, and neither is a return.
 */
export interface Suppression {
  readonly shelved: Shelving | null;
  /** The open alarm that explains this one. */
  readonly parentAlarmId: string | null;
  /** Subject who declared what it watches out of service. */
  readonly outOfService: string | null;
}

export interface Shelving {
  /** Start of the first of consecutive shelvings (ms): the maximum counts from here. */
  readonly since: number;
  readonly until: number;
  /** When its end announces itself (ms). */
  readonly warnAt: number;
  readonly warned: boolean;
}

export const NOT_SUPPRESSED: Suppression = { shelved: null, parentAlarmId: null, outOfService: null };

/** The strongest cause in force names the state. */
export function suppressionStatus(suppression: Suppression): SuppressionStatus {
  if (suppression.outOfService !== null) return 'OUT_OF_SERVICE';
  if (suppression.parentAlarmId !== null) return 'SUPPRESSED_BY_DESIGN';
  return suppression.shelved === null ? 'NONE' : 'SHELVED';
}

export function isSuppressed(suppression: Suppression): boolean {
  return suppressionStatus(suppression) !== 'NONE';
}
