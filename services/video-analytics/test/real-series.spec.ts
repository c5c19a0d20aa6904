import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { EntityOf, Reading } from '@loanwatch/contracts';
import { addDays, parseTime, siteDay } from '@loanwatch/kernel';
import { aChannel, aDevice, aPlace, MemoryFold } from '@loanwatch/testing';
import { type AttendanceFacts, videoDerivation } from '../src/app/video-derivation';

const SERIES = process.env['LOANWATCH_SERIES'] ?? '';
const describeSeries = existsSync(path.join(SERIES, 'calit2')) ? describe : describe.skip;
const HALF_HOUR_MS = 1_800_000;
const HOUR_MS = 3_600_000;

const lines = (file: string): string[] => {
  const bytes = readFileSync(path.join(SERIES, file));
  return (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8').trim().split(/\r?\n/);
};

const building = (
  timeZone: string,
  device: Partial<EntityOf<'device'>>,
  channels: readonly [string, string, object?][],
) => {
  const { site: shanghai } = aPlace();
  const site = { ...shanghai, timeZone };
  const counter = aDevice(site, { kind: 'people-counter', ...device });
  const fold = new MemoryFold<AttendanceFacts>(
    videoDerivation({ personOf: () => undefined, onMatchDropped: () => undefined }),
    {
      site,
      devices: [counter],
      channels: channels.map(([name, metric, over]) => aChannel(counter, name, metric, over)),
    },
  );
  return { counter, fold, site };
};

describeSeries('a building door over ten weeks (CalIt2, 30 min, real)', () => {
  const ZONE = 'America/Los_Angeles';

  it('is never occupied by fewer than nobody, and begins every day with nobody', () => {
    const { fold, counter } = building(ZONE, { expectedIntervalSeconds: 1_800 }, [
      ['in', 'people.in'],
      ['out', 'people.out'],
    ]);
    const readings = lines('calit2/CalIt2_weeks01-10.data.gz').map((line): Reading => {
      const [flow, date = '', time = '', count] = line.split(',');
      const [month, day, year] = date.split('/');
      const start = parseTime(`20${String(year)}-${String(month)}-${String(day)}T${time}`, ZONE) ?? 0;
      const direction = flow === '9' ? 'in' : 'out';
      return {
        channel: direction,
        metric: `people.${direction}`,
        observedAt: start + HALF_HOUR_MS,
        value: Number(count),
        intervalMs: HALF_HOUR_MS,
      };
    });
    fold.feed(counter, readings);
    const occupancy = fold.signals.filter(({ metric }) => metric === 'people.occupancy');
    const resets = occupancy.filter(({ attributes }) => attributes?.['reset'] === true);
    const drifts = resets.map(({ attributes }) => Number(attributes?.['drift']));
    process.stdout.write(
      `calit2: ${occupancy.length} values up to ${Math.max(...occupancy.map(({ value }) => Number(value)))}, ` +
        `${resets.length} resets, drift ${Math.min(...drifts)} to ${Math.max(...drifts)}\n`,
    );
    expect(occupancy.every(({ value }) => Number(value) >= 0)).toBe(true);
    expect(Math.max(...occupancy.map(({ value }) => Number(value)))).toBeGreaterThan(20);
    const nights = new Set(readings.map(({ observedAt }) => siteDay(observedAt, ZONE)));
    expect(resets).toHaveLength(nights.size - 1);
    expect(new Set(resets.map(({ value }) => value))).toEqual(new Set([0]));
    const expected = new Map<string, number>();
    for (const { channel, observedAt, value } of readings) {
      const date = siteDay(observedAt - HALF_HOUR_MS, ZONE);
      if (channel === 'in') expected.set(date, (expected.get(date) ?? 0) + Number(value));
    }
    const attendance = [...fold.latest('people.attendance').values()];
    expect(attendance.length).toBeGreaterThanOrEqual(expected.size - 1);
    expect(attendance.every(({ from = 0, value }) => value === expected.get(siteDay(from, ZONE)))).toBe(true);
  });
});

describeSeries('a library gate over a year (daily register, real)', () => {
  it('counts no negative and no giant day, whatever the counter shows', () => {
    const { fold, counter } = building('Asia/Kolkata', { expectedIntervalSeconds: 86_400 }, [
      ['gate', 'people.in.total', { wrapAt: 1_000_000, maxPerHour: 100, weight: 0.5 }],
    ]);
    const readings = lines('gate_counter/sampleGateCount.csv')
      .slice(1)
      .map((line) => line.split(','))
      .filter(([, count]) => /^\d+$/.test(count ?? ''))
      .map(([date = '', count]): Reading => {
        const observedAt = Date.parse(`${date.replaceAll('-', ' ')} 14:30 UTC`);
        return { channel: 'gate', metric: 'people.in.total', observedAt, value: Number(count) };
      });
    fold.feed(counter, readings);
    const counted = fold.signals.filter(({ metric, value }) => metric === 'people.in' && value !== null);
    const refused = fold.signals.filter(({ metric, value }) => metric === 'people.in' && value === null);
    const values = counted.map(({ value }) => Number(value));
    process.stdout.write(
      `gate_counter: ${counted.length} days ${Math.min(...values)} to ${Math.max(...values)}, ` +
        `refused ${refused.map(({ notJudged }) => notJudged?.code).join(' ')}\n`,
    );
    expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...values)).toBeLessThan(1_000);
    expect(refused.map(({ notJudged }) => notJudged?.code).sort()).toEqual([
      ...Array.from({ length: 5 }, () => 'register-implausible'),
      'register-reset',
    ]);
    const visitors = [...fold.latest('people.attendance').values()].map(({ value }) => Number(value ?? 0));
    expect(Math.max(...visitors)).toBe(Math.max(...values) / 2);
  });
});

