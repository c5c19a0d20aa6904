import { DAY_MS } from '@loanwatch/kernel';

/**
 * A written time: an instant when it names its offset (ms since the epoch), else what the wall clock showed, as ms since
 * the epoch as if the clock were in UTC.
 */
export type WrittenTime = { readonly instantMs: number } | { readonly wallMs: number };

/** Reads a text; undefined when the format does not fit it or the date does not exist. */
export type TimeReader = (text: string) => WrittenTime | undefined;

/** A format of a mapping that cannot be used. */
export class UnknownTimeFormat extends Error {
  override readonly name = 'UnknownTimeFormat';
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

const TOKENS = {
  yyyy: '(?<year>\\d{4})',
  yy: '(?<shortYear>\\d{2})',
  MMM: '(?<monthName>[A-Za-z]{3})',
  MM: '(?<month>\\d{2})',
  M: '(?<month>\\d{1,2})',
  dd: '(?<day>\\d{2})',
  d: '(?<day>\\d{1,2})',
  HH: '(?<hour>\\d{2})',
  H: '(?<hour>\\d{1,2})',
  hh: '(?<halfDayHour>\\d{2})',
  h: '(?<halfDayHour>\\d{1,2})',
  mm: '(?<minute>\\d{2})',
  m: '(?<minute>\\d{1,2})',
  ss: '(?<second>\\d{2})',
  s: '(?<second>\\d{1,2})',
  SSS: '(?<fraction>\\d{3})',
  a: '(?<halfDay>[AaPp][Mm])',
} as const;

/** What a format must say of the date, and the groups that say it. */
const NEEDED = { year: ['year', 'shortYear'], month: ['month', 'monthName'], day: ['day'] };

const PART = /'(?<quoted>[^']*)'|(?<letters>(?<letter>[A-Za-z])\k<letter>*)|(?<other>[^A-Za-z']+)/gy;

const ISO =
  /^(?<year>\d{4})-(?<month>\d\d)-(?<day>\d\d)(?:[Tt ](?<hour>\d\d):(?<minute>\d\d)(?::(?<second>\d\d)(?:[.,](?<fraction>\d{1,9}))?)?(?:(?<utc>[Zz])|(?<sign>[+-])(?<offsetHours>[01]\d|2[0-3]):?(?<offsetMinutes>[0-5]\d)?)?)?$/;

/** Compiles a format of a mapping. Throws {@link UnknownTimeFormat}. */
export function timeReader(format: string): TimeReader {
  if (format === 'iso') return readIso;
  if (format === 'epoch-seconds') return (text) => readEpoch(text, 1000);
  if (format === 'epoch-milliseconds') return (text) => readEpoch(text, 1);
  const pattern = compile(format);
  return (text) => {
    const groups = pattern.exec(text)?.groups;
    return groups === undefined ? undefined : wallTime(groups);
  };
}

type Groups = Readonly<Record<string, string | undefined>>;

function compile(format: string): RegExp {
  const seen = new Set<string>();
  let source = '';
  let length = 0;
  for (const [part, ...captured] of format.matchAll(PART)) {
    const [quoted, letters, , other] = captured;
    length += part.length;
    source += letters === undefined ? literal(quoted ?? other ?? '') : token(format, letters, seen);
  }
  if (length < format.length) throw new UnknownTimeFormat(`time format "${format}": a quote is not closed`);
  for (const [part, names] of Object.entries(NEEDED)) {
    if (!names.some((name) => seen.has(name))) throw new UnknownTimeFormat(`time format "${format}" has no ${part}`);
  }
  return new RegExp(`^${source}$`);
}

function token(format: string, letters: string, seen: Set<string>): string {
  if (!Object.hasOwn(TOKENS, letters)) {
    throw new UnknownTimeFormat(
      `time format "${format}": ${letters} is none of ${Object.keys(TOKENS).join(' ')}; put plain letters in 'quotes'`,
    );
  }
  const source = TOKENS[letters as keyof typeof TOKENS];
  const name = /<(\w+)>/.exec(source)?.[1] ?? '';
  if (seen.has(name)) throw new UnknownTimeFormat(`time format "${format}" has the ${name} twice`);
  seen.add(name);
  return source;
}

function literal(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}

function readEpoch(text: string, factor: number): WrittenTime | undefined {
  if (!/^-?\d{1,16}(\.\d+)?$/.test(text)) return undefined;
  return { instantMs: Math.trunc(Number(text) * factor) };
}

function readIso(text: string): WrittenTime | undefined {
  const groups: Groups | undefined = ISO.exec(text)?.groups;
  if (groups === undefined) return undefined;
  const wall = wallTime(groups);
  if (wall === undefined || !('wallMs' in wall)) return undefined;
  if (groups['utc'] !== undefined) return { instantMs: wall.wallMs };
  if (groups['sign'] === undefined) return wall;
  const offsetMs = Number(groups['offsetHours']) * 3_600_000 + Number(groups['offsetMinutes'] ?? 0) * 60_000;
  return { instantMs: wall.wallMs - (groups['sign'] === '-' ? -offsetMs : offsetMs) };
}

function wallTime(groups: Groups): WrittenTime | undefined {
  const year = groups['year'] === undefined ? 2000 + Number(groups['shortYear']) : Number(groups['year']);
  const monthName = groups['monthName'];
  const month = monthName === undefined ? Number(groups['month']) : MONTHS.indexOf(monthName.toLowerCase()) + 1;
  const day = Number(groups['day']);
  const hour = hourOf(groups);
  const minute = Number(groups['minute'] ?? 0);
  const second = Number(groups['second'] ?? 0);
  const ms = Number((groups['fraction'] ?? '').slice(0, 3).padEnd(3, '0'));
  if (hour === undefined || minute > 59 || second > 59) return undefined;
  const midnight = Date.UTC(year, month - 1, day);
  const date = new Date(midnight);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined;
  const timeOfDay = ((hour * 60 + minute) * 60 + second) * 1000 + ms;
  // 24:00 is the end of the day, and nothing comes after it.
  return timeOfDay > DAY_MS ? undefined : { wallMs: midnight + timeOfDay };
}

function hourOf(groups: Groups): number | undefined {
  const halfDayHour = groups['halfDayHour'];
  if (halfDayHour === undefined) return Number(groups['hour'] ?? 0) > 24 ? undefined : Number(groups['hour'] ?? 0);
  const hour = Number(halfDayHour);
  if (hour < 1 || hour > 12) return undefined;
  return (hour % 12) + (groups['halfDay']?.toLowerCase() === 'pm' ? 12 : 0);
}
