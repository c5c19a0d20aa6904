import { addDays, type Calendar, DAY_MS, HOUR_MS, MINUTE_MS, siteDay } from '@loanwatch/kernel';
import { DayCurve } from '../simulator/day-curve';
import type { SimulatedDevice, Span } from '../simulator/device';
import { meter } from '../simulator/meter';
import { Noise } from '../simulator/noise';
import { faceTerminal, peopleCounter } from '../simulator/people';
import { Place } from '../simulator/place';
import { camera, climateSensor, type Intrusion, intrusionZone, takenAway } from '../simulator/yard';
import { calendars, KEY_PERSONS, TIME_ZONE } from './places';

export interface Story {
  readonly devices: readonly SimulatedDevice[];
  /** Start of the history, ms. */
  readonly from: number;
  /** The camera that is covered once more while people watch. */
  readonly covered: { readonly device: string; readonly span: Span };
}

export interface StoryOptions {
  readonly seed: string;
  /** Date in Shanghai on which the demonstration began; the history ends on it. */
  readonly today: string;
  readonly statutory: 'CN' | 'NONE';
  /** When the camera is covered live, ms; not at all when undefined. */
  readonly coveredFrom?: number;
}

const HISTORY_DAYS = 60;
const COVERED_LIVE_MS = 3 * MINUTE_MS;
/** Share of the usual business of the enterprise that quietly stops, on its last days. */
const STOPPING = [0.85, 0.7, 0.55, 0.45, 0.35, 0.25, 0.15, 0.1];
const STOPS_DAYS_AGO = 20;

const SHIFT = curve('06:45 0', '07:45 1', '12:00 0.9', '12:30 0.7', '13:00 1', '19:00 0.95', '20:00 0');
const OFFICE = curve('07:30 0', '09:00 1', '18:00 1', '20:30 0');
const SHOP = curve('07:00 0', '08:00 1', '22:00 1', '22:45 0');
const COME = curve('06:50 0', '07:20 0.6', '08:30 1');
const GONE = curve('16:30 0', '18:30 0.7', '20:00 1');
const VISIT = curve('08:00 0', '12:00 0.35', '18:00 0.6', '22:00 1');
const LEAVE = curve('08:20 0', '12:20 0.35', '18:20 0.6', '22:25 1');

