import type { AlarmEvent } from '@loanwatch/contracts';
import { DomainError } from '@loanwatch/kernel';
import type { Act, SuppressionCommand } from './alarm.commands';
import { thenQueued } from './alarm.queue';
import type { Alarm } from './alarm.state';
import { SLA } from './sla';

type DataOf<T extends SuppressionCommand['type']> = Extract<SuppressionCommand, { readonly type: T }>['data'];

/** The maximum counts from the first of consecutive shelvings: it cannot be stretched bit by bit. */
export function shelve(data: DataOf<'ShelveAlarm'>, { suppression, severity }: Alarm): readonly AlarmEvent[] {
  const { at, until } = data;
  if (suppression.shelved?.until === until) return [];
  if (until <= at) throw wrongUntil('alarm.shelve-in-past', 'The end of shelving lies in the past.');
  const latest = (suppression.shelved?.since ?? at) + SLA[severity].maxShelveMs;
  if (until > latest) {
    throw wrongUntil(
      'alarm.shelve-too-long',
      `A ${severity} alarm may be shelved for ${hours(severity)} hours at most.`,
    );
  }
  return [{ type: 'AlarmShelved', data }];
}

export function unshelve({ at, by }: Act, alarm: Alarm): readonly AlarmEvent[] {
  if (alarm.suppression.shelved === null) return [];
  return thenQueued(alarm, { at, by }, [{ type: 'AlarmUnshelved', data: { at, by, reason: 'by-staff' } }]);
}

export function warnShelveEnd(data: DataOf<'WarnShelveEnd'>, { suppression }: Alarm): readonly AlarmEvent[] {
  const { shelved } = suppression;
  if (shelved?.until !== data.until || shelved.warned || data.at < shelved.warnAt) return [];
  return [{ type: 'AlarmShelveExpiring', data }];
}

export function expireShelve({ at, by, until }: DataOf<'ExpireShelve'>, alarm: Alarm): readonly AlarmEvent[] {
  if (alarm.suppression.shelved?.until !== until || at < until) return [];
  return thenQueued(alarm, { at, by }, [{ type: 'AlarmUnshelved', data: { at, by, reason: 'expired' } }]);
}

/** An alarm cannot explain itself. Whoever already explains it goes on doing so. */
export function suppressByDesign(data: DataOf<'SuppressByDesign'>, alarm: Alarm): readonly AlarmEvent[] {
  if (data.parentAlarmId === alarm.facts.alarmId || alarm.suppression.parentAlarmId !== null) return [];
  return [{ type: 'AlarmSuppressedByDesign', data }];
}

export function liftDesignSuppression(data: DataOf<'LiftDesignSuppression'>, alarm: Alarm): readonly AlarmEvent[] {
  if (alarm.suppression.parentAlarmId !== data.parentAlarmId) return [];
  return thenQueued(alarm, { at: data.at, by: data.by }, [{ type: 'AlarmSuppressionLifted', data }]);
}

export function takeOutOfService(data: DataOf<'TakeOutOfService'>, { suppression }: Alarm): readonly AlarmEvent[] {
  return suppression.outOfService !== null ? [] : [{ type: 'AlarmTakenOutOfService', data }];
}

export function returnToService({ at, by }: Act, alarm: Alarm): readonly AlarmEvent[] {
  if (alarm.suppression.outOfService === null) return [];
  return thenQueued(alarm, { at, by }, [{ type: 'AlarmReturnedToService', data: { at, by } }]);
}

function hours(severity: Alarm['severity']): number {
  return SLA[severity].maxShelveMs / 3_600_000;
}

function wrongUntil(code: string, detail: string): DomainError {
  return new DomainError(code, 'invalid', detail, { errors: [{ pointer: '/until', detail }] });
}
