import { DomainError } from '@loanwatch/kernel';
import { PermanentFailure } from './port';

/** Waits before the second, third … attempt of a batch, and of a record alone. */
export const BATCH_RETRY_MS: readonly number[] = [20, 200];
export const SINGLE_RETRY_MS: readonly number[] = [50];
const MAX_OUTAGE_WAIT_MS = 5_000;
/** After so many (about two seconds) it may be the batch that is too large to get through in time. */
export const BATCH_OUTAGES = 6;

export type FailureKind =
  /** The same again would fail the same way. */
  | 'permanent'
  /** May heal; after some attempts the record goes to the dead letters. */
  | 'uncertain'
  /** The database or another dependency is away: wait as long as it takes, no record is to blame. */
  | 'outage';

/** 08 connection, 53 resources, 57 operator, 40 serialisation and deadlock, 55P03 lock time-out. */
const OUTAGE_SQL_STATE = /^(08|53|57|40|55P03)/;

export function failureKind(error: unknown): FailureKind {
  if (error instanceof PermanentFailure) return 'permanent';
  if (error instanceof DomainError) return error.kind === 'unavailable' ? 'outage' : 'uncertain';
  if (error instanceof Error && 'severity' in error && 'code' in error && OUTAGE_SQL_STATE.test(String(error.code))) {
    return 'outage';
  }
  const isBug =
    error instanceof TypeError ||
    error instanceof SyntaxError ||
    error instanceof ReferenceError ||
    error instanceof RangeError;
  return isBug ? 'permanent' : 'uncertain';
}

export function outageWaitMs(failures: number): number {
  return Math.min(50 * 2 ** failures, MAX_OUTAGE_WAIT_MS);
}

/** What a dead letter says of its error: name, code and message, no stack. */
export function reasonOf(error: unknown): string {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return text.replaceAll('\0', '').slice(0, 2_000);
}
