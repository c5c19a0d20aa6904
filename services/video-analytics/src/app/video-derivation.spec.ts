import type { KeyPerson, Reading } from '@loanwatch/contracts';
import { aChannel, aDevice, aPlace, MemoryFold } from '@loanwatch/testing';
import { type AttendanceFacts, videoDerivation } from './video-derivation';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const at = (text: string): number => Date.parse(`2026-03-${text}:00+08:00`);

function aWatchedSite(people: readonly Pick<KeyPerson, 'token' | 'consent'>[] = []) {
  const { site } = aPlace();
  const dropped: string[] = [];
  const camera = aDevice(site, { kind: 'camera' });
  const channels = [
    aChannel(camera, 'yard', 'intrusion'),
    aChannel(camera, 'lens', 'camera.health'),
    aChannel(camera, 'stack', 'goods.change', { weight: 2 }),
    aChannel(camera, 'face', 'person.match'),
    aChannel(camera, 'in', 'people.in'),
    aChannel(camera, 'total', 'people.in.total'),
    aChannel(camera, 'inside', 'people.present'),
  ];
  const derivation = videoDerivation({
    personOf: (enterpriseId, token) => {
      const person = people.find((known) => known.token === token);
      return person && { ...person, id: token, enterpriseId, role: 'manager' };
    },
    onMatchDropped: (reason) => dropped.push(reason),
  });
  const fold = new MemoryFold<AttendanceFacts>(derivation, { site, devices: [camera], channels });
  const tell = (readings: readonly Reading[]) => fold.feed(camera, readings, 500, at('31T00:00')).signals;
  return { tell, fold, dropped };
}

describe('a camera', () => {
  it('tells its health when it changes, and once an hour', () => {
    const { tell } = aWatchedSite();
    const states = ['OK', 'OK', 'OK', 'OK', 'OK', 'COVERED', 'COVERED', 'OK'];
    const told = tell(
      states.map((value, i) => ({
        channel: 'lens',
        metric: 'camera.health',
        observedAt: at('02T08:00') + i * 15 * MINUTE,
        value,
      })),
    );
    expect(told.map(({ value, at: when }) => [value, (when - at('02T08:00')) / MINUTE])).toEqual([
      ['OK', 0],
      ['OK', 60],
      ['COVERED', 75],
      ['OK', 105],
    ]);
  });

  it('tells a late state only when it differs', () => {
    const { tell } = aWatchedSite();
    const health = (time: string, value: string): Reading => ({
      channel: 'lens',
      metric: 'camera.health',
      observedAt: at(time),
      value,
    });
    const told = tell([health('02T09:00', 'OK'), health('02T08:00', 'COVERED'), health('02T08:15', 'OK')]);
    expect(told.map(({ value }) => value)).toEqual(['OK', 'COVERED']);
  });

  it('tells an intrusion once a minute for each incident, or kind of object in a zone', () => {
    const { tell } = aWatchedSite();
    const seen = (second: number, attributes: Reading['attributes'] = {}): Reading => ({
      channel: 'yard',
      metric: 'intrusion',
      observedAt: at('02T23:00') + second * 1_000,
      value: 1,
      attributes: { zone: 'gate', objectClass: 'person', score: 0.9, ...attributes },
    });
    const told = tell([
      seen(0),
      seen(20),
      seen(59),
      seen(60),
      seen(61, { objectClass: 'car' }),
      seen(62, { incident: 'a' }),
      seen(63, { incident: 'b' }),
      seen(64, { incident: 'a' }),
    ]);
    expect(told.map((signal) => (signal.at - at('02T23:00')) / 1_000)).toEqual([0, 60, 61, 62, 63]);
    expect(told[0]).toMatchObject({
      metric: 'intrusion',
      attributes: { zone: 'gate', objectClass: 'person', score: 0.9 },
    });
  });

  it('tells how much of a region has changed, with its weight', () => {
    const { tell } = aWatchedSite();
    expect(tell([{ channel: 'stack', metric: 'goods.change', observedAt: at('02T08:00'), value: 0.25 }])).toMatchObject(
      [{ metric: 'goods.change', value: 0.25, attributes: { weight: 2 } }],
    );
  });

  it('that went dark is told as blind', () => {
    const { tell } = aWatchedSite();
    const lens = (time: string): Reading => ({
      channel: 'lens',
      metric: 'camera.health',
      observedAt: at(time),
      value: 'OK',
    });
    const told = tell([lens('02T08:00'), lens('02T14:00')]);
    expect(told.filter(({ metric }) => metric === 'blind.time')).toMatchObject([{ value: 6, from: at('02T08:00') }]);
  });
});

