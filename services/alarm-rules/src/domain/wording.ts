import type { LocalizedText, Metric } from '@loanwatch/contracts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '@loanwatch/kernel';
import type { Unjudged } from './condition';

/** Sentences that a banker reads. */
type Value = number | string | null;

const UNITS: Readonly<Record<string, LocalizedText>> = {
  Cel: { zh: '°C', en: '°C' },
  '%RH': { zh: '%', en: '%' },
  d: { zh: '天', en: 'days' },
  h: { zh: '小时', en: 'hours' },
  CNY: { zh: '元', en: 'CNY' },
};
const WITHOUT_UNIT: ReadonlySet<string> = new Set(['1', '/']);
const THOUSANDS: Readonly<Record<string, string>> = { W: 'kW', Wh: 'kWh' };

/**
 * Values of one metric as they stand in one sentence: the same number of decimals, at most those of the metric, and the
 * same unit; W and Wh from 1,000 on in thousands.
 */
export function figures(metric: Metric, values: readonly Value[]): readonly LocalizedText[] {
  const numbers = values.filter((value) => typeof value === 'number');
  const thousand = THOUSANDS[metric.unit];
  const inThousands = thousand !== undefined && numbers.some((value) => Math.abs(value) >= 1_000);
  const factor = inThousands ? 1_000 : 1;
  const digits = Math.max(
    0,
    ...numbers.map((value) => decimals(value / factor, metric.digits + (inThousands ? 3 : 0))),
  );
  const unit = unitOf(inThousands ? thousand : metric.unit);
  return values.map((value) => {
    if (value === null) return { zh: '无数据', en: 'no data' };
    if (typeof value === 'string') return { zh: value, en: value };
    const text = (value / factor).toFixed(digits);
    return { zh: text + unit.zh, en: text + unit.en };
  });
}

function unitOf(unit: string): LocalizedText {
  if (WITHOUT_UNIT.has(unit)) return { zh: '', en: '' };
  const text = UNITS[unit] ?? { zh: unit, en: unit };
  return { zh: ` ${text.zh}`, en: ` ${text.en}` };
}

function decimals(value: number, most: number): number {
  const fraction = value.toFixed(Math.min(most, 6)).split('.')[1] ?? '';
  return fraction.replace(/0+$/, '').length;
}

/** '1 h 30 min', '1 小时 30 分钟'; at most the two largest units. */
export function span(ms: number): LocalizedText {
  const units = [
    [DAY_MS, '天', 'd'],
    [HOUR_MS, '小时', 'h'],
    [MINUTE_MS, '分钟', 'min'],
    [1_000, '秒', 's'],
  ] as const;
  const parts: { zh: string; en: string }[] = [];
  let left = Math.max(0, ms);
  for (const [size, zh, en] of units) {
    const count = Math.floor(left / size);
    if (count === 0) {
      if (parts.length > 0) break;
      continue;
    }
    parts.push({ zh: `${count} ${zh}`, en: `${count} ${en}` });
    left -= count * size;
    if (parts.length === 2) break;
  }
  if (parts.length === 0) return { zh: '0 秒', en: '0 s' };
  return { zh: parts.map((part) => part.zh).join(' '), en: parts.map((part) => part.en).join(' ') };
}

const DAY_CLASS_NAMES: Readonly<Record<string, LocalizedText>> = {
  working: { zh: '工作日', en: 'working days' },
  rest: { zh: '休息日', en: 'rest days' },
  'make-up': { zh: '调休上班日', en: 'make-up days' },
  festival: { zh: '节假日', en: 'festival days' },
  closure: { zh: '停业日', en: 'closure days' },
};
const WEEKDAYS_ZH = ['周一', '周二', '周三', '周四', '周五', '周六', '周日'];
const WEEKDAYS_EN = ['Mondays', 'Tuesdays', 'Wednesdays', 'Thursdays', 'Fridays', 'Saturdays', 'Sundays'];

/** 'working days', '工作日(周一)'. */
export function dayKind(dayClass: string, weekday: number | undefined): LocalizedText {
  const name = DAY_CLASS_NAMES[dayClass] ?? { zh: dayClass, en: dayClass };
  if (weekday === undefined) return name;
  return {
    zh: `${name.zh}(${WEEKDAYS_ZH[weekday - 1] ?? ''})`,
    en: `${name.en} that are ${WEEKDAYS_EN[weekday - 1] ?? ''}`,
  };
}

/** Why a rule does not judge a subject. */
export function unjudgedText({
  code,
  have = 0,
  need = 0,
  dayClass = '',
  weekday,
  detail = '',
}: Unjudged): LocalizedText {
  switch (code) {
    case 'outside-schedule':
      return { zh: '当前不在规则的生效时段内', en: 'outside the schedule of the rule' };
    case 'no-grant':
      return { zh: '没有生效中的授权', en: 'no grant in force' };
    case 'signal-not-judged':
      return { zh: `信号本身未能判定:${detail}`, en: `the signal itself is not judged: ${detail}` };
    case 'baseline-too-short': {
      const kind = dayKind(dayClass, weekday);
      return {
        zh: `尚未判定:${kind.zh}样本 ${have}/${need}`,
        en: `not judged yet: ${have} of ${need} past ${kind.en}`,
      };
    }
    case 'not-a-day':
      return {
        zh: '该信号不是按日数值,不能与日基线比较',
        en: 'not the value of a day, so there is no day to compare it with',
      };
    case 'calendar-year-missing':
      return { zh: `缺少法定节假日日历:${detail}`, en: `the statutory calendar is missing: ${detail}` };
  }
}
