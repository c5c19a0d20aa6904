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

/** What records change, once per alarm and case however often they changed. */
export class LifecycleFold {
  private alarms = new Map<string, AlarmNews>();
  private cases = new Map<string, CaseChange>();

  /** Alarms and cases collected. */
  get size(): number {
    return this.alarms.size + this.cases.size;
  }

  /** Throws PermanentFailure for a record that breaks its contract. */
  add({ value, headers }: BusRecord): void {
    if (headers['ce_type'] === ALARM_CHANGED) this.addAlarm(read(value, ALARM_CHANGED));
    else if (headers['ce_type'] === CASE_CHANGED) this.addCase(read(value, CASE_CHANGED));
  }

  take(): LifecycleNews {
    const news = { alarms: [...this.alarms.values()], cases: [...this.cases.values()] };
    this.alarms = new Map();
    this.cases = new Map();
    return news;
  }

  private addAlarm(change: AlarmChange): void {
    const known = this.alarms.get(change.alarmId);
    this.alarms.set(change.alarmId, {
      newest: known === undefined || known.newest.revision < change.revision ? change : known.newest,
      raisedAt: known?.raisedAt ?? (change.change === 'AlarmRaised' ? change.at : null),
      claimedAt: known?.claimedAt ?? (change.change === 'AlarmClaimed' ? change.at : null),
    });
  }

  private addCase(change: CaseChange): void {
    const known = this.cases.get(change.caseId);
    if (known === undefined || known.revision < change.revision) this.cases.set(change.caseId, change);
  }
}

function read<T extends MessageType>(value: string, type: T): MessageData[T] {
  try {
    return parseEvent(value, type).data;
  } catch (error) {
    throw new PermanentFailure(error instanceof Error ? error.message : String(error), { cause: error });
  }
}
