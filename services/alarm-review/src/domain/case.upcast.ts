import { assertContract, type CaseEvent } from '@loanwatch/contracts';

/** As `currentAlarmEvent` for cases. Throws `contract.violation`. */
export function currentCaseEvent({ type, data }: { readonly type: string; readonly data: unknown }): CaseEvent {
  const event: unknown = { type, data };
  assertContract('CaseEvent', event, 'reading');
  return event;
}
