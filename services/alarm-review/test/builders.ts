import type { AlarmEvent, CaseEvent, Reason, Trigger } from '@loanwatch/contracts';
import { derivedId, randomIds } from '@loanwatch/kernel';
import type { AlarmCommand } from '../src/domain/alarm.commands';
import type { CaseCommand } from '../src/domain/case.commands';
import type { PlanText } from '../src/domain/plan';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
/** 2026-03-02T01:00:00Z, a Monday morning in Shanghai. */
export const T0 = Date.parse('2026-03-02T01:00:00Z');

export const idOf = (name: string): string => derivedId('spec', name);
export const person = (subject: string, role: 'service_manager' | 'account_manager' | 'risk_manager') =>
  ({ subject, role }) as const;
export const SYSTEM = { subject: 'system:alarm-review', role: 'system' } as const;
export const ANNA = person('anna', 'service_manager');
export const BO = person('bo', 'service_manager');
export const LI = person('li', 'account_manager');
export const WANG = person('wang', 'risk_manager');

export const aReason = (changes: Partial<Reason> = {}): Reason => ({
  code: 'threshold',
  metric: 'temperature',
  actual: 31.5,
  operator: 'above',
  threshold: 30,
  signalAt: T0,
  text: { zh: '温度 31.5 高于 30', en: 'temperature 31.5 is above 30' },
  ...changes,
});

export function aTrigger(changes: Partial<Trigger> = {}): Trigger {
  return {
    triggerId: randomIds.next(),
    verdict: 'RAISE',
    fingerprint: idOf('fingerprint'),
    ruleId: idOf('rule'),
    ruleVersion: 1,
    ruleName: { zh: '冷库温度', en: 'Cold store temperature' },
    owner: { kind: 'platform' },
    enterpriseId: idOf('enterprise'),
    siteId: idOf('site'),
    subject: `channel:${idOf('device')}/temperature`,
    metric: 'temperature',
    family: 'climate',
    severity: 'YELLOW',
    at: T0,
    reasons: [aReason()],
    ...changes,
  };
}

type AlarmData<T extends AlarmEvent['type']> = Extract<AlarmEvent, { readonly type: T }>['data'];
type RaiseData = Extract<AlarmCommand, { readonly type: 'RaiseAlarm' }>['data'];

export function raiseData(changes: Partial<RaiseData> = {}): RaiseData {
  const { triggerId, fingerprint, ruleId, ruleVersion, ruleName, owner, enterpriseId } = aTrigger();
  const { siteId, subject, metric, family, severity, reasons } = aTrigger();
  return {
    at: T0,
    by: SYSTEM,
    alarmId: idOf('alarm'),
    triggerId,
    fingerprint,
    ruleId,
    ruleVersion,
    ruleName,
    owner,
    enterpriseId,
    siteId,
    subject,
    metric,
    family,
    severity,
    eventAt: T0,
    reasons,
    ...changes,
  };
}

export const raised = (changes: Partial<AlarmData<'AlarmRaised'>> = {}): AlarmEvent => ({
  type: 'AlarmRaised',
  data: raiseData(changes),
});
export const queued = (changes: Partial<AlarmData<'AlarmQueuedForReview'>> = {}): AlarmEvent => ({
  type: 'AlarmQueuedForReview',
  data: { at: T0, by: SYSTEM, cause: 'raised', dueAt: T0 + 8 * HOUR, ...changes },
});
export const claimed = (by = ANNA, at = T0 + MINUTE): AlarmEvent => ({
  type: 'AlarmClaimed',
  data: { at, by, reviewer: by.subject, until: at + 30 * MINUTE },
});
export const judged = (
  verdict: AlarmData<'AlarmJudged'>['verdict'],
  changes: Partial<AlarmData<'AlarmJudged'>> = {},
): AlarmEvent => ({
  type: 'AlarmJudged',
  data: {
    at: T0 + 5 * MINUTE,
    by: ANNA,
    verdict,
    reason: { FALSE_POSITIVE: 'staff', INCONCLUSIVE: 'insufficient-evidence', CONFIRMED: 'pattern-consistent' }[
      verdict
    ] as 'staff',
    evidenceSeen: ['signal:temperature'],
    ...(verdict === 'INCONCLUSIVE' ? { onSiteCheckDueAt: T0 + 5 * MINUTE + 3 * DAY } : {}),
    ...changes,
  },
});
export const dispatched = (name: string): AlarmEvent => ({
  type: 'AlarmDispatched',
  data: { at: T0 + 6 * MINUTE, by: SYSTEM, caseId: idOf(`case ${name}`), institutionId: idOf(name) },
});
export const returned = (at = T0 + HOUR): AlarmEvent => ({
  type: 'AlarmConditionReturned',
  data: { at, by: SYSTEM, triggerId: idOf('clear'), eventAt: at, reasons: [aReason({ code: 'clear' })] },
});

type DispatchData = Extract<CaseCommand, { readonly type: 'DispatchCase' }>['data'];

export function caseData(changes: Partial<DispatchData> = {}): DispatchData {
  const { enterpriseId, siteId, subject, severity, family, ruleId, ruleVersion, ruleName } = raiseData();
  return {
    at: T0,
    by: SYSTEM,
    caseId: idOf('case'),
    alarmId: idOf('alarm'),
    institutionId: idOf('bank'),
    enterpriseId,
    siteId,
    subject,
    severity,
    family,
    ruleId,
    ruleVersion,
    ruleName,
    condition: 'ACTIVE',
    ...changes,
  };
}

type CaseData<T extends CaseEvent['type']> = Extract<CaseEvent, { readonly type: T }>['data'];

export const caseDispatched = (changes: Partial<DispatchData> = {}): CaseEvent => ({
  type: 'CaseDispatched',
  data: { ...caseData(changes), dueAt: T0 + DAY },
});
export const acknowledged = (at = T0 + HOUR): CaseEvent => ({
  type: 'CaseAcknowledged',
  data: { at, by: LI, dueAt: at + 5 * DAY },
});
export const handlingStarted = (plan?: PlanText): CaseEvent => ({
  type: 'CaseHandlingStarted',
  data: { at: T0 + 2 * HOUR, by: LI, ...(plan === undefined ? {} : { plan }) },
});
export const handled = (changes: Partial<CaseData<'CaseHandled'>> = {}): CaseEvent => ({
  type: 'CaseHandled',
  data: { at: T0 + 3 * HOUR, by: LI, outcome: 'RISK_REMOVED', dueAt: T0 + 3 * HOUR + 3 * DAY, ...changes },
});
export const caseClosed = (at = T0 + 4 * HOUR): CaseEvent => ({
  type: 'CaseClosed',
  data: { at, by: WANG, ground: 'RISK_REMOVED', dueAt: at + 14 * DAY },
});
export const reopenRequested = (by = LI): CaseEvent => ({
  type: 'CaseReopenRequested',
  data: { at: T0 + 5 * HOUR, by, reason: 'It came back.' },
});

export function aPlan(changes: Partial<PlanText> = {}): PlanText {
  return {
    planId: idOf('plan'),
    version: 1,
    name: 'Visit',
    steps: [
      { id: 'call', title: 'Call the enterprise', mandatory: false, evidenceRequired: false },
      { id: 'visit', title: 'Visit the site', mandatory: true, evidenceRequired: true },
    ],
    ...changes,
  };
}
