import type { AlarmChanged, CaseChanged, Family, LocalizedText, Severity } from '@loanwatch/contracts';
import { severityRank } from '@loanwatch/kernel';

/** Something that people have to be told, before it is known who they are. */
export interface Notice {
  /** Whom it concerns: an institution's people, or (null) the platform's own. */
  readonly institutionId: string | null;
  readonly about: { readonly alarmId: string; readonly caseId?: string; readonly change: string };
  readonly severity: Severity;
  readonly family: Family;
  readonly enterpriseId: string;
  readonly ruleName: LocalizedText;
  /**
   * `resolved` goes to everybody whom the problem reached, whatever has been silenced since, and to nobody else.
   * `raised` starts such a story; `progress` tells how it goes on.
   */
  readonly kind: 'raised' | 'progress' | 'resolved';
  /** Alarm or case is silenced: it is recorded, and told to nobody new. */
  readonly silenced: boolean;
  /** Event time, epoch milliseconds. */
  readonly at: number;
}

/** Case changes the institution is told about. Comments, steps and the handler's own acts are not news to it. */
const CASE_NEWS: Readonly<Record<string, Notice['kind']>> = {
  CaseDispatched: 'raised',
  CaseSeverityChanged: 'progress',
  CaseEscalated: 'progress',
  CaseReopened: 'progress',
  CaseReopenRequested: 'progress',
  CaseConditionChanged: 'resolved',
  CaseClosed: 'resolved',
};

const ALARM_NEWS: Readonly<Record<string, Notice['kind']>> = {
  AlarmQueuedForReview: 'raised',
  AlarmReopened: 'progress',
  AlarmFalsePositiveReported: 'progress',
  AlarmConditionReturned: 'resolved',
};

export function noticeOfCase(changed: CaseChanged): Notice | undefined {
  const kind = CASE_NEWS[changed.change];
  if (kind === undefined || !isNews(changed)) return undefined;
  const { alarmId, caseId, institutionId, change, at } = changed;
  const { severity, family, enterpriseId, ruleName } = changed.case;
  const about = { alarmId, caseId, change };
  return { institutionId, about, severity, family, enterpriseId, ruleName, kind, silenced: false, at };
}

/** Platform staff hear of alarms that wait for review. */
export function noticeOfAlarm({ alarmId, change, at, alarm }: AlarmChanged): Notice | undefined {
  const kind = ALARM_NEWS[change];
  if (kind === undefined) return undefined;
  const { severity, family, enterpriseId, ruleName } = alarm;
  const silenced = alarm.suppression !== 'NONE';
  return {
    institutionId: null,
    about: { alarmId, change },
    severity,
    family,
    enterpriseId,
    ruleName,
    kind,
    silenced,
    at,
  };
}

/** A condition that becomes active again, or a severity that falls, is seen in the case; nobody is called for it. */
function isNews({ change, detail, case: view }: CaseChanged): boolean {
  if (change === 'CaseConditionChanged') return view.condition === 'RETURNED';
  if (change === 'CaseSeverityChanged') {
    return severityRank(detail['to'] as Severity) > severityRank(detail['from'] as Severity);
  }
  return true;
}
