import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { type AlarmEvent, assertContract } from '@loanwatch/contracts';
import { DomainError } from '@loanwatch/kernel';
import { aReason, ANNA, BO, HOUR, idOf, MINUTE, raiseData, SYSTEM, T0 } from '../../test/builders';
import { type AlarmModel, COLOURS, elapse, isHeldBack, newModel, predict, SELF } from '../../test/alarm.model';
import { alarmDecider } from './alarm';
import type { AlarmCommand } from './alarm.commands';
import { REVIEW_MOVES, REVIEW_STATUSES } from './alarm.lifecycle';
import type { AlarmState } from './alarm.state';
import { reviewDue } from './alarm.view';
import { currentAlarmEvent } from './alarm.upcast';

/** Random numbers that become a command of the moment, so that timers can be right and claims can be one's own. */
interface Step {
  readonly forward: boolean;
  readonly kind: number;
  readonly a: number;
  readonly b: number;
  readonly waitMs: number;
}

const KINDS: readonly AlarmCommand['type'][] = [
  'RaiseAlarm',
  'RecordOccurrence',
  'ChangeSeverity',
  'ReturnToNormal',
  'ClaimAlarm',
  'ReleaseAlarm',
  'ExpireClaim',
  'JudgeAlarm',
  'MarkReviewOverdue',
  'EndOnSiteCheck',
  'ReopenAlarm',
  'CloseAlarm',
  'DispatchAlarm',
  'RecordCaseAcknowledged',
  'RecordCaseClosed',
  'RecordCaseReopened',
  'RecordFalsePositive',
  'ShelveAlarm',
  'UnshelveAlarm',
  'WarnShelveEnd',
  'ExpireShelve',
  'SuppressByDesign',
  'LiftDesignSuppression',
  'TakeOutOfService',
  'ReturnToService',
];
/** What brings an alarm further: without it random commands would rarely get beyond the queue. */
const FORWARD: Readonly<Record<string, readonly AlarmCommand['type'][]>> = {
  none: ['RaiseAlarm'],
  RAISED: ['ReturnToService', 'LiftDesignSuppression', 'ShelveAlarm'],
  PENDING_REVIEW: ['ClaimAlarm', 'MarkReviewOverdue', 'ChangeSeverity'],
  IN_REVIEW: ['JudgeAlarm', 'JudgeAlarm', 'ReleaseAlarm', 'ExpireClaim', 'MarkReviewOverdue'],
  FALSE_POSITIVE: ['ReturnToNormal', 'RecordOccurrence', 'ChangeSeverity'],
  INCONCLUSIVE: ['ClaimAlarm', 'EndOnSiteCheck', 'ChangeSeverity'],
  CONFIRMED: ['DispatchAlarm', 'DispatchAlarm', 'CloseAlarm'],
  DISPATCHED: ['RecordCaseAcknowledged', 'RecordCaseClosed', 'RecordCaseClosed', 'ShelveAlarm'],
  CLOSED: ['ReopenAlarm', 'RecordCaseReopened', 'ReturnToNormal'],
};
const WAITS = [0, MINUTE, 31 * MINUTE, 3 * HOUR, 30 * HOUR];

