import type { Reading } from '@loanwatch/contracts';
import { SeenReadings, storedKeys, type StoredKeys, withoutDuplicates } from './dedupe';

const reading = (channel: string, observedAt: number): Reading => ({
  channel,
  metric: 'temperature',
  observedAt,
  value: 20,
});

describe('dedupe by channel and observed time', () => {
  it('keeps the first of two equal readings in one message', () => {
    expect(withoutDuplicates([reading('a', 1), reading('b', 1), reading('a', 1)], () => false)).toEqual([
      reading('a', 1),
      reading('b', 1),
    ]);
  });

  it.each([
    ['at different times', [reading('a', 1), reading('constructor', 2), reading('a', 3)]],
    ['all at once', [reading('a', 1), reading('constructor', 1)]],
  ])('knows the readings of an earlier message, observed %s, from its stored keys', (_, earlier) => {
    const seen = new SeenReadings();
    seen.addAll(JSON.parse(JSON.stringify(storedKeys(earlier))) as StoredKeys);
    const again = [...earlier, reading('a', 9), reading('b', 1), reading('valueOf', 1)];
    expect(withoutDuplicates(again, (channel, at) => seen.has(channel, at))).toEqual(again.slice(earlier.length));
  });

  it('stores the keys of a gateway that observes all channels at once without repeating the time', () => {
    expect(storedKeys([reading('a', 1), reading('b', 1)])).toEqual([[1, ['a', 'b']]]);
  });
});
