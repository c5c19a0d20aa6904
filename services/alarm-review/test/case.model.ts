import type { CaseCommand } from '../src/domain/case.commands';
import { COLOURS } from './alarm.model';

/** The case written down a second time, by the means of `alarm.model.ts`. */
export interface CaseModel {
  status: string;
  colour: number;
  active: boolean;
  assignee: string | null;
  /** Name of the pinned plan and what became of its steps. */
  plan: string | null;
  steps: Map<string, { mandatory: boolean; needsProof: boolean; mark: 'open' | 'done' | 'skipped' }>;
  hands: Set<string>;
  outcome: string;
  handler: string;
  feedback: string;
  asked: string | null;
  reopened: number;
  level: number;
  stageLevel: number;
  frozen: boolean;
  /** Milliseconds left; null when nothing is awaited. They run unless frozen. */
  dueIn: number | null;
  escalateIn: number | null;
}

const MIN = 60_000;
const HOUR = 60 * MIN;
const DAY = 24 * HOUR;
const SIGN = [2 * DAY, DAY, 8 * HOUR, 2 * HOUR];
const HANDLE = [10 * DAY, 5 * DAY, 3 * DAY, DAY];
const CLOSE = [5 * DAY, 3 * DAY, 2 * DAY, DAY];
const FEEDBACK = 14 * DAY;

const HEADING = 'DISPATCHED ACKNOWLEDGED HANDLING HANDLED CLOSED FEEDBACK'.split(' ');
const TABLE = new Map(
  `AssignCase            y y y y x x
   AcknowledgeCase       y - - - - -
   StartHandling         x y - x x x
   SwapPlan              x x y x x x
   CompleteStep          x x y x x x
   MarkStepNotNecessary  x x y x x x
   CommentCase           y y y y y y
   EscalateCase          y y y y x x
   HandleCase            x x y y x x
   ReportFalsePositive   x y y y x x
   CloseCase             x x x y - -
   RecordFeedback        x x x x y y
   RequestReopen         x x x x y y
   ApproveReopen         x x x x y y
   RefuseReopen          x x x x y y
   RecordCondition       y y y y - -
   RecordSeverity        y y y y - -
   PauseTimers           y y y y - -
   ResumeTimers          y y y y - -
   EscalateOverdue       y y y y y -`
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .map(([command = '', ...cells]) => [command, new Map(HEADING.map((status, i) => [status, cells[i] ?? '']))]),
);

export function newCaseModel(): CaseModel {
  return {
    status: 'none',
    colour: 0,
    active: true,
    assignee: null,
    plan: null,
    steps: new Map(),
    hands: new Set(),
    outcome: '',
    handler: '',
    feedback: '',
    asked: null,
    reopened: 0,
    level: 0,
    stageLevel: 0,
    frozen: false,
    dueIn: null,
    escalateIn: null,
  };
}

export function elapseCase(m: CaseModel, ms: number): void {
  if (m.frozen) return;
  if (m.dueIn !== null) m.dueIn -= ms;
  if (m.escalateIn !== null) m.escalateIn -= ms;
}

/** What the model expects of a command: a refusal's code, or whether anything happens. Changes the model. */
export function predictCase(m: CaseModel, command: CaseCommand, now: number): string {
  if (command.type === 'DispatchCase') {
    if (m.status !== 'none') return 'nothing';
    m.colour = COLOURS.indexOf(command.data.severity);
    return stage(m, 'DISPATCHED', SIGN);
  }
  if (m.status === 'none') return 'case.not-found';
  const cell = TABLE.get(command.type)?.get(m.status);
  if (cell !== 'y') return cell === '-' ? 'nothing' : 'case.state-refuses';
  return (EFFECTS[command.type] as (m: CaseModel, d: unknown, now: number) => string)(m, command.data, now);
}

type Data<T extends CaseCommand['type']> = Extract<CaseCommand, { readonly type: T }>['data'];
type Effect<T extends CaseCommand['type']> = (m: CaseModel, data: Data<T>, now: number) => string;

function stage(m: CaseModel, status: string, allowed: readonly number[]): string {
  const dueIn = allowed[m.colour] ?? 0;
  Object.assign(m, { status, dueIn, escalateIn: dueIn, stageLevel: 0 });
  return 'something';
}

const allowedNow = (m: CaseModel): readonly number[] =>
  m.status === 'DISPATCHED' ? SIGN : m.status === 'HANDLED' ? CLOSE : m.status === 'CLOSED' ? [] : HANDLE;

function pin(m: CaseModel, plan: Data<'SwapPlan'>['plan']): void {
  m.plan = `${plan.planId} ${plan.version}`;
  const old = m.steps;
  m.steps = new Map();
  for (const { id, mandatory, evidenceRequired } of plan.steps) {
    const before = old.get(id)?.mark ?? 'open';
    const mark = before === 'skipped' && mandatory ? 'open' : before;
    m.steps.set(id, { mandatory, needsProof: evidenceRequired, mark });
  }
  for (const [id, step] of old)
    if (step.mark === 'done' && !m.steps.has(id)) m.steps.set(id, { ...step, mandatory: false });
}

const done = (change: () => unknown): string => {
  change();
  return 'something';
};

