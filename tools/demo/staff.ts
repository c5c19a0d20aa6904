import type { LoanwatchClient } from '../client';
import { carryOut } from '../loanwatch/carry-out';
import { type Handling, handleCase } from './case-handler';
import { RULES } from './desk';

/** What the staff of the demonstration does about one alarm. */
interface Task {
  readonly rule: string;
  /** Key of the enterprise in the setup. */
  readonly enterprise: string;
  readonly review:
    | { readonly shelvedFor: string }
    | { readonly claimed: true }
    | {
        readonly verdict: 'CONFIRMED' | 'FALSE_POSITIVE' | 'INCONCLUSIVE';
        readonly reason: string;
        readonly note: string;
      };
  /** How far the cases come, by key of the institution; others are left as they arrive. */
  readonly cases?: Readonly<Record<string, Handling>>;
}

const CONFIRMED = { verdict: 'CONFIRMED', reason: 'pattern-consistent' } as const;

/** Every stage of review and handling occurs at least once; what is not named waits in the queue. */
const TASKS: readonly Task[] = [
  {
    rule: RULES.operatingRate,
    enterprise: 'hengda',
    review: { ...CONFIRMED, note: '连续多日用电骤降，与出勤下降一致' },
    cases: {
      jiangdong: { until: 'handled', outcome: 'RISK_CONFIRMED', note: '现场确认停产，机器已封存' },
      ruixin: { until: 'signed' },
    },
  },
  {
    rule: RULES.attendance,
    enterprise: 'hengda',
    review: { ...CONFIRMED, note: '门口人数不足平日三成' },
  },
  {
    rule: RULES.goodsAtNight,
    enterprise: 'ganglian',
    review: { verdict: 'CONFIRMED', reason: 'verified-remotely', note: '录像显示夜间有货车装车' },
    cases: { jiangdong: { until: 'handling' }, ruixin: { until: 'signed' } },
  },
  {
    rule: RULES.intrusion,
    enterprise: 'ganglian',
    review: { verdict: 'CONFIRMED', reason: 'verified-remotely', note: '夜间车辆与人员进入' },
    cases: { jiangdong: { until: 'signed' } },
  },
  {
    rule: RULES.intrusion,
    enterprise: 'qiming',
    review: { verdict: 'FALSE_POSITIVE', reason: 'staff', note: '保洁人员' },
  },
  {
    rule: RULES.cameraCovered,
    enterprise: 'baiwei',
    review: { ...CONFIRMED, note: '镜头被货架遮挡一夜' },
    cases: { jiangdong: { until: 'told', outcome: 'NO_RISK', note: '店员移开货架，已提醒' } },
  },
  {
    rule: RULES.cameraCovered,
    enterprise: 'ganglian',
    review: { verdict: 'INCONCLUSIVE', reason: 'insufficient-evidence', note: '无法判断遮挡原因' },
  },
  {
    rule: RULES.temperature,
    enterprise: 'ganglian',
    review: { ...CONFIRMED, note: '库温超过 32 °C 达数小时' },
    cases: { jiangdong: { until: 'closed', outcome: 'NO_RISK', note: '通风设备检修，货物无损' } },
  },
  { rule: RULES.blind, enterprise: 'qiming', review: { shelvedFor: '电表更换，施工至今晚' } },
  { rule: RULES.personAbsent, enterprise: 'hengda', review: { claimed: true } },
];

interface AlarmRow {
  readonly alarmId: string;
  readonly enterpriseId: string;
  readonly ruleName: { readonly zh: string };
}

export interface Desk {
  readonly client: LoanwatchClient;
  readonly idOf: (section: 'institutions' | 'enterprises', key: string) => string;
  /** ms since the epoch. */
  readonly now: () => number;
}

const SHELVED_MS = 3 * 3_600_000;

/** Lets reviewers and lenders work on what was found, through the API, as they would. */
export async function workOnAlarms(desk: Desk): Promise<void> {
  const reviewer = desk.client.as({ role: 'service_manager', subject: 'reviewer-zhou' });
  const alarms = await reviewer.collect<AlarmRow>('/v1/review-queue');
  for (const task of TASKS) {
    const enterpriseId = desk.idOf('enterprises', task.enterprise);
    const alarm = alarms.find((each) => each.enterpriseId === enterpriseId && each.ruleName.zh === task.rule);
    if (alarm === undefined) continue;
    await review(reviewer, alarm, task, desk.now());
    for (const [institution, handling] of Object.entries(task.cases ?? {})) {
      await handleCase(desk.client, desk.idOf('institutions', institution), alarm.alarmId, handling);
    }
  }
}

async function review(reviewer: LoanwatchClient, { alarmId }: AlarmRow, task: Task, now: number): Promise<void> {
  const path = `/v1/alarms/${alarmId}`;
  if ('shelvedFor' in task.review) {
    const until = new Date(now + SHELVED_MS).toISOString();
    await carryOut(reviewer, path, 'shelve', { until, reason: task.review.shelvedFor });
    return;
  }
  await carryOut(reviewer, path, 'claim', {});
  if ('claimed' in task.review) return;
  const { verdict, reason, note } = task.review;
  await carryOut(reviewer, path, 'judge', { verdict, reason, note, evidenceSeen: [`alarm:${alarmId}`] });
}
