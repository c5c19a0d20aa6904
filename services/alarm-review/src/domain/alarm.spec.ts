import { deciderSpec } from '@loanwatch/testing';
import {
  aReason,
  ANNA,
  BO,
  claimed,
  DAY,
  dispatched,
  HOUR,
  idOf,
  judged,
  MINUTE,
  queued,
  raised,
  raiseData,
  returned,
  SYSTEM,
  T0,
} from '../../test/builders';
import { alarmDecider } from './alarm';

const { given } = deciderSpec(alarmDecider);
const trigger = { at: T0 + 2 * HOUR, by: SYSTEM, triggerId: idOf('t2'), eventAt: T0 + 2 * HOUR, reasons: [aReason()] };
const occurrence = { ...trigger, ruleVersion: 1, severity: 'YELLOW' } as const;
const at = T0 + 2 * HOUR;

describe('a trigger', () => {
  it('raises an alarm that stands in the review queue at once', () => {
    given()
      .when({ type: 'RaiseAlarm', data: raiseData({ triggerId: idOf('t1') }) })
      .then(raised({ triggerId: idOf('t1') }), queued());
  });

  it('that raises an alarm a second time changes nothing', () => {
    given(raised(), queued()).when({ type: 'RaiseAlarm', data: raiseData() }).thenNothing();
  });

  it('about what an open alarm explains is recorded, and stays out of the queue', () => {
    const state = given()
      .when({ type: 'RaiseAlarm', data: raiseData({ suppressedBy: { parentAlarmId: idOf('parent') } }) })
      .state();
    expect(state).toMatchObject({ review: { status: 'RAISED' }, suppression: { parentAlarmId: idOf('parent') } });
  });

  it('about a device out of service is recorded, and goes to the queue when the device is back', () => {
    const outOfService = { type: 'AlarmTakenOutOfService', data: { at: T0, by: SYSTEM, reason: 'repair' } } as const;
    given()
      .when({
        type: 'RaiseAlarm',
        data: raiseData({ triggerId: idOf('t1'), suppressedBy: { outOfService: 'repair' } }),
      })
      .then(raised({ triggerId: idOf('t1') }), outOfService);
    given(raised(), outOfService)
      .when({ type: 'ReturnToService', data: { at, by: ANNA } })
      .then(
        { type: 'AlarmReturnedToService', data: { at, by: ANNA } },
        { type: 'AlarmQueuedForReview', data: { at, by: ANNA, cause: 'suppression-lifted', dueAt: at + 8 * HOUR } },
      );
  });

  it('for the open alarm is appended as an occurrence', () => {
    given(raised(), queued())
      .when({ type: 'RecordOccurrence', data: occurrence })
      .then({ type: 'AlarmOccurred', data: occurrence });
  });

  it('that comes back after a return makes the condition active again', () => {
    given(raised(), queued(), returned())
      .when({ type: 'RecordOccurrence', data: occurrence })
      .then({ type: 'AlarmOccurred', data: occurrence }, { type: 'AlarmConditionReactivated', data: trigger });
  });

  it('that arrives late is counted and does not turn back the time of the latest', () => {
    const late = { ...occurrence, eventAt: T0 - HOUR };
    const state = given(raised(), queued()).when({ type: 'RecordOccurrence', data: late }).state();
    expect(state).toMatchObject({ occurrences: 2, lastAt: T0 });
  });

  it('for a closed alarm is refused, so that a new alarm is raised', () => {
    given(raised(), queued(), claimed(), returned(), judged('FALSE_POSITIVE'), closed())
      .when({ type: 'RecordOccurrence', data: occurrence })
      .thenRejects('alarm.closed');
  });

  it('that clears moves the condition and leaves the review where it is', () => {
    given(raised(), queued(), claimed())
      .when({ type: 'ReturnToNormal', data: trigger })
      .then({ type: 'AlarmConditionReturned', data: trigger });
    given(raised(), queued(), returned()).when({ type: 'ReturnToNormal', data: trigger }).thenNothing();
  });

  it('that clears a false alarm closes it', () => {
    given(raised(), queued(), claimed(), judged('FALSE_POSITIVE'))
      .when({ type: 'ReturnToNormal', data: trigger })
      .then(
        { type: 'AlarmConditionReturned', data: trigger },
        { type: 'AlarmClosed', data: { at, by: SYSTEM, ground: 'false-positive' } },
      );
  });
});

