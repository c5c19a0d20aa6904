import { deciderSpec } from '@loanwatch/testing';
import {
  acknowledged,
  aPlan,
  caseClosed,
  caseData,
  caseDispatched,
  DAY,
  handled,
  handlingStarted,
  HOUR,
  idOf,
  LI,
  reopenRequested,
  SYSTEM,
  T0,
  WANG,
} from '../../test/builders';
import { caseDecider } from './case';
import { caseView } from './case.view';
import { caseTimers } from './timers';

const { given } = deciderSpec(caseDecider);
const at = T0 + 6 * HOUR;
const signed = [caseDispatched(), acknowledged()];
const inHand = [...signed, handlingStarted(aPlan())];
const visited = {
  type: 'CaseStepDone',
  data: { at: T0 + 150 * 60_000, by: LI, stepId: 'visit', evidence: ['photo:1'] },
} as const;

describe('a case', () => {
  it('is dispatched once, and says when it must be signed for', () => {
    given().when({ type: 'DispatchCase', data: caseData() }).then(caseDispatched());
    given(caseDispatched()).when({ type: 'DispatchCase', data: caseData() }).thenNothing();
  });

  it('is signed for before it is handled', () => {
    given(caseDispatched())
      .when({ type: 'StartHandling', data: { at, by: LI } })
      .thenRejects('case.state-refuses');
    given(caseDispatched())
      .when({ type: 'AcknowledgeCase', data: { at, by: LI } })
      .then(acknowledged(at));
    given(...signed)
      .when({ type: 'AcknowledgeCase', data: { at, by: WANG } })
      .thenNothing();
  });

  it('is assigned without being signed for', () => {
    given(caseDispatched())
      .when({ type: 'AssignCase', data: { at, by: WANG, assignee: 'li' } })
      .then({ type: 'CaseAssigned', data: { at, by: WANG, assignee: 'li' } });
  });

  it('takes comments in every state', () => {
    const comment = { at, by: LI, text: 'Spoke to the owner.' };
    for (const history of [[caseDispatched()], inHand, [...inHand, handled(), caseClosed()]]) {
      given(...history)
        .when({ type: 'CommentCase', data: comment })
        .then({ type: 'CaseCommented', data: comment });
    }
  });
});

describe('handling', () => {
  it('pins the version of the plan', () => {
    given(...signed)
      .when({ type: 'StartHandling', data: { at, by: LI, plan: aPlan({ version: 3 }) } })
      .then({ type: 'CaseHandlingStarted', data: { at, by: LI, plan: aPlan({ version: 3 }) } });
  });

  it('does not end before the mandatory steps are done', () => {
    given(...inHand)
      .when({ type: 'HandleCase', data: { at, by: LI, outcome: 'RISK_REMOVED' } })
      .thenRejects('case.steps-open');
    given(...inHand, visited)
      .when({ type: 'HandleCase', data: { at, by: LI, outcome: 'RISK_REMOVED' } })
      .then(handled({ at, dueAt: at + 3 * DAY }));
  });

  it('without a plan ends with an outcome', () => {
    given(...signed, handlingStarted())
      .when({ type: 'HandleCase', data: { at, by: LI, outcome: 'NO_RISK' } })
      .then(handled({ at, outcome: 'NO_RISK', dueAt: at + 3 * DAY }));
  });

  it('counts a step only with the evidence it asks for', () => {
    given(...inHand)
      .when({ type: 'CompleteStep', data: { at, by: LI, stepId: 'visit', evidence: [] } })
      .thenRejects('case.evidence-required');
    given(...inHand)
      .when({ type: 'CompleteStep', data: { at, by: LI, stepId: 'call', evidence: [] } })
      .then({ type: 'CaseStepDone', data: { at, by: LI, stepId: 'call', evidence: [] } });
    given(...inHand)
      .when({ type: 'CompleteStep', data: { at, by: LI, stepId: 'dance', evidence: [] } })
      .thenRejects('case.step-unknown');
    given(...inHand, visited)
      .when({ type: 'CompleteStep', data: { at, by: LI, stepId: 'visit', evidence: ['photo:2'] } })
      .thenNothing();
  });

  it('passes over a step that is not necessary, never over a mandatory one', () => {
    const skip = { at, by: LI, stepId: 'call', reason: 'They were at the site.' };
    given(...inHand)
      .when({ type: 'MarkStepNotNecessary', data: skip })
      .then({ type: 'CaseStepNotNecessary', data: skip });
    given(...inHand)
      .when({ type: 'MarkStepNotNecessary', data: { ...skip, stepId: 'visit' } })
      .thenRejects('case.step-mandatory');
  });

  it('under another plan keeps what was done', () => {
    const other = aPlan({
      planId: idOf('other'),
      steps: [{ id: 'seize', title: 'Secure the pledge', mandatory: true, evidenceRequired: false }],
    });
    const state = given(...inHand, visited)
      .when({ type: 'SwapPlan', data: { at, by: WANG, plan: other, reason: 'The pledge is in danger.' } })
      .state();
    if (state.kind === 'none') throw new Error('no case');
    expect(caseView(state).plan).toEqual({
      planId: idOf('other'),
      version: 1,
      steps: [
        { id: 'seize', title: 'Secure the pledge', mandatory: true, evidenceRequired: false },
        {
          id: 'visit',
          title: 'Visit the site',
          mandatory: false,
          evidenceRequired: true,
          done: { at: visited.data.at, by: 'li', evidence: ['photo:1'] },
        },
      ],
    });
  });

  it('of a false alarm needs no steps, and a reason that goes back to the rule', () => {
    given(...inHand)
      .when({ type: 'ReportFalsePositive', data: { at, by: LI, reason: 'planned-activity' } })
      .then({
        type: 'CaseFalsePositiveReported',
        data: { at, by: LI, reason: 'planned-activity', dueAt: at + 3 * DAY },
      });
    given(...inHand)
      .when({ type: 'ReportFalsePositive', data: { at, by: LI, reason: 'pattern-consistent' } })
      .thenRejects('case.reason-does-not-fit');
    given(caseDispatched())
      .when({ type: 'ReportFalsePositive', data: { at, by: LI, reason: 'staff' } })
      .thenRejects('case.state-refuses');
  });
});

