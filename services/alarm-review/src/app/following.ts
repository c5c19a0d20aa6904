import type { AlarmEvent, CaseEvent } from '@loanwatch/contracts';
import type { Clock } from '@loanwatch/kernel';
import type { CaseOfAlarm, DispatchCommand } from '../domain/alarm.commands';
import type { Alarm } from '../domain/alarm.state';
import type { CaseCommand } from '../domain/case.commands';
import { isSuppressed } from '../domain/suppression';
import { type Cause, type Streams, SYSTEM } from './streams';

/** What an alarm does reaches its open cases. A case that is over, or knows it already, takes it as nothing. */
export async function tellCases(
  streams: Streams,
  clock: Clock,
  alarm: Alarm,
  event: AlarmEvent,
  cause: Cause,
): Promise<void> {
  const command = commandForCases(alarm, event, clock.now());
  if (command === undefined) return;
  const open = alarm.cases.filter(({ status }) => status !== 'CLOSED');
  await Promise.all(open.map(({ caseId }) => streams.case(caseId, command, cause)));
}

function commandForCases({ suppression }: Alarm, event: AlarmEvent, at: number): CaseCommand | undefined {
  const act = { at, by: SYSTEM };
  switch (event.type) {
    case 'AlarmConditionReturned':
      return { type: 'RecordCondition', data: { ...act, condition: 'RETURNED', eventAt: event.data.eventAt } };
    case 'AlarmConditionReactivated':
      return { type: 'RecordCondition', data: { ...act, condition: 'ACTIVE', eventAt: event.data.eventAt } };
    case 'AlarmSeverityChanged':
      return { type: 'RecordSeverity', data: { ...act, severity: event.data.to, eventAt: event.data.eventAt } };
    case 'AlarmShelved':
    case 'AlarmUnshelved':
    case 'AlarmSuppressedByDesign':
    case 'AlarmSuppressionLifted':
    case 'AlarmTakenOutOfService':
    case 'AlarmReturnedToService':
      return { type: isSuppressed(suppression) ? 'PauseTimers' : 'ResumeTimers', data: act };
    default:
      return undefined;
  }
}

/** What a lender does with its case reaches the alarm. */
export async function tellAlarm(
  streams: Streams,
  clock: Clock,
  caseId: string,
  event: CaseEvent,
  cause: Cause,
): Promise<void> {
  const commandFor = alarmCommand(event);
  if (commandFor === undefined) return;
  const known = await streams.readCase(caseId);
  if (known === undefined) return;
  const { alarmId, institutionId } = known.state.facts;
  await streams.alarm(alarmId, commandFor({ at: clock.now(), by: SYSTEM, caseId, institutionId }), cause);
}

function alarmCommand(event: CaseEvent): ((data: CaseOfAlarm) => DispatchCommand) | undefined {
  switch (event.type) {
    case 'CaseAcknowledged':
      return (data) => ({ type: 'RecordCaseAcknowledged', data });
    case 'CaseClosed':
      return (data) => ({ type: 'RecordCaseClosed', data });
    case 'CaseReopened':
      return (data) => ({ type: 'RecordCaseReopened', data });
    case 'CaseFalsePositiveReported': {
      const { reason, note } = event.data;
      const said = note === undefined ? { reason } : { reason, note };
      return (data) => ({ type: 'RecordFalsePositive', data: { ...data, ...said } });
    }
    default:
      return undefined;
  }
}
