import { type AlarmChanged, type CaseChanged, ContractViolation, parseEvent } from '@loanwatch/contracts';
import { type Bus, type BusRecord, type Consumer, type Database, PermanentFailure, type Tx } from '@loanwatch/engines';
import { withSpan } from '@loanwatch/platform';
import type { Planner } from '../app/planner';
import { type Notice, noticeOfAlarm, noticeOfCase } from '../domain/notice';

/** Plans notifications in the transaction that moves the position: a change is told once, or not at all and again. */
export function consumeLifecycle(bus: Bus, database: Database, planner: Planner): Promise<Consumer> {
  return bus.consume({
    group: 'notification.lifecycle',
    topics: ['lifecycle'],
    database,
    maxRecords: 200,
    handle: async (records, tx) => {
      for (const record of records) await plan(planner, record, tx);
    },
  });
}

async function plan(planner: Planner, record: BusRecord, tx: Tx): Promise<void> {
  const { notice, id, traceparent } = read(record);
  if (notice === undefined) return;
  await withSpan('notification.plan', traceparent, { 'loanwatch.change': notice.about.change }, (trace) =>
    planner.plan(tx, notice, id, trace.traceparent),
  );
}

function read(record: BusRecord): { notice: Notice | undefined; id: string; traceparent: string | undefined } {
  try {
    if (record.headers['ce_type'] === 'loanwatch.case.changed.v1') {
      const { data, envelope } = parseEvent(record.value, 'loanwatch.case.changed.v1');
      return { notice: noticeOfCase(data satisfies CaseChanged), id: envelope.id, traceparent: envelope.traceparent };
    }
    const { data, envelope } = parseEvent(record.value, 'loanwatch.alarm.changed.v1');
    return { notice: noticeOfAlarm(data satisfies AlarmChanged), id: envelope.id, traceparent: envelope.traceparent };
  } catch (error) {
    if (error instanceof ContractViolation) throw new PermanentFailure(error.message, { cause: error });
    throw error;
  }
}
