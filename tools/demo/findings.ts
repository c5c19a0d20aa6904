import type { LoanwatchClient } from '../client';
import { type Column, tableText } from '../command/table';
import type { SetupIds } from '../setup/apply-setup';
import { TIME_ZONE } from './places';
import type { WebhookInbox } from './webhook-inbox';

interface AlarmRow {
  readonly alarmId: string;
  readonly enterpriseName: string | null;
  readonly ruleName: { readonly zh: string; readonly en: string };
  readonly severity: string;
  readonly condition: string;
  readonly review: string;
  readonly suppression: string;
  readonly firstAt: string;
  readonly lastReasons: readonly { readonly text: { readonly zh: string; readonly en: string } }[];
}

interface CaseRow {
  readonly alarmId: string;
  readonly status: string;
}

export interface Findings {
  readonly client: LoanwatchClient;
  readonly ids: SetupIds;
  readonly readings: number;
  readonly seconds: number;
  readonly webhooks: WebhookInbox;
  /** Name of the device that will be covered, and when, ms. */
  readonly covered: string;
  readonly coveredAt: number;
}

const SEVERITY: Readonly<Record<string, string>> = {
  RED: '红 RED',
  ORANGE: '橙 ORANGE',
  YELLOW: '黄 YELLOW',
  BLUE: '蓝 BLUE',
};
const REVIEW: Readonly<Record<string, string>> = {
  PENDING_REVIEW: '待审核',
  IN_REVIEW: '审核中',
  FALSE_POSITIVE: '误报',
  INCONCLUSIVE: '无法认定',
  CONFIRMED: '已认定',
  DISPATCHED: '已派发',
  CLOSED: '已关闭',
};
const STATUS: Readonly<Record<string, string>> = {
  DISPATCHED: '待签收',
  ACKNOWLEDGED: '已签收',
  HANDLING: '处置中',
  HANDLED: '已处置',
  CLOSED: '已解除',
  FEEDBACK: '已反馈',
};
const RANK = ['RED', 'ORANGE', 'YELLOW', 'BLUE'];

/** What the demonstration found, in a table, and how to look at it. */
export async function printFindings(findings: Findings): Promise<void> {
  const { client, ids, readings, seconds, webhooks } = findings;
  const platform = client.as({ role: 'service_manager', subject: 'reviewer-zhou' });
  const alarms = await platform.collect<AlarmRow>('/v1/alarms');
  const cases = await casesOf(client, ids);
  const rows = alarms.toSorted((a, b) => RANK.indexOf(a.severity) - RANK.indexOf(b.severity));
  const columns: readonly Column<AlarmRow>[] = [
    { zh: '等级 severity', en: '', value: ({ severity }) => SEVERITY[severity] },
    { zh: '企业 enterprise', en: '', value: ({ enterpriseName }) => enterpriseName, most: 32 },
    { zh: '预警 alarm', en: '', value: ({ ruleName }) => `${ruleName.zh} ${ruleName.en}`, most: 46 },
    { zh: '起始 since', en: '', value: ({ firstAt }) => localTime(firstAt) },
    { zh: '状态 state', en: '', value: (alarm) => stateOf(alarm, cases), most: 34 },
    { zh: '依据 why', en: '', value: ({ lastReasons }) => lastReasons[0]?.text.zh, most: 44 },
  ];
  // The lines are long; what was found comes after them, so that it is what stays on the screen.
  await printLines(findings);
  const received = [...webhooks.received.values()].reduce((sum, count) => sum + count, 0);
  console.log(`
${tableText(rows, columns, 'zh')}

${readings} 条读数 readings, ${alarms.length} 个预警 alarms, ${cases.length} 张处置单 cases, ${received} 个签名回调 signed webhooks, ${seconds.toFixed(0)} s
`);
  printAddresses(findings);
}

function printAddresses({ client: { url }, covered, coveredAt }: Findings): void {
  console.log(`接口文档 API and Swagger  ${url}/docs
健康检查 health           ${url}/health/ready
命令行 command line       npm run loanwatch -- get alarms
设备继续上报 The devices go on reporting; ${localTime(new Date(coveredAt).toISOString())} ${covered} 将被遮挡 will be covered.
`);
}

async function printLines({ client, ids }: Findings): Promise<void> {
  const jiangdong = ids.get('institutions', 'jiangdong');
  const hengda = ids.get('enterprises', 'hengda');
  const { url } = client;
  const lines = [
    ['服务经理 service manager', { role: 'service_manager' }, '/v1/review-queue'],
    ['客户经理 account manager', { role: 'account_manager', institutionId: jiangdong }, '/v1/cases'],
    ['风控经理 risk manager', { role: 'risk_manager', institutionId: jiangdong }, '/v1/statistics?period=month'],
    ['信息员 information officer', { role: 'information_officer', institutionId: jiangdong }, '/v1/devices'],
    [
      '企业用户 enterprise user',
      { role: 'enterprise_user', enterpriseId: hengda },
      `/v1/enterprises/${hengda}/overview`,
    ],
    ['系统对接 machine client', { role: 'client', institutionId: jiangdong }, '/v1/alarms'],
    ['管理员 administrator', { role: 'admin' }, '/v1/institutions'],
  ] as const;
  for (const [name, identity, path] of lines) {
    console.log(`# ${name}\ncurl -s '${url}${path}' -H 'authorization: Bearer ${await client.as(identity).token()}'\n`);
  }
}

async function casesOf(client: LoanwatchClient, ids: SetupIds): Promise<CaseRow[]> {
  const lists = ['jiangdong', 'ruixin'].map((institution) =>
    client
      .as({ role: 'risk_manager', institutionId: ids.get('institutions', institution) })
      .collect<CaseRow>('/v1/cases'),
  );
  return (await Promise.all(lists)).flat();
}

function stateOf({ alarmId, review, suppression }: AlarmRow, cases: readonly CaseRow[]): string {
  if (suppression !== 'NONE') return '已搁置 shelved';
  const own = cases.filter((each) => each.alarmId === alarmId).map(({ status }) => STATUS[status] ?? status);
  return [REVIEW[review] ?? review, ...own].join(' / ');
}

function localTime(iso: string): string {
  return new Date(iso).toLocaleString('sv-SE', { timeZone: TIME_ZONE, dateStyle: 'short', timeStyle: 'short' });
}