function commandOf(step: Step, m: AlarmModel, now: number): AlarmCommand {
  const kinds = step.forward ? (FORWARD[m.status] ?? KINDS) : KINDS;
  const type = pick(kinds, step.kind);
  const by = pick([ANNA, BO], step.a);
  const system = { at: now, by: SYSTEM };
  const trigger = { ...system, triggerId: idOf('t'), eventAt: now, reasons: [aReason()] };
  const severity = pick(COLOURS, step.b);
  const caseOf = { ...system, caseId: pick([...m.cases.keys(), idOf('none')], step.b), institutionId: idOf('bank') };
  const stale = step.b % 4 === 0 ? 1 : 0;
  switch (type) {
    case 'RaiseAlarm': {
      const causes = [
        {},
        {},
        { suppressedBy: { parentAlarmId: idOf('p0') } },
        { suppressedBy: { outOfService: 'repair' } },
      ];
      return { type, data: raiseData({ at: now, alarmId: SELF, severity, ...pick(causes, step.a) }) };
    }
    case 'RecordOccurrence':
      return { type, data: { ...trigger, ruleVersion: 2, severity } };
    case 'ChangeSeverity':
      return { type, data: { ...trigger, severity } };
    case 'ReturnToNormal':
      return { type, data: trigger };
    case 'ClaimAlarm':
      return { type, data: { at: now, by, until: now + 30 * MINUTE } };
    case 'JudgeAlarm': {
      const verdict = pick(['FALSE_POSITIVE', 'INCONCLUSIVE', 'CONFIRMED'] as const, step.b);
      const reason = pick(['other', 'other', 'staff', 'pattern-consistent'] as const, step.kind);
      return { type, data: { at: now, by, verdict, reason, evidenceSeen: step.b % 7 === 0 ? [] : ['signal'] } };
    }
    case 'ExpireClaim':
      return { type, data: { ...system, dueAt: now + m.idleIn + stale } };
    case 'MarkReviewOverdue':
    case 'EndOnSiteCheck':
      return { type, data: { ...system, dueAt: now + m.dueIn + stale } };
    case 'ReopenAlarm':
    case 'TakeOutOfService':
      return { type, data: { at: now, by, reason: 'because' } };
    case 'ReleaseAlarm':
    case 'CloseAlarm':
    case 'UnshelveAlarm':
    case 'ReturnToService':
      return { type, data: { at: now, by } };
    case 'DispatchAlarm': {
      const names = pick([[], ['x'], ['x', 'y']], step.b).map((name) => `case ${name} ${m.cases.size}`);
      return {
        type,
        data: { ...system, cases: names.map((name) => ({ caseId: idOf(name), institutionId: idOf(name) })) },
      };
    }
    case 'RecordCaseAcknowledged':
    case 'RecordCaseClosed':
    case 'RecordCaseReopened':
      return { type, data: caseOf };
    case 'RecordFalsePositive':
      return { type, data: { ...caseOf, reason: 'staff' } };
    case 'ShelveAlarm':
      return {
        type,
        data: { at: now, by, until: now + pick([-1, HOUR, HOUR, 20 * HOUR, 200 * HOUR], step.b), reason: 'r' },
      };
    case 'WarnShelveEnd':
    case 'ExpireShelve':
      return { type, data: { ...system, until: (m.shelf?.ends ?? now) + stale } };
    case 'SuppressByDesign':
    case 'LiftDesignSuppression':
      return { type, data: { ...system, parentAlarmId: pick([idOf('p0'), idOf('p1'), SELF], step.b) } };
  }
}

function pick<T>(items: readonly T[], n: number): T {
  return items[n % items.length] as T;
}

/** What model and code must agree on, read from the code's state. */
function facts(state: AlarmState, now: number) {
  if (state.kind === 'none') return { status: 'none' };
  const { review, suppression } = state;
  const due = reviewDue(review);
  const left = (deadline: typeof due) =>
    deadline === undefined ? null : 'at' in deadline ? deadline.at - now : deadline.remainingMs;
  return {
    status: review.status,
    reviewer: review.status === 'IN_REVIEW' ? review.reviewer : null,
    cameFrom: review.status === 'IN_REVIEW' ? review.held.status : null,
    active: state.condition === 'ACTIVE',
    severity: state.severity,
    occurrences: state.occurrences,
    reopened: state.reopened,
    shelf: suppression.shelved?.until ?? null,
    parent: suppression.parentAlarmId,
    broken: suppression.outOfService !== null,
    dueIn: left(due),
    idleIn: review.status === 'IN_REVIEW' ? left(review.idle) : null,
    cases: state.cases.map(({ caseId, status, falsePositive }) => [caseId, status, falsePositive]),
  };
}

/** The same, read from the model. A clock that has run out while it was held back stands at 0. */
function modelFacts(m: AlarmModel) {
  if (m.status === 'none') return { status: 'none' };
  const inReview = m.status === 'IN_REVIEW';
  const waits = ['PENDING_REVIEW', 'IN_REVIEW', 'INCONCLUSIVE'].includes(m.status);
  return {
    status: m.status,
    reviewer: inReview ? m.reviewer : null,
    cameFrom: inReview ? m.cameFrom : null,
    active: m.active,
    severity: COLOURS[m.colour],
    occurrences: m.occurrences,
    reopened: m.reopened,
    shelf: m.shelf?.ends ?? null,
    parent: m.parent,
    broken: m.broken,
    dueIn: waits ? m.dueIn : null,
    idleIn: inReview ? m.idleIn : null,
    cases: [...m.cases].map(([id, { step, reported }]) => [id, step, reported]),
  };
}

