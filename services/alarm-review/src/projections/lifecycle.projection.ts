import { type AlarmEvent, type CaseEvent, makeEvent, type MessageRecord } from '@loanwatch/contracts';
import type { Bus, Database, EventStore, ProjectionRun, RecordedEvent } from '@loanwatch/engines';
import { derivedId } from '@loanwatch/kernel';
import { evolveAlarm } from '../domain/alarm.evolve';
import type { Alarm, AlarmState } from '../domain/alarm.state';
import { currentAlarmEvent } from '../domain/alarm.upcast';
import { alarmView } from '../domain/alarm.view';
import { evolveCase } from '../domain/case.evolve';
import type { Case, CaseState } from '../domain/case.state';
import { currentCaseEvent } from '../domain/case.upcast';
import { caseView } from '../domain/case.view';
import { alarmTimers, caseTimers, type Timer } from '../domain/timers';
import { readAlarmRows, readCaseRows, type Row, writeAlarmRows, writeCaseRows, writeTimers } from './rows';

interface Parts {
  readonly store: EventStore;
  readonly database: Database;
  readonly bus: Bus;
  readonly onFailure: (error: unknown) => void;
}

/**
 * Folds the streams into the rows that the queue and the timers read, and tells the topic `lifecycle` of every event, in
 * the transaction of its checkpoint: what others are told is what was stored, once each, in order.
 */
export function lifecycleProjection({ store, database, bus, onFailure }: Parts): ProjectionRun {
  return {
    store,
    database,
    name: 'alarm-review.lifecycle',
    categories: ['alarm', 'case'],
    onFailure,
    apply: async (events, tx) => {
      const alarms = await readAlarmRows(tx, idsOf('alarm', events));
      const cases = await readCaseRows(tx, idsOf('case', events));
      const told = events.flatMap((event) =>
        event.stream.startsWith('alarm-') ? foldAlarm(event, alarms) : foldCase(event, cases),
      );
      await writeAlarmRows(tx, alarms);
      await writeCaseRows(tx, cases);
      await writeTimers(tx, [...timersOf('alarm', alarms, alarmTimers), ...timersOf('case', cases, caseTimers)]);
      await bus.publishInTransaction(tx, told);
    },
  };
}

type Rows<S> = Map<string, Row<S>>;

function foldAlarm(recorded: RecordedEvent, rows: Rows<Alarm>): readonly MessageRecord[] {
  const event = currentAlarmEvent(recorded);
  const alarmId = idIn(recorded.stream);
  const row = rows.get(alarmId);
  if (row !== undefined && row.revision >= recorded.revision) return [];
  const state: AlarmState = evolveAlarm(row?.state ?? { kind: 'none' }, event);
  if (state.kind === 'none') return [];
  rows.set(alarmId, { revision: recorded.revision, state });
  return [alarmChanged(recorded, event, state)];
}

function foldCase(recorded: RecordedEvent, rows: Rows<Case>): readonly MessageRecord[] {
  const event = currentCaseEvent(recorded);
  const caseId = idIn(recorded.stream);
  const row = rows.get(caseId);
  if (row !== undefined && row.revision >= recorded.revision) return [];
  const state: CaseState = evolveCase(row?.state ?? { kind: 'none' }, event);
  if (state.kind === 'none') return [];
  rows.set(caseId, { revision: recorded.revision, state });
  return [caseChanged(recorded, event, state)];
}

function alarmChanged(recorded: RecordedEvent, { type, data }: AlarmEvent, alarm: Alarm): MessageRecord {
  const { alarmId } = alarm.facts;
  const change = { revision: recorded.revision, change: type, at: data.at, actor: data.by, detail: { ...data } };
  return makeEvent('loanwatch.alarm.changed.v1', {
    ...envelopeOf(recorded, alarmId),
    data: { alarmId, ...change, alarm: alarmView(alarm) },
  });
}

function caseChanged(recorded: RecordedEvent, { type, data }: CaseEvent, state: Case): MessageRecord {
  const { caseId, alarmId, institutionId } = state.facts;
  const change = { revision: recorded.revision, change: type, at: data.at, actor: data.by, detail: { ...data } };
  return makeEvent('loanwatch.case.changed.v1', {
    ...envelopeOf(recorded, alarmId),
    data: { caseId, alarmId, institutionId, ...change, case: caseView(state) },
  });
}

function envelopeOf({ id, stream, recordedAt, metadata }: RecordedEvent, key: string) {
  return {
    id: derivedId('lifecycle', id),
    source: '/loanwatch/alarm-review',
    subject: stream,
    time: Date.parse(recordedAt),
    key,
    correlationId: metadata.correlationId,
    causationId: id,
    traceparent: metadata.traceparent,
  } as const;
}

function timersOf<S, K extends string>(
  category: 'alarm' | 'case',
  rows: ReadonlyMap<string, Row<S>>,
  timers: (state: S) => readonly Timer<K>[],
) {
  return [...rows].map(([id, { state }]) => ({ stream: `${category}-${id}`, timers: timers(state) }));
}

function idsOf(category: string, events: readonly RecordedEvent[]): readonly string[] {
  const prefix = `${category}-`;
  return [...new Set(events.filter(({ stream }) => stream.startsWith(prefix)).map(({ stream }) => idIn(stream)))];
}

function idIn(stream: string): string {
  return stream.slice(stream.indexOf('-') + 1);
}