/** What happens at the five borrowers in the sixty days before `today` and after. */
export function story({ seed, today, statutory, coveredFrom }: StoryOptions): Story {
  const noise = new Noise(seed);
  const firstDate = addDays(today, -HISTORY_DAYS);
  const calendar = calendars(statutory);
  const place = (key: keyof typeof calendar, share: (date: string) => number = () => 1): Place =>
    new Place(TIME_ZONE, asCalendar(calendar[key]), share);
  const [plant, hall, shop, office] = [
    place('huaxing-plant'),
    place('ganglian-hall'),
    place('baiwei-shop'),
    place('qiming-office'),
  ];
  const stopsOn = addDays(today, -STOPS_DAYS_AGO);
  const workshop: Place = place('hengda-workshop', (date) => stoppingShare(date, stopsOn, workshop));
  const origin = plant.instant(firstDate, 0);
  const on = (daysAgo: number, time: string): number => plant.instant(addDays(today, -daysAgo), 0) + clock(time);
  const energy = { noise, origin };
  const people = { noise, firstDate, come: COME, gone: GONE };

  const night: Span = { from: on(2, '01:05'), to: on(2, '03:35') };
  const span = coveredFrom === undefined ? NEVER : { from: coveredFrom, to: coveredFrom + COVERED_LIVE_MS };
  return {
    from: origin,
    covered: { device: 'baiwei-camera', span },
    devices: [
      meter('huaxing-meter', { ...energy, place: plant, baseW: 9_000, workW: 150_000, curve: SHIFT, ratio: 60 }),
      peopleCounter('huaxing-gate', { ...people, place: plant, people: 140 }),
      climateSensor('huaxing-climate', { place: plant, noise, mean: 22, swing: 3 }),

      meter('hengda-meter', { ...energy, place: workshop, baseW: 4_000, workW: 70_000, curve: SHIFT, ratio: 40 }),
      peopleCounter('hengda-gate', { ...people, place: workshop, people: 62 }),
      faceTerminal('hengda-face', {
        place: workshop,
        noise,
        people: [{ token: KEY_PERSONS.hengda, until: addDays(stopsOn, 4) }],
      }),

      camera('ganglian-camera-1', {
        noise: noise.of('camera-1'),
        regions: { 'stack-a': takenAway(night, 0.86), 'stack-b': takenAway(night, 0.58) },
        covered: [],
      }),
      camera('ganglian-camera-2', {
        noise: noise.of('camera-2'),
        regions: { 'stack-c': () => 0 },
        covered: [{ from: on(2, '00:50'), to: on(2, '06:20') }],
      }),
      intrusionZone('ganglian-zone', 'yard', nightVisitors(night)),
      climateSensor('ganglian-climate', {
        place: hall,
        noise: noise.of('hall'),
        mean: 18,
        swing: 4,
        heated: { from: on(15, '12:00'), to: on(15, '17:00'), by: 14 },
      }),
      meter('ganglian-meter', { ...energy, place: hall, baseW: 2_000, workW: 9_000, curve: OFFICE, ratio: 10 }),

      peopleCounter('baiwei-counter', { ...people, place: shop, people: 420, come: VISIT, gone: LEAVE }),
      camera('baiwei-camera', { noise, covered: [{ from: on(5, '21:40'), to: on(4, '09:10') }, span] }),
      meter('baiwei-meter', { ...energy, place: shop, baseW: 1_500, workW: 4_500, curve: SHOP, ratio: 1 }),

      peopleCounter('qiming-door', { ...people, place: office, people: 75 }),
      faceTerminal('qiming-face', { place: office, noise, people: KEY_PERSONS.qiming.map((token) => ({ token })) }),
      intrusionZone('qiming-zone', 'floor', [{ at: on(9, '22:31'), objectClass: 'person', score: 0.83 }]),
      meter('qiming-meter', {
        ...energy,
        place: office,
        baseW: 3_000,
        workW: 16_000,
        curve: OFFICE,
        ratio: 10,
        failed: [{ from: on(7, '10:00'), to: on(6, '15:00') }],
      }),
      climateSensor('qiming-climate', { place: office, noise: noise.of('office'), mean: 23, swing: 1.5 }),
    ],
  };
}

const NEVER: Span = { from: 0, to: 0 };

/** The business of a site falls from working day to working day, and stays where it ends. */
function stoppingShare(date: string, stopsOn: string, place: Place): number {
  let worked = 0;
  for (let day = stopsOn; day <= date && worked < STOPPING.length; day = addDays(day, 1)) {
    if (place.isWorkingDay(day)) worked += 1;
  }
  return worked === 0 ? 1 : (STOPPING[worked - 1] ?? 0);
}

/** Somebody comes with a lorry, works for a while and drives away. */
function nightVisitors({ from, to }: Span): Intrusion[] {
  const seen: Intrusion[] = [{ at: from - 5 * MINUTE_MS, objectClass: 'vehicle', score: 0.93 }];
  for (let at = from; at < to; at += 25 * MINUTE_MS) seen.push({ at, objectClass: 'person', score: 0.88 });
  return [...seen, { at: to, objectClass: 'vehicle', score: 0.95 }];
}

function asCalendar(days: Omit<Calendar, 'version' | 'holidays' | 'workdays' | 'closures'>): Calendar {
  return { version: 1, holidays: [], workdays: [], closures: [], ...days };
}

/** `'07:30 0.5'` and so on. */
function curve(...points: readonly string[]): DayCurve {
  return new DayCurve(
    points.map((point) => {
      const [time = '', value = ''] = point.split(' ');
      return [time, Number(value)];
    }),
  );
}

function clock(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * HOUR_MS + minutes * MINUTE_MS;
}

/** The date in Shanghai. */
export function dateOf(at: number): string {
  return siteDay(at, TIME_ZONE);
}

export const HISTORY_MS = HISTORY_DAYS * DAY_MS;
