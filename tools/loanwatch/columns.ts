import type { Column } from '../command/table';

type Text = { readonly zh: string; readonly en: string };

export interface InstitutionRow {
  readonly id: string;
  readonly name: string;
  readonly kind: string;
  readonly status: string;
}
export const INSTITUTIONS: readonly Column<InstitutionRow>[] = [
  { zh: '编号', en: 'id', value: ({ id }) => id },
  { zh: '机构', en: 'institution', value: ({ name }) => name },
  { zh: '类型', en: 'kind', value: ({ kind }) => kind },
  { zh: '状态', en: 'status', value: ({ status }) => status },
];

export interface EnterpriseRow {
  readonly id: string;
  readonly name: string;
  readonly industry: string;
  readonly creditCode?: string;
  readonly tags: readonly string[];
}
export const ENTERPRISES: readonly Column<EnterpriseRow>[] = [
  { zh: '编号', en: 'id', value: ({ id }) => id },
  { zh: '企业', en: 'enterprise', value: ({ name }) => name },
  { zh: '行业', en: 'industry', value: ({ industry }) => industry },
  { zh: '统一社会信用代码', en: 'credit code', value: ({ creditCode }) => creditCode },
  { zh: '标签', en: 'tags', value: ({ tags }) => tags.join(' ') },
];

export interface SiteRow {
  readonly id: string;
  readonly name: string;
  readonly timeZone: string;
  readonly calendar: { readonly version: number };
}
export const SITES: readonly Column<SiteRow>[] = [
  { zh: '编号', en: 'id', value: ({ id }) => id },
  { zh: '场所', en: 'site', value: ({ name }) => name },
  { zh: '时区', en: 'time zone', value: ({ timeZone }) => timeZone },
  { zh: '日历版本', en: 'calendar', value: ({ calendar }) => calendar.version },
];

export interface DeviceRow {
  readonly id: string;
  readonly name: string;
  readonly kind: string;
  readonly status: string;
  readonly expectedIntervalSeconds: number;
}
export const DEVICES: readonly Column<DeviceRow>[] = [
  { zh: '编号', en: 'id', value: ({ id }) => id },
  { zh: '设备', en: 'device', value: ({ name }) => name },
  { zh: '类型', en: 'kind', value: ({ kind }) => kind },
  { zh: '状态', en: 'status', value: ({ status }) => status },
  { zh: '上报间隔（秒）', en: 'reports every (s)', value: ({ expectedIntervalSeconds }) => expectedIntervalSeconds },
];

export interface RuleRow {
  readonly id: string;
  readonly status: string;
  readonly version: number | null;
  readonly owner: { readonly kind: string };
  readonly published: RuleHead | null;
  readonly draft: { readonly document: RuleHead } | null;
}
interface RuleHead {
  readonly name: Text;
  readonly metric: string;
}
export const RULES: readonly Column<RuleRow>[] = [
  { zh: '编号', en: 'id', value: ({ id }) => id },
  { zh: '预警策略', en: 'rule', value: (rule, language) => headOf(rule)?.name[language] },
  { zh: '指标', en: 'metric', value: (rule) => headOf(rule)?.metric },
  { zh: '归属', en: 'owner', value: ({ owner }) => owner.kind },
  { zh: '状态', en: 'status', value: ({ status }) => status },
  { zh: '版本', en: 'version', value: ({ version }) => version },
];

export interface DeadLetterRow {
  readonly id: string;
  readonly group: string;
  readonly type: string;
  readonly reason: string;
  readonly attempts: number;
  readonly failedAt: string;
}
export const DEAD_LETTERS: readonly Column<DeadLetterRow>[] = [
  { zh: '编号', en: 'id', value: ({ id }) => id },
  { zh: '消费者', en: 'consumer', value: ({ group }) => group },
  { zh: '消息', en: 'message', value: ({ type }) => type },
  { zh: '原因', en: 'reason', value: ({ reason }) => reason, most: 60 },
  { zh: '次数', en: 'attempts', value: ({ attempts }) => attempts },
  { zh: '时间', en: 'failed at', value: ({ failedAt }) => failedAt },
];

function headOf({ published, draft }: RuleRow): RuleHead | undefined {
  return published ?? draft?.document;
}
