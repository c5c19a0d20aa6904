import { Temporal } from 'temporal-polyfill';

/**
 * Site time: an instant (milliseconds since the epoch) seen from an IANA zone. The only place that knows Temporal.
 * A date is a string 'YYYY-MM-DD': it sorts and compares as text. A day runs from local midnight (or the first instant
 * after it, where the clocks change at midnight) to the next, so it lasts 23, 24 or 25 hours.
 */
export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;

interface Day {
  readonly date: string;
  /** Inclusive. */
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
  /** False when the clocks change on that day. */
  readonly plain: boolean;
}

/**
 * Days met so far in one zone. Temporal takes microseconds and a reading has few, so `siteDay` usually answers from the
 * day it answered from last; days are also found by date and by the UTC days they touch.
 */
interface Zone {
  readonly timeZone: string;
  current: Day;
  readonly byDate: Map<string, Day>;
  readonly byUtcDay: Map<number, Day[]>;
}

const MAX_ZONES = 600;
const MAX_DAYS = 4_000;
const NO_DAY: Day = { date: '', start: 0, end: 0, plain: false };

const zones = new Map<string, Zone>();
let lastZone: Zone | undefined;

function zoneOf(timeZone: string): Zone {
  if (lastZone?.timeZone === timeZone) return lastZone;
  let zone = zones.get(timeZone);
  if (zone === undefined) {
    if (zones.size >= MAX_ZONES) zones.clear();
    zone = { timeZone, current: NO_DAY, byDate: new Map(), byUtcDay: new Map() };
    zones.set(timeZone, zone);
  }
  lastZone = zone;
  return zone;
}

function dayAt(ms: number, timeZone: string): Day {
  const zone = zoneOf(timeZone);
  const current = zone.current;
  if (ms >= current.start && ms < current.end) return current;
  const known = zone.byUtcDay.get(Math.floor(ms / DAY_MS));
  const found = known?.find((day) => ms >= day.start && ms < day.end);
  zone.current = found ?? dayOn(dateAt(ms, timeZone), zone);
  return zone.current;
}

function dateAt(ms: number, timeZone: string): string {
  return Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(timeZone).toPlainDate().toString();
}

function dayOn(date: string, zone: Zone): Day {
  const known = zone.byDate.get(date);
  if (known !== undefined) return known;
  const plainDate = Temporal.PlainDate.from(date);
  const start = plainDate.toZonedDateTime(zone.timeZone);
  const end = plainDate.add({ days: 1 }).toZonedDateTime(zone.timeZone);
  const day: Day = {
    date,
    start: start.epochMilliseconds,
    end: end.epochMilliseconds,
    plain: start.hour === 0 && start.minute === 0 && end.epochMilliseconds - start.epochMilliseconds === DAY_MS,
  };
  remember(day, zone);
  return day;
}

function remember(day: Day, zone: Zone): void {
  if (zone.byDate.size >= MAX_DAYS) {
    zone.byDate.clear();
    zone.byUtcDay.clear();
  }
  zone.byDate.set(day.date, day);
  for (let utcDay = Math.floor(day.start / DAY_MS); utcDay * DAY_MS < day.end; utcDay += 1) {
    const days = zone.byUtcDay.get(utcDay);
    if (days === undefined) zone.byUtcDay.set(utcDay, [day]);
    else days.push(day);
  }
}

/** The site's date at an instant. Throws RangeError for an unknown zone or an instant that is not a number. */
export function siteDay(ms: number, timeZone: string): string {
  return dayAt(ms, timeZone).date;
}

/** First instant of a date in the zone, ms. Throws RangeError when `date` is not a date. */
export function dayStart(date: string, timeZone: string): number {
  return dayOn(date, zoneOf(timeZone)).start;
}

/** First instant after a date in the zone, ms: the interval of the date is [dayStart, dayEnd). */
export function dayEnd(date: string, timeZone: string): number {
  return dayOn(date, zoneOf(timeZone)).end;
}

/** What the wall clock shows, as ms since 00:00 (not elapsed time: on a day of clock change an hour is missing or shown twice). */
export function localTimeOfDay(ms: number, timeZone: string): number {
  const day = dayAt(ms, timeZone);
  if (day.plain) return ms - day.start;
  const wall = Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(timeZone);
  return wall.hour * HOUR_MS + wall.minute * MINUTE_MS + wall.second * 1_000 + wall.millisecond;
}

/**
 * The instant at which the site's wall clock shows `timeOfDay` ('HH:MM') on `date`, ms. Where the clocks are set forward
 * over it, the time as long after the change; where they show it twice, the first.
 */
