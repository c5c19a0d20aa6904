import type { Actor, Severity } from '@loanwatch/contracts';
import { idOf } from './builders';
import type { AlarmCommand } from '../src/domain/alarm.commands';

/**
 * The alarm written down a second time, by other means than the code: one flat record that is changed in place, a table
 * in text of what each command means in each state, and clocks that are counted down instead of due times that are moved.
 */
export interface AlarmModel {
  status: string;
  cameFrom: 'PENDING_REVIEW' | 'INCONCLUSIVE';
  reviewer: string;
  verdict: string;
  active: boolean;
  colour: number;
  occurrences: number;
  reopened: number;
  shelf: { began: number; ends: number; warnAt: number; warned: boolean } | null;
  parent: string | null;
  broken: boolean;
  overdue: boolean;
  /** Milliseconds left; they run only while nothing suppresses the alarm. */
  dueIn: number;
  idleIn: number;
  cases: Map<string, { step: 'OPEN' | 'ACKNOWLEDGED' | 'CLOSED'; reported: boolean }>;
}

/** Id of the alarm that every run is about. */
export const SELF = idOf('alarm');
export const COLOURS: readonly Severity[] = ['BLUE', 'YELLOW', 'ORANGE', 'RED'];
const MIN = 60_000;
const REVIEW_MS = [1440 * MIN, 480 * MIN, 120 * MIN, 30 * MIN];
const ON_SITE_MS = [7200 * MIN, 4320 * MIN, 2880 * MIN, 1440 * MIN];
const SHELF_MS = [10_080 * MIN, 4320 * MIN, 1440 * MIN, 240 * MIN];

// y: does something, -: nothing left to do, x: refused. In the order of the states of the heading.
const HEADING = 'RAISED PENDING_REVIEW IN_REVIEW FALSE_POSITIVE INCONCLUSIVE CONFIRMED DISPATCHED CLOSED'.split(' ');
const TABLE = new Map(
  `RecordOccurrence        y y y y y y y x
   ChangeSeverity          y y y y y y y x
   ReturnToNormal          y y y y y y y y
   ClaimAlarm              x y y x y x x x
   ReleaseAlarm            x - y x - x x x
   ExpireClaim             - - y - - - - -
   JudgeAlarm              x x y x x x x x
   MarkReviewOverdue       - y y - - - - -
   EndOnSiteCheck          - - - - y - - -
   ReopenAlarm             x x x y x x x y
   CloseAlarm              x x x y y y x -
   DispatchAlarm           - - - - - y - -
   RecordCaseAcknowledged  y y y y y y y y
   RecordCaseClosed        y y y y y y y y
   RecordCaseReopened      y y y y y y y y
   RecordFalsePositive     y y y y y y y y
   ShelveAlarm             y y y y y y y x
   UnshelveAlarm           y y y y y y y -
   WarnShelveEnd           y y y y y y y -
   ExpireShelve            y y y y y y y -
   SuppressByDesign        y y y y y y y -
   LiftDesignSuppression   y y y y y y y -
   TakeOutOfService        y y y y y y y x
   ReturnToService         y y y y y y y -`
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .map(([command = '', ...cells]) => [command, new Map(HEADING.map((status, i) => [status, cells[i] ?? '']))]),
);

export function newModel(): AlarmModel {
  return {
    status: 'none',
    cameFrom: 'PENDING_REVIEW',
    reviewer: '',
    verdict: '',
    active: false,
    colour: 0,
    occurrences: 0,
    reopened: 0,
    shelf: null,
    parent: null,
    broken: false,
    overdue: false,
    dueIn: 0,
    idleIn: 0,
    cases: new Map(),
  };
}

export const isHeldBack = (m: AlarmModel): boolean => m.shelf !== null || m.parent !== null || m.broken;

/** Lets time pass: clocks stand still while it is held back. */
export function elapse(m: AlarmModel, ms: number): void {
  if (isHeldBack(m)) return;
  m.dueIn -= ms;
  m.idleIn -= ms;
}

