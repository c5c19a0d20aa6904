import type { EntityOf, Reading, ReadingBatch, Signal } from '@loanwatch/contracts';
import { DayLedger } from '@loanwatch/kernel';
import { aChannel, aDevice, aPlace } from '@loanwatch/testing';
import { EntityIndex } from '../entity-index';
import { DayRecords } from './day-records';
import type { Derivation } from './derivation';
import { Fold } from './fold';
import { deviceKey, siteKey, Workset } from './workset';

const QUARTER_MS = 900_000;
const at = (text: string): number => Date.parse(`2026-03-${text}:00+08:00`);

/** Counts readings: each contributes its value to its day, a closed day tells its sum. */
const summing: Derivation<number> = {
  service: 'summing',
  families: new Set(),
  registers: new Set(),
  timed: new Set(['energy.interval']),
  recordDays: 0,
  watches: ({ kind }) => kind === 'meter',
  siteKeys: () => [],
  batchKeys: () => [],
  weightOf: () => 1,
  wake: () => undefined,
  derive: ({ observedAt, value }, scope) => scope.contribute(observedAt - QUARTER_MS, Number(value), QUARTER_MS),
  closeDay({ records, date, total, emit, isCorrection, site, to }) {
    const revision = records.put(date, total?.amount ?? 0);
    emit({
      metric: 'energy.day',
      subject: `site:${site.id}`,
      at: to,
      value: total?.amount ?? 0,
      coverage: 1,
      algorithm: 'summing@1',
      revision,
      attributes: { date, isCorrection },
    });
  },
};

function aSite(change: Partial<EntityOf<'device'>> = {}) {
  const { site } = aPlace();
  const device = aDevice(site, { kind: 'meter', ...change });
  const entities = new EntityIndex();
  const channel = aChannel(device, 'main', 'energy.interval');
  entities.apply({ kind: 'site', id: site.id, version: 1, deleted: false, entity: site });
  entities.apply({ kind: 'device', id: device.id, version: 1, deleted: false, entity: device });
  entities.apply({ kind: 'channel', id: channel.id, version: 1, deleted: false, entity: channel });
  const work = new Workset<number>();
  work.rememberDays(site.id, new DayLedger(), new DayRecords<number>());
  let messages = 0;
  const feed = (times: readonly string[], { id = `m${(messages += 1)}`, live = false, channelName = 'main' } = {}) => {
    const readings = times.map((time): Reading => ({
      channel: channelName,
      metric: 'energy.interval',
      observedAt: at(time),
      value: 1,
    }));
    const newest = Math.max(...readings.map(({ observedAt }) => observedAt));
    const batch: ReadingBatch = {
      deviceId: device.id,
      siteId: site.id,
      enterpriseId: site.enterpriseId,
      receivedAt: live ? newest : newest + 86_400_000,
      transport: 'http',
      format: 'generic',
      readings,
    };
    const fold = new Fold(summing, work, entities, batch.receivedAt);
    return { ...fold.batch(batch, id), unknown: fold.unknownReadings };
  };
  const wake = (key: string, time: string) =>
    new Fold(summing, work, entities, at(time)).wake(key, site.id)?.signals ?? [];
  const dueAt = (key: string) => [...work.changedState()].find(([changed]) => changed === key)?.[1].dueAt;
  return { site, device, feed, wake, dueAt };
}

const days = (signals: readonly Signal[]) =>
  signals
    .filter(({ metric }) => metric === 'energy.day')
    .map(({ attributes, value, revision }) => ({ ...attributes, value, revision }));

describe('readings folded into site days', () => {
  it('close a day by a later reading, after the grace', () => {
    const { feed } = aSite();
    expect(days(feed(['02T12:00', '03T00:14']).signals)).toEqual([]);
    expect(days(feed(['03T00:15']).signals)).toEqual([
      { date: '2026-03-02', isCorrection: false, value: 2, revision: 0 },
    ]);
  });

  it('close the last day of a history that ends at midnight, when all of it was observed', () => {
    const { feed } = aSite();
    const quarters = Array.from({ length: 96 }, (_, index) => new Date(at('02T00:00') + (index + 1) * QUARTER_MS));
    const times = quarters.map((time) => new Date(time.getTime() + 8 * 3_600_000).toISOString().slice(8, 16));
    expect(days(feed(times.slice(0, 95)).signals)).toEqual([]);
    expect(days(feed(times.slice(95)).signals)).toEqual([
      { date: '2026-03-02', isCorrection: false, value: 96, revision: 0 },
    ]);
    expect(days(feed(['03T00:15', '03T00:30']).signals)).toEqual([]);
  });

  it('tell a day again once its device has moved on, however many late readings changed it', () => {
    const { feed } = aSite();
    feed(['02T12:00', '03T12:00']);
    const told = feed(['02T13:00', '02T14:00', '03T12:15']).signals;
    expect(days(told)).toEqual([{ date: '2026-03-02', isCorrection: true, value: 3, revision: 1 }]);
  });

  it('tell a changed day when the device says nothing more for a minute', () => {
    const { feed, wake, device, dueAt } = aSite();
    feed(['02T12:00', '03T12:00']);
    feed(['02T13:00']);
    expect(dueAt(deviceKey(device.id))).toBe(at('03T13:01'));
    expect(wake(deviceKey(device.id), '03T13:00')).toEqual([]);
    expect(days(wake(deviceKey(device.id), '03T13:01'))).toEqual([
      { date: '2026-03-02', isCorrection: true, value: 2, revision: 1 },
    ]);
    expect(dueAt(deviceKey(device.id))).toBeNull();
  });

  it('count a message once that comes twice', () => {
    const { feed } = aSite();
    feed(['02T12:00'], { id: 'same' });
    feed(['02T12:00'], { id: 'same' });
    expect(days(feed(['03T12:00']).signals)).toMatchObject([{ value: 1 }]);
  });

  it('leave out a channel that is not registered', () => {
    const { feed } = aSite();
    expect(feed(['02T12:00', '02T12:15'], { channelName: 'gone' })).toMatchObject({ signals: [], unknown: 2 });
  });
});

describe('wall time', () => {
  it('closes the days of a live site only', () => {
    const live = aSite();
    live.feed(['02T12:00'], { live: true });
    expect(live.dueAt(siteKey(live.site.id))).toBe(at('03T00:15'));
    expect(days(live.wake(siteKey(live.site.id), '03T00:15'))).toMatchObject([{ date: '2026-03-02', value: 1 }]);
    const history = aSite();
    history.feed(['02T12:00']);
    expect(history.dueAt(siteKey(history.site.id))).toBeNull();
    expect(history.wake(siteKey(history.site.id), '09T00:15')).toEqual([]);
  });

  it('tells the silence of a live device that is in service and this service watches', () => {
    const silence = (change: Partial<EntityOf<'device'>>, live = true) => {
      const { feed, wake, device } = aSite(change);
      feed(['02T12:00'], { live });
      return wake(deviceKey(device.id), '02T14:00').map(({ metric, value }) => [metric, value]);
    };
    expect(silence({})).toEqual([['blind.time', 2]]);
    expect(silence({ expectedIntervalSeconds: 1_801 })).toEqual([]);
    expect(silence({ status: 'OUT_OF_SERVICE' })).toEqual([]);
    expect(silence({ kind: 'camera' })).toEqual([]);
    expect(silence({}, false)).toEqual([]);
  });
});