const EFFECTS: { readonly [T in Exclude<CaseCommand['type'], 'DispatchCase'>]: Effect<T> } = {
  AssignCase: (m, { assignee }) => (m.assignee === assignee ? 'nothing' : done(() => (m.assignee = assignee))),
  AcknowledgeCase: (m) => stage(m, 'ACKNOWLEDGED', HANDLE),
  StartHandling: (m, { by, plan }) =>
    done(() => {
      Object.assign(m, { status: 'HANDLING', plan: null, steps: new Map(), hands: new Set([by.subject]) });
      if (plan !== undefined) pin(m, plan);
    }),
  SwapPlan: (m, { by, plan }) =>
    m.plan === `${plan.planId} ${plan.version}`
      ? 'nothing'
      : done(() => {
          pin(m, plan);
          m.hands.add(by.subject);
        }),
  CompleteStep: (m, { by, stepId, evidence }) => {
    const step = m.steps.get(stepId);
    if (step === undefined) return 'case.step-unknown';
    if (step.mark === 'done') return 'nothing';
    if (step.needsProof && evidence.length === 0) return 'case.evidence-required';
    step.mark = 'done';
    return done(() => m.hands.add(by.subject));
  },
  MarkStepNotNecessary: (m, { by, stepId }) => {
    const step = m.steps.get(stepId);
    if (step === undefined) return 'case.step-unknown';
    if (step.mandatory) return 'case.step-mandatory';
    if (step.mark !== 'open') return step.mark === 'done' ? 'case.step-done' : 'nothing';
    step.mark = 'skipped';
    return done(() => m.hands.add(by.subject));
  },
  CommentCase: () => 'something',
  EscalateCase: (m) => done(() => (m.level += 1)),
  HandleCase: (m, { by, outcome }) => {
    if (m.status === 'HANDLED') {
      return m.outcome === outcome && m.handler === by.subject ? 'nothing' : 'case.state-refuses';
    }
    if ([...m.steps.values()].some(({ mandatory, mark }) => mandatory && mark !== 'done')) return 'case.steps-open';
    Object.assign(m, { outcome, handler: by.subject, hands: m.hands.add(by.subject) });
    return stage(m, 'HANDLED', CLOSE);
  },
  ReportFalsePositive: (m, { by, reason }) => {
    if (!['staff', 'other'].includes(reason)) return 'case.reason-does-not-fit';
    if (m.status === 'HANDLED' && m.outcome === 'FALSE_POSITIVE') return 'nothing';
    if (m.status === 'ACKNOWLEDGED') Object.assign(m, { plan: null, steps: new Map(), hands: new Set() });
    Object.assign(m, { outcome: 'FALSE_POSITIVE', handler: by.subject, hands: m.hands.add(by.subject) });
    return stage(m, 'HANDLED', CLOSE);
  },
  CloseCase: (m, { by }) => {
    if (m.colour >= 2 && m.hands.has(by.subject)) return 'case.second-person-required';
    m.frozen = false;
    m.asked = null;
    return stage(
      m,
      'CLOSED',
      COLOURS.map(() => FEEDBACK),
    );
  },
  RecordFeedback: (m, { label }) => {
    if (m.status === 'FEEDBACK') return m.feedback === label ? 'nothing' : 'case.state-refuses';
    return done(() => Object.assign(m, { status: 'FEEDBACK', feedback: label, dueIn: null, escalateIn: null }));
  },
  RequestReopen: (m, { by }) => {
    if (m.asked !== null) return m.asked === by.subject ? 'nothing' : 'case.reopen-already-requested';
    return done(() => (m.asked = by.subject));
  },
  ApproveReopen: (m, { by }) => {
    if (m.asked === null) return 'case.reopen-not-requested';
    if (m.asked === by.subject) return 'case.second-person-required';
    m.reopened += 1;
    return stage(m, 'ACKNOWLEDGED', HANDLE);
  },
  RefuseReopen: (m) => (m.asked === null ? 'case.reopen-not-requested' : done(() => (m.asked = null))),
  RecordCondition: (m, { condition }) => {
    const active = condition === 'ACTIVE';
    return m.active === active ? 'nothing' : done(() => (m.active = active));
  },
  RecordSeverity: (m, { severity }) => {
    const colour = COLOURS.indexOf(severity);
    if (colour === m.colour) return 'nothing';
    if (colour > m.colour && m.dueIn !== null) {
      m.dueIn = Math.min(m.dueIn, allowedNow(m)[colour] ?? 0);
      if (m.stageLevel === 0) m.escalateIn = m.dueIn;
    }
    return done(() => (m.colour = colour));
  },
  PauseTimers: (m) => {
    if (m.frozen) return 'nothing';
    m.dueIn = m.dueIn === null ? null : Math.max(0, m.dueIn);
    m.escalateIn = m.escalateIn === null ? null : Math.max(0, m.escalateIn);
    return done(() => (m.frozen = true));
  },
  ResumeTimers: (m) => (m.frozen ? done(() => (m.frozen = false)) : 'nothing'),
  EscalateOverdue: (m, { dueAt }, now) => {
    if (m.frozen || m.escalateIn === null || m.escalateIn > 0 || dueAt !== now + m.escalateIn) return 'nothing';
    m.level += 1;
    m.stageLevel += 1;
    const allowed = m.status === 'CLOSED' ? FEEDBACK : (allowedNow(m)[m.colour] ?? 0);
    m.escalateIn = m.stageLevel < 3 ? allowed / 2 : null;
    return 'something';
  },
};