describe('a counter', () => {
  const total = (time: string, value: number): Reading => ({
    channel: 'total',
    metric: 'people.in.total',
    observedAt: at(time),
    value,
  });

  it('that was away within a day counts for the day, but not as observed', () => {
    const { tell, fold } = aWatchedSite();
    tell([
      total('02T00:00', 0),
      total('02T01:00', 10),
      total('02T09:00', 90),
      total('02T09:45', 95),
      total('03T01:00', 99),
    ]);
    const told = [...fold.latest('people.in').values()].map(({ value, coverage }) => [value, coverage]);
    expect(told).toEqual([
      [10, 1],
      [80, 0],
      [5, 1],
      [4, 0],
    ]);
    expect([...fold.latest('people.attendance').values()]).toMatchObject([{ value: 95, coverage: 0.0729 }]);
  });
});

describe('people inside by the device', () => {
  const inside = (time: string, value: number): Reading => ({
    channel: 'inside',
    metric: 'people.present',
    observedAt: at(time),
    value,
  });

  it('are the occupancy where nobody counts in and out', () => {
    const { tell } = aWatchedSite();
    expect(tell([inside('02T08:00', 12)])).toMatchObject([{ metric: 'people.occupancy', value: 12 }]);
  });

  it('are not, where somebody does', () => {
    const { tell } = aWatchedSite();
    const told = tell([
      { channel: 'in', metric: 'people.in', observedAt: at('02T08:00'), value: 3, intervalMs: 15 * MINUTE },
      inside('02T08:05', 12),
      { channel: 'in', metric: 'people.in', observedAt: at('02T08:15'), value: 0, intervalMs: 15 * MINUTE },
    ]);
    expect(told.filter(({ metric }) => metric === 'people.occupancy')).toMatchObject([{ value: 3 }]);
  });
});

describe('a key person', () => {
  const match = (time: string, token: string, band = 'HIGH'): Reading => ({
    channel: 'face',
    metric: 'person.match',
    observedAt: at(time),
    value: 1,
    attributes: { token, band },
  });
  const consent = { reference: 'doc-1', from: '2026-01-01', to: null };

  it('is told when seen, and on every day how many working days ago that was', () => {
    const { tell, fold } = aWatchedSite([{ token: 'boss', consent }]);
    tell([match('06T09:00', 'boss'), match('09T09:00', 'boss', 'LOW'), match('11T09:00', 'boss')]);
    const seen = fold.signals.filter(({ metric }) => metric === 'person.match');
    expect(seen.map(({ subject, attributes }) => [subject, attributes?.['band']])).toEqual([
      ['person:boss', 'HIGH'],
      ['person:boss', 'LOW'],
      ['person:boss', 'HIGH'],
    ]);
    // Friday to Tuesday: seen, weekend, two working days; a vague likeness is no proof.
    expect([...fold.latest('person.absent').values()].map(({ value }) => value)).toEqual([0, 0, 0, 1, 2]);
  });

  it('without a consent in force is neither told nor remembered, only counted', () => {
    const { tell, dropped } = aWatchedSite([
      { token: 'gone', consent: { ...consent, to: '2026-03-05' } },
      { token: 'withdrawn', consent: { ...consent, to: '2026-03-20' } },
    ]);
    const told = tell([match('06T09:00', 'gone'), match('06T09:01', 'withdrawn'), match('09T09:00', 'stranger')]);
    expect(told.filter(({ subject }) => subject.startsWith('person:'))).toEqual([]);
    expect(dropped).toEqual(['no-consent', 'no-consent', 'unknown-person']);
  });
});

it('an hour of a quiet site costs nothing but its heartbeat', () => {
  const { tell } = aWatchedSite();
  const still = Array.from({ length: 60 }, (_, i): Reading => ({
    channel: 'lens',
    metric: 'camera.health',
    observedAt: at('02T08:00') + (i * HOUR) / 60,
    value: 'OK',
  }));
  expect(tell(still)).toHaveLength(1);
});
