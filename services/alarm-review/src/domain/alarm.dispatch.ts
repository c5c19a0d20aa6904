import type { AlarmEvent } from '@loanwatch/contracts';
import type { CaseOfAlarm, DispatchCommand } from './alarm.commands';
import type { Alarm, AlarmCase } from './alarm.state';

type DataOf<T extends DispatchCommand['type']> = Extract<DispatchCommand, { readonly type: T }>['data'];

/** Nobody to send it to: it stays CONFIRMED until a grant appears or a reviewer closes it. */
export function dispatch({ at, by, cases }: DataOf<'DispatchAlarm'>): readonly AlarmEvent[] {
  return cases.map(({ caseId, institutionId }) => ({
    type: 'AlarmDispatched',
    data: { at, by, caseId, institutionId },
  }));
}

export function recordCaseAcknowledged(data: CaseOfAlarm, alarm: Alarm): readonly AlarmEvent[] {
  return caseOf(alarm, data)?.status === 'OPEN' ? [{ type: 'AlarmCaseAcknowledged', data }] : [];
}

/** The alarm is done when the last lender is. */
export function recordCaseClosed(data: CaseOfAlarm, alarm: Alarm): readonly AlarmEvent[] {
  const moved = caseOf(alarm, data);
  if (moved === undefined || moved.status === 'CLOSED') return [];
  const closed: AlarmEvent = { type: 'AlarmCaseClosed', data };
  const isLast = alarm.cases.every((each) => each === moved || each.status === 'CLOSED');
  if (!isLast || alarm.review.status !== 'DISPATCHED') return [closed];
  return [closed, { type: 'AlarmClosed', data: { at: data.at, by: data.by, ground: 'cases-closed' } }];
}

export function recordCaseReopened(data: CaseOfAlarm, alarm: Alarm): readonly AlarmEvent[] {
  return caseOf(alarm, data)?.status === 'CLOSED' ? [{ type: 'AlarmCaseReopened', data }] : [];
}

export function recordFalsePositive(data: DataOf<'RecordFalsePositive'>, alarm: Alarm): readonly AlarmEvent[] {
  return caseOf(alarm, data)?.falsePositive === false ? [{ type: 'AlarmFalsePositiveReported', data }] : [];
}

function caseOf(alarm: Alarm, { caseId }: CaseOfAlarm): AlarmCase | undefined {
  return alarm.cases.find((each) => each.caseId === caseId);
}