describe('a severity', () => {
  const rise = { type: 'ChangeSeverity', data: { ...trigger, severity: 'RED' } } as const;

  it('that rises brings the review forward', () => {
    const state = given(raised(), queued()).when(rise).state();
    expect(state).toMatchObject({ severity: 'RED', review: { due: { at: at + 30 * MINUTE } } });
  });

  it('that rises never puts a review off', () => {
    const almostDue = queued({ dueAt: at + MINUTE });
    expect(given(raised(), almostDue).when(rise).state()).toMatchObject({ review: { due: { at: at + MINUTE } } });
  });

  it('that rises brings a false alarm back into the queue', () => {
    given(raised(), queued(), claimed(), judged('FALSE_POSITIVE'))
      .when(rise)
      .then(
        { type: 'AlarmSeverityChanged', data: { ...trigger, from: 'YELLOW', to: 'RED' } },
        { type: 'AlarmQueuedForReview', data: { at, by: SYSTEM, cause: 'severity-rose', dueAt: at + 30 * MINUTE } },
      );
  });

  it('that rises ends shelving', () => {
    const state = given(raised(), queued(), shelved(T0 + DAY))
      .when(rise)
      .state();
    expect(state).toMatchObject({ suppression: { shelved: null } });
  });

  it('that falls changes nothing else', () => {
    given(raised(), queued())
      .when({ type: 'ChangeSeverity', data: { ...trigger, severity: 'BLUE' } })
      .then({ type: 'AlarmSeverityChanged', data: { ...trigger, from: 'YELLOW', to: 'BLUE' } });
  });
});

describe('a review', () => {
  it('is claimed by one reviewer; a second one is refused, the first may say it twice', () => {
    given(raised(), queued())
      .when({ type: 'ClaimAlarm', data: { at, by: ANNA, until: at + 30 * MINUTE } })
      .then(claimed(ANNA, at));
    given(raised(), queued(), claimed(ANNA))
      .when({ type: 'ClaimAlarm', data: { at, by: BO, until: at + 30 * MINUTE } })
      .thenRejects('alarm.claimed-by-another');
    given(raised(), queued(), claimed(ANNA))
      .when({ type: 'ClaimAlarm', data: { at, by: ANNA, until: at + 30 * MINUTE } })
      .thenNothing();
  });

  it('that is released, or left idle, falls back to where it was claimed from', () => {
    given(raised(), queued(), claimed())
      .when({ type: 'ReleaseAlarm', data: { at, by: ANNA } })
      .then({ type: 'AlarmReleased', data: { at, by: ANNA, reviewer: 'anna', reason: 'by-reviewer' } });
    const inconclusive = judged('INCONCLUSIVE');
    const state = given(raised(), queued(), claimed(), inconclusive, claimed(ANNA, at))
      .when({ type: 'ExpireClaim', data: { at: at + 30 * MINUTE, by: SYSTEM, dueAt: at + 30 * MINUTE } })
      .state();
    expect(state).toMatchObject({ review: { status: 'INCONCLUSIVE' } });
  });

  it('is not ended by the timer of an earlier claim', () => {
    given(raised(), queued(), claimed(BO, at))
      .when({ type: 'ExpireClaim', data: { at: at + HOUR, by: SYSTEM, dueAt: T0 + 31 * MINUTE } })
      .thenNothing();
  });

  const verdict = { at, by: ANNA, verdict: 'CONFIRMED', reason: 'pattern-consistent', evidenceSeen: ['s'] } as const;

  it('is judged by who has claimed it only', () => {
    given(raised(), queued(), claimed())
      .when({ type: 'JudgeAlarm', data: verdict })
      .then({ type: 'AlarmJudged', data: verdict });
    given(raised(), queued(), claimed())
      .when({ type: 'JudgeAlarm', data: { ...verdict, by: BO } })
      .thenRejects('alarm.claimed-by-another');
    given(raised(), queued()).when({ type: 'JudgeAlarm', data: verdict }).thenRejects('alarm.state-refuses');
  });

  it('needs a reason from the list of its verdict and the evidence that was looked at', () => {
    given(raised(), queued(), claimed())
      .when({ type: 'JudgeAlarm', data: { ...verdict, reason: 'weather' } })
      .thenRejects('alarm.reason-does-not-fit');
    given(raised(), queued(), claimed())
      .when({ type: 'JudgeAlarm', data: { ...verdict, evidenceSeen: [] } })
      .thenRejects('alarm.evidence-required');
  });

  it('that is given twice by the same person counts once', () => {
    given(raised(), queued(), claimed(), judged('CONFIRMED')).when({ type: 'JudgeAlarm', data: verdict }).thenNothing();
  });

  it('that finds an alarm false whose condition has returned closes it', () => {
    const outcome = given(raised(), queued(), returned(), claimed())
      .when({ type: 'JudgeAlarm', data: { ...verdict, verdict: 'FALSE_POSITIVE', reason: 'staff' } })
      .state();
    expect(outcome).toMatchObject({ review: { status: 'CLOSED', ground: 'false-positive' } });
  });

  it('that is inconclusive asks for an on-site check and returns to the queue when that is due', () => {
    const inconclusive = { ...verdict, verdict: 'INCONCLUSIVE', reason: 'insufficient-evidence' } as const;
    given(raised(), queued(), claimed())
      .when({ type: 'JudgeAlarm', data: inconclusive })
      .then({ type: 'AlarmJudged', data: { ...inconclusive, onSiteCheckDueAt: at + 3 * DAY } });
    const dueAt = T0 + 5 * MINUTE + 3 * DAY;
    given(raised(), queued(), claimed(), judged('INCONCLUSIVE'))
      .when({ type: 'EndOnSiteCheck', data: { at: dueAt, by: SYSTEM, dueAt } })
      .then(queued({ at: dueAt, cause: 'on-site-check-due', dueAt: dueAt + 8 * HOUR }));
  });

  it('that nobody gives in time is marked overdue once', () => {
    const overdue = { at: T0 + 8 * HOUR, by: SYSTEM, dueAt: T0 + 8 * HOUR };
    const marked = { type: 'AlarmReviewOverdue', data: overdue } as const;
    given(raised(), queued()).when({ type: 'MarkReviewOverdue', data: overdue }).then(marked);
    given(raised(), queued(), marked).when({ type: 'MarkReviewOverdue', data: overdue }).thenNothing();
  });

  it('can be asked for again with a reason once the alarm is closed', () => {
    given(raised(), queued(), claimed(), returned(), judged('FALSE_POSITIVE'), closed())
      .when({ type: 'ReopenAlarm', data: { at, by: BO, reason: 'new pictures' } })
      .then({ type: 'AlarmReopened', data: { at, by: BO, reason: 'new pictures', dueAt: at + 8 * HOUR } });
    given(raised(), queued())
      .when({ type: 'ReopenAlarm', data: { at, by: BO, reason: 'new pictures' } })
      .thenRejects('alarm.state-refuses');
  });
});

