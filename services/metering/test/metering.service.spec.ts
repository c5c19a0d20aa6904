import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Reading, Signal } from '@loanwatch/contracts';
import { createHttpApp, type Principal, type Service } from '@loanwatch/platform';
import {
  aChannel,
  aDevice,
  aPlace,
  entityRecord,
  eventually,
  publishedSignals,
  readingsRecord,
  testEngines,
  type TestEngines,
} from '@loanwatch/testing';
import { createService, MeteringConfig } from '../src/service';

const QUARTER_MS = 900_000;
const HOUR_MS = 4 * QUARTER_MS;
const DAY_MS = 24 * HOUR_MS;
const at = (text: string): number => Date.parse(`${text}+08:00`);

/** A site of its own for each test, so that they do not see each other's signals. */
function aMeteredSite() {
  const { enterprise, site } = aPlace();
  const meter = aDevice(site, { kind: 'meter' });
  const register = aChannel(meter, 'register', 'energy.register', { multiplier: 10 });
  const interval = aChannel(meter, 'interval', 'energy.interval');
  const room = aChannel(meter, 'room', 'temperature');
  const entities = [
    entityRecord('enterprise', enterprise),
    entityRecord('site', site),
    entityRecord('device', meter),
    ...[register, interval, room].map((channel) => entityRecord('channel', channel)),
  ];
  return { site, meter, entities };
}

const registerAt = (observedAt: number, value: number): Reading => ({
  channel: 'register',
  metric: 'energy.register',
  observedAt,
  value,
});
const intervalAt = (observedAt: number, value: number): Reading => ({
  channel: 'interval',
  metric: 'energy.interval',
  observedAt,
  value,
  intervalMs: QUARTER_MS,
});
const roomAt = (observedAt: number, value: number): Reading => ({
  channel: 'room',
  metric: 'temperature',
  observedAt,
  value,
});

