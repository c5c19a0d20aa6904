import type { CsvColumn, ReplayMapping, ReplayMeasurement, RowFilter } from '@loanwatch/contracts';
import { decimalText } from './decimal-text';
import { RowClock } from './row-time';

/** A reading as POST /v1/readings takes it. */
export interface OutgoingReading {
  readonly channel: string;
  readonly metric?: string;
  readonly value: number | string;
  readonly unit?: string;
  /** ISO 8601, UTC. */
  readonly observedAt: string;
  readonly intervalSeconds?: number;
  readonly attributes?: Readonly<Record<string, string | number | boolean>>;
}

/** A reading with where it came from and where it goes. */
export interface Measured {
  /** Name of the device in the file of device keys. */
  readonly device: string;
  /** ms since the epoch. */
  readonly at: number;
  /** Line of the file, from 1. */
  readonly line: number;
  readonly reading: OutgoingReading;
}

/** A row, or a measurement of it, that did not become a reading. */
export interface Unmeasured {
  readonly line: number;
  /** `missing`: the file says that nothing was measured. `dropped`: the mapping leaves it out. `unreadable`: an error. */
  readonly why: 'missing' | 'dropped' | 'unreadable';
  /** What is the matter, the same for all rows with the same trouble. */
  readonly kind: string;
  /** With the text of this row. */
  readonly detail: string;
}

export type RowOutcome = Measured | Unmeasured;

/** Reads the fields of one row after the other by a mapping. `header`: the names of the columns, when the file has them. */
export class RowReader {
  private readonly clock: RowClock;
  private readonly timeOf: readonly FieldReader[];
  private readonly measurements: readonly CompiledMeasurement[];

  /** Throws {@link UnknownColumn}. */
  constructor(mapping: ReplayMapping, header: readonly string[] | undefined) {
    this.clock = new RowClock(mapping.time);
    this.timeOf = mapping.time.columns.map((column) => fieldReader(column, header));
    this.measurements = mapping.measurements.map((each, index) => compile(each, index, mapping, header));
  }

  /** What the row says; nothing when no measurement applies to it. */
  read(fields: readonly string[], line: number): RowOutcome[] {
    const outcomes: RowOutcome[] = [];
    for (const measurement of this.measurements) {
      if (measurement.applies(fields)) outcomes.push(this.measure(measurement, fields, line));
    }
    return outcomes;
  }

  private measure(measurement: CompiledMeasurement, fields: readonly string[], line: number): RowOutcome {
    const device = measurement.deviceOf(fields);
    if (device === '') return { line, ...unreadable('no device', 'the column is empty') };
    // The time is read even where the value is missing: later rows of the series depend on it.
    const time = this.clock.read(
      this.timeOf
        .map((read) => read(fields))
        .join(' ')
        .trim(),
      `${device}/${measurement.id}`,
    );
    if ('unreadable' in time) return { line, ...unreadable('time not readable', time.unreadable) };
    if ('dropped' in time) return { line, why: 'dropped', kind: 'hour that the clocks skipped', detail: '' };
    const value = measurement.valueOf(fields);
    if (typeof value === 'object') return { line, ...value };
    const at = time.at + measurement.shiftMs;
    return { device, at, line, reading: { ...measurement.fixed, value, observedAt: new Date(at).toISOString() } };
  }
}

export class UnknownColumn extends Error {
  override readonly name = 'UnknownColumn';
}

type FieldReader = (fields: readonly string[]) => string;
type NoValue = Omit<Unmeasured, 'line'>;

interface CompiledMeasurement {
  readonly id: number;
  readonly applies: (fields: readonly string[]) => boolean;
  readonly deviceOf: FieldReader;
  readonly valueOf: (fields: readonly string[]) => number | string | NoValue;
  readonly fixed: Omit<OutgoingReading, 'value' | 'observedAt'>;
  /** From the written time to the end of the interval. */
  readonly shiftMs: number;
}

function compile(
  measurement: ReplayMeasurement,
  id: number,
  mapping: ReplayMapping,
  header: readonly string[] | undefined,
): CompiledMeasurement {
  const { channel, metric, unit, intervalSeconds, device = '', deviceColumn } = measurement;
  const filters = (measurement.where ?? []).map((filter) => filterOf(filter, header));
  const deviceOf = deviceColumn === undefined ? () => device : fieldReader(deviceColumn, header);
  return {
    id,
    applies: (fields) => filters.every((fits) => fits(fields)),
    deviceOf,
    valueOf: valueReader(measurement, mapping, header),
    fixed: {
      channel,
      ...(metric !== undefined && { metric }),
      ...(unit !== undefined && { unit }),
      ...(intervalSeconds !== undefined && { intervalSeconds }),
    },
    shiftMs: mapping.time.stamp === 'start' ? (intervalSeconds ?? 0) * 1000 : 0,
  };
}

function filterOf({ column, oneOf }: RowFilter, header: readonly string[] | undefined) {
  const field = fieldReader(column, header);
  const texts = new Set(oneOf);
  return (fields: readonly string[]): boolean => texts.has(field(fields));
}

function valueReader(
  { column, multiplier, missing = [], states }: ReplayMeasurement,
  { csv }: ReplayMapping,
  header: readonly string[] | undefined,
): CompiledMeasurement['valueOf'] {
  const field = fieldReader(column, header);
  const missingTexts = new Set(['', ...missing]);
  const decimalMark = csv?.decimalMark ?? '.';
  return (fields) => {
    const text = field(fields);
    if (missingTexts.has(text)) return { why: 'missing', kind: 'missing', detail: text };
    const value = states === undefined ? decimalText(text, decimalMark, multiplier) : states[text];
    return value ?? unreadable(states === undefined ? 'value is no number' : 'state is not mapped', `"${text}"`);
  };
}

function unreadable(kind: string, detail: string): NoValue {
  return { why: 'unreadable', kind, detail };
}

function fieldReader(column: CsvColumn, header: readonly string[] | undefined): FieldReader {
  const index = typeof column === 'number' ? column - 1 : (header ?? []).indexOf(column);
  if (index < 0 || (header !== undefined && index >= header.length)) {
    throw new UnknownColumn(`The file has no column ${column}; it has ${(header ?? []).join(', ')}.`);
  }
  return (fields) => fields[index]?.trim() ?? '';
}
