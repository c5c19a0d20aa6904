const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const WORKING = ['working', 'make-up'];
const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7];

/** Names of the rules, by which the scripted staff finds its alarms. */
export const RULES = {
  operatingRate: '开工率骤降',
  attendance: '出勤骤降',
  goodsAtNight: '夜间货物异动',
  cameraCovered: '摄像头被遮挡',
  intrusion: '非工作时间入侵',
  blind: '设备失联',
  personAbsent: '关键人员缺勤',
  temperature: '库温过高',
  ownWarning: '开工率连续偏低',
} as const;

/** Templates of the platform, and one rule that the bank keeps for itself. */
export function ruleSection() {
  const below = (value: number) => ({ kind: 'threshold', operator: 'below', value });
  const above = (value: number) => ({ kind: 'threshold', operator: 'above', value });
  const lasting = (condition: object, forMs: number) => ({ kind: 'duration', condition, forMs });
  const night = { shifts: [{ weekdays: EVERY_DAY, start: '22:00', end: '06:00' }] };
  const covered = { kind: 'state', is: ['COVERED', 'DARK', 'MOVED'] };
  return {
    'operating-rate': rule(RULES.operatingRate, 'Operating rate drop', 'electricity', 'operating.rate', {
      appliesTo: { industries: ['factory'] },
      schedule: { dayClasses: WORKING },
      ladder: [rung('RED', below(0.3)), rung('ORANGE', below(0.6))],
      clear: { condition: above(0.7) },
      stalenessMs: 4 * DAY,
    }),
    attendance: rule(RULES.attendance, 'Attendance collapse', 'people', 'people.attendance', {
      schedule: { dayClasses: WORKING },
      ladder: [rung('RED', usual(0.3)), rung('ORANGE', usual(0.6))],
      stalenessMs: 4 * DAY,
    }),
    'goods-at-night': rule(RULES.goodsAtNight, 'Goods moved at night', 'goods', 'goods.change', {
      appliesTo: { industries: ['warehouse'] },
      schedule: night,
      ladder: [rung('RED', lasting(above(0.5), 30 * MINUTE)), rung('ORANGE', lasting(above(0.15), 30 * MINUTE))],
      stalenessMs: HOUR,
      repeatAfterMs: 6 * HOUR,
    }),
    'camera-covered': rule(RULES.cameraCovered, 'Camera covered', 'health', 'camera.health', {
      ladder: [rung('ORANGE', lasting(covered, 2 * HOUR)), rung('YELLOW', covered)],
      stalenessMs: HOUR,
    }),
    intrusion: rule(RULES.intrusion, 'Intrusion outside working hours', 'intrusion', 'intrusion', {
      ladder: [
        rung('RED', {
          kind: 'event',
          attributes: { objectClass: { oneOf: ['person', 'vehicle'] }, score: { atLeast: 0.6 } },
          when: 'outside',
        }),
      ],
      clear: { offDelayMs: 2 * HOUR },
      stalenessMs: HOUR,
    }),
    blind: rule(RULES.blind, 'Device out of touch', 'health', 'blind.time', {
      ladder: [rung('ORANGE', above(24)), rung('YELLOW', above(4))],
      stalenessMs: 2 * DAY,
    }),
    'person-absent': rule(RULES.personAbsent, 'Key person absent', 'presence', 'person.absent', {
      ladder: [rung('RED', above(9)), rung('ORANGE', above(4))],
      stalenessMs: 4 * DAY,
    }),
    temperature: rule(RULES.temperature, 'Hall too warm', 'climate', 'temperature', {
      appliesTo: { industries: ['warehouse'] },
      ladder: [rung('YELLOW', lasting(above(32), HOUR))],
      clear: { condition: below(30), offDelayMs: HOUR },
      stalenessMs: HOUR,
    }),
    'own-warning': {
      institution: 'jiangdong',
      ...rule(RULES.ownWarning, 'Operating rate low for days', 'electricity', 'operating.rate', {
        appliesTo: { industries: ['factory'] },
        schedule: { dayClasses: WORKING },
        ladder: [rung('YELLOW', { kind: 'n-of-m', condition: below(0.8), n: 3, ofLast: 5 })],
        stalenessMs: 4 * DAY,
      }),
    },
  };
}

/** What the lenders do about confirmed alarms, and who is told. */
export function planAndRecipientSections(webhookUrl: string | undefined) {
  const step = (id: string, title: string, mandatory: boolean, evidenceRequired: boolean) => ({
    id,
    title,
    mandatory,
    evidenceRequired,
  });
  const call = step('call', '电话核实 call the borrower', true, false);
  const visit = step('visit', '现场走访并拍照 visit and take pictures', true, true);
  const reserve = step('reserve', '评估抵押物与授信 reassess collateral and limit', false, false);
  const plan = (institution: string, name: string, families: readonly string[], steps: readonly object[]) => ({
    institution,
    name,
    families,
    severities: [],
    steps,
  });
  const recipient = (institution: string, name: string, channel: string, address?: string) => ({
    institution,
    name,
    channel,
    ...(address !== undefined && { address }),
  });
  return {
    plans: {
      'jiangdong-stop': plan(
        'jiangdong',
        '停产核查预案 stoppage',
        ['electricity', 'people', 'presence'],
        [call, visit, reserve],
      ),
      'jiangdong-goods': plan(
        'jiangdong',
        '货物异动预案 goods',
        ['goods', 'intrusion'],
        [step('video', '调阅录像 look at the video', true, true), call, visit],
      ),
      'jiangdong-any': plan('jiangdong', '一般核查预案 general', [], [call]),
      'ruixin-any': plan('ruixin', '担保核查预案 guarantee check', [], [call, reserve]),
    },
    recipients: {
      'jiangdong-desk': recipient('jiangdong', '风险管理部 risk desk', 'in-app'),
      'ruixin-desk': recipient('ruixin', '保后管理部 after-care desk', 'in-app'),
      ...(webhookUrl !== undefined && {
        'jiangdong-core': recipient('jiangdong', '核心系统 core system', 'webhook', webhookUrl),
      }),
    },
  };
}

function rule(zh: string, en: string, family: string, metric: string, rest: object) {
  return { document: { name: { zh, en }, family, metric, ...rest } };
}

function rung(severity: string, condition: object) {
  return { severity, condition };
}

/** Less than a share of what is usual on such a day. */
function usual(ratio: number) {
  return { kind: 'baseline', operator: 'below', ratio, trailingWeeks: 8, minimumSamples: 8, statistic: 'median' };
}
