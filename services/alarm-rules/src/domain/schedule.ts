import type { RuleSchedule, RuleShift } from '@loanwatch/contracts';
import { type Calendar, addDays, dayClass, dayEnd, dayStart, localInstant, siteDay, weekday } from '@loanwatch/kernel';

/** Where a subject is: its site's clock and working calendar. */
export interface Place {
  /** IANA zone. */
  readonly timeZone: string;
  readonly calendar: Calendar;
}

/** [from, to), epoch milliseconds. */
export interface Window {
  readonly from: number;
  readonly to: number;
}

/**
 * The time in which a rule judges. Outside it the rule's clock stands still: durations, gaps and windows are measured
 * with {@link elapsed}, so that what was counted on Friday evening goes on counting on Monday morning.
 */
export interface Schedule {
  /** Why [from, to) is not judged as a whole, or undefined when it lies inside. A point in time has `from` = `to`. */
  closed(from: number, to: number): Closed | undefined;
  /** Milliseconds of [from, to) that lie inside. */
  elapsed(from: number, to: number): number;
  /** First instant at which `elapsed(from, instant)` is `ms`; undefined when that is more than a year away. */
  advance(from: number, ms: number): number | undefined;
}

export type Closed = 'outside-schedule' | 'no-grant';

export const ALWAYS: Schedule = {
  closed: () => undefined,
  elapsed: (from, to) => to - from,
  advance: (from, ms) => from + ms,
};

/** How far ahead a timer is looked for, days. */
const HORIZON_DAYS = 400;
const MAX_DAYS_KEPT = 1_000;

const known = new WeakMap<Place, WeakMap<RuleSchedule, Schedule>>();

/** The schedule in a place. Remembered per object, neither of which must change afterwards. */
export function scheduleOf(schedule: RuleSchedule | undefined, place: Place): Schedule {
  if (schedule === undefined) return ALWAYS;
  let ofPlace = known.get(place);
  if (ofPlace === undefined) known.set(place, (ofPlace = new WeakMap()));
  let found = ofPlace.get(schedule);
  if (found === undefined) ofPlace.set(schedule, (found = siteSchedule(schedule, place)));
  return found;
}

function siteSchedule(schedule: RuleSchedule, place: Place): Schedule {
  const { timeZone } = place;
  const days = new Map<string, readonly Window[]>();
  const windowsOn = (date: string): readonly Window[] => {
    let windows = days.get(date);
    if (windows === undefined) {
      if (days.size >= MAX_DAYS_KEPT) days.clear();
      windows = windowsBegunOn(date, schedule, place);
      days.set(date, windows);
    }
    return windows;
  };
  /** Calls `visit` with the windows from `from` on, cut so that they do not overlap, until it says stop. */
  const walk = (from: number, lastDate: string, visit: (from: number, to: number) => boolean): void => {
    let covered = from;
    // A window of the day before may reach over midnight.
    for (let date = addDays(siteDay(from, timeZone), -1); date <= lastDate; date = addDays(date, 1)) {
      for (const window of windowsOn(date)) {
        const start = Math.max(window.from, covered);
        if (window.to <= start) continue;
        if (!visit(start, window.to)) return;
        covered = window.to;
      }
    }
  };
  // Time mostly goes forward in small steps, so the stretch that answered last usually answers again.
  let stretch = { from: 0, to: 0, inside: false };
  const stretchAt = (ms: number): typeof stretch => {
    if (ms >= stretch.from && ms < stretch.to) return stretch;
    const tomorrow = addDays(siteDay(ms, timeZone), 1);
    stretch = { from: ms, to: dayStart(tomorrow, timeZone), inside: false };
    walk(ms, tomorrow, (start, end) => {
      stretch = start > ms ? { from: ms, to: start, inside: false } : { from: ms, to: end, inside: true };
      return false;
    });
    return stretch;
  };
  const elapsed = (from: number, to: number): number => {
    if (to <= from) return 0;
    const { inside, to: end } = stretchAt(from);
    if (to <= end) return inside ? to - from : 0;
    let sum = 0;
    walk(from, siteDay(to, timeZone), (start, end) => {
      sum += Math.max(0, Math.min(end, to) - start);
      return end < to;
    });
    return sum;
  };
  return {
    elapsed,
    closed: (from, to) => {
      const inside = from < to ? elapsed(from, to) === to - from : stretchAt(from).inside;
      return inside ? undefined : 'outside-schedule';
    },
    advance: (from, ms) => {
      let left = ms;
      let found: number | undefined;
      walk(from, addDays(siteDay(from, timeZone), HORIZON_DAYS), (start, end) => {
        if (end - start >= left) found = start + left;
        else left -= end - start;
        return found === undefined;
      });
      return found;
    },
  };
}

function windowsBegunOn(date: string, schedule: RuleSchedule, place: Place): readonly Window[] {
  const { timeZone, calendar } = place;
  if (schedule.dayClasses?.includes(dayClass(calendar, date)) === false) return [];
  const shifts = schedule.siteHours === true ? siteHours(date, calendar) : schedule.shifts;
  if (shifts === undefined) return [{ from: dayStart(date, timeZone), to: dayEnd(date, timeZone) }];
  const today = schedule.siteHours === true ? shifts : shifts.filter((shift) => shift.weekdays.includes(weekday(date)));
  return today
    .map(({ start, end }) => ({
      from: localInstant(date, start, timeZone),
      to: localInstant(end > start ? date : addDays(date, 1), end, timeZone),
    }))
    .sort((a, b) => a.from - b.from);
}

/** Working hours of a date; undefined: the whole day. A make-up day without shifts of its own is worked like the first working weekday. */
function siteHours(date: string, calendar: Calendar): readonly RuleShift[] | undefined {
  const kind = dayClass(calendar, date);
  if (kind !== 'working' && kind !== 'make-up') return [];
  if (calendar.shifts.length === 0) return undefined;
  const own = calendar.shifts.filter((shift) => shift.weekdays.includes(weekday(date)));
  if (own.length > 0 || kind === 'working') return own;
  const first = calendar.workingWeekdays[0] ?? 1;
  return calendar.shifts.filter((shift) => shift.weekdays.includes(first));
}

/** `schedule` only inside `windows` (sorted, apart from each other), because outside them the rule's owner has no grant. */
export function restrictedTo(windows: readonly Window[], schedule: Schedule): Schedule {
  return {
    closed: (from, to) => {
      const granted = windows.some((window) => from >= window.from && (from < to ? to <= window.to : to < window.to));
      return granted ? schedule.closed(from, to) : 'no-grant';
    },
    elapsed: (from, to) => {
      let sum = 0;
      for (const window of windows) {
        const start = Math.max(from, window.from);
        const end = Math.min(to, window.to);
        if (end > start) sum += schedule.elapsed(start, end);
      }
      return sum;
    },
    advance: (from, ms) => {
      let left = ms;
      for (const window of windows) {
        const start = Math.max(from, window.from);
        if (start >= window.to) continue;
        const found = schedule.advance(start, left);
        if (found !== undefined && found <= window.to) return found;
        if (window.to === Infinity) return undefined;
        left -= schedule.elapsed(start, window.to);
      }
      return undefined;
    },
  };
}
