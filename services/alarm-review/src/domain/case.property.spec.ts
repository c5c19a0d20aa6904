import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { assertContract, type CaseEvent } from '@loanwatch/contracts';
import { DomainError } from '@loanwatch/kernel';
import { aPlan, caseData, DAY, HOUR, idOf, LI, SYSTEM, T0, WANG } from '../../test/builders';
import { COLOURS } from '../../test/alarm.model';
import { type CaseModel, elapseCase, newCaseModel, predictCase } from '../../test/case.model';
import { caseDecider } from './case';
import type { CaseCommand } from './case.commands';
import { CASE_MOVES, CASE_STATUSES } from './case.lifecycle';
import type { CaseState } from './case.state';
import { currentCaseEvent } from './case.upcast';

interface Step {
  readonly forward: boolean;
  readonly kind: number;
  readonly a: number;
  readonly b: number;
  readonly waitMs: number;
}

const FORWARD: Readonly<Record<string, readonly CaseCommand['type'][]>> = {
  none: ['DispatchCase'],
  DISPATCHED: ['AcknowledgeCase', 'EscalateOverdue'],
  ACKNOWLEDGED: ['StartHandling', 'StartHandling', 'ReportFalsePositive', 'EscalateOverdue'],
  HANDLING: ['CompleteStep', 'HandleCase', 'HandleCase', 'SwapPlan', 'MarkStepNotNecessary', 'EscalateOverdue'],
  HANDLED: ['CloseCase', 'CloseCase', 'ReportFalsePositive', 'EscalateOverdue'],
  CLOSED: ['RecordFeedback', 'RequestReopen', 'ApproveReopen', 'EscalateOverdue'],
  FEEDBACK: ['RequestReopen', 'ApproveReopen'],
};
const KINDS: readonly CaseCommand['type'][] = [
  ...new Set([
    ...Object.values(FORWARD).flat(),
    ...(['AssignCase', 'CommentCase', 'EscalateCase', 'RefuseReopen'] as const),
    ...(['RecordCondition', 'RecordSeverity', 'PauseTimers', 'ResumeTimers'] as const),
  ]),
];
const PLANS = [
  aPlan(),
  aPlan({ version: 2 }),
  aPlan({
    planId: idOf('other'),
    steps: [
      { id: 'call', title: 'Call', mandatory: true, evidenceRequired: false },
      { id: 'seize', title: 'Secure the pledge', mandatory: false, evidenceRequired: true },
    ],
  }),
];

function commandOf(step: Step, m: CaseModel, now: number): CaseCommand {
  const type = pick(step.forward ? (FORWARD[m.status] ?? KINDS) : KINDS, step.kind);
  const act = { at: now, by: pick([LI, WANG], step.a) };
  const system = { at: now, by: SYSTEM };
  const reason = 'because';
  switch (type) {
    case 'DispatchCase':
      return { type, data: caseData({ at: now, severity: pick(COLOURS, step.b) }) };
    case 'AssignCase':
      return { type, data: { ...act, assignee: pick(['li', 'wang'], step.b) } };
    case 'StartHandling': {
      const plan = PLANS[step.b % 4];
      return { type, data: plan === undefined ? act : { ...act, plan } };
    }
    case 'SwapPlan':
      return { type, data: { ...act, plan: pick(PLANS, step.b), reason } };
    case 'CompleteStep': {
      const stepId = pick(['call', 'visit', 'seize'], step.b);
      return { type, data: { ...act, stepId, evidence: step.kind % 3 === 0 ? [] : ['photo'] } };
    }
    case 'MarkStepNotNecessary':
      return { type, data: { ...act, stepId: pick(['call', 'visit', 'seize'], step.b), reason } };
    case 'CommentCase':
      return { type, data: { ...act, text: 'text' } };
    case 'HandleCase':
      return { type, data: { ...act, outcome: pick(['NO_RISK', 'RISK_REMOVED'] as const, step.b) } };
    case 'ReportFalsePositive':
      return { type, data: { ...act, reason: pick(['staff', 'other', 'pattern-consistent'] as const, step.b) } };
    case 'CloseCase':
      return { type, data: { ...act, ground: 'NO_RISK' } };
    case 'RecordFeedback':
      return { type, data: { ...act, label: pick(['TRUE_RISK', 'VALUABLE'] as const, step.b) } };
    case 'RequestReopen':
    case 'RefuseReopen':
      return { type, data: { ...act, reason } };
    case 'AcknowledgeCase':
    case 'EscalateCase':
    case 'ApproveReopen':
      return { type, data: act };
    case 'PauseTimers':
    case 'ResumeTimers':
      return { type, data: system };
    case 'RecordCondition':
      return { type, data: { ...system, condition: pick(['ACTIVE', 'RETURNED'] as const, step.b), eventAt: now } };
    case 'RecordSeverity':
      return { type, data: { ...system, severity: pick(COLOURS, step.b), eventAt: now } };
    case 'EscalateOverdue':
      return { type, data: { ...system, dueAt: now + (m.escalateIn ?? 0) + (step.b % 4 === 0 ? 1 : 0) } };
  }
}

function pick<T>(items: readonly T[], n: number): T {
  return items[n % items.length] as T;
}