/** What the model expects of a command: a refusal's code, or whether anything happens. Changes the model. */
export function predict(m: AlarmModel, command: AlarmCommand, now: number): string {
  if (command.type === 'RaiseAlarm') return raise(m, command.data);
  if (m.status === 'none') return 'alarm.not-found';
  if (command.type === 'JudgeAlarm' && m.status !== 'IN_REVIEW' && m.verdict === spoken(command.data)) return 'nothing';
  const cell = TABLE.get(command.type)?.get(m.status);
  if (cell === '-') return 'nothing';
  if (cell === 'x') {
    if (m.status === 'CLOSED') return 'alarm.closed';
    return m.status === 'DISPATCHED' && command.type === 'CloseAlarm' ? 'alarm.has-open-cases' : 'alarm.state-refuses';
  }
  return (EFFECTS[command.type] as (m: AlarmModel, d: unknown, now: number) => string)(m, command.data, now);
}

type Data<T extends AlarmCommand['type']> = Extract<AlarmCommand, { readonly type: T }>['data'];
type Effect<T extends AlarmCommand['type']> = (m: AlarmModel, data: Data<T>, now: number) => string;

function raise(m: AlarmModel, { severity, suppressedBy }: Data<'RaiseAlarm'>): string {
  if (m.status !== 'none') return 'nothing';
  Object.assign(m, { status: 'RAISED', active: true, colour: COLOURS.indexOf(severity), occurrences: 1 });
  if (suppressedBy === undefined) enqueue(m);
  else if ('outOfService' in suppressedBy) m.broken = true;
  else m.parent = suppressedBy.parentAlarmId;
  return 'something';
}

const enqueue = (m: AlarmModel): unknown =>
  Object.assign(m, { status: 'PENDING_REVIEW', overdue: false, dueIn: REVIEW_MS[m.colour], verdict: '' });

const spoken = ({ verdict, reason, by }: { verdict: string; reason: string; by: Actor }): string =>
  `${verdict} ${reason} ${by.subject}`;

function freed(m: AlarmModel): string {
  if (m.status === 'RAISED' && !isHeldBack(m)) enqueue(m);
  return 'something';
}

function finish(m: AlarmModel): void {
  Object.assign(m, { status: 'CLOSED', shelf: null, parent: null, broken: false });
}

function recolour(m: AlarmModel, colour: number): boolean {
  const before = m.colour;
  m.colour = colour;
  if (colour <= before) return colour !== before;
  m.shelf = null;
  const waits = m.status === 'PENDING_REVIEW' || (m.status === 'IN_REVIEW' && m.cameFrom === 'PENDING_REVIEW');
  if (waits) m.dueIn = Math.min(m.dueIn, REVIEW_MS[colour] ?? 0);
  if (m.status === 'FALSE_POSITIVE' || m.status === 'INCONCLUSIVE') enqueue(m);
  freed(m);
  return true;
}

const dueNow = (m: AlarmModel, left: number, at: number, now: number): boolean =>
  !isHeldBack(m) && at === now + left && left <= 0;

