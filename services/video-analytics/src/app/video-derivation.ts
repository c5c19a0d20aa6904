import type { Channel, Device, KeyPerson, Reading } from '@loanwatch/contracts';
import { type CountedStep, isAllocated, MINUTE_MS, type RegisterTerms, siteDay } from '@loanwatch/kernel';
import type { DayScope, Derivation, ReadingScope, SiteScope } from '@loanwatch/platform';
import { type CameraHealth, observeHealth } from '../domain/camera-health';
import { acceptIntrusion, type RecentIntrusions } from '../domain/intrusion';
import { move, type Occupancy, pass, startOccupancy, type ToldOccupancy } from '../domain/occupancy';
import { isConsented, lastSight, see, type Sight, type Sights, workingDaysAbsent } from '../domain/presence';
import {
  absenceSignal,
  attendanceSignal,
  counterSignals,
  countSignal,
  occupancySignal,
  personSignal,
  resultSignal,
  type ToldDay,
} from '../domain/signals';

/** What is remembered of a closed site day. */
export interface AttendanceFacts {
  readonly people: number | null;
  readonly coverage: number;
}

export interface VideoTerms {
  /** The key person of the enterprise with that token, if any is registered. */
  personOf(enterpriseId: string, token: string): KeyPerson | undefined;
  /** A match that must not be kept; told without whose it was. */
  onMatchDropped(reason: 'unknown-person' | 'no-consent'): void;
}

const STALE_AFTER_INTERVALS = 4;
/** Doors of a live site that report for the same time have all reported after this long. */
const DOORS_REPORT_WITHIN_MS = MINUTE_MS;
/** Only these report all the time; a face terminal or a guarded zone is silent when nobody comes. */
const WATCHED: ReadonlySet<Device['kind']> = new Set(['people-counter', 'camera']);

export const occupancyKey = (siteId: string): string => `occupancy/${siteId}`;
const presentKey = (siteId: string): string => `present/${siteId}`;
const presenceKey = (enterpriseId: string): string => `presence/${enterpriseId}`;
const channelKey = (metric: string, deviceId: string, channel: string): string => `${metric}/${deviceId}/${channel}`;

/** People counters, cameras, face terminals and guarded zones. */
export function videoDerivation(terms: VideoTerms): Derivation<AttendanceFacts> {
  return {
    service: 'video-analytics',
    families: new Set(['people', 'goods', 'presence', 'intrusion', 'health']),
    registers: new Set(['people.in.total', 'people.out.total']),
    timed: new Set([
      'people.in',
      'people.out',
      'people.in.total',
      'people.out.total',
      'people.present',
      'goods.change',
      'camera.health',
      'intrusion',
      'person.match',
    ]),
    recordDays: 0,
    watches: ({ kind }) => WATCHED.has(kind),
    siteKeys: ({ siteId, enterpriseId }) => [occupancyKey(siteId), presentKey(siteId), presenceKey(enterpriseId)],
    batchKeys: ({ deviceId, readings }) =>
      readings
        .filter(({ metric }) => metric === 'camera.health' || metric === 'intrusion')
        .map(({ metric, channel }) => channelKey(metric, deviceId, channel)),
    // A counter that counts both directions as one counts everybody twice: its channel weighs 0.5.
    weightOf: ({ weight = 1 }) => weight,
    derive: (reading, scope) => derive(reading, scope, terms),
    closeDay: (day) => closeDay(day, terms),
    wake(_key, scope, now) {
      const occupancy = occupancyOf(scope);
      const untold = occupancy.at !== null && !occupancy.isTold && now < occupancy.at + DOORS_REPORT_WITHIN_MS;
      keepOccupancy(occupancy, untold ? [] : pass(occupancy, now, occupancyTerms(scope)), scope);
    },
  };
}