export function localInstant(date: string, timeOfDay: string, timeZone: string): number {
  const wall = Temporal.PlainDate.from(date).toPlainDateTime(Temporal.PlainTime.from(timeOfDay));
  return wall.toZonedDateTime(timeZone, { disambiguation: 'compatible' }).epochMilliseconds;
}

function utcMidnight(date: string): number {
  const ms = Date.parse(`${date}T00:00:00Z`);
  if (Number.isNaN(ms)) throw new RangeError(`not a date: ${date}`);
  return ms;
}

/** Calendar arithmetic; `days` may be negative. */
export function addDays(date: string, days: number): string {
  return new Date(utcMidnight(date) + days * DAY_MS).toISOString().slice(0, 10);
}

/** Days from `from` to `to`, negative when `to` is earlier. */
export function daysBetween(from: string, to: string): number {
  return (utcMidnight(to) - utcMidnight(from)) / DAY_MS;
}

/** ISO weekday: 1 Monday .. 7 Sunday. */
export function weekday(date: string): number {
  // 1970-01-01 was a Thursday.
  const days = utcMidnight(date) / DAY_MS;
  return ((((days + 3) % 7) + 7) % 7) + 1;
}

/** First date of the month, quarter or year that holds `date`. */
export function monthStart(date: string): string {
  return `${date.slice(0, 7)}-01`;
}

export function quarterStart(date: string): string {
  const month = Math.floor((Number(date.slice(5, 7)) - 1) / 3) * 3 + 1;
  return `${date.slice(0, 4)}-${String(month).padStart(2, '0')}-01`;
}

export function yearStart(date: string): string {
  return `${date.slice(0, 4)}-01-01`;
}

/** 'HH:MM' as ms since 00:00. Throws RangeError when it is not a time of day. */
export function timeOfDayMs(text: string): number {
  const match = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(text);
  if (match === null) throw new RangeError(`not a time of day: ${text}`);
  return Number(match[1]) * HOUR_MS + Number(match[2]) * MINUTE_MS;
}

export function isTimeZone(text: string): boolean {
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(text);
    return !/^[+-]/.test(text);
  } catch {
    return false;
  }
}

export function isDate(text: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(text) && isDayOfMonth(+text.slice(0, 4), +text.slice(5, 7), +text.slice(8, 10));
}

function isDayOfMonth(year: number, month: number, day: number): boolean {
  if (month < 1 || month > 12 || day < 1) return false;
  return day <= 28 || day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
}

const ISO_TIME =
  /^(\d{4})-(\d\d)-(\d\d)[Tt ]([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(?:[.,](\d{1,9}))?)?(?:([Zz])|([+-])([01]\d|2[0-3]):?([0-5]\d)?)?$/;

/**
 * An ISO 8601 time as ms since the epoch (finer digits are cut off), or undefined when it is none. A time without an
 * offset is the wall clock of `timeZone`, and undefined without one: a time whose zone is guessed is not a time. A wall
 * time that occurs twice means its first occurrence; one that the clocks skip, the time as long after the change.
 */
export function parseTime(text: string, timeZone?: string): number | undefined {
  const match = ISO_TIME.exec(text);
  if (match === null) return undefined;
  const [, year, month, day, hour, minute, second = '0', fraction = '', utc, sign, offsetHours, offsetMinutes = '0'] =
    match;
  if (!isDayOfMonth(Number(year), Number(month), Number(day))) return undefined;
  const milliseconds = Number(fraction.slice(0, 3).padEnd(3, '0'));
  const wallMs = Date.UTC(
    Number(year),
    Number(month) - 1,
    Number(day),
    Number(hour),
    Number(minute),
    Number(second),
    milliseconds,
  );
  if (utc !== undefined) return wallMs;
  if (sign !== undefined) {
    const offsetMs = Number(offsetHours) * HOUR_MS + Number(offsetMinutes) * MINUTE_MS;
    return sign === '-' ? wallMs + offsetMs : wallMs - offsetMs;
  }
  return timeZone === undefined ? undefined : fromWallClock(wallMs, timeZone);
}

/** `wallMs`: what the wall clock shows, encoded as if it were UTC. */
function fromWallClock(wallMs: number, timeZone: string): number {
  const date = new Date(wallMs).toISOString().slice(0, 10);
  const day = dayOn(date, zoneOf(timeZone));
  const timeOfDay = wallMs - utcMidnight(date);
  if (day.plain) return day.start + timeOfDay;
  return Temporal.PlainDate.from(date)
    .toPlainDateTime(Temporal.PlainTime.from('00:00').add({ milliseconds: timeOfDay }))
    .toZonedDateTime(timeZone, { disambiguation: 'compatible' }).epochMilliseconds;
}

/** ISO 8601 UTC with milliseconds, as the API writes every time. */
export function isoTime(ms: number): string {
  return new Date(ms).toISOString();
}
