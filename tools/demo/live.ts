import { Refused, Unreachable } from '../client';
import { type FeedOptions, sendLive } from './feed';

/** How often the devices report while people watch. */
const EVERY_MS = 10_000;
/** A server that is busy or gone for longer has missed the moment. */
export const LIVE_PATIENCE_MS = 3_000;

/**
 * Goes on reporting what the devices measure now, until Loanwatch answers no more. Does not keep the process alive. A
 * moment that is missed is a gap, as it would be with real devices.
 */
export function reportLive(feed: FeedOptions, now: () => number, onTrouble: (error: unknown) => void): void {
  let from = now();
  const timer = setInterval(() => {
    const to = now();
    const since = from;
    from = to;
    sendLive(feed, since, to, EVERY_MS).catch((error: unknown) => {
      if (error instanceof Refused && error.status === 503) return;
      clearInterval(timer);
      if (!(error instanceof Unreachable)) onTrouble(error);
    });
  }, EVERY_MS);
  timer.unref();
}
