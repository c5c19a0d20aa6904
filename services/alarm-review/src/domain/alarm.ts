import type { AlarmEvent } from '@loanwatch/contracts';
import { type Decider, DomainError, unreachable } from '@loanwatch/kernel';
import type { AlarmCommand } from './alarm.commands';
import {
  dispatch,
  recordCaseAcknowledged,
  recordCaseClosed,
  recordCaseReopened,
  recordFalsePositive,
} from './alarm.dispatch';
import { evolveAlarm } from './alarm.evolve';
import { ALARM_STANDING } from './alarm.lifecycle';
import {
  claim,
  close,
  endOnSiteCheck,
  expireClaim,
  isJudgedSo,
  judge,
  markOverdue,
  release,
  reopen,
} from './alarm.review';
import type { Alarm, AlarmState } from './alarm.state';
import {
  expireShelve,
  liftDesignSuppression,
  returnToService,
  shelve,
  suppressByDesign,
  takeOutOfService,
  unshelve,
  warnShelveEnd,
} from './alarm.suppression';
import { changeSeverity, raise, recordOccurrence, returnToNormal } from './alarm.triggers';

/**
 * The alarm as two pure functions. Refusals: `alarm.not-found`, `alarm.closed`, `alarm.state-refuses`,
 * `alarm.has-open-cases`, `alarm.claimed-by-another`, `alarm.reason-does-not-fit`, `alarm.evidence-required`,
 * `alarm.shelve-in-past`, `alarm.shelve-too-long`.
 */
export const alarmDecider: Decider<AlarmState, AlarmCommand, AlarmEvent> = {
  initial: () => ({ kind: 'none' }),
  evolve: evolveAlarm,
  decide: (command, state) => {
    if (command.type === 'RaiseAlarm') return state.kind === 'none' ? raise(command.data) : [];
    if (state.kind === 'none') throw new DomainError('alarm.not-found', 'not-found', 'There is no alarm with this id.');
    if (command.type === 'JudgeAlarm' && isJudgedSo(command.data, state)) return [];
    const { status } = state.review;
    const standing = ALARM_STANDING[command.type];
    if (standing.settled.includes(status)) return [];
    if (!standing.acts.includes(status)) throw refusal(command.type, state);
    return act(command, state);
  },
};

function act(command: Exclude<AlarmCommand, { readonly type: 'RaiseAlarm' }>, alarm: Alarm): readonly AlarmEvent[] {
  switch (command.type) {
    case 'RecordOccurrence':
      return recordOccurrence(command.data, alarm);
    case 'ChangeSeverity':
      return changeSeverity(command.data, alarm);
    case 'ReturnToNormal':
      return returnToNormal(command.data, alarm);
    case 'ClaimAlarm':
      return claim(command.data, alarm);
    case 'ReleaseAlarm':
      return release(command.data, alarm);
    case 'ExpireClaim':
      return expireClaim(command.data, alarm);
    case 'JudgeAlarm':
      return judge(command.data, alarm);
    case 'MarkReviewOverdue':
      return markOverdue(command.data, alarm);
    case 'EndOnSiteCheck':
      return endOnSiteCheck(command.data, alarm);
    case 'ReopenAlarm':
      return reopen(command.data, alarm);
    case 'CloseAlarm':
      return close(command.data, alarm);
    case 'DispatchAlarm':
      return dispatch(command.data);
    case 'RecordCaseAcknowledged':
      return recordCaseAcknowledged(command.data, alarm);
    case 'RecordCaseClosed':
      return recordCaseClosed(command.data, alarm);
    case 'RecordCaseReopened':
      return recordCaseReopened(command.data, alarm);
    case 'RecordFalsePositive':
      return recordFalsePositive(command.data, alarm);
    case 'ShelveAlarm':
      return shelve(command.data, alarm);
    case 'UnshelveAlarm':
      return unshelve(command.data, alarm);
    case 'WarnShelveEnd':
      return warnShelveEnd(command.data, alarm);
    case 'ExpireShelve':
      return expireShelve(command.data, alarm);
    case 'SuppressByDesign':
      return suppressByDesign(command.data, alarm);
    case 'LiftDesignSuppression':
      return liftDesignSuppression(command.data, alarm);
    case 'TakeOutOfService':
      return takeOutOfService(command.data, alarm);
    case 'ReturnToService':
      return returnToService(command.data, alarm);
    default:
      return unreachable(command);
  }
}

function refusal(type: AlarmCommand['type'], { review }: Alarm): DomainError {
  const state = review.status;
  if (state === 'CLOSED') return new DomainError('alarm.closed', 'conflict', 'The alarm is closed.', { state });
  if (state === 'DISPATCHED' && type === 'CloseAlarm') {
    return new DomainError('alarm.has-open-cases', 'conflict', 'A dispatched alarm closes with its last case.', {
      state,
    });
  }
  return new DomainError('alarm.state-refuses', 'conflict', `An alarm that is ${state} does not take ${type}.`, {
    state,
  });
}
