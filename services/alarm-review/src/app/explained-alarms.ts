import type { AlarmEvent } from '@loanwatch/contracts';
import type { Tx } from '@loanwatch/engines';
import type { Clock } from '@loanwatch/kernel';
import type { Alarm } from '../domain/alarm.state';
import { type Cause, type Streams, SYSTEM } from './streams';

/**
 * Keeps who is explained by whom and lifts the suppression when the explaining alarm no longer holds. It sees both alarms'
 * events in one order, so whichever came first, the one that comes second finds the other.
 */
export async function followExplanation(
  streams: Streams,
  clock: Clock,
  alarm: Alarm,
  event: AlarmEvent,
  cause: Cause,
  tx: Tx,
): Promise<void> {
  const { alarmId } = alarm.facts;
  switch (event.type) {
    case 'AlarmSuppressedByDesign': {
      const { parentAlarmId } = event.data;
      await tx.query(
        'INSERT INTO explained_alarm (alarm_id, parent_alarm_id) VALUES ($1, $2) ON CONFLICT (alarm_id) DO UPDATE SET parent_alarm_id = excluded.parent_alarm_id',
        [alarmId, parentAlarmId],
      );
      const parent = await streams.readAlarm(parentAlarmId);
      if (parent === undefined || !explains(parent.state)) await lift(streams, clock, alarmId, parentAlarmId, cause);
      return;
    }
    case 'AlarmSuppressionLifted':
      await tx.query('DELETE FROM explained_alarm WHERE alarm_id = $1', [alarmId]);
      return;
    case 'AlarmConditionReturned':
    case 'AlarmJudged':
    case 'AlarmClosed': {
      if (event.type === 'AlarmClosed') await tx.query('DELETE FROM explained_alarm WHERE alarm_id = $1', [alarmId]);
      if (explains(alarm)) return;
      const { rows } = await tx.query<{ alarm_id: string }>(
        'SELECT alarm_id FROM explained_alarm WHERE parent_alarm_id = $1',
        [alarmId],
      );
      await Promise.all(rows.map((row) => lift(streams, clock, row.alarm_id, alarmId, cause)));
      return;
    }
    default:
      return;
  }
}

/** An alarm explains others while its own condition holds and nobody has found it false. */
function explains({ condition, review }: Alarm): boolean {
  return condition === 'ACTIVE' && review.status !== 'FALSE_POSITIVE' && review.status !== 'CLOSED';
}

async function lift(
  streams: Streams,
  clock: Clock,
  alarmId: string,
  parentAlarmId: string,
  cause: Cause,
): Promise<void> {
  const data = { at: clock.now(), by: SYSTEM, parentAlarmId };
  await streams.alarm(alarmId, { type: 'LiftDesignSuppression', data }, cause);
}