describeSeries('a street camera over three years (Leeds, hourly, real)', () => {
  it('shows missing days as gaps and not as empty streets', () => {
    const ZONE = 'Europe/London';
    const { fold, counter } = building(ZONE, { expectedIntervalSeconds: 3_600 }, [['in', 'people.in']]);
    const expected = new Map<string, number>();
    const readings = new Map<number, Reading>();
    for (const line of lines('leeds_footfall/footfall_Briggate.csv.gz').slice(1)) {
      const [, hour = '', count, , , date = ''] = line.split(',');
      const day = new Date(`${date} UTC`).toISOString().slice(0, 10);
      const start = parseTime(`${day}T${hour.padStart(2, '0')}:00`, ZONE) ?? 0;
      const observedAt = start + HOUR_MS;
      // Ingest takes a reading of one channel and time once.
      if (readings.has(observedAt)) continue;
      readings.set(observedAt, {
        channel: 'in',
        metric: 'people.in',
        observedAt,
        value: Number(count),
        intervalMs: HOUR_MS,
      });
      const bucket = siteDay(start, ZONE);
      expected.set(bucket, (expected.get(bucket) ?? 0) + Number(count));
    }
    fold.feed(
      counter,
      [...readings.values()].sort((a, b) => a.observedAt - b.observedAt),
    );
    const days = new Map(
      [...fold.latest('people.attendance').values()].map((signal) => [siteDay(signal.from ?? 0, ZONE), signal]),
    );
    const missing = [
      ...['2014-01-31', '2014-02-01', '2014-02-02'],
      ...['2015-07-03', '2015-07-04', '2015-07-05'],
      ...Array.from({ length: 7 }, (_, i) => addDays('2015-08-31', i)),
    ];
    for (const date of missing) expect(days.get(date)).toMatchObject({ value: null, coverage: 0 });
    const observed = [...days].filter(([, { value }]) => value !== null);
    expect(days.size - observed.length).toBe(missing.length);
    expect(observed.every(([date, { value }]) => value === expected.get(date))).toBe(true);
    process.stdout.write(`leeds: ${observed.length} days counted, ${missing.length} gaps\n`);
  });
});
