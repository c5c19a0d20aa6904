import type { Clock } from '@loanwatch/kernel';
import type { EntityReplica } from '@loanwatch/platform';
import type { Alarm } from '../domain/alarm.state';
import { isSuppressed } from '../domain/suppression';
import { caseIdOf, recipientsOf } from './recipients';
import { type Cause, type Streams, SYSTEM } from './streams';

/** Puts confirmed alarms before the institutions that may see them. Every step may be repeated. */
export class Dispatch {
  constructor(
    private readonly streams: Streams,
    private readonly records: Pick<EntityReplica, 'grantsFor' | 'isSuspended'>,
    private readonly clock: Clock,
  ) {}

  /** Decides who gets the alarm. With nobody to get it, it stays confirmed and is looked at again later. */
  async dispatch(alarm: Alarm, cause: Cause): Promise<void> {
    const at = this.clock.now();
    const institutions = recipientsOf(alarm.facts, this.records, at);
    if (institutions.length === 0) return;
    const cases = institutions.map((institutionId) => ({ institutionId, caseId: caseIdOf(alarm, institutionId) }));
    await this.streams.alarm(alarm.facts.alarmId, { type: 'DispatchAlarm', data: { at, by: SYSTEM, cases } }, cause);
  }

  /** Opens the case that the alarm names. Its clock does not run while the alarm is suppressed. */
  async openCase(
    alarm: Alarm,
    { caseId, institutionId }: { readonly caseId: string; readonly institutionId: string },
    cause: Cause,
  ): Promise<void> {
    const { facts, ruleVersion, severity, condition, suppression } = alarm;
    const { alarmId, enterpriseId, siteId, subject, family, ruleId, ruleName } = facts;
    const act = { at: this.clock.now(), by: SYSTEM };
    const about = { enterpriseId, siteId, subject, family, ruleId, ruleVersion, ruleName, severity, condition };
    await this.streams.case(
      caseId,
      { type: 'DispatchCase', data: { ...act, caseId, alarmId, institutionId, ...about } },
      cause,
    );
    if (!isSuppressed(suppression)) return;
    const pause = { ...cause, commandId: `${cause.commandId} pause` };
    await this.streams.case(caseId, { type: 'PauseTimers', data: act }, pause);
  }
}
