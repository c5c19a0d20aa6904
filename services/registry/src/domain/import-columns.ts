import type { EntityKind } from '@loanwatch/contracts';

/** How the text of a cell becomes a value. Text that does not fit stays text, so that the check of the field names it. */
export type CellType =
  | 'text'
  | 'integer'
  | 'number'
  /** Parts between semicolons. */
  | 'texts'
  | 'integers'
  /** Yuan with at most two decimals, kept in fen. */
  | 'yuan';

export interface Column {
  /** In the header row; the Chinese name is understood as well. */
  readonly name: string;
  readonly zh: string;
  /** JSON Pointer into the draft. */
  readonly pointer: string;
  readonly type: CellType;
  readonly required: boolean;
  /** Kind of record that the cell names, by id or by a name that people know. */
  readonly names?: EntityKind;
  readonly expects: { readonly zh: string; readonly en: string };
}

export const IMPORT_KINDS = ['enterprises', 'sites', 'loans', 'devices', 'channels'] as const;
export type ImportKind = (typeof IMPORT_KINDS)[number];
export type ImportedKind = 'enterprise' | 'site' | 'loan' | 'device' | 'channel';

export const IMPORTED: Readonly<Record<ImportKind, ImportedKind>> = {
  ...{ enterprises: 'enterprise', sites: 'site', loans: 'loan', devices: 'device', channels: 'channel' },
};

type Rest = Partial<Pick<Column, 'pointer' | 'type' | 'names'>>;

function column(name: string, zh: string, expects: readonly [zh: string, en: string], rest: Rest = {}): Column {
  const [expectsZh, expectsEn] = expects;
  return {
    ...{ name, zh, pointer: `/${name}`, type: 'text', required: false, expects: { zh: expectsZh, en: expectsEn } },
    ...rest,
  };
}

function required(...parts: Parameters<typeof column>): Column {
  return { ...column(...parts), required: true };
}

const UP_TO_200 = ['1 至 200 个字符', '1 to 200 characters'] as const;
const UP_TO_100 = ['1 至 100 个字符', '1 to 100 characters'] as const;
const TAGS = ['最多 50 个标签，用分号分隔', 'at most 50 labels, separated by semicolons'] as const;
const DATE = ['日期，格式 YYYY-MM-DD', 'a date YYYY-MM-DD'] as const;
const ABOVE_ZERO = ['大于 0 的数', 'a number above 0'] as const;

const enterpriseColumn = required(
  'enterprise',
  '企业',
  ['企业编号或统一社会信用代码', 'id or credit code of an enterprise'],
  { pointer: '/enterpriseId', names: 'enterprise' },
);
const institution = (pointer: string): Column =>
  column('institution', '机构', ['机构编号或全称', 'id or full name of an institution'], {
    pointer,
    names: 'institution',
  });

export const IMPORT_COLUMNS: Readonly<Record<ImportKind, readonly Column[]>> = {
  enterprises: [
    required('name', '企业名称', UP_TO_200),
    column('creditCode', '统一社会信用代码', [
      '18 位统一社会信用代码，校验位正确',
      '18 characters with a right check digit',
    ]),
    required('industry', '场所类型', [
      'factory、warehouse、shop、office 或 other',
      'factory, warehouse, shop, office or other',
    ]),
    column('tags', '标签', TAGS, { type: 'texts' }),
    institution('/registeredBy'),
  ],
  sites: [
    enterpriseColumn,
    required('name', '场所名称', ['1 至 200 个字符，企业内不重复', '1 to 200 characters, unique in the enterprise']),
    required('timeZone', '时区', ['IANA 时区，例如 Asia/Shanghai', 'an IANA time zone, e.g. Asia/Shanghai']),
    column('address', '地址', ['最多 500 个字符', 'at most 500 characters']),
    column('tags', '标签', TAGS, { type: 'texts' }),
    column('statutory', '法定节假日', ['CN 或 NONE', 'CN or NONE'], { pointer: '/calendar/statutory' }),
    column(
      'workingWeekdays',
      '工作日',
      ['1 至 7，用分号分隔，1 为星期一', '1 to 7, separated by semicolons, 1 is Monday'],
      {
        ...{ pointer: '/calendar/workingWeekdays', type: 'integers' },
      },
    ),
    column('quietHour', '静默时刻', ['时刻，格式 HH:MM', 'a time of day HH:MM'], { pointer: '/calendar/quietHour' }),
  ],
  loans: [
    enterpriseColumn,
    required('contractNo', '合同编号', [
      '1 至 100 个字符，机构内不重复',
      '1 to 100 characters, unique in the institution',
    ]),
    required(
      'principalYuan',
      '本金（元）',
      ['不小于 0 的金额，最多两位小数', 'an amount of 0 or more with at most two decimals'],
      {
        ...{ pointer: '/principalFen', type: 'yuan' },
      },
    ),
    required('from', '放款日', DATE),
    required('to', '到期日', ['日期，格式 YYYY-MM-DD，不早于放款日', 'a date YYYY-MM-DD, not before the first']),
    column('status', '状态', ['ACTIVE、OVERDUE、REPAID 或 WRITTEN_OFF', 'ACTIVE, OVERDUE, REPAID or WRITTEN_OFF']),
    institution('/institutionId'),
  ],
  devices: [
    required('site', '场所', ['场所编号，或“信用代码/场所名称”', 'id of a site, or <credit code>/<site name>'], {
      ...{ pointer: '/siteId', names: 'site' },
    }),
    required('name', '设备名称', ['1 至 200 个字符，场所内不重复', '1 to 200 characters, unique on the site']),
    required('kind', '设备类型', [
      'people-counter、camera、face-terminal、intrusion、meter、climate 或 gateway',
      'people-counter, camera, face-terminal, intrusion, meter, climate or gateway',
    ]),
    column('vendor', '厂商', UP_TO_100),
    column('model', '型号', UP_TO_100),
    column('expectedIntervalSeconds', '上报间隔（秒）', ['1 至 604800 的整数', 'an integer from 1 to 604800'], {
      type: 'integer',
    }),
    column('latenessLimitSeconds', '迟到上限（秒）', ['60 至 3155760000 的整数', 'an integer from 60 to 3155760000'], {
      type: 'integer',
    }),
    column('status', '状态', ['ACTIVE 或 OUT_OF_SERVICE', 'ACTIVE or OUT_OF_SERVICE']),
  ],
  channels: [
    required(
      'device',
      '设备',
      ['设备编号，或“信用代码/场所名称/设备名称”', 'id of a device, or <credit code>/<site>/<device>'],
      {
        ...{ pointer: '/deviceId', names: 'device' },
      },
    ),
    required('name', '通道名称', ['1 至 128 个字符，不含空格，设备内不重复', '1 to 128 characters, no blank, unique']),
    required('metric', '指标', ['设备可上报的指标代码', 'code of a metric that devices report']),
    column('multiplier', '倍率', ABOVE_ZERO, { type: 'number' }),
    column('wrapAt', '翻转值', ['大于 0 的数，仅用于累计表底', 'a number above 0, for cumulative registers only'], {
      type: 'number',
    }),
    column('maxPerHour', '每小时上限', ABOVE_ZERO, { type: 'number' }),
    column('weight', '远近权重', ['大于 0 至 100', 'above 0, up to 100'], { type: 'number' }),
    column('stalenessSeconds', '断档上限（秒）', ['1 至 2678400 的整数', 'an integer from 1 to 2678400'], {
      type: 'integer',
    }),
    column('decoderPath', '取值路径', UP_TO_200),
  ],
};
