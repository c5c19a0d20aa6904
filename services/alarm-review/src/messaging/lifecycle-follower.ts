import type { AlarmEvent } from '@loanwatch/contracts';
import { type Database, type EventStore, type ProjectionRun, type RecordedEvent, type Tx } from '@loanwatch/engines';
import type { Clock } from '@loanwatch/kernel';
import type { Dispatch } from '../app/dispatch';
import { followExplanation } from '../app/explained-alarms';
import { tellAlarm, tellCases } from '../app/following';
import { type Cause, type Streams } from '../app/streams';
import { currentAlarmEvent } from '../domain/alarm.upcast';
import { currentCaseEvent } from '../domain/case.upcast';

/** Events of an alarm that something else follows from; the many others are passed over unread. */
const FOLLOWED: ReadonlySet<string> = new Set<AlarmEvent['type']>([
  'AlarmJudged',
  'AlarmDispatched',
  'AlarmClosed',
  'AlarmConditionReturned',
  'AlarmConditionReactivated',
  'AlarmSeverityChanged',
  'AlarmShelved',
  'AlarmUnshelved',
  'AlarmSuppressedByDesign',
  'AlarmSuppressionLifted',
  'AlarmTakenOutOfService',
  'AlarmReturnedToService',
]);

/** Each may take several appends, and what is written meanwhile is read by nobody until the transaction ends. */
const EVENTS_AT_ONCE = 100;

interface Parts {
  readonly store: EventStore;
  readonly database: Database;
  readonly streams: Streams;
  readonly dispatch: Dispatch;
  readonly clock: Clock;
  readonly onFailure: (error: unknown) => void;
}

/**
 * The process between alarms and cases: a confirmed alarm is dispatched, a dispatched one opens cases, and what happens
 * to the one reaches the other. Its commands carry ids derived from the event, so events that come again after a crash
 * change nothing.
 */
export function lifecycleFollower({ store, database, streams, dispatch, clock, onFailure }: Parts): ProjectionRun {
  return {
    store,
    database,
    name: 'alarm-review.follower',
    categories: ['alarm', 'case'],
    onFailure,
    batchSize: EVENTS_AT_ONCE,
    apply: async (events, tx) => {
      for (const event of events) {
        if (event.stream.startsWith('alarm-')) await followAlarm(event, tx);
        else await followCase(event);
      }
    },
  };

  async function followAlarm(recorded: RecordedEvent, tx: Tx): Promise<void> {
    if (!FOLLOWED.has(recorded.type)) return;
    const event = currentAlarmEvent(recorded);
    // As it stood then: what came later has its own turn.
    const then = await streams.readAlarm(idIn(recorded.stream), recorded.revision);
    if (then === undefined) return;
    const cause = causeOf(recorded);
    if (event.type === 'AlarmJudged' && event.data.verdict === 'CONFIRMED') await dispatch.dispatch(then.state, cause);
    if (event.type === 'AlarmDispatched') await dispatch.openCase(then.state, event.data, cause);
    await tellCases(streams, clock, then.state, event, cause);
    await followExplanation(streams, clock, then.state, event, cause, tx);
  }

  async function followCase(recorded: RecordedEvent): Promise<void> {
    await tellAlarm(streams, clock, idIn(recorded.stream), currentCaseEvent(recorded), causeOf(recorded));
  }
}

function idIn(stream: string): string {
  return stream.slice(stream.indexOf('-') + 1);
}

function causeOf({ id, metadata }: RecordedEvent): Cause {
  const { correlationId, traceparent } = metadata;
  return {
    commandId: id,
    correlationId,
    causationId: id,
    ...(traceparent === undefined ? {} : { traceparent }),
  };
}