function derive(reading: Reading, scope: ReadingScope, terms: VideoTerms): void {
  switch (reading.metric) {
    case 'people.in':
    case 'people.out':
      return deriveCount(reading, reading.metric, scope);
    case 'people.in.total':
      return deriveCounter(reading, 'people.in', scope);
    case 'people.out.total':
      return deriveCounter(reading, 'people.out', scope);
    case 'people.present':
      return derivePresent(reading, scope);
    case 'goods.change':
      return deriveGoods(reading, scope);
    case 'camera.health':
      return deriveHealth(reading, scope);
    case 'intrusion':
      return deriveIntrusion(reading, scope);
    case 'person.match':
      return derivePerson(reading, scope, terms);
  }
}

function deriveCount({ value, observedAt, intervalMs }: Reading, metric: Direction, scope: ReadingScope): void {
  const people = Math.round(Number(value) * scope.channel.multiplier);
  const covered = intervalMs ?? scope.device.expectedIntervalSeconds * 1_000;
  const from = observedAt - covered;
  scope.emit(countSignal(metric, scope.subject, from, observedAt, people));
  if (metric === 'people.in') scope.contribute(from, people, covered);
  moveOccupancy(observedAt, metric === 'people.in' ? people : -people, scope);
}

type Direction = 'people.in' | 'people.out';

function deriveCounter({ value, observedAt }: Reading, metric: Direction, scope: ReadingScope): void {
  const sign = metric === 'people.in' ? 1 : -1;
  const point = { at: observedAt, value: Math.round(Number(value)) };
  for (const change of scope.register().insert(point, counterTerms(scope.channel, scope.device))) {
    const { before, now } = change;
    for (const signal of counterSignals(metric, scope.subject, change)) scope.emit(signal);
    if (metric === 'people.in') {
      if (before !== null) contributeStep(before, -1, scope);
      contributeStep(now, 1, scope);
    }
    // People who went in over a gap are inside as well, whenever it was.
    const people = (now.amount ?? 0) - (before?.amount ?? 0);
    if (people !== 0 || before === null) moveOccupancy(now.at, sign * people, scope);
  }
}

/** Over a gap within one day it is known that they came that day, though not when: they count, the time does not. */
function contributeStep(counted: CountedStep, sign: 1 | -1, scope: ReadingScope): void {
  const { from, at, amount } = counted;
  if (amount === null) return;
  const { timeZone } = scope.site;
  if (isAllocated(counted)) scope.contribute(from, sign * amount, sign * (at - from));
  else if (siteDay(from, timeZone) === siteDay(at - 1, timeZone)) scope.contribute(from, sign * amount, 0);
}

function counterTerms({ multiplier, wrapAt, maxPerHour, stalenessSeconds }: Channel, device: Device): RegisterTerms {
  const staleness = stalenessSeconds ?? device.expectedIntervalSeconds * STALE_AFTER_INTERVALS;
  return {
    multiplier,
    stalenessMs: staleness * 1_000,
    ...(wrapAt !== undefined && { wrapAt }),
    ...(maxPerHour !== undefined && { maxPerHour: maxPerHour / multiplier }),
  };
}

function moveOccupancy(at: number, change: number, scope: ReadingScope): void {
  const occupancy = occupancyOf(scope);
  keepOccupancy(occupancy, move(occupancy, at, change, occupancyTerms(scope)), scope);
}

function occupancyOf(scope: SiteScope): Occupancy {
  return (scope.get(occupancyKey(scope.site.id)) as Occupancy | undefined) ?? startOccupancy();
}

function occupancyTerms({ site }: SiteScope): { readonly quietHour: string; readonly timeZone: string } {
  return { quietHour: site.calendar.quietHour, timeZone: site.timeZone };
}

function keepOccupancy(occupancy: Occupancy, told: readonly ToldOccupancy[], scope: SiteScope): void {
  for (const what of told) scope.emit(occupancySignal(scope.site.id, what));
  const untoldAt = occupancy.at === null || occupancy.isTold ? null : occupancy.at + DOORS_REPORT_WITHIN_MS;
  scope.put(occupancyKey(scope.site.id), occupancy, untoldAt ?? (occupancy.resetAt ?? 0) + 1);
}

