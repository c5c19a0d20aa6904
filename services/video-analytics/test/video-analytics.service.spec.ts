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
import { createService, VideoAnalyticsConfig } from '../src/service';

const QUARTER_MS = 900_000;
const at = (text: string): number => Date.parse(`${text}+08:00`);

/** A site with two doors and a camera of its own for each test. */
function aWatchedSite() {
  const { enterprise, site } = aPlace();
  const doors = [0, 1].map(() => aDevice(site, { kind: 'people-counter' }));
  const camera = aDevice(site, { kind: 'camera' });
  const channels = [
    ...doors.flatMap((door) => [aChannel(door, 'in', 'people.in'), aChannel(door, 'out', 'people.out')]),
    aChannel(camera, 'lens', 'camera.health'),
    aChannel(camera, 'face', 'person.match'),
  ];
  const entities = [
    entityRecord('enterprise', enterprise),
    entityRecord('site', site),
    ...[...doors, camera].map((device) => entityRecord('device', device)),
    ...channels.map((channel) => entityRecord('channel', channel)),
  ];
  const [front, back] = doors;
  if (front === undefined || back === undefined) throw new Error('no doors');
  return { site, front, back, camera, entities };
}

const through = (direction: 'in' | 'out', observedAt: number, value: number): Reading => ({
  channel: direction,
  metric: `people.${direction}`,
  observedAt,
  value,
  intervalMs: QUARTER_MS,
});
const lens = (observedAt: number, value: string): Reading => ({
  channel: 'lens',
  metric: 'camera.health',
  observedAt,
  value,
});

