import type { Recipient } from './recipients';
import type { Job } from './notification-log';

/** What became of one attempt. Never thrown: a failure of the other side is an outcome. */
export type AttemptResult =
  | { readonly outcome: 'sent' }
  | { readonly outcome: 'failed'; readonly detail: string; readonly retryAfterMs?: number }
  /** The other side will never take it: no further attempt. */
  | { readonly outcome: 'refused'; readonly detail: string; readonly disableRecipient?: boolean };

/** One way to reach a recipient. */
export interface Sender {
  send(job: Job, recipient: Recipient, attemptAtMs: number): Promise<AttemptResult>;
}
