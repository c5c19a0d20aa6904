import type { AlarmEvent } from '@loanwatch/contracts';
import { deciderSpec } from '@loanwatch/testing';
import { ANNA, claimed, DAY, HOUR, idOf, judged, MINUTE, queued, raised, SYSTEM, T0 } from '../../test/builders';
import { alarmDecider } from './alarm';
import { alarmView } from './alarm.view';
import { alarmTimers } from './timers';

const { given } = deciderSpec(alarmDecider);
const at = T0 + 2 * HOUR;
const pending = [raised(), queued()];
const shelved = (until: number, from = at) =>
  ({ type: 'AlarmShelved', data: { at: from, by: ANNA, until, reason: 'planned works' } }) as const;

describe('shelving', () => {
  it('has an owner, a reason and an end', () => {
    given(...pending)
      .when({ type: 'ShelveAlarm', data: shelved(at + DAY).data })
      .then(shelved(at + DAY));
  });

  it('lasts no longer than the severity allows, counted from its beginning', () => {
    given(...pending)
      .when({ type: 'ShelveAlarm', data: shelved(at + 3 * DAY + 1).data })
      .thenRejects('alarm.shelve-too-long');
    given(raised({ severity: 'RED' }), queued())
      .when({ type: 'ShelveAlarm', data: shelved(at + 4 * HOUR + 1).data })
      .thenRejects('alarm.shelve-too-long');
    given(...pending, shelved(at + 2 * DAY))
      .when({ type: 'ShelveAlarm', data: shelved(at + 3 * DAY + 1, at + DAY).data })
      .thenRejects('alarm.shelve-too-long');
    given(...pending, shelved(at + 2 * DAY))
      .when({ type: 'ShelveAlarm', data: shelved(at + 3 * DAY, at + DAY).data })
      .then(shelved(at + 3 * DAY, at + DAY));
  });

  it('does not end in the past', () => {
    given(...pending)
      .when({ type: 'ShelveAlarm', data: shelved(at).data })
      .thenRejects('alarm.shelve-in-past');
  });

  it('announces its end, then ends', () => {
    const until = at + 5 * HOUR;
    const warnAt = until - 30 * MINUTE;
    const state = given(...pending, shelved(until)).state();
    if (state.kind === 'none') throw new Error('no alarm');
    expect(alarmTimers(state)).toEqual([
      { kind: 'ExpireShelve', dueAt: until },
      { kind: 'WarnShelveEnd', dueAt: warnAt, about: until },
    ]);
    given(...pending, shelved(until))
      .when({ type: 'WarnShelveEnd', data: { at: warnAt, by: SYSTEM, until } })
      .then({ type: 'AlarmShelveExpiring', data: { at: warnAt, by: SYSTEM, until } });
    given(...pending, shelved(until))
      .when({ type: 'ExpireShelve', data: { at: until, by: SYSTEM, until } })
      .then({ type: 'AlarmUnshelved', data: { at: until, by: SYSTEM, reason: 'expired' } });
  });

  it('that was prolonged is not ended by its first timer', () => {
    given(...pending, shelved(at + HOUR), shelved(at + 2 * HOUR))
      .when({ type: 'ExpireShelve', data: { at: at + HOUR, by: SYSTEM, until: at + HOUR } })
      .thenNothing();
  });

  it('gives back the review as it was, with the time that was left', () => {
    const history = [...pending, claimed(ANNA, T0 + HOUR), shelved(at + DAY, T0 + 80 * MINUTE)];
    const paused = given(...history).state();
    expect(paused).toMatchObject({
      review: {
        status: 'IN_REVIEW',
        idle: { remainingMs: 10 * MINUTE },
        held: { due: { remainingMs: 8 * HOUR - 80 * MINUTE } },
      },
    });
    if (paused.kind === 'none') throw new Error('no alarm');
    expect(alarmTimers(paused).map(({ kind }) => kind)).toEqual(['ExpireShelve', 'WarnShelveEnd']);

    const after = given(...history)
      .when({ type: 'UnshelveAlarm', data: { at: T0 + 10 * HOUR, by: ANNA } })
      .state();
    expect(after).toMatchObject({
      review: {
        status: 'IN_REVIEW',
        reviewer: 'anna',
        idle: { at: T0 + 10 * HOUR + 10 * MINUTE },
        held: { due: { at: T0 + 18 * HOUR - 80 * MINUTE } },
      },
    });
  });

  it('keeps an alarm acknowledged that was acknowledged before', () => {
    const falseAlarm = [...pending, claimed(), judged('FALSE_POSITIVE')];
    const label = (...events: readonly AlarmEvent[]) => {
      const state = given(...events).state();
      return state.kind === 'none' ? 'none' : alarmView(state).isaState;
    };
    expect(label(...falseAlarm)).toBe('ACKED');
    expect(label(...falseAlarm, shelved(at + DAY))).toBe('SHLVD');
    const unshelved = { type: 'AlarmUnshelved', data: { at, by: ANNA, reason: 'by-staff' } } as const;
    expect(label(...falseAlarm, shelved(at + DAY), unshelved)).toBe('ACKED');
  });
});

