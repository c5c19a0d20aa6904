import { setTimeout as pause } from 'node:timers/promises';
import type { LoanwatchClient } from './client';

const LOOK_EVERY_MS = 250;
/** Nothing may be waiting on so many looks in a row: what one consumer has handled another has still to hear of. */
const QUIET_LOOKS = 4;
const LAG = /^loanwatch_consumer_lag\{group="([^"]+)"\} (\d+)/gm;

/** Messages that consumers have still to handle, by consumer, as the metrics of the process tell. */
export async function waitingMessages(client: LoanwatchClient): Promise<ReadonlyMap<string, number>> {
  const text = await client.get<string>('/metrics');
  return new Map([...text.matchAll(LAG)].map(([, group = '', lag]) => [group, Number(lag)]));
}

/**
 * Waits until what was sent has gone through all services. `onWait` hears how many messages are still waiting. Throws when
 * that takes longer than `withinMs`.
 */
export async function settled(
  client: LoanwatchClient,
  withinMs: number,
  onWait: (waiting: number) => void = () => undefined,
): Promise<void> {
  const until = performance.now() + withinMs;
  for (let quiet = 0; quiet < QUIET_LOOKS;) {
    const lags = await waitingMessages(client);
    const waiting = [...lags.values()].reduce((sum, lag) => sum + lag, 0);
    quiet = waiting === 0 ? quiet + 1 : 0;
    onWait(waiting);
    if (performance.now() > until) {
      const who = [...lags].filter(([, lag]) => lag > 0).map(([group, lag]) => `${group} ${lag}`);
      throw new Error(`Messages are still waiting after ${Math.round(withinMs / 1000)} s: ${who.join(', ')}`);
    }
    await pause(LOOK_EVERY_MS);
  }
}
