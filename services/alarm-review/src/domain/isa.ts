import type { AlarmView } from '@loanwatch/contracts';

export type IsaState = AlarmView['isaState'];

/**
 * The ISA-18.2 label for operations people, derived and never stored. A NORM, B UNACK, C ACKED, D RTNUN (returned,
 * unacknowledged), E SHLVD, F DSUPR, G OOSRV. `acknowledged` means that everybody who had to look at it has.
 */
export function isaState(alarm: {
  readonly condition: AlarmView['condition'];
  readonly closed: boolean;
  readonly acknowledged: boolean;
  readonly suppression: AlarmView['suppression'];
}): IsaState {
  if (alarm.closed) return 'NORM';
  switch (alarm.suppression) {
    case 'OUT_OF_SERVICE':
      return 'OOSRV';
    case 'SUPPRESSED_BY_DESIGN':
      return 'DSUPR';
    case 'SHELVED':
      return 'SHLVD';
    case 'NONE':
      if (alarm.condition === 'ACTIVE') return alarm.acknowledged ? 'ACKED' : 'UNACK';
      return alarm.acknowledged ? 'NORM' : 'RTNUN';
  }
}
