import { DAY_MS } from '@loanwatch/kernel';
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
import { ENTITY_MIGRATION, EntityReplica } from '../entity-replica';
import type { Derivation } from './derivation';
import { DERIVATION_MIGRATION } from './schema';
import { SignalDeriver } from './signal-deriver';

/** Tells that a day is over; of the site in `failing` it cannot. */
function dayTeller(failing: Set<string>): Derivation<object> {
  return {
    service: 'metering',
    families: new Set(['electricity']),
    registers: new Set(),
    timed: new Set(['energy.interval']),
    recordDays: 0,
    watches: () => false,
    siteKeys: () => [],
    batchKeys: () => [],
    weightOf: () => 1,
    wake: () => undefined,
    derive: ({ observedAt }, scope) => scope.contribute(observedAt - 1, 1, 1),
    closeDay({ site, to, emit }) {
      if (failing.has(site.id)) throw new RangeError('this day cannot be told');
      const subject = `site:${site.id}`;
      emit({ metric: 'energy.day', subject, at: to, value: 1, coverage: 1, algorithm: 'spec.day@1' });
    },
  };
}

describe('deriving signals by wall time', () => {
  let engines: TestEngines;
  beforeAll(async () => {
    engines = await testEngines({ now: '2026-03-02T01:00:00Z' });
  });
  afterAll(() => engines.close());

  it('does not let a site whose day cannot be told keep the others waiting', async () => {
    const { bus, clock, ids } = engines;
    const failing = new Set<string>();
    const database = await engines.database.open('metering', [ENTITY_MIGRATION, DERIVATION_MIGRATION]);
    const replica = new EntityReplica('metering', database, bus);
    const deriver = new SignalDeriver(dayTeller(failing), { database, bus, clock, ids }, replica, 20);
    await replica.start();
    await deriver.start();
    const sites = await Promise.all(
      [1, 2].map(async () => {
        const { enterprise, site } = aPlace();
        const meter = aDevice(site, { kind: 'meter' });
        await bus.publish([
          entityRecord('enterprise', enterprise),
          entityRecord('site', site),
          entityRecord('device', meter),
          entityRecord('channel', aChannel(meter, 'main', 'energy.interval')),
          readingsRecord(meter, [{ channel: 'main', metric: 'energy.interval', observedAt: clock.now(), value: 1 }]),
        ]);
        return site.id;
      }),
    );
    failing.add(sites[0] ?? '');
    await eventually(async () => {
      const { rows } = await database.query('SELECT key FROM derivation_state WHERE due_at IS NOT NULL');
      expect(rows).toHaveLength(2);
    });

    clock.advance(DAY_MS);

    const told = await eventually(async () => {
      const signals = await publishedSignals(bus);
      expect(signals).not.toEqual([]);
      return signals;
    });
    expect(told.map(({ subject }) => subject)).toEqual([`site:${sites[1]}`]);
    await deriver.stop();
    await replica.stop();
  });
});
