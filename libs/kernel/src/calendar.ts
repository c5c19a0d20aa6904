import { getDayDetail } from 'chinese-days';
import { addDays, localTimeOfDay, siteDay, timeOfDayMs, weekday } from './time';

/** A site's working calendar. Dates are the site's own, 'YYYY-MM-DD'; weekdays are ISO (1 Monday .. 7 Sunday). */
export interface Calendar {
  readonly version: number;
  readonly workingWeekdays: readonly number[];
  /** 'CN': the statutory holidays and make-up days of mainland China apply; explicit lists win over them. */
  readonly statutory: 'CN' | 'NONE';
  readonly holidays: readonly { readonly date: string; readonly name: string }[];
  /** Declared working days, 调休 make-up days among them. */
  readonly workdays: readonly string[];
  /** Declared shutdowns; both dates inclusive. */
  readonly closures: readonly { readonly from: string; readonly to: string; readonly reason: string }[];
  readonly shifts: readonly Shift[];
  /** 'HH:MM', when nobody is expected on the premises. */
  readonly quietHour: string;
}

/** A working window in site time; `end` at or before `start` runs over midnight. */
export interface Shift {
  /** Days on which the window begins. */
  readonly weekdays: readonly number[];
  /** 'HH:MM', inclusive. */
  readonly start: string;
  /** 'HH:MM', exclusive. */
  readonly end: string;
}

/** `make-up`: a weekend day on which people work, usually for a holiday nearby (调休). */
export const DAY_CLASSES = ['working', 'rest', 'make-up', 'festival', 'closure'] as const;
export type DayClass = (typeof DAY_CLASSES)[number];

/** The statutory calendar of that year is not known to this release: any answer would be a guess. */
export class StatutoryYearMissing extends RangeError {
  override readonly name = 'StatutoryYearMissing';
  constructor(readonly year: string) {
    super(`the statutory holidays of ${year} are not known; update the chinese-days package`);
  }
}

const compiled = new WeakMap<Calendar, CompiledCalendar>();

interface CompiledCalendar {
  readonly holidays: ReadonlySet<string>;
  readonly workdays: ReadonlySet<string>;
  readonly weekdays: ReadonlySet<number>;
  readonly classes: Map<string, DayClass>;
}

/**
 * What kind of day it is at the site. Strongest first: declared closure, declared workday, declared holiday, statutory
 * calendar, weekday. Throws {@link StatutoryYearMissing} when the answer depends on a year nobody has published yet.
 * Remembers its answers per calendar object, which must not change after the first question.
 */
export function dayClass(calendar: Calendar, date: string): DayClass {
  const known = compile(calendar);
  let answer = known.classes.get(date);
  if (answer === undefined) {
    answer = classify(calendar, known, date);
    known.classes.set(date, answer);
  }
  return answer;
}

/** Whether people are expected to work: a working or make-up day. Throws like {@link dayClass}. */
export function isWorkingDay(calendar: Calendar, date: string): boolean {
  const kind = dayClass(calendar, date);
  return kind === 'working' || kind === 'make-up';
}

function compile(calendar: Calendar): CompiledCalendar {
  let known = compiled.get(calendar);
  if (known === undefined) {
    known = {
      holidays: new Set(calendar.holidays.map((holiday) => holiday.date)),
      workdays: new Set(calendar.workdays),
      weekdays: new Set(calendar.workingWeekdays),
      classes: new Map(),
    };
    compiled.set(calendar, known);
  }
  return known;
}

function classify(calendar: Calendar, known: CompiledCalendar, date: string): DayClass {
  if (calendar.closures.some((closure) => date >= closure.from && date <= closure.to)) return 'closure';
  const isUsualWorkday = known.weekdays.has(weekday(date));
  if (known.workdays.has(date)) return isUsualWorkday ? 'working' : 'make-up';
  if (known.holidays.has(date)) return 'festival';
  const statutory = calendar.statutory === 'CN' ? statutoryDay(date) : undefined;
  if (statutory === 'holiday') return 'festival';
  if (isUsualWorkday) return 'working';
  return statutory === 'workday' ? 'make-up' : 'rest';
}

function statutoryDay(date: string): 'holiday' | 'workday' | undefined {
  const year = date.slice(0, 4);
  // New Year's Day is a holiday every year, so a table without it is no table.
  if (!isListed(`${year}-01-01`)) throw new StatutoryYearMissing(year);
  if (!isListed(date)) return undefined;
  return getDayDetail(date).work ? 'workday' : 'holiday';
}

/** chinese-days names a listed day 'Spring Festival,春节,4' and any other by its weekday. */
function isListed(date: string): boolean {
  return getDayDetail(date).name.includes(',');
}

interface CompiledShift {
  readonly weekdays: readonly number[];
  readonly startMs: number;
  readonly endMs: number;
}

const compiledShifts = new WeakMap<readonly Shift[], readonly CompiledShift[]>();

/**
 * Whether an instant lies in one of the windows, start inclusive, end exclusive, by the site's wall clock. A window over
 * midnight belongs to the day on which it began: Friday's night shift covers Saturday 03:00. Must not change `shifts`
 * after the first question.
 */
export function isWithin(shifts: readonly Shift[], ms: number, timeZone: string): boolean {
  const timeOfDay = localTimeOfDay(ms, timeZone);
  const today = siteDay(ms, timeZone);
  return shiftsOf(shifts).some(({ weekdays, startMs, endMs }) => {
    if (startMs < endMs) return timeOfDay >= startMs && timeOfDay < endMs && weekdays.includes(weekday(today));
    if (timeOfDay >= startMs) return weekdays.includes(weekday(today));
    return timeOfDay < endMs && weekdays.includes(weekday(addDays(today, -1)));
  });
}

function shiftsOf(shifts: readonly Shift[]): readonly CompiledShift[] {
  let known = compiledShifts.get(shifts);
  if (known === undefined) {
    known = shifts.map(({ weekdays, start, end }) => ({
      weekdays,
      startMs: timeOfDayMs(start),
      endMs: timeOfDayMs(end),
    }));
    compiledShifts.set(shifts, known);
  }
  return known;
}
