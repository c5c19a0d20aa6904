import fc from 'fast-check';
import type { Signal } from '@loanwatch/contracts';
import type { BusRecord, Database } from '@loanwatch/engines';
import { derivedId, fromScaled } from '@loanwatch/kernel';
import { testEngines, type TestEngines } from '@loanwatch/testing';
import { migrations, PROJECTION_TABLES } from '../src/db/migrations';
import { SignalProjection } from '../src/projections/signal-projection';
import { aSignal, asBusRecord, DEVICE, pins, rowsOf, signalRecord } from './signal-builders';
import { expectRollUpsOfHistory, storedRollUps } from './recomputation';

const MINUTE = 60_000;

describe('history and roll-ups', () => {
  let engines: TestEngines;
  let opened = 0;

  beforeAll(async () => {
    engines = await testEngines();
  });
  afterAll(() => engines.close());

  async function open(): Promise<Database> {
    return engines.database.open(`reporting-${opened++}`, migrations, { maxConnections: 4 });
  }

  async function apply(database: Database, projection: SignalProjection, records: readonly BusRecord[]): Promise<void> {
    try {
      await database.transaction((tx) => projection.apply(records, tx));
    } catch (error) {
      projection.forget();
      throw error;
    }
  }

  async function empty(database: Database): Promise<void> {
    await database.query(PROJECTION_TABLES.map((table) => `DELETE FROM ${table};`).join(' '));
  }

  const oneBatch = (signals: readonly Signal[]): BusRecord[] => [asBusRecord(signalRecord({ signals }))];

  it('sums the energy of an hour, a day and a month in site time', async () => {
    const database = await open();
    const projection = new SignalProjection(database, pins('Asia/Shanghai'));
    const midnight = Date.parse('2026-01-31T16:00:00Z'); // 2026-02-01 in Shanghai
    const quarter = (start: number, value: number): Signal =>
      aSignal({ metric: 'energy.interval', from: start, at: start + 15 * MINUTE, value });

    await apply(database, projection, oneBatch([quarter(midnight - 15 * MINUTE, 100), quarter(midnight, 7.5)]));
    await apply(database, projection, oneBatch([quarter(midnight + 15 * MINUTE, 2.25)]));
    await projection.fold();

    const days = await rowsOf(database, 'SELECT day, n, sum, observed_ms FROM rollup_day ORDER BY day');
    expect(days).toEqual([
      { day: '2026-01-31', n: 1, sum: '100000', observed_ms: String(15 * MINUTE) },
      { day: '2026-02-01', n: 2, sum: '9750', observed_ms: String(30 * MINUTE) },
    ]);
    const months = await rowsOf(database, 'SELECT month, sum FROM rollup_month ORDER BY month');
    expect(months).toEqual([
      { month: '2026-01-01', sum: '100000' },
      { month: '2026-02-01', sum: '9750' },
    ]);
    await expectRollUpsOfHistory(database);
  });

  it('lets a correction take the place of what was told before, also when its interval has become shorter', async () => {
    const database = await open();
    const projection = new SignalProjection(database, pins('Asia/Shanghai'));
    const at = Date.parse('2026-03-01T16:10:00Z');
    const told = { metric: 'energy.interval', at } as const;
    await apply(database, projection, oneBatch([aSignal({ ...told, from: at - 30 * MINUTE, value: 30 })]));
    await projection.fold();

    const late = aSignal({ ...told, at: at - 15 * MINUTE, from: at - 30 * MINUTE, value: 12 });
    const corrected = aSignal({ ...told, from: at - 15 * MINUTE, value: 18, revision: 1 });
    await apply(database, projection, oneBatch([late, corrected]));
    await projection.fold();

    const days = await rowsOf(database, 'SELECT day, n, sum FROM rollup_day ORDER BY day');
    expect(days).toEqual([{ day: '2026-03-01', n: 2, sum: '30000' }]);
    await apply(database, projection, oneBatch([aSignal({ ...told, from: at - 15 * MINUTE, value: 99, revision: 1 })]));
    await projection.fold();
    expect(await rowsOf(database, 'SELECT sum FROM rollup_month')).toEqual([{ sum: '30000' }]);
    await expectRollUpsOfHistory(database);
  });

  it('keeps the newest of two corrections that come together with what they correct', async () => {
    const database = await open();
    const projection = new SignalProjection(database, pins('Europe/Berlin'));
    const day = { metric: 'energy.day', subject: `site:${derivedId('site', 1)}` } as const;
    const from = Date.parse('2026-03-28T23:00:00Z'); // a day of 23 hours
    const at = Date.parse('2026-03-29T22:00:00Z');
    await apply(
      database,
      projection,
      oneBatch([
        aSignal({ ...day, from, at, value: 1 }),
        aSignal({ ...day, from, at, value: 3, revision: 2 }),
        aSignal({ ...day, from, at, value: 2, revision: 1 }),
      ]),
    );
    await projection.fold();
    expect(await rowsOf(database, 'SELECT day, n, sum, observed_ms FROM rollup_day')).toEqual([
      { day: '2026-03-29', n: 1, sum: '3000', observed_ms: String(23 * 60 * MINUTE) },
    ]);
  });

  it('leaves to the next fold what comes while one is at work on many series', async () => {
    const database = await open();
    const between: (() => Promise<void>)[] = [];
    const interrupted: Database = Object.create(database, {
      transaction: {
        value: async (...args: Parameters<Database['transaction']>) => {
          const result = await database.transaction(...args);
          await between.shift()?.();
          return result;
        },
      },
    }) as Database;
    const projection = new SignalProjection(interrupted, pins('Asia/Shanghai'));
    const at = Date.parse('2026-03-01T16:10:00Z');
    const told = (channel: number, value: number): Signal =>
      aSignal({
        metric: 'energy.interval',
        subject: `channel:${DEVICE}/c${channel}`,
        from: at - 5 * MINUTE,
        at,
        value,
      });
    const channels = Array.from({ length: 250 }, (_, channel) => channel);
    await apply(database, projection, oneBatch(channels.map((channel) => told(channel, 1))));

    const corrected = told(249, 2);
    between.push(() => apply(database, projection, oneBatch([{ ...corrected, revision: 1 }])));
    await projection.fold();
    await projection.fold();

    expect(await rowsOf(database, 'SELECT sum(sum) FROM rollup_day')).toEqual([{ sum: '251000' }]);
    await expectRollUpsOfHistory(database);
  });

  it('counts what is not judged apart, and never as zero', async () => {
    const database = await open();
    const projection = new SignalProjection(database, pins('Asia/Shanghai'));
    const notJudged = { code: 'coverage-too-low', detail: 'coverage 0.4' };
    const rate = { metric: 'operating.rate', coverage: 0.4 } as const;
    const at = Date.parse('2026-05-02T16:00:00Z');
    const day = 24 * 60 * MINUTE;
    await apply(
      database,
      projection,
      oneBatch([
        aSignal({ ...rate, at, from: at - day, value: null, notJudged }),
        aSignal({ ...rate, at: at + day, from: at, value: 0.5, coverage: 1, attributes: { baselineWh: 10 } }),
      ]),
    );
    await projection.fold();
    const months = await rowsOf<{ sum: string }>(database, 'SELECT n, not_judged, sum, min, max FROM rollup_month');
    expect(months).toEqual([{ n: 1, not_judged: 1, sum: '5000', min: '5000', max: '5000' }]);
    expect(fromScaled(Number(months[0]?.sum), 4)).toBe(0.5);
    expect(await rowsOf(database, 'SELECT detail FROM history ORDER BY at')).toEqual([
      { detail: { notJudged } },
      { detail: { attributes: { baselineWh: 10 } } },
    ]);
  });

  it('takes a point to stand for the time since the one before, at most for the usual interval', async () => {
    const database = await open();
    const projection = new SignalProjection(database, pins('Asia/Shanghai', 5 * MINUTE));
    const noon = Date.parse('2026-05-02T04:00:00Z');
    const points = [0, 2, 4, 40, 41].map((minute) =>
      aSignal({ metric: 'temperature', at: noon + minute * MINUTE, value: minute }),
    );
    await apply(database, projection, oneBatch(points));
    await projection.fold();
    const observed = (5 + 2 + 2 + 5 + 1) * MINUTE;
    expect(await rowsOf(database, 'SELECT n, min, max, observed_ms, last FROM rollup_hour')).toEqual([
      { n: 5, min: '0', max: '4100', observed_ms: String(observed), last: '4100' },
    ]);
  });

  it('refuses a state that the metric does not have, and leaves nothing behind', async () => {
    const database = await open();
    const projection = new SignalProjection(database, pins('Asia/Shanghai'));
    const wrong = oneBatch([aSignal({ metric: 'camera.health', at: 1, value: 'ON FIRE' })]);
    await expect(apply(database, projection, wrong)).rejects.toThrow('camera.health has no state ON FIRE');
    await apply(database, projection, oneBatch([aSignal({ metric: 'camera.health', at: 1, value: 'MOVED' })]));
    await projection.fold();
    expect(await rowsOf(database, 'SELECT value FROM history')).toEqual([{ value: '4' }]);
    expect(await rowsOf(database, 'SELECT last FROM rollup_hour')).toEqual([{ last: '4' }]);
  });

  it('recovers from a crash between history and roll-ups, and after another member has taken over', async () => {
    const database = await open();
    const zone = pins('Asia/Shanghai');
    const crashed = new SignalProjection(database, zone);
    const at = (minute: number): number => Date.parse('2026-05-02T04:00:00Z') + minute * MINUTE;
    const power = (minute: number): BusRecord[] =>
      oneBatch([aSignal({ metric: 'power', at: at(minute), value: minute })]);
    await apply(database, crashed, power(1));
    await crashed.fold();
    await apply(database, crashed, power(2));

    const next = new SignalProjection(database, zone);
    await next.adopt(0);
    await apply(database, next, power(3));
    await next.fold();
    expect(await rowsOf(database, 'SELECT n, sum FROM rollup_month')).toEqual([{ n: 3, sum: '60' }]);
    await expectRollUpsOfHistory(database);

    await expect(apply(database, crashed, power(4))).rejects.toThrow('another member feeds partition 0');
    await apply(database, crashed, power(4));
    await crashed.fold();
    await next.fold();
    expect(await rowsOf(database, 'SELECT n, sum FROM rollup_day')).toEqual([{ n: 4, sum: '100' }]);
    expect(await rowsOf(database, 'SELECT FROM unfolded')).toEqual([]);
    await expectRollUpsOfHistory(database);
  });

  it('recovers the day that a shortened interval has left', async () => {
    const database = await open();
    const projection = new SignalProjection(database, pins('Asia/Shanghai'));
    const at = Date.parse('2026-03-01T16:10:00Z'); // ten past midnight
    const told = { metric: 'energy.interval', at } as const;
    await apply(database, projection, oneBatch([aSignal({ ...told, from: at - 30 * MINUTE, value: 30 })]));
    await projection.fold();
    await apply(database, projection, oneBatch([aSignal({ ...told, from: at - 5 * MINUTE, value: 5, revision: 1 })]));

    const next = new SignalProjection(database, pins('Asia/Shanghai'));
    await next.adopt(0);
    await next.fold();
    expect(await rowsOf(database, 'SELECT day, sum FROM rollup_day')).toEqual([{ day: '2026-03-02', sum: '5000' }]);
    await expectRollUpsOfHistory(database);
  });

  it('lets a corrected point stand for as long as the one it corrects', async () => {
    const database = await open();
    const projection = new SignalProjection(database, pins('Asia/Shanghai', 5 * MINUTE));
    const noon = Date.parse('2026-05-02T04:00:00Z');
    const point = (minute: number, value: number, revision = 0) =>
      aSignal({ metric: 'temperature', at: noon + minute * MINUTE, value, revision });
    await apply(database, projection, oneBatch([point(0, 1), point(2, 2), point(4, 3)]));
    await apply(database, projection, oneBatch([point(2, 20, 1)]));
    await projection.fold();
    expect(await rowsOf(database, 'SELECT sum, observed_ms FROM rollup_day')).toEqual([
      { sum: '2400', observed_ms: String(9 * MINUTE) },
    ]);
  });

  it('equals a recomputation from history for any signals, corrections, batches, folds and crashes', async () => {
    const [database, other] = [await open(), await open()];
    await fc.assert(
      fc.asyncProperty(histories, async ({ zone, signals, cuts, lastCuts }) => {
        await Promise.all([empty(database), empty(other)]);
        await play(database, zone, signals, cuts);
        await expectRollUpsOfHistory(database, zone);
        await play(other, zone, signals, lastCuts);
        expect(await storedRollUps(other)).toEqual(await storedRollUps(database));
      }),
      { numRuns: 25 },
    );
  }, 120_000);

  /** Plays signals in batches: after each cut a new batch, a fold, or a crash. */
  async function play(
    database: Database,
    zone: string,
    signals: readonly Signal[],
    cuts: readonly Cut[],
  ): Promise<void> {
    let projection = new SignalProjection(database, pins(zone));
    let from = 0;
    for (const { after, then } of [...cuts, { after: signals.length, then: 'fold' } as const]) {
      const upTo = Math.min(signals.length, from + after);
      if (upTo > from) await apply(database, projection, oneBatch(signals.slice(from, upTo)));
      from = upTo;
      if (then === 'fold') await projection.fold();
      if (then === 'crash') projection = new SignalProjection(database, pins(zone));
    }
    await projection.adopt(0);
    await projection.fold();
  }
});

