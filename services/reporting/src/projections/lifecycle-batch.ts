import { type MessageData, type MessageType, parseEvent } from '@loanwatch/contracts';
import { type BusRecord, PermanentFailure } from '@loanwatch/engines';

const ALARM_CHANGED = 'loanwatch.alarm.changed.v1';
const CASE_CHANGED = 'loanwatch.case.changed.v1';

type AlarmChange = MessageData[typeof ALARM_CHANGED];
type CaseChange = MessageData[typeof CASE_CHANGED];

/** An alarm as its newest change in a batch left it, with what only single changes tell. */
export interface AlarmNews {
  readonly newest: AlarmChange;
  /** When the platform raised it and when a reviewer first took it, ms; null when the batch does not say. */
  readonly raisedAt: number | null;
  readonly claimedAt: number | null;
}

export interface LifecycleNews {
  readonly alarms: readonly AlarmNews[];
  readonly cases: readonly CaseChange[];
}

/** What a batch changes, once per alarm and case. Throws PermanentFailure for a record that breaks its contract. */
export function readLifecycle(records: readonly BusRecord[]): LifecycleNews {
  const alarms = new Map<string, AlarmNews>();
  const cases = new Map<string, CaseChange>();
  for (const { value, headers } of records) {
    if (headers['ce_type'] === ALARM_CHANGED) addAlarm(alarms, read(value, ALARM_CHANGED));
    else if (headers['ce_type'] === CASE_CHANGED) addCase(cases, read(value, CASE_CHANGED));
  }
  return { alarms: [...alarms.values()], cases: [...cases.values()] };
}

function addAlarm(alarms: Map<string, AlarmNews>, change: AlarmChange): void {
  const known = alarms.get(change.alarmId);
  alarms.set(change.alarmId, {
    newest: known === undefined || known.newest.revision < change.revision ? change : known.newest,
    raisedAt: known?.raisedAt ?? (change.change === 'AlarmRaised' ? change.at : null),
    claimedAt: known?.claimedAt ?? (change.change === 'AlarmClaimed' ? change.at : null),
  });
}

function addCase(cases: Map<string, CaseChange>, change: CaseChange): void {
  const known = cases.get(change.caseId);
  if (known === undefined || known.revision < change.revision) cases.set(change.caseId, change);
}

function read<T extends MessageType>(value: string, type: T): MessageData[T] {
  try {
    return parseEvent(value, type).data;
  } catch (error) {
    throw new PermanentFailure(error instanceof Error ? error.message : String(error), { cause: error });
  }
}
