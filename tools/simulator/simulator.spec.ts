import { type Calendar, HOUR_MS, MINUTE_MS } from '@loanwatch/kernel';
import { DayCurve } from './day-curve';
import type { SimulatedDevice, SimulatedReading } from './device';
import { meter } from './meter';
import { Noise } from './noise';
import { faceTerminal, peopleCounter } from './people';
import { Place } from './place';
import { camera, climateSensor, intrusionZone, takenAway } from './yard';

const CALENDAR: Calendar = {
  version: 1,
  workingWeekdays: [1, 2, 3, 4, 5],
  statutory: 'NONE',
  holidays: [],
  workdays: [],
  closures: [],
  shifts: [],
  quietHour: '04:00',
};
const ORIGIN = Date.parse('2026-03-02T00:00:00+08:00'); // a Monday
const WEEK_LATER = ORIGIN + 7 * 24 * HOUR_MS;
const QUARTER = 15 * MINUTE_MS;
const WORK = new DayCurve([
  ['07:00', 0],
  ['08:00', 1],
  ['18:00', 1],
  ['19:00', 0],
]);
const COME = new DayCurve([
  ['07:30', 0],
  ['09:00', 1],
]);
const GONE = new DayCurve([
  ['17:00', 0],
  ['19:00', 1],
]);

function premises(seed: string): SimulatedDevice[] {
  const noise = new Noise(seed);
  const place = new Place('Asia/Shanghai', CALENDAR, () => 1);
  return [
    meter('meter', { place, noise, origin: ORIGIN, baseW: 4_000, workW: 60_000, curve: WORK, ratio: 40 }),
    peopleCounter('door', { place, noise, firstDate: '2026-03-02', people: 80, come: COME, gone: GONE }),
    faceTerminal('face', { place, noise, people: [{ token: 'kp-1' }, { token: 'kp-2', until: '2026-03-04' }] }),
    camera('camera', { noise, regions: { stack: takenAway({ from: ORIGIN, to: WEEK_LATER }, 0.8) }, covered: [] }),
    intrusionZone('zone', 'yard', [{ at: ORIGIN + HOUR_MS, objectClass: 'person', score: 0.9 }]),
    climateSensor('climate', { place, noise, mean: 20, swing: 4 }),
  ];
}

const all = (devices: readonly SimulatedDevice[], from: number, to: number): SimulatedReading[] =>
  devices.flatMap((device) => device.observe(from, to, QUARTER));

const values = (readings: readonly SimulatedReading[], channel: string): number[] =>
  readings.filter((reading) => reading.channel === channel).map(({ value }) => Number(value));

describe('simulated premises', () => {
  it('tell the same history for the same seed and another for another', () => {
    const once = all(premises('a'), ORIGIN, WEEK_LATER);
    expect(all(premises('a'), ORIGIN, WEEK_LATER)).toEqual(once);
    expect(all(premises('b'), ORIGIN, WEEK_LATER)).not.toEqual(once);
  });

  it('tell the same in one piece, step by step, and after a restart in between', () => {
    const devices = premises('a');
    const middle = ORIGIN + 50 * HOUR_MS + 7 * MINUTE_MS;
    const sorted = (readings: readonly SimulatedReading[]) => readings.map((reading) => JSON.stringify(reading)).sort();
    const inSteps = [...all(devices, ORIGIN, middle), ...all(premises('a'), middle, WEEK_LATER)];
    expect(sorted(inSteps)).toEqual(sorted(all(devices, ORIGIN, WEEK_LATER)));
  });

  it('have registers that only rise, by much on working days and little on days off', () => {
    const kwh = values(all(premises('a'), ORIGIN, WEEK_LATER), 'main');
    expect(kwh.every((value, index) => value >= (kwh[index - 1] ?? 0))).toBe(true);
    const dayKwh = (day: number) => ((kwh[day * 96 + 95] ?? 0) - (kwh[day * 96] ?? 0)) * 40;
    expect(dayKwh(1)).toBeGreaterThan(600);
    expect(dayKwh(5)).toBeLessThan(150);
  });

  it('have registers that move within a quarter of an hour too', () => {
    const place = new Place('Asia/Shanghai', CALENDAR, () => 1);
    const options = {
      place,
      noise: new Noise('a'),
      origin: ORIGIN,
      baseW: 4_000,
      workW: 60_000,
      curve: WORK,
      ratio: 1,
    };
    const noon = ORIGIN + 12 * HOUR_MS;
    const kwh = values(meter('meter', options).observe(noon, noon + QUARTER, MINUTE_MS), 'main');
    const steps = kwh.slice(1).map((value, index) => value - (kwh[index] ?? 0));
    expect(Math.min(...steps)).toBeGreaterThan(0.5);
    expect(Math.max(...steps)).toBeLessThan(1.6);
  });

  it('let nobody go who has not come', () => {
    const readings = all(premises('a'), ORIGIN, WEEK_LATER);
    const [come, gone] = [values(readings, 'in'), values(readings, 'out')];
    expect(come.every((count, index) => count >= (gone[index] ?? 0))).toBe(true);
    expect(come.at(-1)).toBe(gone.at(-1));
    expect(come.at(-1)).toBeGreaterThan(350);
  });

  it('recognise key persons once a working day until they stay away', () => {
    const matches = all(premises('a'), ORIGIN, WEEK_LATER).filter(({ channel }) => channel === 'entrance');
    const seen = (token: string) => matches.filter(({ attributes }) => attributes?.['token'] === token).length;
    expect([seen('kp-1'), seen('kp-2')]).toEqual([5, 3]);
  });

  it('report goods only while the camera sees', () => {
    const covered = [{ from: ORIGIN + HOUR_MS, to: ORIGIN + 2 * HOUR_MS }];
    const lens = camera('camera', { noise: new Noise('a'), regions: { stack: () => 0 }, covered });
    const readings = lens.observe(ORIGIN, ORIGIN + 3 * HOUR_MS, QUARTER);
    expect(values(readings, 'stack')).toHaveLength(8);
    expect(readings.filter(({ value }) => value === 'COVERED')).toHaveLength(4);
  });

  it('are silent while they have failed', () => {
    const failed = [{ from: ORIGIN, to: ORIGIN + 12 * HOUR_MS }];
    const place = new Place('Asia/Shanghai', CALENDAR, () => 1);
    const options = {
      place,
      noise: new Noise('a'),
      origin: ORIGIN,
      baseW: 100,
      workW: 0,
      curve: WORK,
      ratio: 1,
      failed,
    };
    expect(meter('meter', options).observe(ORIGIN, ORIGIN + 24 * HOUR_MS, HOUR_MS)).toHaveLength(13);
  });
});

describe('noise', () => {
  it('is spread evenly', () => {
    const noise = new Noise('seed');
    const draws = Array.from({ length: 10_000 }, (_, index) => noise.uniform(index));
    const mean = draws.reduce((sum, draw) => sum + draw, 0) / draws.length;
    expect(mean).toBeGreaterThan(0.48);
    expect(mean).toBeLessThan(0.52);
    expect(Math.min(...draws)).toBeLessThan(0.01);
    expect(Math.max(...draws)).toBeGreaterThan(0.99);
  });
});
