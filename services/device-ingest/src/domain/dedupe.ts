import type { Reading } from '@loanwatch/contracts';

/**
 * The readings of one message that a device has not sent before. A reading is the same when device, channel and observed
 * time are the same. `seen` answers for readings taken earlier; repeats inside the message are found here.
 */
export function withoutDuplicates(
  readings: readonly Reading[],
  seen: (channel: string, observedAt: number) => boolean,
): Reading[] {
  const inMessage = new SeenReadings();
  return readings.filter((reading) => {
    if (inMessage.has(reading.channel, reading.observedAt) || seen(reading.channel, reading.observedAt)) return false;
    inMessage.add(reading.channel, reading.observedAt);
    return true;
  });
}

/** Channel and observed time of readings already taken. Its JSON form is what the dedupe table keeps per message. */
export class SeenReadings {
  private readonly times = new Map<string, Set<number>>();

  has(channel: string, observedAt: number): boolean {
    return this.times.get(channel)?.has(observedAt) ?? false;
  }

  add(channel: string, observedAt: number): void {
    const times = this.times.get(channel);
    if (times === undefined) this.times.set(channel, new Set([observedAt]));
    else times.add(observedAt);
  }

  addAll(stored: StoredKeys): void {
    for (const [channel, times] of Object.entries(stored)) for (const at of times) this.add(channel, at);
  }
}

/** Channel name -> observed times (epoch ms) of one stored message. */
export type StoredKeys = Readonly<Record<string, readonly number[]>>;

export function storedKeys(readings: readonly Reading[]): StoredKeys {
  // No prototype: a channel may be called "constructor".
  const keys: Record<string, number[]> = Object.create(null) as Record<string, number[]>;
  for (const { channel, observedAt } of readings) (keys[channel] ??= []).push(observedAt);
  return keys;
}