describe('metering', () => {
  let engines: TestEngines;
  let service: Service;
  const started = async (): Promise<Service> => {
    const config = new MeteringConfig();
    config.METERING_WAKE_MS = 20;
    const created = await createService(engines, config);
    await created.start();
    return created;
  };

  beforeAll(async () => {
    engines = await testEngines({ now: '2026-03-02T01:00:00Z' });
    service = await started();
  });

  afterAll(async () => {
    await service.stop();
    await engines.close();
  });

  const signalsOf = async (subjects: readonly string[]): Promise<Signal[]> =>
    (await publishedSignals(engines.bus)).filter(({ subject }) => subjects.some((part) => subject.includes(part)));

  /** Waits until `count` signals of the subjects are published, and a little over would show. */
  const published = (subjects: readonly string[], count: number): Promise<Signal[]> =>
    eventually(
      async () => {
        const signals = await signalsOf(subjects);
        expect(signals).toHaveLength(count);
        return signals;
      },
      { everyMs: 30 },
    );

  it('passes gauges on and turns a register into energy per interval, after the multiplier', async () => {
    const { meter, entities } = aMeteredSite();
    const start = at('2026-03-02T08:00');
    await engines.bus.publish([
      ...entities,
      readingsRecord(meter, [registerAt(start, 1_000), roomAt(start, 20.5), registerAt(start + QUARTER_MS, 1_012.5)]),
    ]);
    expect(await published([meter.id], 2)).toEqual([
      {
        metric: 'temperature',
        subject: `channel:${meter.id}/room`,
        at: start,
        value: 20.5,
        coverage: 1,
        algorithm: 'metering.gauge@1',
      },
      {
        metric: 'energy.interval',
        subject: `channel:${meter.id}/register`,
        at: start + QUARTER_MS,
        from: start,
        value: 125,
        coverage: 1,
        algorithm: 'metering.interval-energy@1',
        readings: { deviceId: meter.id, channel: 'register', from: start, to: start + QUARTER_MS, count: 2 },
      },
    ]);
  });

  it('goes on after a restart where it stopped, and counts nothing twice', async () => {
    const { meter, entities } = aMeteredSite();
    const start = at('2026-03-02T08:00');
    const first = readingsRecord(meter, [registerAt(start, 1_000), registerAt(start + QUARTER_MS, 1_001)]);
    await engines.bus.publish([...entities, first]);
    await published([meter.id], 1);
    await service.stop();
    service = await started();
    await engines.bus.publish([first, readingsRecord(meter, [registerAt(start + 2 * QUARTER_MS, 1_003)])]);
    const signals = await published([meter.id], 2);
    expect(signals.map(({ value }) => value)).toEqual([10, 20]);
  });

  it('splits an interval when a reading comes late, and replaces what it had told', async () => {
    const { meter, entities } = aMeteredSite();
    const start = at('2026-03-02T08:00');
    await engines.bus.publish([
      ...entities,
      readingsRecord(meter, [registerAt(start, 0), registerAt(start + 2 * QUARTER_MS, 8)]),
    ]);
    await published([meter.id], 1);
    await engines.bus.publish([readingsRecord(meter, [registerAt(start + QUARTER_MS, 5)])]);
    const told = await published([meter.id], 4);
    expect(told.map(({ from, at: to, value, revision }) => [from, to, value, revision])).toEqual([
      [start, start + 2 * QUARTER_MS, 80, undefined],
      [start, start + QUARTER_MS, 50, undefined],
      [start, start + 2 * QUARTER_MS, null, 1],
      [start + QUARTER_MS, start + 2 * QUARTER_MS, 30, 2],
    ]);
  });

  it('remembers a register as far back as a late reading may lie, and no further', async () => {
    const { meter, entities } = aMeteredSite();
    const start = at('2026-01-01T00:00');
    const receivedAt = at('2026-03-01T00:00');
    const days = Array.from({ length: 21 }, (_, i) => start + i * DAY_MS);
    await engines.bus.publish([
      ...entities,
      ...days.map((when, i) => readingsRecord(meter, [registerAt(when, i * 100)], { receivedAt })),
    ]);
    const gaps = (signals: readonly Signal[]) => signals.filter(({ metric }) => metric === 'energy.unallocated');
    await eventually(async () => expect(gaps(await signalsOf([meter.id]))).toHaveLength(20));
    const database = await engines.database.open('metering', []);
    const { rows } = await database.query<{ at: string }>(
      'SELECT at FROM register_point WHERE device_id = $1 ORDER BY at',
      [meter.id],
    );
    expect(rows.map((row) => Date.parse(row.at))).toEqual(days.slice(13));
    const oldest = days[13] ?? 0;
    await engines.bus.publish([readingsRecord(meter, [registerAt(oldest + HOUR_MS, 1_310)], { receivedAt })]);
    const told = await eventually(async () => {
      const found = (await signalsOf([meter.id])).filter(({ metric }) => metric.startsWith('energy.'));
      expect(found).toHaveLength(23);
      return found.slice(20);
    });
    expect(told.map(({ metric, from, value, revision }) => [metric, from, value, revision])).toEqual([
      ['energy.interval', oldest, 100, undefined],
      ['energy.unallocated', oldest, 0, 1],
      ['energy.unallocated', oldest + HOUR_MS, 900, 2],
    ]);
  });

  it('tells the same, however the readings were batched', async () => {
    const start = at('2026-01-05T00:00');
    const readings = (days: number): Reading[] =>
      Array.from({ length: days * 96 }, (_, i) => i).flatMap((i) => [
        registerAt(start + i * QUARTER_MS, (i * 37) % 5_000),
        intervalAt(start + (i + 1) * QUARTER_MS, 100 + (i % 7)),
        roomAt(start + ((i * 13) % 500) * QUARTER_MS, 20 + (i % 5)),
      ]);
    const told: string[][] = [];
    for (const batchSize of [7, 500]) {
      const { meter, site, entities } = aMeteredSite();
      const all = readings(6);
      const records = Array.from({ length: Math.ceil(all.length / batchSize) }, (_, i) =>
        readingsRecord(meter, all.slice(i * batchSize, (i + 1) * batchSize), { receivedAt: at('2026-03-01T00:00') }),
      );
      await engines.bus.publish([...entities, ...records]);
      const signals = await eventually(async () => {
        const found = await signalsOf([meter.id, site.id]);
        expect(found.filter(({ metric }) => metric === 'temperature')).toHaveLength(6 * 96);
        return found;
      });
      told.push(
        signals.map((signal) => JSON.stringify(signal).replaceAll(meter.id, 'METER').replaceAll(site.id, 'SITE')),
      );
    }
    expect(told[0]?.length).toBeGreaterThan(1_700);
    expect(told[1]).toEqual(told[0]);
  });

  it('tells a day of a history by its own later readings, and not by the clock on the wall', async () => {
    const { meter, site, entities } = aMeteredSite();
    const end = at('2026-01-06T00:00');
    const day = Array.from({ length: 96 }, (_, i) => intervalAt(end - i * QUARTER_MS, 100)).reverse();
    await engines.bus.publish([...entities, readingsRecord(meter, day, { receivedAt: at('2026-03-01T00:00') })]);
    await published([meter.id], 96);
    engines.clock.advance(DAY_MS);
    await engines.bus.publish([
      readingsRecord(meter, [intervalAt(end + QUARTER_MS, 100)], { receivedAt: at('2026-03-01T00:00') }),
    ]);
    const [energy, rate] = await published([`site:${site.id}`], 2);
    expect(energy).toMatchObject({ metric: 'energy.day', value: 9_600, coverage: 1, at: end, from: end - DAY_MS });
    expect(rate).toMatchObject({
      metric: 'operating.rate',
      value: null,
      notJudged: { code: 'baseline-too-short', detail: '1 of 10 comparable days (working)' },
      attributes: { dayClass: 'working' },
    });
  });

  it('tells a day again when energy of it comes late', async () => {
    const { meter, site, entities } = aMeteredSite();
    const end = at('2026-01-06T00:00');
    const day = Array.from({ length: 97 }, (_, i) => intervalAt(end - 95 * QUARTER_MS + i * QUARTER_MS, 100));
    const receivedAt = at('2026-03-01T00:00');
    const [missing] = day.splice(50, 1);
    await engines.bus.publish([...entities, readingsRecord(meter, day, { receivedAt })]);
    const before = await published([`site:${site.id}`], 2);
    expect(before[0]).toMatchObject({ value: 9_500, coverage: 0.9896 });
    if (missing === undefined) throw new Error('no reading was held back');
    await engines.bus.publish([
      readingsRecord(meter, [missing], { receivedAt }),
      readingsRecord(meter, [intervalAt(end + 2 * QUARTER_MS, 100)], { receivedAt }),
    ]);
    const after = await published([`site:${site.id}`], 4);
    expect(after[2]).toMatchObject({ metric: 'energy.day', value: 9_600, coverage: 1, revision: 1 });
    expect(after[3]).toMatchObject({ metric: 'operating.rate', revision: 1 });
  });

  it('tells a late change of a day even when the device says nothing more', async () => {
    const { meter, site, entities } = aMeteredSite();
    const end = at('2026-01-06T00:00');
    const receivedAt = at('2026-03-01T00:00');
    await engines.bus.publish([
      ...entities,
      readingsRecord(meter, [intervalAt(end, 100), intervalAt(end + QUARTER_MS, 100)], { receivedAt }),
    ]);
    await published([`site:${site.id}`], 2);
    await engines.bus.publish([readingsRecord(meter, [intervalAt(end - HOUR_MS, 100)], { receivedAt })]);
    await published([meter.id], 3);
    engines.clock.advance(61_000);
    const told = await published([`site:${site.id}`], 4);
    expect(told[2]).toMatchObject({ metric: 'energy.day', value: 200, revision: 1 });
  });

  it('closes the day of a live site and tells that its meter is silent by the clock on the wall', async () => {
    const { meter, site, entities } = aMeteredSite();
    engines.clock.set(at('2026-03-03T23:50'));
    const last = at('2026-03-03T23:45');
    await engines.bus.publish([
      ...entities,
      readingsRecord(meter, [intervalAt(last, 100)], { receivedAt: engines.clock.now() }),
    ]);
    await published([meter.id], 1);
    engines.clock.set(at('2026-03-04T00:15'));
    expect((await published([`site:${site.id}`], 2))[0]).toMatchObject({ metric: 'energy.day', value: 100 });
    engines.clock.set(last + 2 * HOUR_MS);
    const [, silence] = await published([meter.id], 2);
    expect(silence).toMatchObject({ metric: 'blind.time', subject: `device:${meter.id}`, from: last, value: 2 });
    const back = last + 3 * HOUR_MS;
    engines.clock.set(back);
    await engines.bus.publish([
      readingsRecord(meter, [intervalAt(back, 1), intervalAt(back + QUARTER_MS, 1)], { receivedAt: back }),
    ]);
    const signals = await eventually(async () => {
      const found = await signalsOf([`device:${meter.id}`]);
      expect(found.at(-1)).toMatchObject({ at: back + QUARTER_MS, value: 0 });
      return found;
    });
    expect(signals.at(-2)).toMatchObject({ from: last, at: back, value: 3 });
  });

  describe('over HTTP', () => {
    let app: NestFastifyApplication;
    let caller: Principal;

    beforeAll(async () => {
      app = await createHttpApp([service.module], { authenticator: { authenticate: () => Promise.resolve(caller) } });
    });
    afterAll(() => app.close());

    const staff = (over: Partial<Principal>): Principal => ({
      subject: 's',
      roles: ['service_manager'],
      institutionId: null,
      enterpriseId: null,
      kind: 'staff',
      ...over,
    });
    const get = async (deviceId: string, principal: Principal) => {
      caller = principal;
      return app.inject({ method: 'GET', url: `/v1/meters/${deviceId}`, headers: { authorization: 'Bearer t' } });
    };

    it('shows what a register says and where it started again, to whoever may see electricity there', async () => {
      const { site, meter, entities } = aMeteredSite();
      const institutionId = engines.ids.next();
      const grant = {
        id: engines.ids.next(),
        institutionId,
        enterpriseId: site.enterpriseId,
        signalKinds: ['electricity' as const],
        from: '2026-01-01',
        to: null,
        status: 'ACTIVE' as const,
      };
      const start = at('2026-03-02T08:00');
      await engines.bus.publish([
        ...entities,
        entityRecord('grant', grant),
        readingsRecord(meter, [registerAt(start, 1_000), registerAt(start + QUARTER_MS, 3)], {
          receivedAt: start + DAY_MS,
        }),
      ]);
      await published([meter.id], 1);
      const answer = await get(meter.id, staff({}));
      expect(answer.statusCode).toBe(200);
      expect(answer.json()).toEqual({
        deviceId: meter.id,
        registers: [
          {
            channel: 'register',
            valueWh: 3,
            observedAt: '2026-03-02T00:15:00.000Z',
            cycles: [
              { startedAt: '2026-03-02T00:15:00.000Z', valueWh: 3, reason: 'reset' },
              { startedAt: '2026-03-02T00:00:00.000Z', valueWh: 1_000, reason: 'first' },
            ],
          },
        ],
      });
      const granted = staff({ roles: ['risk_manager'], institutionId });
      await eventually(async () => expect((await get(meter.id, granted)).statusCode).toBe(200));
      const stranger = staff({ roles: ['risk_manager'], institutionId: engines.ids.next() });
      expect((await get(meter.id, stranger)).statusCode).toBe(404);
    });
  });
});