describe('closing', () => {
  const close = (by: typeof LI) => ({ type: 'CloseCase', data: { at, by, ground: 'RISK_REMOVED' } }) as const;

  it('states a ground', () => {
    given(...inHand, handled())
      .when(close(LI))
      .then({ type: 'CaseClosed', data: { at, by: LI, ground: 'RISK_REMOVED', dueAt: at + 14 * DAY } });
  });

  it('comes after handling', () => {
    given(...inHand)
      .when(close(WANG))
      .thenRejects('case.state-refuses');
  });

  it('takes a second person from ORANGE up', () => {
    const grave = [
      caseDispatched({ severity: 'ORANGE' }),
      acknowledged(),
      handlingStarted(aPlan()),
      handled({ by: WANG }),
    ];
    given(...grave)
      .when(close(LI))
      .thenRejects('case.second-person-required');
    given(...grave)
      .when(close(WANG))
      .thenRejects('case.second-person-required');
    const third = { subject: 'zhao', role: 'risk_manager' } as const;
    expect(
      given(...grave)
        .when({ type: 'CloseCase', data: { at, by: third, ground: 'RISK_REMOVED' } })
        .state(),
    ).toMatchObject({
      progress: { status: 'CLOSED' },
    });
  });

  it('goes by the severity of now', () => {
    const rose = {
      type: 'CaseSeverityChanged',
      data: { at: T0 + 5 * HOUR, by: SYSTEM, from: 'YELLOW', to: 'RED', eventAt: T0 },
    } as const;
    given(...inHand, handled(), rose)
      .when(close(LI))
      .thenRejects('case.second-person-required');
  });

  it('is followed by feedback, given once', () => {
    const feedback = { at, by: LI, label: 'TRUE_RISK', loanState: 'OVERDUE' } as const;
    const given1 = { type: 'CaseFeedbackRecorded', data: feedback } as const;
    given(...inHand, handled(), caseClosed())
      .when({ type: 'RecordFeedback', data: feedback })
      .then(given1);
    given(...inHand, handled(), caseClosed(), given1)
      .when({ type: 'RecordFeedback', data: { ...feedback, label: 'VALUABLE' } })
      .thenRejects('case.state-refuses');
  });
});