interface Cut {
  readonly after: number;
  readonly then: 'batch' | 'fold' | 'crash';
}

const ZONES = ['Asia/Shanghai', 'Europe/Berlin', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'America/Santiago'];

const cutsOf = fc.array(
  fc.record({ after: fc.integer({ min: 1, max: 40 }), then: fc.constantFrom('batch', 'fold', 'crash') }),
  { maxLength: 8 },
);

/** Three days around changes of clocks, with late, repeated and corrected signals of several kinds. */
const histories = fc.record({
  zone: fc.constantFrom(...ZONES),
  cuts: cutsOf,
  lastCuts: cutsOf,
  signals: fc
    .record({
      start: fc.constantFrom('2026-03-27T20:00:00Z', '2026-04-03T11:00:00Z', '2026-10-24T20:00:00Z'),
      steps: fc.array(
        fc.record({
          kind: fc.constantFrom('interval', 'point', 'event', 'state', 'day', 'late', 'correct'),
          channel: fc.integer({ min: 1, max: 2 }),
          minutes: fc.integer({ min: 1, max: 500 }),
          value: fc.integer({ min: -50_000, max: 50_000 }),
          coverage: fc.constantFrom(1, 0.333, 0.7, 0),
        }),
        { minLength: 5, maxLength: 60 },
      ),
    })
    .map(({ start, steps }) => signalsOf(Date.parse(start), steps)),
});

