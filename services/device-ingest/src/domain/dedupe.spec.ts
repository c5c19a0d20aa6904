import type { Reading } from '@loanwatch/contracts';
import { SeenReadings, storedKeys, withoutDuplicates } from './dedupe';

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

  it('knows the readings of earlier messages from their stored keys', () => {
    const seen = new SeenReadings();
    seen.addAll(
      JSON.parse(JSON.stringify(storedKeys([reading('a', 1), reading('constructor', 2)]))) as Record<string, number[]>,
    );
    const again = [reading('a', 1), reading('constructor', 2), reading('a', 2)];
    expect(withoutDuplicates(again, (channel, at) => seen.has(channel, at))).toEqual([reading('a', 2)]);
  });
});