describe('reopening', () => {
  const over = [...inHand, handled(), caseClosed()];

  it('is asked for by one person and approved by another', () => {
    given(...over)
      .when({ type: 'ApproveReopen', data: { at, by: WANG } })
      .thenRejects('case.reopen-not-requested');
    given(...over, reopenRequested(LI))
      .when({ type: 'ApproveReopen', data: { at, by: LI } })
      .thenRejects('case.second-person-required');
    given(...over, reopenRequested(LI))
      .when({ type: 'ApproveReopen', data: { at, by: WANG } })
      .then({
        type: 'CaseReopened',
        data: { at, by: WANG, reason: 'It came back.', requestedBy: 'li', dueAt: at + 5 * DAY },
      });
  });

  it('is asked for once at a time', () => {
    given(...over, reopenRequested(LI))
      .when({ type: 'RequestReopen', data: { at, by: WANG, reason: 'Me too.' } })
      .thenRejects('case.reopen-already-requested');
  });

  it('can be refused, or withdrawn by who asked', () => {
    const refused = { at, by: LI, reason: 'A mistake.' };
    given(...over, reopenRequested(LI))
      .when({ type: 'RefuseReopen', data: refused })
      .then({ type: 'CaseReopenRefused', data: refused });
  });

  it('begins the handling anew', () => {
    const state = given(...over, reopenRequested(LI))
      .when({ type: 'ApproveReopen', data: { at, by: WANG } })
      .state();
    expect(state).toMatchObject({ progress: { status: 'ACKNOWLEDGED' }, due: { at: at + 5 * DAY }, reopened: 1 });
  });
});

describe('the clock of a case', () => {
  const overdue = (dueAt: number) => ({ type: 'EscalateOverdue', data: { at: dueAt, by: SYSTEM, dueAt } }) as const;

  it('escalates a case that nobody signs for, again after half the time, three times in all', () => {
    const first = T0 + DAY;
    const escalated = (level: number, at1: number, more = true) =>
      ({
        type: 'CaseEscalated',
        data: {
          at: at1,
          by: SYSTEM,
          level,
          reason: 'not-acknowledged',
          ...(more ? { escalateAt: at1 + DAY / 2 } : {}),
        },
      }) as const;
    given(caseDispatched()).when(overdue(first)).then(escalated(1, first));
    const second = first + DAY / 2;
    given(caseDispatched(), escalated(1, first)).when(overdue(second)).then(escalated(2, second));
    const third = second + DAY / 2;
    given(caseDispatched(), escalated(1, first), escalated(2, second))
      .when(overdue(third))
      .then(escalated(3, third, false));
    const state = given(
      caseDispatched(),
      escalated(1, first),
      escalated(2, second),
      escalated(3, third, false),
    ).state();
    expect(state.kind === 'none' ? [] : caseTimers(state)).toEqual([]);
  });

  it('stops escalating once the case is signed for', () => {
    given(caseDispatched(), acknowledged(T0 + DAY - 1))
      .when(overdue(T0 + DAY))
      .thenNothing();
  });

  it('stands still while the alarm is suppressed', () => {
    const paused = { type: 'CaseTimersPaused', data: { at: T0 + 20 * HOUR, by: SYSTEM } } as const;
    given(caseDispatched(), paused)
      .when(overdue(T0 + DAY))
      .thenNothing();
    const state = given(caseDispatched(), paused)
      .when({ type: 'ResumeTimers', data: { at: T0 + 5 * DAY, by: SYSTEM } })
      .state();
    expect(state).toMatchObject({ due: { at: T0 + 5 * DAY + 4 * HOUR }, escalation: { at: T0 + 5 * DAY + 4 * HOUR } });
  });

  it('leaves less time when the alarm turns red', () => {
    const state = given(caseDispatched())
      .when({ type: 'RecordSeverity', data: { at: T0 + HOUR, by: SYSTEM, severity: 'RED', eventAt: T0 } })
      .state();
    expect(state).toMatchObject({ severity: 'RED', due: { at: T0 + 3 * HOUR } });
  });

  it('does not follow the alarm any more once the case is closed', () => {
    given(...inHand, handled(), caseClosed())
      .when({ type: 'RecordCondition', data: { at, by: SYSTEM, condition: 'RETURNED', eventAt: at } })
      .thenNothing();
  });
});