describe('causes of suppression', () => {
  const explained = {
    type: 'AlarmSuppressedByDesign',
    data: { at, by: SYSTEM, parentAlarmId: idOf('parent') },
  } as const;
  const outOfService = { type: 'AlarmTakenOutOfService', data: { at, by: ANNA, reason: 'repair' } } as const;

  it('are told by the strongest, and each ends by itself', () => {
    const all = given(...pending, shelved(at + DAY), explained, outOfService).state();
    if (all.kind === 'none') throw new Error('no alarm');
    expect(alarmView(all)).toMatchObject({ suppression: 'OUT_OF_SERVICE', isaState: 'OOSRV' });

    const repaired = { type: 'AlarmReturnedToService', data: { at, by: ANNA } } as const;
    const back = given(...pending, shelved(at + DAY), explained, outOfService, repaired).state();
    if (back.kind === 'none') throw new Error('no alarm');
    expect(alarmView(back)).toMatchObject({ suppression: 'SUPPRESSED_BY_DESIGN', isaState: 'DSUPR' });
  });

  it('let the clock run only after the last of them', () => {
    const state = given(...pending, explained, outOfService)
      .when({ type: 'ReturnToService', data: { at: at + HOUR, by: ANNA } })
      .state();
    expect(state).toMatchObject({ review: { due: { remainingMs: 6 * HOUR } } });
  });

  it('never make an alarm explain itself', () => {
    given(...pending)
      .when({ type: 'SuppressByDesign', data: { at, by: SYSTEM, parentAlarmId: idOf('alarm') } })
      .thenNothing();
  });

  it('end only by the alarm that explained it', () => {
    given(...pending, explained)
      .when({ type: 'LiftDesignSuppression', data: { at, by: SYSTEM, parentAlarmId: idOf('another') } })
      .thenNothing();
    given(...pending, explained)
      .when({ type: 'LiftDesignSuppression', data: { at, by: SYSTEM, parentAlarmId: idOf('parent') } })
      .then({ type: 'AlarmSuppressionLifted', data: { at, by: SYSTEM, parentAlarmId: idOf('parent') } });
  });

  it('never hold back a return or an occurrence', () => {
    const trigger = { at, by: SYSTEM, triggerId: idOf('t'), eventAt: at, reasons: [] };
    given(...pending, outOfService)
      .when({ type: 'ReturnToNormal', data: trigger })
      .then({ type: 'AlarmConditionReturned', data: trigger });
  });

  it('do not outlive the alarm', () => {
    const state = given(...pending, claimed(), judged('INCONCLUSIVE'), outOfService)
      .when({ type: 'CloseAlarm', data: { at, by: ANNA } })
      .state();
    expect(state).toMatchObject({ review: { status: 'CLOSED' }, suppression: { outOfService: null } });
  });
});