const steps = fc.array(
  fc.record({
    forward: fc.boolean(),
    kind: fc.nat(10_000),
    a: fc.nat(10_000),
    b: fc.nat(10_000),
    waitMs: fc.constantFrom(...WAITS),
  }),
  { minLength: 50, maxLength: 50 },
);

describe('any 20,000 commands to alarms', () => {
  it('are accepted and refused as an independent model says, and never move an alarm where it may not go', () => {
    let commands = 0;
    const reached = new Set<string>();
    const outcomes = new Set<string>();
    fc.assert(
      fc.property(steps, (run) => {
        const m = newModel();
        let state = alarmDecider.initial();
        let now = T0;
        const history: AlarmEvent[] = [];
        for (const step of run) {
          now += step.waitMs;
          elapse(m, step.waitMs);
          const command = commandOf(step, m, now);
          const heldBefore = isHeldBack(m);
          const expected = predict(m, command, now);
          // Held back from now on: what was overdue has nothing left.
          if (!heldBefore && isHeldBack(m)) [m.dueIn, m.idleIn] = [Math.max(0, m.dueIn), Math.max(0, m.idleIn)];
          const { outcome, events } = decided(command, state);
          expectSame(`${command.type}: ${outcome}`, `${command.type}: ${expected}`);
          for (const event of events) {
            assertContract('AlarmEvent', event);
            state = evolvedLegally(state, event);
            history.push(event);
          }
          expectSame(facts(state, now), modelFacts(m));
          commands += 1;
          reached.add(m.status);
          outcomes.add(`${command.type} ${outcome.startsWith('alarm.') ? 'refused' : outcome}`);
        }
        expectSameInTwoHalves(history, state);
      }),
      { numRuns: 400, seed: 20_260_302 },
    );
    expect(commands).toBe(20_000);
    expect([...reached].sort()).toEqual(['none', ...REVIEW_STATUSES].sort());
    // Every command has had an effect, so the agreement is not about refusals alone.
    expect(KINDS.filter((kind) => !outcomes.has(`${kind} something`))).toEqual([]);
  });
});

function decided(command: AlarmCommand, state: AlarmState): { outcome: string; events: readonly AlarmEvent[] } {
  try {
    const events = alarmDecider.decide(command, state);
    return { outcome: events.length === 0 ? 'nothing' : 'something', events };
  } catch (error) {
    if (error instanceof DomainError) return { outcome: error.code, events: [] };
    throw error;
  }
}

function evolvedLegally(state: AlarmState, event: AlarmEvent): AlarmState {
  const after = alarmDecider.evolve(state, event);
  if (state.kind === 'none' || after.kind === 'none' || state.review.status === after.review.status) return after;
  if (!REVIEW_MOVES[state.review.status].includes(after.review.status)) {
    throw new Error(`${event.type}: ${state.review.status} -> ${after.review.status}`);
  }
  return after;
}

/** Cheap while they agree, and it is asked 40,000 times; tells the difference when they do not. */
function expectSame(actual: unknown, expected: unknown): void {
  if (!isDeepStrictEqual(actual, expected)) expect(actual).toEqual(expected);
}

/** State is kept as JSON between two halves, as the projection does, and events are read as they come from the store. */
function expectSameInTwoHalves(history: readonly AlarmEvent[], whole: AlarmState): void {
  const half = Math.floor(history.length / 2);
  const first = history.slice(0, half).reduce<AlarmState>(alarmDecider.evolve, alarmDecider.initial());
  const kept = JSON.parse(JSON.stringify(first)) as AlarmState;
  const stored = JSON.parse(JSON.stringify(history.slice(half))) as AlarmEvent[];
  expect(stored.map(currentAlarmEvent).reduce<AlarmState>(alarmDecider.evolve, kept)).toEqual(whole);
}
