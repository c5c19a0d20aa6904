import { DAY_MS } from '@loanwatch/kernel';
import type { LoanwatchClient } from '../client';
import type { DeviceKeys } from '../replay/device-keys';
import type { Measured } from '../replay/measured-row';
import { ReadingSender } from '../replay/reading-sender';
import { ReplayTally } from '../replay/replay-count';
import type { SimulatedDevice, SimulatedReading } from '../simulator/device';

export interface FeedOptions {
  readonly client: LoanwatchClient;
  readonly keys: DeviceKeys;
  readonly devices: readonly SimulatedDevice[];
}

const HISTORY_EVERY_MS = 15 * 60_000;
/** All devices are told up to the same day before the next one, as if they had reported side by side. */
const SLICE_MS = 2 * DAY_MS;
const MAX_BATCH = 1_000;
const IN_FLIGHT = 6;

/** Sends what the devices have reported after `from` up to `to`, ms. */
export async function sendHistory(
  { client, keys, devices }: FeedOptions,
  from: number,
  to: number,
  onProgress: (share: number, tally: ReplayTally) => void,
): Promise<ReplayTally> {
  const tally = new ReplayTally();
  const sender = new ReadingSender(client, keys, tally, IN_FLIGHT);
  for (let start = from; start < to; start += SLICE_MS) {
    const end = Math.min(start + SLICE_MS, to);
    for (const device of devices) await send(sender, device.key, device.observe(start, end, HISTORY_EVERY_MS));
    onProgress((end - from) / (to - from), tally);
  }
  await sender.drain();
  return tally;
}

/** Sends what the devices report after `from` up to `to` when they sample every `everyMs`. */
export async function sendLive(
  { client, keys, devices }: FeedOptions,
  from: number,
  to: number,
  everyMs: number,
): Promise<ReplayTally> {
  const tally = new ReplayTally();
  const sender = new ReadingSender(client, keys, tally, IN_FLIGHT);
  for (const device of devices) await send(sender, device.key, device.observe(from, to, everyMs));
  await sender.drain();
  return tally;
}

async function send(sender: ReadingSender, device: string, readings: readonly SimulatedReading[]): Promise<void> {
  for (let start = 0; start < readings.length; start += MAX_BATCH) {
    const batch = readings.slice(start, start + MAX_BATCH).map((reading): Measured => measured(device, reading));
    await sender.submit(device, batch);
  }
}

function measured(device: string, { observedAt, ...reading }: SimulatedReading): Measured {
  return { device, at: observedAt, line: 0, reading: { ...reading, observedAt: new Date(observedAt).toISOString() } };
}