describe('a confirmed alarm', () => {
  const confirmed = [raised(), queued(), claimed(), judged('CONFIRMED')];
  const acted = { at, by: SYSTEM };
  const bank = { ...acted, caseId: idOf('case bank'), institutionId: idOf('bank') };
  const lessor = { ...acted, caseId: idOf('case lessor'), institutionId: idOf('lessor') };

  it('is dispatched to each institution once', () => {
    given(...confirmed)
      .when({ type: 'DispatchAlarm', data: { ...acted, cases: [bank, lessor] } })
      .then({ type: 'AlarmDispatched', data: bank }, { type: 'AlarmDispatched', data: lessor });
    given(...confirmed, dispatched('bank'))
      .when({ type: 'DispatchAlarm', data: { ...acted, cases: [bank] } })
      .thenNothing();
  });

  it('that nobody may see stays confirmed, and a reviewer may close it', () => {
    given(...confirmed)
      .when({ type: 'DispatchAlarm', data: { ...acted, cases: [] } })
      .thenNothing();
    given(...confirmed)
      .when({ type: 'CloseAlarm', data: { at, by: ANNA } })
      .then({ type: 'AlarmClosed', data: { at, by: ANNA, ground: 'no-recipient' } });
  });

  it('closes with its last case and not before', () => {
    const open = [...confirmed, dispatched('bank'), dispatched('lessor')];
    given(...open)
      .when({ type: 'CloseAlarm', data: { at, by: ANNA } })
      .thenRejects('alarm.has-open-cases');
    given(...open)
      .when({ type: 'RecordCaseClosed', data: bank })
      .then({ type: 'AlarmCaseClosed', data: bank });
    given(...open, { type: 'AlarmCaseClosed', data: bank })
      .when({ type: 'RecordCaseClosed', data: lessor })
      .then(
        { type: 'AlarmCaseClosed', data: lessor },
        { type: 'AlarmClosed', data: { at, by: SYSTEM, ground: 'cases-closed' } },
      );
  });

  it('is open again when a lender reopens its case', () => {
    const state = given(
      ...confirmed,
      dispatched('bank'),
      { type: 'AlarmCaseClosed', data: bank },
      closed('cases-closed'),
    )
      .when({ type: 'RecordCaseReopened', data: bank })
      .state();
    expect(state).toMatchObject({ review: { status: 'DISPATCHED' } });
  });

  it('keeps what a lender reports as false, once per case', () => {
    const report = { ...bank, reason: 'staff' } as const;
    const reported = { type: 'AlarmFalsePositiveReported', data: report } as const;
    given(...confirmed, dispatched('bank'))
      .when({ type: 'RecordFalsePositive', data: report })
      .then(reported);
    given(...confirmed, dispatched('bank'), reported)
      .when({ type: 'RecordFalsePositive', data: report })
      .thenNothing();
  });
});

function closed(ground: 'false-positive' | 'cases-closed' = 'false-positive') {
  return { type: 'AlarmClosed', data: { at: T0 + 90 * MINUTE, by: SYSTEM, ground } } as const;
}

function shelved(until: number) {
  return { type: 'AlarmShelved', data: { at: T0, by: ANNA, until, reason: 'planned works' } } as const;
}