describe('video-analytics', () => {
  let engines: TestEngines;
  let service: Service;

  const started = async (): Promise<Service> => {
    const config = new VideoAnalyticsConfig();
    config.VIDEO_ANALYTICS_WAKE_MS = 20;
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

  const signalsOf = async (...ids: readonly string[]): Promise<Signal[]> =>
    (await publishedSignals(engines.bus)).filter(({ subject }) => ids.some((id) => subject.includes(id)));
  const published = (count: number, ...ids: readonly string[]): Promise<Signal[]> =>
    eventually(
      async () => {
        const signals = await signalsOf(...ids);
        expect(signals).toHaveLength(count);
        return signals;
      },
      { everyMs: 30 },
    );
  const history = { receivedAt: at('2026-03-01T00:00') };

  it('sums the doors of a site into one occupancy and goes on with it after a restart', async () => {
    const { site, front, back, entities } = aWatchedSite();
    const nine = at('2026-02-02T09:00');
    const first = readingsRecord(front, [through('in', nine, 7), through('out', nine, 1)], history);
    await engines.bus.publish([...entities, first, readingsRecord(back, [through('in', nine, 2)], history)]);
    await published(3, front.id, back.id);
    await service.stop();
    service = await started();
    await engines.bus.publish([
      first,
      readingsRecord(back, [through('out', nine + QUARTER_MS, 3)], history),
      readingsRecord(front, [through('in', nine + 2 * QUARTER_MS, 0)], history),
    ]);
    const told = await published(2, `site:${site.id}`);
    expect(told.map(({ at: when, value }) => [when, value])).toEqual([
      [nine, 8],
      [nine + QUARTER_MS, 5],
    ]);
    expect(await signalsOf(front.id, back.id)).toHaveLength(5);
  });

  it('tells the same, however the readings were batched', async () => {
    const start = at('2026-02-02T00:00');
    const readings = Array.from({ length: 96 * 4 }, (_, i) => start + (i + 1) * QUARTER_MS).flatMap((end, i) => [
      through('out', end, (i * 5) % 9),
      through('in', end, (i * 7) % 11),
    ]);
    const told: string[][] = [];
    for (const batchSize of [1, 500]) {
      const { site, front, entities } = aWatchedSite();
      const records = Array.from({ length: Math.ceil(readings.length / batchSize) }, (_, i) =>
        readingsRecord(front, readings.slice(i * batchSize, (i + 1) * batchSize), history),
      );
      await engines.bus.publish([...entities, ...records]);
      const signals = await eventually(async () => {
        const found = await signalsOf(site.id, front.id);
        expect(found.filter(({ subject }) => subject.startsWith('channel:'))).toHaveLength(readings.length);
        return found;
      });
      told.push(
        signals.map((signal) => JSON.stringify(signal).replaceAll(site.id, 'SITE').replaceAll(front.id, 'DOOR')),
      );
    }
    expect(told[0]?.filter((text) => text.includes('people.attendance'))).toHaveLength(4);
    expect(told[0]?.filter((text) => text.includes('"reset":true'))).toHaveLength(4);
    expect(told[1]).toEqual(told[0]);
  });

  it('keeps matches of people who consented, and says when they stay away from a live site', async () => {
    const { site, camera, entities } = aWatchedSite();
    const token = `boss-${site.id}`;
    const person = {
      id: engines.ids.next(),
      enterpriseId: site.enterpriseId,
      token,
      role: 'legal-representative',
      consent: { reference: 'doc-1', from: '2026-01-01', to: null },
    };
    engines.clock.set(at('2026-03-02T09:00'));
    const match = (who: string): Reading => ({
      channel: 'face',
      metric: 'person.match',
      observedAt: at('2026-03-02T09:00'),
      value: 1,
      attributes: { token: who, band: 'HIGH' },
    });
    await engines.bus.publish([...entities, entityRecord('key-person', person)]);
    await engines.bus.publish([readingsRecord(camera, [lens(at('2026-03-02T08:59'), 'OK')])]);
    await published(1, camera.id);
    await engines.bus.publish([readingsRecord(camera, [match(token), match(`stranger-${site.id}`)])]);
    await published(1, token);
    engines.clock.set(at('2026-03-04T00:15'));
    const told = await published(3, token);
    expect(told.map(({ metric, value }) => [metric, value])).toEqual([
      ['person.match', 1],
      ['person.absent', 0],
      ['person.absent', 1],
    ]);
    expect(await signalsOf(`stranger-${site.id}`)).toEqual([]);
  });

  it('tells the last movements, and empties a live site at its quiet hour, by the clock on the wall', async () => {
    const { site, front, entities } = aWatchedSite();
    const ten = at('2026-03-05T22:00');
    engines.clock.set(ten);
    await engines.bus.publish([...entities, readingsRecord(front, [through('in', ten, 4)])]);
    await published(1, front.id);
    engines.clock.set(ten + 61_000);
    expect(await published(1, `site:${site.id}`)).toMatchObject([{ metric: 'people.occupancy', value: 4 }]);
    engines.clock.set(at('2026-03-06T04:01'));
    const told = await eventually(async () => {
      const found = (await signalsOf(`site:${site.id}`)).filter(({ metric }) => metric === 'people.occupancy');
      expect(found).toHaveLength(2);
      return found;
    });
    expect(told[1]).toMatchObject({ value: 0, at: at('2026-03-06T04:00'), attributes: { reset: true, drift: 4 } });
  });

  describe('over HTTP', () => {
    let app: NestFastifyApplication;
    let caller: Principal;

    beforeAll(async () => {
      app = await createHttpApp([service.module], { authenticator: { authenticate: () => Promise.resolve(caller) } });
    });
    afterAll(() => app.close());

    it('shows how many people are on a site, to whoever may see people there', async () => {
      const { site, front, entities } = aWatchedSite();
      const nine = at('2026-02-02T09:00');
      await engines.bus.publish([...entities, readingsRecord(front, [through('in', nine, 7)], history)]);
      await published(1, front.id);
      const get = async (principal: Partial<Principal>) => {
        caller = {
          subject: 's',
          roles: ['risk_manager'],
          institutionId: null,
          enterpriseId: null,
          kind: 'staff',
          ...principal,
        };
        const url = `/v1/people-counters/${site.id}/occupancy`;
        return app.inject({ method: 'GET', url, headers: { authorization: 'Bearer t' } });
      };
      const answer = await get({ roles: ['service_manager'] });
      expect(answer.statusCode).toBe(200);
      expect(answer.json()).toEqual({
        siteId: site.id,
        people: 7,
        at: '2026-02-02T01:00:00.000Z',
        resetAt: '2026-02-02T20:00:00.000Z',
      });
      expect((await get({ institutionId: engines.ids.next() })).statusCode).toBe(404);
      expect((await get({ roles: ['enterprise_user'], enterpriseId: site.enterpriseId })).statusCode).toBe(200);
    });
  });
});
