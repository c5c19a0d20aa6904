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

/** Channel and observed time of readings already taken. */
export class SeenReadings {
  /** Most channels occur once in a message, and a set for each would be what the message costs most. */
  private readonly times = new Map<string, number | Set<number>>();

  has(channel: string, observedAt: number): boolean {
    const times = this.times.get(channel);
    return typeof times === 'object' ? times.has(observedAt) : times === observedAt;
  }

  add(channel: string, observedAt: number): void {
    const times = this.times.get(channel);
    if (times === undefined) this.times.set(channel, observedAt);
    else if (typeof times === 'object') times.add(observedAt);
    else if (times !== observedAt) this.times.set(channel, new Set([times, observedAt]));
  }

  addAll(stored: StoredKeys): void {
    if (isByTime(stored)) for (const [at, channels] of stored) for (const channel of channels) this.add(channel, at);
    else for (const [channel, times] of Object.entries(stored)) for (const at of times) this.add(channel, at);
  }
}

type KeysByTime = readonly (readonly [observedAt: number, channels: readonly string[]])[];
type KeysByChannel = Readonly<Record<string, readonly number[]>>;

/**
 * The readings of one stored message (times in epoch ms), as its JSON. By channel; or by time when all were observed at
 * once, as a gateway does it: then it is a fifth of the size.
 */
export type StoredKeys = KeysByTime | KeysByChannel;

export function storedKeys(readings: readonly Reading[]): StoredKeys {
  const [first] = readings;
  if (first !== undefined && readings.every(({ observedAt }) => observedAt === first.observedAt)) {
    return [[first.observedAt, readings.map(({ channel }) => channel)]];
  }
  // No prototype: a channel may be called "constructor".
  const keys: Record<string, number[]> = Object.create(null) as Record<string, number[]>;
  for (const { channel, observedAt } of readings) (keys[channel] ??= []).push(observedAt);
  return keys;
}

function isByTime(stored: StoredKeys): stored is KeysByTime {
  return Array.isArray(stored);
}
