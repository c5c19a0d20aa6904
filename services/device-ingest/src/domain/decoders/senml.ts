import type { RawReading } from '../raw-reading';
import { asObject, UnreadablePayload, type Decoder } from './decoder';
import { parseJson } from './decoder';

/** RFC 8428 §4.5.3: a time below 2^28 seconds is relative to now. */
const RELATIVE_BELOW_S = 2 ** 28;

/**
 * SenML (RFC 8428, application/senml+json). The resolved name (base name + name) is the channel. Base values apply to the
 * records after them. A sum (`s`) is not supported: the metrics we keep are values.
 */
export const senml: Decoder = {
  format: 'senml',
  decode({ payload, receivedAt }) {
    return { readings: resolveSenml(parseJson(payload), receivedAt) };
  },
};

export function resolveSenml(pack: unknown, receivedAt: number): RawReading[] {
  if (!Array.isArray(pack)) throw new UnreadablePayload('payload.unreadable', 'a SenML pack is an array of records');
  let base: Base = { name: '', timeS: 0, unit: undefined, value: 0 };
  const readings: RawReading[] = [];
  pack.forEach((element, index) => {
    const record = asObject(element, `record ${index}`);
    base = {
      name: text(record['bn']) ?? base.name,
      timeS: number(record['bt']) ?? base.timeS,
      unit: text(record['bu']) ?? base.unit,
      value: number(record['bv']) ?? base.value,
    };
    const value = valueOf(record, base);
    if (value === undefined) return; // a record of base values only
    const unit = text(record['u']) ?? base.unit;
    const timeS = base.timeS + (number(record['t']) ?? 0);
    readings.push({
      channel: base.name + (text(record['n']) ?? ''),
      value,
      ...(unit !== undefined && { unit }),
      observedAt: timeS < RELATIVE_BELOW_S ? receivedAt + Math.round(timeS * 1000) : Math.round(timeS * 1000),
      place: `/${index}`,
    });
  });
  return readings;
}

interface Base {
  readonly name: string;
  readonly timeS: number;
  readonly unit: string | undefined;
  readonly value: number;
}

function valueOf(record: Readonly<Record<string, unknown>>, base: Base): unknown {
  if ('v' in record) return typeof record['v'] === 'number' ? record['v'] + base.value : record['v'];
  return record['vs'] ?? record['vb'];
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function number(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}
