import { addDays } from '@loanwatch/kernel';
import { creditCode } from './credit-code';

export const TIME_ZONE = 'Asia/Shanghai';
/** Sites of the demonstration bear it, and a label with the date of its beginning, so that a restart goes on with it. */
export const DEMO_TAG = 'demo';
export const SINCE_TAG = 'demo-since-';

const ALL = ['people', 'goods', 'presence', 'intrusion', 'electricity', 'climate', 'health', 'external'];
const WEEKDAYS = [1, 2, 3, 4, 5];
const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7];

/** Key persons by their match tokens; the simulation lets them pass the terminals. */
export const KEY_PERSONS = { hengda: 'kp-hengda-1', qiming: ['kp-qiming-1', 'kp-qiming-2'] } as const;

/** Working calendar of the sites by key; `statutory`: whether the holidays of this year are published. */
export function calendars(statutory: 'CN' | 'NONE') {
  const days = (weekdays: readonly number[], start: string, end: string) => ({
    statutory,
    workingWeekdays: weekdays,
    shifts: [{ weekdays, start, end }],
    quietHour: '03:00',
  });
  return {
    'huaxing-plant': days(WEEKDAYS, '07:00', '20:00'),
    'hengda-workshop': days(WEEKDAYS, '07:00', '19:00'),
    'ganglian-hall': days(WEEKDAYS, '08:00', '18:00'),
    'baiwei-shop': { ...days(EVERY_DAY, '08:00', '22:30'), statutory: 'NONE' as const },
    'qiming-office': days(WEEKDAYS, '08:00', '20:00'),
  };
}

/** Two lenders, five borrowers, their loans and pledges, and who may see what. `today`: date in Shanghai. */
export function tenantSections(today: string) {
  const from = addDays(today, -75);
  const to = addDays(today, 290);
  const enterprise = (name: string, industry: string, number: string) => ({
    name,
    industry,
    creditCode: creditCode(`91320500MA1DEM0${number}`),
  });
  const loan = (institution: string, borrower: string, contractNo: string, yuan: number) => ({
    institution,
    enterprise: borrower,
    contractNo,
    principalFen: yuan * 100,
    from,
    to,
  });
  const grant = (institution: string, borrower: string, contractNo: string, signalKinds: readonly string[]) => ({
    institution,
    enterprise: borrower,
    contractNo,
    signalKinds,
    from,
    to,
  });
  return {
    institutions: {
      jiangdong: { name: '江东银行 Jiangdong Bank', kind: 'bank' },
      ruixin: { name: '瑞信融资担保 Ruixin Guarantee', kind: 'guarantee' },
    },
    enterprises: {
      huaxing: enterprise('华兴精密机械 Huaxing Machinery', 'factory', '01'),
      hengda: enterprise('恒达五金制品 Hengda Hardware', 'factory', '02'),
      ganglian: enterprise('港联仓储 Ganglian Warehousing', 'warehouse', '03'),
      baiwei: enterprise('百味便利 Baiwei Convenience', 'shop', '04'),
      qiming: enterprise('启明软件 Qiming Software', 'office', '05'),
    },
    loans: {
      'JD-2026-001': loan('jiangdong', 'huaxing', 'JD-2026-001', 5_000_000),
      'JD-2026-002': loan('jiangdong', 'hengda', 'JD-2026-002', 3_000_000),
      'JD-2026-003': loan('jiangdong', 'ganglian', 'JD-2026-003', 8_000_000),
      'JD-2026-004': loan('jiangdong', 'baiwei', 'JD-2026-004', 600_000),
      'RX-2026-017': loan('ruixin', 'qiming', 'RX-2026-017', 1_500_000),
    },
    pledges: {
      steel: {
        loan: 'JD-2026-003',
        site: 'ganglian-hall',
        what: '冷轧钢卷 cold-rolled steel coils',
        quantity: '320 t',
        valueFen: 640_000_000,
      },
    },
    keyPersons: {
      'hengda-owner': keyPerson('hengda', '王建国', KEY_PERSONS.hengda, from),
      'qiming-owner': keyPerson('qiming', '李雯', KEY_PERSONS.qiming[0], from),
      'qiming-lead': keyPerson('qiming', '陈晨', KEY_PERSONS.qiming[1], from),
    },
    grants: {
      'jiangdong-huaxing': grant('jiangdong', 'huaxing', 'SQ-01', ALL),
      'jiangdong-hengda': grant('jiangdong', 'hengda', 'SQ-02', ALL),
      'jiangdong-ganglian': grant('jiangdong', 'ganglian', 'SQ-03', ALL),
      'jiangdong-baiwei': grant('jiangdong', 'baiwei', 'SQ-04', ['people', 'health', 'electricity']),
      'ruixin-hengda': grant('ruixin', 'hengda', 'SQ-05', ['electricity']),
      'ruixin-ganglian': grant('ruixin', 'ganglian', 'SQ-06', ['goods', 'intrusion', 'health']),
      'ruixin-qiming': grant('ruixin', 'qiming', 'SQ-07', ALL),
    },
  };
}

