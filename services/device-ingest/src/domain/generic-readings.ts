import { DomainError, type ErrorKind, type FieldError } from '@loanwatch/kernel';
import { pointerTo, type RawReading, type Rejection } from './raw-reading';
import { epochMs } from './time-stamp';

export const MAX_READINGS = 1_000;
const MAX_NAME_LENGTH = 128;
const MIN_INTERVAL_SECONDS = 0.001;
const MAX_INTERVAL_SECONDS = 31 * 86_400;
const MAX_ATTRIBUTES = 20;

/** The readings of a body and what is wrong with the others, each by its index. */
export interface ReadReadings {
  readonly readings: readonly RawReading[];
  readonly rejected: readonly Rejection[];
}

/**
 * Reads the generic body `{ "readings": [ { channel, metric?, value, unit?, observedAt, intervalSeconds?, attributes? } ] }`.
 * Written out rather than left to a schema validator: it is the hottest loop of the service and must name every bad
 * reading of a batch while keeping the good ones.
 */
export function readGeneric(body: unknown): ReadReadings {
  const list = readingsOf(body);
  const readings: RawReading[] = [];
  const rejected: Rejection[] = [];
  const stamps = new StampReader();
  for (let index = 0; index < list.length; index += 1) {
    const outcome = readOne(list[index], index, stamps);
    if ('code' in outcome) rejected.push(outcome);
    else readings.push(outcome);
  }
  return { readings, rejected };
}

/** A gateway stamps the readings of one message alike: the text is read again only when it changes. */
class StampReader {
  private stamp: unknown;
  private ms = Number.NaN;

  read(stamp: unknown): number {
    if (stamp !== this.stamp) {
      this.stamp = stamp;
      this.ms = epochMs(stamp);
    }
    return this.ms;
  }
}

export function assertBatchSize(count: number, pointer: string): void {
  if (count === 0) throw refused('request.invalid', 'invalid', { pointer, detail: 'at least one reading is needed' });
  if (count > MAX_READINGS) {
    throw refused('reading.too-many', 'too-large', {
      pointer,
      detail: `${count} readings; at most ${MAX_READINGS} in one request`,
    });
  }
}

function readingsOf(body: unknown): readonly unknown[] {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw refused('request.invalid', 'invalid', { pointer: '', detail: 'expected an object with "readings"' });
  }
  for (const key of Object.keys(body)) {
    if (key !== 'readings')
      throw refused('request.unknown-field', 'invalid', { pointer: `/${key}`, detail: 'not a field of this request' });
  }
  const list = (body as { readings?: unknown }).readings;
  if (!Array.isArray(list))
    throw refused('request.invalid', 'invalid', { pointer: '/readings', detail: 'expected an array' });
  assertBatchSize(list.length, '/readings');
  return list as unknown[];
}

function readOne(item: unknown, index: number, stamps: StampReader): RawReading | Rejection {
  if (typeof item !== 'object' || item === null || Array.isArray(item)) {
    return { pointer: pointerTo(index), code: 'reading.wrong-type', detail: 'expected an object' };
  }
  const { channel, metric, value, unit, observedAt, intervalSeconds, attributes } = item as Record<string, unknown>;
  if (!isName(channel)) return wrongType(index, 'channel', `text of 1 to ${MAX_NAME_LENGTH} characters`);
  if (value === undefined) return wrongType(index, 'value', 'a value');
  if (metric !== undefined && !isName(metric)) return wrongType(index, 'metric', 'text');
  if (unit !== undefined && !isName(unit)) return wrongType(index, 'unit', 'text');
  if (intervalSeconds !== undefined && !isInterval(intervalSeconds)) {
    return wrongType(index, 'intervalSeconds', `${MIN_INTERVAL_SECONDS} to ${MAX_INTERVAL_SECONDS} seconds`);
  }
  if (attributes !== undefined && !isAttributes(attributes)) {
    return wrongType(index, 'attributes', `an object of at most ${MAX_ATTRIBUTES} texts, numbers or booleans`);
  }
  const unknown = unknownField(item);
  if (unknown !== undefined) {
    const pointer = `${pointerTo(index)}/${escapePointer(unknown)}`;
    return { pointer, code: 'request.unknown-field', detail: 'not a field of a reading' };
  }
  return {
    channel,
    metric,
    value,
    unit,
    observedAt: stamps.read(observedAt),
    intervalMs: intervalSeconds === undefined ? undefined : Math.round(intervalSeconds * 1000),
    attributes,
    place: index,
  };
}

function unknownField(item: object): string | undefined {
  for (const key in item) {
    switch (key) {
      case 'channel':
      case 'metric':
      case 'value':
      case 'unit':
      case 'observedAt':
      case 'intervalSeconds':
      case 'attributes':
        break;
      default:
        return key;
    }
  }
  return undefined;
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && value.length > 0 && value.length <= MAX_NAME_LENGTH;
}

function isInterval(value: unknown): value is number {
  return typeof value === 'number' && value >= MIN_INTERVAL_SECONDS && value <= MAX_INTERVAL_SECONDS;
}

function isAttributes(value: unknown): value is Record<string, string | number | boolean> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const entries = Object.entries(value);
  return entries.length <= MAX_ATTRIBUTES && entries.every(([key, field]) => isName(key) && isScalar(field));
}

function isScalar(value: unknown): boolean {
  return (
    typeof value === 'boolean' ||
    // JSON has larger numbers than we do; they are read as infinite.
    Number.isFinite(value) ||
    (typeof value === 'string' && value.length <= MAX_NAME_LENGTH)
  );
}

function wrongType(index: number, field: string, expected: string): Rejection {
  return { pointer: `${pointerTo(index)}/${field}`, code: 'reading.wrong-type', detail: `expected ${expected}` };
}

function escapePointer(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}

function refused(code: string, kind: ErrorKind, error: FieldError): DomainError {
  return new DomainError(code, kind, error.detail, { errors: [error] });
}
