import type { Language } from '../client';
import type { Column } from '../command/table';

interface Text {
  readonly zh: string;
  readonly en: string;
}

export interface AlarmRow {
  readonly alarmId: string;
  readonly severity: string;
  readonly enterpriseName: string | null;
  readonly siteName: string | null;
  readonly ruleName: Text;
  readonly review: string;
  readonly condition: string;
  readonly occurrences: number;
  readonly firstAt: string;
  readonly lastReasons: readonly { readonly text: Text }[];
}

export const ALARMS: readonly Column<AlarmRow>[] = [
  { zh: '编号', en: 'id', value: ({ alarmId }) => alarmId },
  { zh: '等级', en: 'severity', value: ({ severity }, language) => severityText(severity, language) },
  { zh: '企业', en: 'enterprise', value: ({ enterpriseName }) => enterpriseName, most: 30 },
  { zh: '场所', en: 'site', value: ({ siteName }) => siteName, most: 24 },
  { zh: '预警', en: 'alarm', value: ({ ruleName }, language) => ruleName[language], most: 30 },
  { zh: '审核', en: 'review', value: ({ review }) => review },
  { zh: '状态', en: 'condition', value: ({ condition }) => condition },
  { zh: '次数', en: 'times', value: ({ occurrences }) => occurrences },
  { zh: '起始（UTC）', en: 'since (UTC)', value: ({ firstAt }) => minute(firstAt) },
  { zh: '依据', en: 'why', value: ({ lastReasons }, language) => lastReasons[0]?.text[language], most: 60 },
];

export interface CaseRow {
  readonly caseId: string;
  readonly severity: string;
  readonly enterpriseName: string | null;
  readonly ruleName: Text;
  readonly status: string;
  readonly assignee?: string;
  readonly outcome?: string;
  readonly openedAt: string;
  readonly dueAt?: string;
}

export const CASES: readonly Column<CaseRow>[] = [
  { zh: '编号', en: 'id', value: ({ caseId }) => caseId },
  { zh: '等级', en: 'severity', value: ({ severity }, language) => severityText(severity, language) },
  { zh: '企业', en: 'enterprise', value: ({ enterpriseName }) => enterpriseName, most: 30 },
  { zh: '预警', en: 'alarm', value: ({ ruleName }, language) => ruleName[language], most: 30 },
  { zh: '处置', en: 'status', value: ({ status }) => status },
  { zh: '负责人', en: 'assignee', value: ({ assignee }) => assignee },
  { zh: '结果', en: 'outcome', value: ({ outcome }) => outcome },
  { zh: '派发（UTC）', en: 'opened (UTC)', value: ({ openedAt }) => minute(openedAt) },
  { zh: '期限（UTC）', en: 'due (UTC)', value: ({ dueAt }) => (dueAt === undefined ? undefined : minute(dueAt)) },
];

/** One figure of one group and period. */
export interface FigureRow {
  readonly group: string;
  readonly from: string;
  readonly to: string;
  readonly figure: string;
  readonly value: number | null;
  readonly unit: string;
  readonly coverage: number | null;
  readonly change: number | null;
}

export const FIGURES: readonly Column<FigureRow>[] = [
  { zh: '对象', en: 'of', value: ({ group }) => group },
  { zh: '自', en: 'from', value: ({ from }) => from },
  { zh: '至', en: 'to', value: ({ to }) => to },
  { zh: '指标', en: 'figure', value: ({ figure }) => figure },
  { zh: '数值', en: 'value', value: ({ value }) => value },
  { zh: '单位', en: 'unit', value: ({ unit }) => (unit === '1' ? '' : unit) },
  { zh: '覆盖率', en: 'coverage', value: ({ coverage }) => percent(coverage) },
  { zh: '环比', en: 'change', value: ({ change }) => percent(change) },
];

const SEVERITY_ZH: Readonly<Record<string, string>> = { RED: '红', ORANGE: '橙', YELLOW: '黄', BLUE: '蓝' };

function severityText(severity: string, language: Language): string {
  return language === 'zh' ? (SEVERITY_ZH[severity] ?? severity) : severity;
}

function minute(iso: string): string {
  return iso.slice(0, 16).replace('T', ' ');
}

function percent(share: number | null): string | undefined {
  return share === null ? undefined : `${(share * 100).toFixed(1)} %`;
}
