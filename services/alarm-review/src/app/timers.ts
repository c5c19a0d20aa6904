import type { Database } from '@loanwatch/engines';
import { type Clock, derivedId } from '@loanwatch/kernel';
import type { EntityReplica } from '@loanwatch/platform';
import type { Alarm } from '../domain/alarm.state';
import { type AlarmTimerKind, alarmTimerCommand, type CaseTimerKind } from '../domain/timers';
import type { Dispatch } from './dispatch';
import { recipientsOf } from './recipients';
import { type Streams, SYSTEM } from './streams';

const AT_ONCE = 200;

const NO_ID = '00000000-0000-0000-0000-000000000000';

interface WaitingAlarm {
  readonly alarm_id: string;
  readonly revision: number;
  readonly state: Alarm;
}

interface DueTimer {
  readonly stream: string;
  readonly kind: string;
  readonly due_at: string;
  readonly about: string;
}

/**
 * Does what time alone brings about. A timer's command names the time it was set for and has an id derived from it, so
 * two instances that fire the same timer, or one that fires it again after a crash, change nothing.
 */
export class Timers {
  constructor(
    private readonly database: Database,
    private readonly streams: Streams,
    private readonly dispatch: Dispatch,
    private readonly replica: Pick<EntityReplica, 'grantsFor' | 'isSuspended' | 'device'>,
    private readonly clock: Clock,
    /** One that fails does not keep the others waiting; it is tried again with the next look. */
    private readonly onFailure: (error: unknown) => void,
  ) {}

  /** Fires what is due now. */
  async fire(): Promise<void> {
    const { rows } = await this.database.query<DueTimer>(
      'SELECT stream, kind, due_at, about FROM timer WHERE due_at <= $1 ORDER BY due_at LIMIT $2',
      [new Date(this.clock.now()).toISOString(), AT_ONCE],
      'due-timers',
    );
    for (const timer of rows) await this.fireOne(timer).catch(this.onFailure);
  }

  /** The projection replaces the row once the stream has moved; one that found nothing to do is removed here. */
  private async fireOne({ stream, kind, due_at, about }: DueTimer): Promise<void> {
    const id = stream.slice(stream.indexOf('-') + 1);
    const act = { at: this.clock.now(), by: SYSTEM };
    const aboutMs = Date.parse(about);
    const commandId = derivedId(stream, kind, due_at);
    const cause = { commandId, correlationId: commandId, causationId: commandId };
    if (stream.startsWith('case-')) {
      await this.streams.case(id, { type: kind as CaseTimerKind, data: { ...act, dueAt: aboutMs } }, cause);
    } else {
      await this.streams.alarm(id, alarmTimerCommand(kind as AlarmTimerKind, aboutMs, act), cause);
    }
    await this.database.query('DELETE FROM timer WHERE stream = $1 AND kind = $2 AND due_at = $3', [
      stream,
      kind,
      due_at,
    ]);
  }

  /** Confirmed alarms that nobody could get when they were confirmed: a grant may have come since. */
  async dispatchWaiting(): Promise<void> {
    for (let after: string | null = NO_ID; after !== null;) {
      const waiting: readonly WaitingAlarm[] = await this.confirmedAfter(after);
      for (const { alarm_id, revision, state } of waiting) {
        if (recipientsOf(state.facts, this.replica, this.clock.now()).length === 0) continue;
        const commandId = derivedId('dispatch', alarm_id, revision);
        await this.dispatch.dispatch(state, { commandId, correlationId: commandId, causationId: commandId });
      }
      after = waiting.length < AT_ONCE ? null : (waiting.at(-1)?.alarm_id ?? null);
    }
  }

  /** Alarms raised while their device was out of service, as soon as the registry says that it is back. */
  async returnDevices(): Promise<void> {
    const { rows } = await this.database.query<{ alarm_id: string; device_id: string | null }>(
      'SELECT alarm_id, device_id FROM alarm_state WHERE out_of_service_by = $1',
      [SYSTEM.subject],
      'alarms-out-of-service',
    );
    for (const { alarm_id, device_id } of rows) {
      if (device_id !== null && this.replica.device(device_id)?.status === 'OUT_OF_SERVICE') continue;
      const act = { at: this.clock.now(), by: SYSTEM };
      const commandId = derivedId('return', alarm_id, act.at);
      const cause = { commandId, correlationId: commandId, causationId: commandId };
      await this.streams.alarm(alarm_id, { type: 'ReturnToService', data: act }, cause);
    }
  }

  private async confirmedAfter(alarmId: string): Promise<readonly WaitingAlarm[]> {
    const { rows } = await this.database.query<WaitingAlarm>(
      `SELECT alarm_id, revision, state FROM alarm_state
       WHERE review = 'CONFIRMED' AND alarm_id > $1 ORDER BY alarm_id LIMIT $2`,
      [alarmId, AT_ONCE],
      'alarms-to-dispatch',
    );
    return rows;
  }
}
