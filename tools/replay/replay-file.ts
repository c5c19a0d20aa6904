import { setTimeout as pause } from 'node:timers/promises';
import type { ReplayMapping } from '@loanwatch/contracts';
import type { LoanwatchClient } from '../client';
import { CsvFile } from './csv-rows';
import type { DeviceKeys } from './device-keys';
import { type Measured, type RowOutcome, RowReader } from './measured-row';
import { ReadingSender } from './reading-sender';
import { ReplayTally } from './replay-count';

export interface ReplayOptions {
  readonly client: LoanwatchClient;
  readonly keys: DeviceKeys;
  readonly file: string;
  readonly mapping: ReplayMapping;
  /** How many times faster than it happened; Infinity as fast as Loanwatch takes it. Default Infinity. */
  readonly speed?: number;
  /** Most requests under way at a time, of different devices. Default 4. */
  readonly inFlight?: number;
  /** Called about five times a second and at the end; `share` of the file that was sent, 0 to 1. */
  readonly onProgress?: (tally: ReplayTally, share: number) => void;
}

const MAX_BATCH = 1_000;
const DEFAULT_IN_FLIGHT = 4;
const PROGRESS_EVERY_MS = 200;
/** Rows due within this time of each other go together. */
const TOGETHER_MS = 50;

/**
 * Sends the measurements of a CSV file through the ingest API at the times the file gives, in its order. Measurements that
 * Loanwatch refuses and rows that cannot be read are counted and told, not thrown.
 */
export async function replayFile(options: ReplayOptions): Promise<ReplayTally> {
  const { client, keys, mapping, onProgress } = options;
  const tally = new ReplayTally();
  const csv = await CsvFile.open(options.file, mapping.csv);
  const sender = new ReadingSender(client, keys, tally, options.inFlight ?? DEFAULT_IN_FLIGHT);
  const pace = new Pace(options.speed ?? Infinity);
  let taken = 0;
  const share = (): number => (taken === 0 ? 0 : csv.progress * (tally.count.sent / taken));
  const ticker = setInterval(() => onProgress?.(tally, share()), PROGRESS_EVERY_MS);
  try {
    let batches = new Batches();
    const flush = async (): Promise<void> => {
      const full = batches;
      batches = new Batches();
      for (const [device, batch] of full.byDevice) await sender.submit(device, batch);
    };
    for await (const measured of measurements(csv, mapping, tally)) {
      const waitMs = pace.waitMs(measured.at);
      if (waitMs > TOGETHER_MS) {
        await flush();
        await pause(waitMs);
      }
      taken += 1;
      // All devices together, so that none runs ahead of the others of its site.
      if (batches.add(measured) >= MAX_BATCH) await flush();
    }
    await flush();
    await sender.drain();
    onProgress?.(tally, 1);
    return tally;
  } finally {
    clearInterval(ticker);
  }
}

async function* measurements(csv: CsvFile, mapping: ReplayMapping, tally: ReplayTally): AsyncGenerator<Measured> {
  let reader = mapping.csv?.header === false ? new RowReader(mapping, undefined) : undefined;
  for await (const { fields, line } of csv.rows()) {
    if (reader === undefined) {
      reader = new RowReader(
        mapping,
        fields.map((field) => field.trim()),
      );
      continue;
    }
    tally.count.rows += 1;
    for (const outcome of reader.read(fields, line)) {
      if (!isMeasured(outcome)) {
        tally.count[outcome.why] += 1;
        if (outcome.why === 'unreadable') tally.complain(outcome.kind, outcome.detail, outcome.line);
        continue;
      }
      tally.saw(outcome.at);
      yield outcome;
    }
  }
}

function isMeasured(outcome: RowOutcome): outcome is Measured {
  return 'reading' in outcome;
}

class Batches {
  readonly byDevice = new Map<string, Measured[]>();

  /** Size of the device's batch with the measurement. */
  add(measured: Measured): number {
    const batch = this.byDevice.get(measured.device);
    if (batch !== undefined) return batch.push(measured);
    this.byDevice.set(measured.device, [measured]);
    return 1;
  }
}

/** When a measurement is due, if the first one was due at once. */
class Pace {
  private start: { readonly at: number; readonly now: number } | undefined;

  constructor(private readonly speed: number) {}

  waitMs(at: number): number {
    if (this.speed === Infinity) return 0;
    this.start ??= { at, now: performance.now() };
    return this.start.now + (at - this.start.at) / this.speed - performance.now();
  }
}
