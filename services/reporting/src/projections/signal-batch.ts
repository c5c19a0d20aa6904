import { type MessageData, parseEvent } from '@loanwatch/contracts';
import { type BusRecord, PermanentFailure } from '@loanwatch/engines';

const SIGNALS = 'loanwatch.signals.derived.v1';

export type SignalBatch = MessageData[typeof SIGNALS];

/** A record that breaks the contract never heals: it goes to the dead letters at once. */
export function readSignals({ value }: BusRecord): SignalBatch {
  try {
    return parseEvent(value, SIGNALS).data;
  } catch (error) {
    throw new PermanentFailure(error instanceof Error ? error.message : String(error), { cause: error });
  }
}
