import { normalise, type DeviceConfig } from './normalise';
import type { RawReading } from './raw-reading';

const NOW = Date.parse('2026-05-04T02:00:00Z');
const channels = new Map([
  ['room', 'temperature'],
  ['meter', 'energy.register'],
  ['camera', 'camera.health'],
]);
const device: DeviceConfig = {
  latenessLimitMs: 7 * 86_400_000,
  channel: (name) => {
    const metric = channels.get(name);
    return metric === undefined ? undefined : { name, metric };
  },
};
const reading = (changes: Partial<RawReading>): RawReading => ({
  channel: 'room',
  value: 21.5,
  observedAt: NOW,
  place: 3,
  ...changes,
});

describe('a reading held against its device', () => {
  it('is kept in the canonical unit of its metric', () => {
    expect(normalise(reading({ channel: 'meter', value: 3.17, unit: 'kWh' }), device, NOW)).toEqual({
      channel: 'meter',
      metric: 'energy.register',
      observedAt: NOW,
      value: 3170,
    });
  });

  it.each<[string, Partial<RawReading>, string, string]>([
    ['a channel the device does not have', { channel: 'roof' }, 'reading.unknown-channel', '/channel'],
    [
      'a channel named like a property of every object',
      { channel: 'constructor' },
      'reading.unknown-channel',
      '/channel',
    ],
    ['a metric nobody knows', { metric: 'mood' }, 'reading.unknown-metric', '/metric'],
    ['a metric that only signals have', { metric: 'operating.rate' }, 'reading.unknown-metric', '/metric'],
    ['another metric than the channel measures', { metric: 'humidity' }, 'reading.wrong-metric', '/metric'],
    ['a unit the metric cannot be given in', { unit: 'kWh' }, 'reading.wrong-unit', '/unit'],
    ['a value no place on earth has', { value: 5_000 }, 'reading.out-of-range', '/value'],
    ['a value that is text', { value: '21.5' }, 'reading.wrong-type', '/value'],
    ['a state the metric does not have', { channel: 'camera', value: 'SLEEPY' }, 'reading.wrong-type', '/value'],
    ['a time without an offset', { observedAt: Number.NaN }, 'reading.wrong-time', '/observedAt'],
    ['a time ten minutes ahead', { observedAt: NOW + 600_000 }, 'reading.in-future', '/observedAt'],
    ['a time before the lateness limit', { observedAt: NOW - 8 * 86_400_000 }, 'reading.too-late', '/observedAt'],
  ])('is refused for %s, naming the field', (_, changes, code, field) => {
    expect(normalise(reading(changes), device, NOW)).toMatchObject({ code, pointer: `/readings/3${field}` });
  });
});
