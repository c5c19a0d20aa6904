import { type AlarmEvent, assertContract } from '@loanwatch/contracts';

/**
 * A stored event as the current code knows it; an event of a past version becomes its successor here. One that is not
 * known was written by a newer release: refusing it is better than acting on a state that lacks it.
 * Throws `contract.violation`.
 */
export function currentAlarmEvent({ type, data }: { readonly type: string; readonly data: unknown }): AlarmEvent {
  const event: unknown = { type, data };
  assertContract('AlarmEvent', event, 'reading');
  return event;
}