interface Step {
  readonly kind: 'interval' | 'point' | 'event' | 'state' | 'day' | 'late' | 'correct';
  readonly channel: number;
  readonly minutes: number;
  readonly value: number;
  readonly coverage: number;
}

function signalsOf(start: number, steps: readonly Step[]): Signal[] {
  const signals: Signal[] = [];
  let now = start;
  for (const { kind, channel, minutes, value, coverage } of steps) {
    const subject = `channel:${DEVICE}/c${channel}`;
    const before = now;
    now += minutes * MINUTE;
    const own = { subject, coverage, at: now };
    if (kind === 'interval')
      signals.push(aSignal({ ...own, metric: 'energy.interval', from: before, value: value / 8 }));
    if (kind === 'point') signals.push(aSignal({ ...own, metric: 'temperature', value: value / 100 }));
    if (kind === 'event') signals.push(aSignal({ ...own, metric: 'intrusion', value: 1, attributes: { zone: 'a' } }));
    if (kind === 'state') signals.push(aSignal({ ...own, metric: 'camera.health', value: value > 0 ? 'OK' : 'DARK' }));
    if (kind === 'day')
      signals.push(
        aSignal({
          ...own,
          metric: 'energy.day',
          from: now - 86_400_000,
          value: null,
          notJudged: { code: 'x', detail: 'y' },
        }),
      );
    if (kind === 'late')
      signals.push(aSignal({ ...own, metric: 'temperature', at: now - 26 * 60 * MINUTE, value: value / 100 }));
    if (kind === 'correct') correct(signals, minutes, value);
  }
  return signals;
}

function correct(signals: Signal[], which: number, value: number): void {
  const earlier = signals[which % Math.max(signals.length, 1)];
  if (earlier === undefined || typeof earlier.value === 'string' || earlier.metric === 'intrusion') return;
  const from = earlier.from === undefined ? {} : { from: earlier.at - (earlier.at - earlier.from) / 2 };
  const { notJudged: _, ...told } = earlier;
  const revision =
    1 +
    signals.filter(
      ({ at, metric, subject }) => at === earlier.at && metric === earlier.metric && subject === earlier.subject,
    ).length;
  signals.push({ ...told, ...from, value: value / 100, revision });
}