function facts(state: CaseState, now: number) {
  if (state.kind === 'none') return { status: 'none' };
  const { progress, due, escalation } = state;
  const left = (deadline: typeof due) =>
    deadline === null ? null : 'at' in deadline ? deadline.at - now : deadline.remainingMs;
  const plan = 'plan' in progress ? progress.plan : null;
  const mark = (step: { done?: unknown; notNecessary?: unknown }) =>
    step.done !== undefined ? 'done' : step.notNecessary !== undefined ? 'skipped' : 'open';
  return {
    status: progress.status,
    severity: state.severity,
    active: state.condition === 'ACTIVE',
    assignee: state.assignee,
    plan: plan === null ? null : `${plan.planId} ${plan.version}`,
    steps: plan?.steps.map((step) => [step.id, step.mandatory, mark(step)]) ?? [],
    hands: 'handlers' in progress ? [...progress.handlers].sort() : [],
    asked: 'reopenRequest' in progress ? (progress.reopenRequest?.by ?? null) : null,
    level: state.escalations,
    reopened: state.reopened,
    frozen: state.paused,
    dueIn: left(due),
    escalateIn: left(escalation),
  };
}

function modelFacts(m: CaseModel) {
  if (m.status === 'none') return { status: 'none' };
  const started = !['DISPATCHED', 'ACKNOWLEDGED'].includes(m.status);
  return {
    status: m.status,
    severity: COLOURS[m.colour],
    active: m.active,
    assignee: m.assignee,
    plan: started ? m.plan : null,
    steps: started ? [...m.steps].map(([id, { mandatory, mark }]) => [id, mandatory, mark]) : [],
    hands: started ? [...m.hands].sort() : [],
    asked: m.status === 'CLOSED' || m.status === 'FEEDBACK' ? m.asked : null,
    level: m.level,
    reopened: m.reopened,
    frozen: m.frozen,
    dueIn: m.dueIn,
    escalateIn: m.escalateIn,
  };
}

const steps = fc.array(
  fc.record({
    forward: fc.boolean(),
    kind: fc.nat(10_000),
    a: fc.nat(10_000),
    b: fc.nat(10_000),
    waitMs: fc.constantFrom(0, HOUR, 9 * HOUR, DAY, 4 * DAY),
  }),
  { minLength: 50, maxLength: 50 },
);

describe('any 20,000 commands to cases', () => {
  it('are accepted and refused as an independent model says, and never move a case where it may not go', () => {
    let commands = 0;
    const reached = new Set<string>();
    const effective = new Set<string>();
    fc.assert(
      fc.property(steps, (run) => {
        const m = newCaseModel();
        let state = caseDecider.initial();
        let now = T0;
        const history: CaseEvent[] = [];
        for (const step of run) {
          now += step.waitMs;
          elapseCase(m, step.waitMs);
          const command = commandOf(step, m, now);
          const expected = predictCase(m, command, now);
          const { outcome, events } = decided(command, state);
          expectSame(`${command.type}: ${outcome}`, `${command.type}: ${expected}`);
          for (const event of events) {
            assertContract('CaseEvent', event);
            state = evolvedLegally(state, event);
            history.push(event);
          }
          expectSame(facts(state, now), modelFacts(m));
          commands += 1;
          reached.add(m.status);
          if (outcome === 'something') effective.add(command.type);
        }
        expectSameInTwoHalves(history, state);
      }),
      { numRuns: 400, seed: 20_260_302 },
    );
    expect(commands).toBe(20_000);
    expect([...reached].sort()).toEqual(['none', ...CASE_STATUSES].sort());
    expect(KINDS.filter((kind) => !effective.has(kind))).toEqual([]);
  });
});

function decided(command: CaseCommand, state: CaseState): { outcome: string; events: readonly CaseEvent[] } {
  try {
    const events = caseDecider.decide(command, state);
    return { outcome: events.length === 0 ? 'nothing' : 'something', events };
  } catch (error) {
    if (error instanceof DomainError) return { outcome: error.code, events: [] };
    throw error;
  }
}

function evolvedLegally(state: CaseState, event: CaseEvent): CaseState {
  const after = caseDecider.evolve(state, event);
  if (state.kind === 'none' || after.kind === 'none' || state.progress.status === after.progress.status) return after;
  if (!CASE_MOVES[state.progress.status].includes(after.progress.status)) {
    throw new Error(`${event.type}: ${state.progress.status} -> ${after.progress.status}`);
  }
  return after;
}

/** Cheap while they agree, and it is asked 40,000 times; tells the difference when they do not. */
function expectSame(actual: unknown, expected: unknown): void {
  if (!isDeepStrictEqual(actual, expected)) expect(actual).toEqual(expected);
}

/** State is kept as JSON between two halves, as the projection does, and events are read as they come from the store. */
function expectSameInTwoHalves(history: readonly CaseEvent[], whole: CaseState): void {
  const half = Math.floor(history.length / 2);
  const first = history.slice(0, half).reduce<CaseState>(caseDecider.evolve, caseDecider.initial());
  const kept = JSON.parse(JSON.stringify(first)) as CaseState;
  const stored = JSON.parse(JSON.stringify(history.slice(half))) as CaseEvent[];
  expect(stored.map(currentCaseEvent).reduce<CaseState>(caseDecider.evolve, kept)).toEqual(whole);
}
