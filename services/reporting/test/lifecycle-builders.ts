import { type AlarmView, type CaseView, makeEvent } from '@loanwatch/contracts';
import type { OutgoingRecord } from '@loanwatch/engines';
import { derivedId, randomIds } from '@loanwatch/kernel';

type AlarmParts = Partial<AlarmView> & Pick<AlarmView, 'enterpriseId' | 'siteId' | 'firstAt'>;

export function anAlarm(parts: AlarmParts): AlarmView {
  return {
    alarmId: randomIds.next(),
    fingerprint: randomIds.next(),
    ruleId: derivedId('rule', 1),
    ruleVersion: 1,
    ruleName: { zh: '开工率下降', en: 'Operating rate drop' },
    owner: { kind: 'platform' },
    subject: `site:${parts.siteId ?? parts.enterpriseId}`,
    metric: 'operating.rate',
    family: 'electricity',
    severity: 'ORANGE',
    condition: 'ACTIVE',
    review: 'PENDING_REVIEW',
    suppression: 'NONE',
    isaState: 'UNACK',
    occurrences: 1,
    lastAt: parts.firstAt,
    lastReasons: [
      {
        code: 'threshold',
        metric: 'operating.rate',
        actual: 0.3,
        operator: '<',
        threshold: 0.6,
        signalAt: parts.firstAt,
        text: { zh: '开工率 0.3，低于 0.6', en: 'Operating rate 0.3 is below 0.6' },
      },
    ],
    dispatchedTo: [],
    reopened: 0,
    ...parts,
  };
}

export interface ChangeParts {
  readonly change: string;
  readonly revision: number;
  /** When it happened, ms. */
  readonly at: number;
}

export function alarmRecord(alarm: AlarmView, { change, revision, at }: ChangeParts): OutgoingRecord {
  const id = derivedId('alarm-change', alarm.alarmId, revision);
  return makeEvent('loanwatch.alarm.changed.v1', {
    id,
    source: '/loanwatch/alarm-review',
    time: at,
    key: alarm.alarmId,
    correlationId: id,
    causationId: id,
    data: {
      alarmId: alarm.alarmId,
      revision,
      change,
      at,
      actor: { subject: 'system:alarm-review', role: 'system' },
      detail: {},
      alarm,
    },
  });
}

export function aCase(alarm: AlarmView, institutionId: string, parts: Partial<CaseView> = {}): CaseView {
  const { alarmId, enterpriseId, siteId, severity, family, ruleName, subject, ruleId } = alarm;
  return {
    caseId: randomIds.next(),
    alarmId,
    institutionId,
    enterpriseId,
    siteId,
    severity,
    family,
    ruleName,
    subject,
    ruleId,
    status: 'DISPATCHED',
    condition: 'ACTIVE',
    escalations: 0,
    reopened: 0,
    openedAt: alarm.firstAt,
    ...parts,
  };
}

export function caseRecord(view: CaseView, { change, revision, at }: ChangeParts): OutgoingRecord {
  const id = derivedId('case-change', view.caseId, revision);
  return makeEvent('loanwatch.case.changed.v1', {
    id,
    source: '/loanwatch/alarm-review',
    time: at,
    key: view.alarmId,
    correlationId: id,
    causationId: id,
    data: {
      caseId: view.caseId,
      alarmId: view.alarmId,
      institutionId: view.institutionId,
      revision,
      change,
      at,
      actor: { subject: 'clerk', role: 'account_manager' },
      detail: {},
      case: view,
    },
  });
}
