import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Reading } from '@loanwatch/contracts';
import { addDays, monthStart, parseTime, quarterStart, siteDay, weekday, yearStart } from '@loanwatch/kernel';
import { aChannel, aDevice, aPlace, MemoryFold } from '@loanwatch/testing';
import { meteringDerivation } from '../src/app/metering-derivation';
import type { EnergyFacts } from '../src/domain/day-energy';

const SERIES = process.env['LOANWATCH_SERIES'] ?? '';
const describeSeries = existsSync(path.join(SERIES, 'factory_metalworking_de')) ? describe : describe.skip;
const QUARTER_MS = 900_000;

function rows(file: string): string[][] {
  const text = gunzipSync(readFileSync(path.join(SERIES, file))).toString('utf8');
  return text
    .replace(/^\uFEFF/, '')
    .trim()
    .split(/\r?\n/)
    .slice(1)
    .map((line) => line.split(','));
}

function labelledWeekdays(file: string): Set<string> {
  const { events } = JSON.parse(readFileSync(path.join(SERIES, file), 'utf8')) as {
    events: { from: string; to: string }[];
  };
  const dates = new Set<string>();
  for (const { from, to } of events) {
    for (let date = from; date <= to; date = addDays(date, 1)) if (weekday(date) <= 5) dates.add(date);
  }
  return dates;
}

const energy = (observedAt: number, value: number): Reading => ({
  channel: 'main',
  metric: 'energy.interval',
  observedAt,
  value,
  intervalMs: QUARTER_MS,
});

describeSeries('a metalworking plant over 2018 (15 min, real)', () => {
  const ZONE = 'Europe/Berlin';
  const HOLIDAYS = [
    '01-01',
    '03-30',
    '04-02',
    '05-01',
    '05-10',
    '05-21',
    '05-31',
    '08-15',
    '10-03',
    '11-01',
    '12-25',
    '12-26',
  ];
  const plant = (holidays: readonly string[]) => {
    const { site: aSite } = aPlace();
    const site = {
      ...aSite,
      timeZone: ZONE,
      calendar: { ...aSite.calendar, holidays: holidays.map((day) => ({ date: `2018-${day}`, name: 'holiday' })) },
    };
    const device = aDevice(site, { kind: 'meter' });
    const channel = aChannel(device, 'main', 'energy.interval');
    const fold = new MemoryFold<EnergyFacts>(meteringDerivation, { site, devices: [device], channels: [channel] });
    const readings = rows('factory_metalworking_de/LP_G_MV.csv.gz').map(([time, watts]) =>
      energy((parseTime(time ?? '') ?? 0) + QUARTER_MS, Number(watts) / 4),
    );
    // The first quarter of an hour of the new year is over: so is the last day of the old one.
    const [last] = readings.slice(-1);
    fold.feed(device, [...readings, energy((last?.observedAt ?? 0) + QUARTER_MS, 5)]);
    const rates = new Map([...fold.latest('operating.rate')].map(([at, { value }]) => [siteDay(at - 1, ZONE), value]));
    const isLow = (date: string): boolean => Number(rates.get(date) ?? 1) < 0.6;
    return { fold, rates, isLow };
  };

  it('shows the stops as low operating rate, the one at the very beginning too, and hardly anything else', () => {
    const labelled = labelledWeekdays('factory_metalworking_de/events.json');
    const { rates, isLow } = plant([]);
    const low = [...rates.keys()].filter((date) => weekday(date) <= 5 && isLow(date));
    const hits = low.filter((date) => labelled.has(date));
    process.stdout.write(`factory: ${hits.length} of ${labelled.size} stops, ${low.length - hits.length} others\n`);
    expect(hits.length).toBeGreaterThanOrEqual(17);
    expect(low.length - hits.length).toBeLessThanOrEqual(3);
    expect(hits.filter((date) => date <= '2018-01-05')).toHaveLength(5);
  });

  it('does not take a holiday for a stop when the calendar knows it', () => {
    const { rates, isLow } = plant(HOLIDAYS);
    expect(HOLIDAYS.filter((day) => isLow(`2018-${day}`))).toEqual([]);
    expect(rates.get('2018-05-01')).toBeNull();
  });

  it('knows the days of 23 and 25 hours', () => {
    const { fold } = plant([]);
    const days = [...fold.latest('energy.day').values()];
    expect(days.map(({ at, from }) => (at - (from ?? 0)) / 3_600_000).filter((hours) => hours !== 24)).toEqual([
      23, 25,
    ]);
    expect(new Set(days.map(({ coverage }) => coverage))).toEqual(new Set([1]));
    expect(days).toHaveLength(365);
  });
});

describeSeries('a steel plant over 2018 (15 min, real)', () => {
  it('uses in months, quarters and the year what its quarter hours add up to, to the watt-hour', () => {
    const ZONE = 'Asia/Seoul';
    const { site: aSite } = aPlace();
    const site = { ...aSite, timeZone: ZONE };
    const device = aDevice(site, { kind: 'meter' });
    const channel = aChannel(device, 'main', 'energy.interval');
    const fold = new MemoryFold<EnergyFacts>(meteringDerivation, { site, devices: [device], channels: [channel] });
    const expected = new Map<string, number>();
    const add = (sums: Map<string, number>, date: string, wh: number): void => {
      for (const bucket of [`m${monthStart(date)}`, `q${quarterStart(date)}`, `y${yearStart(date)}`]) {
        sums.set(bucket, (sums.get(bucket) ?? 0) + wh);
      }
    };
    const readings = rows('steel_industry/Steel_industry_data.csv.gz').map(([time = '', kWh = '']) => {
      const [day = '', hours = ''] = time.split(' ');
      const clock = hours.padStart(5, '0');
      const [d = '', m = '', y = ''] = day.split('/');
      const date = `${y}-${m.padStart(2, '0')}-${d.padStart(2, '0')}`;
      add(expected, date, Math.round(Number(kWh) * 1_000));
      // The time stands for the end of the quarter hour; 0:00 is the end of the same day.
      const end =
        clock === '00:00' ? parseTime(`${addDays(date, 1)}T00:00`, ZONE) : parseTime(`${date}T${clock}`, ZONE);
      return energy(end ?? 0, Number(kWh) * 1_000);
    });
    readings.sort((a, b) => a.observedAt - b.observedAt);
    fold.feed(device, [...readings, energy((readings.at(-1)?.observedAt ?? 0) + QUARTER_MS, 1)], 1);
    const actual = new Map<string, number>();
    for (const { from = 0, value } of fold.latest('energy.day').values())
      add(actual, siteDay(from, ZONE), Number(value));
    expect(actual.size).toBe(17);
    expect([...actual].map(([bucket, wh]) => [bucket, Math.round(wh * 1_000)])).toEqual(
      [...expected].map(([bucket, wh]) => [bucket, wh * 1_000]),
    );
    process.stdout.write(`steel: ${String(expected.get('y2018-01-01'))} Wh in the year, equal\n`);
  });
});