/** Where nobody counts in and out, the devices' own idea of who is inside, summed over the devices of the site. */
function derivePresent({ value, observedAt }: Reading, scope: ReadingScope): void {
  if (occupancyOf(scope).at !== null) return;
  const key = presentKey(scope.site.id);
  const known = (scope.get(key) as Readonly<Record<string, number>> | undefined) ?? {};
  const present = { ...known, [scope.subject]: Math.round(Number(value)) };
  scope.put(key, present);
  const people = Object.values(present).reduce((sum, count) => sum + count, 0);
  scope.emit(occupancySignal(scope.site.id, { at: observedAt, people }));
}

function deriveGoods(reading: Reading, scope: ReadingScope): void {
  const { weight } = scope.channel;
  const weighed = weight === undefined ? reading : { ...reading, attributes: { ...reading.attributes, weight } };
  scope.emit(resultSignal(weighed, scope.subject));
}

function deriveHealth({ metric, value, observedAt, attributes }: Reading, scope: ReadingScope): void {
  const key = channelKey(metric, scope.device.id, scope.channel.name);
  const known = scope.get(key) as CameraHealth | undefined;
  const { health, isNews } = observeHealth(known, String(value), observedAt);
  if (health !== known) scope.put(key, health);
  if (!isNews) return;
  const reading = { metric, value, observedAt, channel: scope.channel.name };
  scope.emit(resultSignal(attributes === undefined ? reading : { ...reading, attributes }, scope.subject));
}

function deriveIntrusion(reading: Reading, scope: ReadingScope): void {
  const key = channelKey(reading.metric, scope.device.id, scope.channel.name);
  const recent = acceptIntrusion((scope.get(key) as RecentIntrusions | undefined) ?? {}, reading);
  if (recent === undefined) return;
  scope.put(key, recent);
  scope.emit(resultSignal(reading, scope.subject));
}

function derivePerson({ observedAt, attributes = {} }: Reading, scope: ReadingScope, terms: VideoTerms): void {
  const { enterpriseId, siteId, receivedAt } = scope.batch;
  const token = String(attributes['token'] ?? '');
  const person = terms.personOf(enterpriseId, token);
  if (person === undefined) return terms.onMatchDropped('unknown-person');
  if (!isConsented(person.consent, observedAt, receivedAt)) return terms.onMatchDropped('no-consent');
  const band = String(attributes['band'] ?? 'LOW');
  scope.emit(personSignal(token, observedAt, band, scope.channel.name));
  // A vague likeness is an event to look at, and no proof of presence.
  if (band === 'LOW') return;
  const key = presenceKey(enterpriseId);
  const known = (scope.get(key) as Sights | undefined) ?? {};
  const date = siteDay(observedAt, scope.site.timeZone);
  const seen = see(known, token, { siteId, date, at: observedAt });
  if (seen !== known) scope.put(key, seen);
}

function closeDay(day: DayScope<AttendanceFacts>, terms: VideoTerms): void {
  const { site, date, from, to, total, records } = day;
  const told: ToldDay = { siteId: site.id, from, to, calendarVersion: site.calendar.version };
  if (total !== undefined) {
    const revision = records.put(date, { people: total.amount, coverage: total.coverage });
    day.emit(attendanceSignal(told, total.amount, total.coverage, revision));
  }
  if (!day.isCorrection) tellAbsences(day, told, terms);
}

function tellAbsences(day: DayScope<AttendanceFacts>, told: ToldDay, terms: VideoTerms): void {
  const { site, date } = day;
  const key = presenceKey(site.enterpriseId);
  const known = (day.get(key) as Sights | undefined) ?? {};
  const kept: Record<string, readonly Sight[]> = {};
  for (const [token, sights] of Object.entries(known)) {
    const person = terms.personOf(site.enterpriseId, token);
    // Without consent nothing is told, and what was remembered is forgotten.
    if (person === undefined || !isConsented(person.consent, day.to - 1)) continue;
    kept[token] = sights;
    const sight = lastSight(sights, date);
    if (sight === undefined || sight.siteId !== site.id) continue;
    day.emit(absenceSignal(told, token, sight.at, workingDaysAbsent(sight.date, date, site.calendar)));
  }
  if (Object.keys(kept).length < Object.keys(known).length) day.put(key, kept);
}