const EFFECTS: { readonly [T in Exclude<AlarmCommand['type'], 'RaiseAlarm'>]: Effect<T> } = {
  RecordOccurrence: (m, { severity }) => {
    m.occurrences += 1;
    m.active = true;
    recolour(m, COLOURS.indexOf(severity));
    return 'something';
  },
  ChangeSeverity: (m, { severity }) => {
    if (!recolour(m, COLOURS.indexOf(severity))) return 'nothing';
    m.active = true;
    return 'something';
  },
  ReturnToNormal: (m) => {
    if (!m.active) return 'nothing';
    m.active = false;
    if (m.status === 'FALSE_POSITIVE') finish(m);
    return 'something';
  },
  ClaimAlarm: (m, { by, until }, now) => {
    if (m.status === 'IN_REVIEW') return m.reviewer === by.subject ? 'nothing' : 'alarm.claimed-by-another';
    m.cameFrom = m.status as AlarmModel['cameFrom'];
    Object.assign(m, { status: 'IN_REVIEW', reviewer: by.subject, idleIn: until - now });
    return 'something';
  },
  ReleaseAlarm: (m, { by }) => {
    if (m.reviewer !== by.subject) return 'alarm.claimed-by-another';
    m.status = m.cameFrom;
    return 'something';
  },
  ExpireClaim: (m, { dueAt }, now) => {
    if (!dueNow(m, m.idleIn, dueAt, now)) return 'nothing';
    m.status = m.cameFrom;
    return 'something';
  },
  JudgeAlarm: (m, data) => {
    if (m.reviewer !== data.by.subject) return 'alarm.claimed-by-another';
    const fits = {
      FALSE_POSITIVE: ['staff', 'other'],
      INCONCLUSIVE: ['other'],
      CONFIRMED: ['pattern-consistent', 'other'],
    };
    if (!fits[data.verdict].includes(data.reason)) return 'alarm.reason-does-not-fit';
    if (data.evidenceSeen.length === 0) return 'alarm.evidence-required';
    m.status = data.verdict;
    m.verdict = spoken(data);
    if (data.verdict === 'INCONCLUSIVE') m.dueIn = ON_SITE_MS[m.colour] ?? 0;
    if (data.verdict === 'FALSE_POSITIVE' && !m.active) finish(m);
    return 'something';
  },
  MarkReviewOverdue: (m, { dueAt }, now) => {
    if (m.status === 'IN_REVIEW' && m.cameFrom === 'INCONCLUSIVE') return 'nothing';
    if (m.overdue || !dueNow(m, m.dueIn, dueAt, now)) return 'nothing';
    m.overdue = true;
    return 'something';
  },
  EndOnSiteCheck: (m, { dueAt }, now) => {
    if (!dueNow(m, m.dueIn, dueAt, now)) return 'nothing';
    enqueue(m);
    return 'something';
  },
  ReopenAlarm: (m) => {
    m.reopened += 1;
    enqueue(m);
    return 'something';
  },
  CloseAlarm: (m) => {
    finish(m);
    return 'something';
  },
  DispatchAlarm: (m, { cases }) => {
    for (const { caseId } of cases) m.cases.set(caseId, { step: 'OPEN', reported: false });
    if (cases.length === 0) return 'nothing';
    m.status = 'DISPATCHED';
    return 'something';
  },
  RecordCaseAcknowledged: (m, { caseId }) => {
    const found = m.cases.get(caseId);
    if (found?.step !== 'OPEN') return 'nothing';
    found.step = 'ACKNOWLEDGED';
    return 'something';
  },
  RecordCaseClosed: (m, { caseId }) => {
    const found = m.cases.get(caseId);
    if (found === undefined || found.step === 'CLOSED') return 'nothing';
    found.step = 'CLOSED';
    if (m.status === 'DISPATCHED' && [...m.cases.values()].every(({ step }) => step === 'CLOSED')) finish(m);
    return 'something';
  },
  RecordCaseReopened: (m, { caseId }) => {
    const found = m.cases.get(caseId);
    if (found?.step !== 'CLOSED') return 'nothing';
    found.step = 'ACKNOWLEDGED';
    if (m.status === 'CLOSED' && m.verdict !== '') m.status = 'DISPATCHED';
    return 'something';
  },
  RecordFalsePositive: (m, { caseId }) => {
    const found = m.cases.get(caseId);
    if (found === undefined || found.reported) return 'nothing';
    found.reported = true;
    return 'something';
  },
  ShelveAlarm: (m, { until }, now) => {
    if (m.shelf?.ends === until) return 'nothing';
    if (until <= now) return 'alarm.shelve-in-past';
    const began = m.shelf?.began ?? now;
    if (until - began > (SHELF_MS[m.colour] ?? 0)) return 'alarm.shelve-too-long';
    const warnAt = until - Math.min(60 * MIN, Math.floor((until - now) / 10));
    m.shelf = { began, ends: until, warnAt, warned: false };
    return 'something';
  },
  UnshelveAlarm: (m) => {
    if (m.shelf === null) return 'nothing';
    m.shelf = null;
    return freed(m);
  },
  WarnShelveEnd: (m, { until }, now) => {
    if (m.shelf?.ends !== until || m.shelf.warned || now < m.shelf.warnAt) return 'nothing';
    m.shelf.warned = true;
    return 'something';
  },
  ExpireShelve: (m, { until }, now) => {
    if (m.shelf?.ends !== until || now < until) return 'nothing';
    m.shelf = null;
    return freed(m);
  },
  SuppressByDesign: (m, { parentAlarmId }) => {
    if (m.parent !== null || parentAlarmId === SELF) return 'nothing';
    m.parent = parentAlarmId;
    return 'something';
  },
  LiftDesignSuppression: (m, { parentAlarmId }) => {
    if (m.parent !== parentAlarmId) return 'nothing';
    m.parent = null;
    return freed(m);
  },
  TakeOutOfService: (m) => {
    if (m.broken) return 'nothing';
    m.broken = true;
    return 'something';
  },
  ReturnToService: (m) => {
    if (!m.broken) return 'nothing';
    m.broken = false;
    return freed(m);
  },
};
