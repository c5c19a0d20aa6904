import type { Calendar } from '@loanwatch/contracts';
import { type FieldError, isDate } from '@loanwatch/kernel';
import type { CalendarDraft } from './drafts';

/** What a site works by until somebody says otherwise: Monday to Friday, Chinese statutory holidays, no shifts declared. */
export const DEFAULT_CALENDAR: Calendar = {
  version: 1,
  workingWeekdays: [1, 2, 3, 4, 5],
  statutory: 'CN',
  holidays: [],
  workdays: [],
  closures: [],
  shifts: [],
  quietHour: '04:00',
};

/** The calendar after a change. Its version rises only when something in it is different: figures name the version they used. */
export function calendarAfter(draft: CalendarDraft, before: Calendar | undefined): Calendar {
  const calendar = complete(draft, before?.version ?? DEFAULT_CALENDAR.version);
  if (before === undefined || isSame(calendar, before)) return calendar;
  return { ...calendar, version: before.version + 1 };
}

/** Rules that a schema cannot say. `pointer` is where the calendar stands in the document. */
export function calendarErrors(calendar: Calendar, pointer: string): FieldError[] {
  const { holidays, workdays, closures } = calendar;
  const daysOff = new Set(holidays.map(({ date }) => date));
  const wrong = (place: string, detail: string): FieldError => ({ pointer: `${pointer}${place}`, detail });
  return [
    ...holidays.flatMap(({ date }, i) => (isDate(date) ? [] : [wrong(`/holidays/${i}/date`, NO_DATE)])),
    ...workdays.flatMap((date, i) => {
      if (!isDate(date)) return [wrong(`/workdays/${i}`, NO_DATE)];
      return daysOff.has(date) ? [wrong(`/workdays/${i}`, 'is a holiday of this calendar, too')] : [];
    }),
    ...closures.flatMap(({ from, to }, i) => {
      if (!isDate(from)) return [wrong(`/closures/${i}/from`, NO_DATE)];
      if (!isDate(to)) return [wrong(`/closures/${i}/to`, NO_DATE)];
      return from <= to ? [] : [wrong(`/closures/${i}/to`, 'is before its first day')];
    }),
  ];
}

const NO_DATE = 'is not a date';

function complete(draft: CalendarDraft, version: number): Calendar {
  const { holidays, closures, shifts } = draft;
  return {
    version,
    workingWeekdays: draft.workingWeekdays ?? DEFAULT_CALENDAR.workingWeekdays,
    statutory: draft.statutory ?? DEFAULT_CALENDAR.statutory,
    holidays: (holidays ?? []).map(({ date, name }) => ({ date, name })),
    workdays: draft.workdays ?? [],
    closures: (closures ?? []).map(({ from, to, reason }) => ({ from, to, reason })),
    shifts: (shifts ?? []).map(({ weekdays, start, end }) => ({ weekdays, start, end })),
    quietHour: draft.quietHour ?? DEFAULT_CALENDAR.quietHour,
  };
}

/** Both are rebuilt, because storage does not keep the order of keys. */
function isSame(a: Calendar, b: Calendar): boolean {
  return JSON.stringify(complete(a, 1)) === JSON.stringify(complete(b, 1));
}
