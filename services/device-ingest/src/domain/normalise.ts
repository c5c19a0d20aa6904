import { convertUnit, isPlausible, type Metric, metric as metricOf, type Reading } from '@loanwatch/contracts';
import { pointerTo, type RawReading, type Rejection } from './raw-reading';

/** A device clock may run ahead of ours by this much; further ahead its stamps cannot be trusted. */
export const FUTURE_TOLERANCE_MS = 5 * 60_000;

export interface ChannelConfig {
  readonly name: string;
  readonly metric: string;
}

export interface DeviceConfig {
  /** Readings observed longer ago than this are refused. */
  readonly latenessLimitMs: number;
  channel(name: string): ChannelConfig | undefined;
}

/**
 * Holds one reading against its device's channels, its metric's unit and plausible range, and the clock.
 * `now` is the time of receipt, epoch milliseconds.
 */
export function normalise(raw: RawReading, device: DeviceConfig, now: number): Reading | Rejection {
  const channel = device.channel(raw.channel);
  if (channel === undefined) {
    return reject(raw, '/channel', 'reading.unknown-channel', 'the device has no channel of this name');
  }
  const { metric: code } = channel;
  const metric = metricOf(code);
  if (raw.metric !== undefined && raw.metric !== code) return otherMetric(raw, raw.metric, code);
  if (metric === undefined || metric.of === 'signal') return unknownMetric(raw);
  const time = timeRefusal(raw, device, now);
  if (time !== undefined) return time;
  const value = canonicalValue(raw, metric);
  if (typeof value === 'object') return value;

  const { observedAt, intervalMs, attributes } = raw;
  const reading: Reading = { channel: channel.name, metric: code, observedAt, value };
  if (intervalMs === undefined && attributes === undefined) return reading;
  return {
    ...reading,
    ...(intervalMs !== undefined && { intervalMs }),
    ...(attributes !== undefined && { attributes }),
  };
}

export function isRejection(outcome: Reading | Rejection): outcome is Rejection {
  return 'code' in outcome;
}

function otherMetric(raw: RawReading, named: string, expected: string): Rejection {
  const metric = metricOf(named);
  if (metric === undefined || metric.of === 'signal') return unknownMetric(raw);
  return reject(raw, '/metric', 'reading.wrong-metric', `the channel measures ${expected}`);
}

function unknownMetric(raw: RawReading): Rejection {
  return reject(raw, '/metric', 'reading.unknown-metric', 'no such reading metric');
}

function timeRefusal(raw: RawReading, device: DeviceConfig, now: number): Rejection | undefined {
  const { observedAt } = raw;
  if (!Number.isFinite(observedAt)) {
    return reject(
      raw,
      '/observedAt',
      'reading.wrong-time',
      'expected ISO 8601 with an offset, e.g. 2026-05-01T08:00:00+08:00',
    );
  }
  if (observedAt > now + FUTURE_TOLERANCE_MS) {
    return reject(
      raw,
      '/observedAt',
      'reading.in-future',
      `more than ${FUTURE_TOLERANCE_MS / 60_000} minutes ahead of the time of receipt`,
    );
  }
  // What is published counts from 1970, however long a device may be late.
  if (observedAt < Math.max(0, now - device.latenessLimitMs)) {
    return reject(
      raw,
      '/observedAt',
      'reading.too-late',
      `older than the device's lateness limit of ${device.latenessLimitMs / 1000} s`,
    );
  }
  return undefined;
}

function canonicalValue(raw: RawReading, metric: Metric): number | string | Rejection {
  if (metric.kind === 'state') {
    const states = metric.states ?? [];
    return typeof raw.value === 'string' && states.includes(raw.value)
      ? raw.value
      : reject(raw, '/value', 'reading.wrong-type', `expected one of ${states.join(', ')}`);
  }
  if (typeof raw.value !== 'number' || !Number.isFinite(raw.value)) {
    return reject(raw, '/value', 'reading.wrong-type', 'expected a number');
  }
  const value = raw.unit === undefined ? raw.value : convertUnit(metric, raw.value, raw.unit);
  if (value === undefined) {
    return reject(raw, '/unit', 'reading.wrong-unit', `expected ${acceptedUnits(metric)}`);
  }
  if (!isPlausible(metric, value)) {
    return reject(raw, '/value', 'reading.out-of-range', `plausible: ${metric.min} to ${metric.max} ${metric.unit}`);
  }
  return value;
}

function acceptedUnits(metric: Metric): string {
  return [metric.unit, ...Object.keys(metric.units).filter((unit) => unit !== metric.unit)].join(', ');
}

function reject(raw: RawReading, field: string, code: string, detail: string): Rejection {
  return { pointer: pointerTo(raw.place) + field, code, detail };
}
