import { isoTime } from '@loanwatch/kernel';
import type { Severity } from '@loanwatch/contracts';
import type { Notice } from './notice';

export type Language = 'zh' | 'en';

const COLOURS: Readonly<Record<Severity, Readonly<Record<Language, string>>>> = {
  BLUE: { zh: '蓝色', en: 'Blue' },
  YELLOW: { zh: '黄色', en: 'Yellow' },
  ORANGE: { zh: '橙色', en: 'Orange' },
  RED: { zh: '红色', en: 'Red' },
};

const WHAT: Readonly<Record<string, Readonly<Record<Language, string>>>> = {
  CaseDispatched: { zh: '新处置单', en: 'New case' },
  CaseSeverityChanged: { zh: '等级上调', en: 'Severity raised' },
  CaseEscalated: { zh: '处置超时升级', en: 'Case escalated' },
  CaseReopened: { zh: '处置单重新打开', en: 'Case reopened' },
  CaseReopenRequested: { zh: '申请重新打开', en: 'Reopening requested' },
  CaseConditionChanged: { zh: '情况已恢复', en: 'Condition returned to normal' },
  CaseClosed: { zh: '处置单已解除', en: 'Case closed' },
  AlarmQueuedForReview: { zh: '待复核预警', en: 'Alarm waits for review' },
  AlarmReopened: { zh: '预警重新打开', en: 'Alarm reopened' },
  AlarmFalsePositiveReported: { zh: '机构反馈误报', en: 'Lender reports a false positive' },
  AlarmConditionReturned: { zh: '情况已恢复', en: 'Condition returned to normal' },
};

/** One line for a subject or a list: what happened, how bad, under which rule. Line breaks are not possible in it. */
export function headline(notice: Notice, language: Language): string {
  const what = WHAT[notice.about.change]?.[language] ?? notice.about.change;
  const colour = COLOURS[notice.severity][language];
  const rule = notice.ruleName[language].replaceAll(/[\r\n]+/g, ' ');
  return language === 'zh' ? `【${colour}】${what}:${rule}` : `[${colour}] ${what}: ${rule}`;
}

/** The text of a message. It names ids, not people or enterprises: mail is not a safe place. */
export function body(notice: Notice, language: Language): string {
  const { alarmId, caseId } = notice.about;
  const when = isoTime(notice.at);
  const lines =
    language === 'zh'
      ? [
          headline(notice, 'zh'),
          '',
          `发生时间:${when}`,
          caseId === undefined ? `预警:${alarmId}` : `处置单:${caseId}`,
          `企业:${notice.enterpriseId}`,
        ]
      : [
          headline(notice, 'en'),
          '',
          `Time: ${when}`,
          caseId === undefined ? `Alarm: ${alarmId}` : `Case: ${caseId}`,
          `Enterprise: ${notice.enterpriseId}`,
        ];
  return lines.join('\n');
}
