import { sampler, type SimulatedDevice, type SimulatedReading, type Span, within } from './device';
import type { Noise } from './noise';
import type { Place } from './place';

export interface CameraOptions {
  readonly noise: Noise;
  /** Watched regions: how much of the pledged goods is not where it was, 0 to 1, over time (ms). */
  readonly regions?: Readonly<Record<string, (at: number) => number>>;
  /** When something hangs over the lens. */
  readonly covered: readonly Span[];
}

/** A camera that tells its own health and, while it sees, how much of each region has changed. */
export function camera(key: string, { noise, regions = {}, covered }: CameraOptions): SimulatedDevice {
  return sampler(key, [], (at) => {
    if (within(covered, at)) return [{ channel: 'health', value: 'COVERED' }];
    const changes = Object.entries(regions).map(([region, changedAt]) => ({
      channel: region,
      value: round(Math.min(1, Math.max(0, changedAt(at) + 0.012 * (1 + noise.wobble(region, at)))), 4),
    }));
    return [{ channel: 'health', value: 'OK' }, ...changes];
  });
}

/** Goods that are taken away during a span and do not come back. */
export function takenAway({ from, to }: Span, share: number): (at: number) => number {
  return (at) => (at <= from ? 0 : share * Math.min(1, (at - from) / (to - from)));
}

export interface Intrusion {
  /** ms since the epoch. */
  readonly at: number;
  readonly objectClass: 'person' | 'vehicle' | 'animal';
  /** 0 to 1. */
  readonly score: number;
}

/** A guarded zone that reports what enters it. */
export function intrusionZone(key: string, channel: string, intrusions: readonly Intrusion[]): SimulatedDevice {
  return {
    key,
    observe: (from, to) =>
      intrusions
        .filter(({ at }) => at > from && at <= to)
        .map(({ at, objectClass, score }): SimulatedReading => ({
          channel,
          value: 1,
          observedAt: at,
          attributes: { objectClass, score, zone: channel },
        })),
  };
}

export interface ClimateOptions {
  readonly place: Place;
  readonly noise: Noise;
  /** Mean temperature, degrees Celsius, and how far it swings over the day. */
  readonly mean: number;
  readonly swing: number;
  /** When something is wrong, and by how many degrees it is too warm. */
  readonly heated?: Span & { readonly by: number };
}

const WARMEST_MS = 15 * 3_600_000;
const DAY_MS = 86_400_000;

/** A sensor of temperature and humidity. */
export function climateSensor(key: string, { place, noise, mean, swing, heated }: ClimateOptions): SimulatedDevice {
  return sampler(key, [], (at) => {
    const phase = (2 * Math.PI * (place.timeOfDay(at) - WARMEST_MS)) / DAY_MS;
    const trouble = heated !== undefined && within([heated], at) ? heated.by : 0;
    const temperature = mean + swing * Math.cos(phase) + 0.3 * noise.wobble('t', at) + trouble;
    const humidity = 55 - swing * 2 * Math.cos(phase) + 2 * noise.wobble('h', at);
    return [
      { channel: 'temperature', value: round(temperature, 1) },
      { channel: 'humidity', value: round(humidity, 1) },
    ];
  });
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