function keyPerson(enterprise: string, name: string, token: string, from: string) {
  return {
    enterprise,
    name,
    token,
    role: 'legal-representative',
    consent: { reference: `TYS-${token}`, from, to: null },
  };
}

/** Sites and the devices on them. The device keys are those of the simulation. */
export function siteSections(today: string, statutory: 'CN' | 'NONE') {
  const calendar = calendars(statutory);
  const site = (key: keyof typeof calendar, name: string, address: string) => ({
    enterprise: key.split('-')[0],
    name,
    address,
    timeZone: TIME_ZONE,
    tags: [DEMO_TAG, SINCE_TAG + today],
    calendar: calendar[key],
  });
  const device = (at: keyof typeof calendar, name: string, kind: string, channels: readonly object[]) => ({
    site: at,
    name,
    kind,
    latenessLimitSeconds: 90 * 86_400,
    channels,
  });
  const meter = (at: keyof typeof calendar, ratio: number) =>
    device(at, '总表 main meter', 'meter', [{ name: 'main', metric: 'energy.register', multiplier: ratio }]);
  const counter = (at: keyof typeof calendar) =>
    device(at, '客流计数 people counter', 'people-counter', [
      { name: 'in', metric: 'people.in.total' },
      { name: 'out', metric: 'people.out.total' },
    ]);
  const camera = (at: keyof typeof calendar, name: string, regions: readonly string[]) =>
    device(at, name, 'camera', [
      { name: 'health', metric: 'camera.health' },
      ...regions.map((region) => ({ name: region, metric: 'goods.change' })),
    ]);
  const face = (at: keyof typeof calendar) =>
    device(at, '门禁终端 face terminal', 'face-terminal', [{ name: 'entrance', metric: 'person.match' }]);
  const zone = (at: keyof typeof calendar, name: string, channel: string) =>
    device(at, name, 'intrusion', [{ name: channel, metric: 'intrusion' }]);
  const climate = (at: keyof typeof calendar) =>
    device(at, '温湿度 climate', 'climate', [
      { name: 'temperature', metric: 'temperature' },
      { name: 'humidity', metric: 'humidity' },
    ]);
  return {
    sites: {
      'huaxing-plant': site('huaxing-plant', '一号厂房 Plant 1', '苏州市工业园区星湖街 1 号'),
      'hengda-workshop': site('hengda-workshop', '五金车间 Workshop', '无锡市锡山区东亭路 88 号'),
      'ganglian-hall': site('ganglian-hall', '三号库 Hall 3', '宁波市北仑区港区路 3 号'),
      'baiwei-shop': site('baiwei-shop', '晋陵路店 Jinling Road shop', '常州市晋陵中路 12 号'),
      'qiming-office': site('qiming-office', '研发中心 Office', '昆山市前进东路 168 号'),
    },
    devices: {
      'huaxing-meter': meter('huaxing-plant', 60),
      'huaxing-gate': counter('huaxing-plant'),
      'huaxing-climate': climate('huaxing-plant'),
      'hengda-meter': meter('hengda-workshop', 40),
      'hengda-gate': counter('hengda-workshop'),
      'hengda-face': face('hengda-workshop'),
      'ganglian-camera-1': camera('ganglian-hall', '库区相机 1 camera 1', ['stack-a', 'stack-b']),
      'ganglian-camera-2': camera('ganglian-hall', '库区相机 2 camera 2', ['stack-c']),
      'ganglian-zone': zone('ganglian-hall', '围栏 fence', 'yard'),
      'ganglian-climate': climate('ganglian-hall'),
      'ganglian-meter': meter('ganglian-hall', 10),
      'baiwei-counter': counter('baiwei-shop'),
      'baiwei-camera': camera('baiwei-shop', '收银相机 counter camera', []),
      'baiwei-meter': meter('baiwei-shop', 1),
      'qiming-door': counter('qiming-office'),
      'qiming-face': face('qiming-office'),
      'qiming-zone': zone('qiming-office', '夜间布防 night guard', 'floor'),
      'qiming-meter': meter('qiming-office', 10),
      'qiming-climate': climate('qiming-office'),
    },
  };
}
