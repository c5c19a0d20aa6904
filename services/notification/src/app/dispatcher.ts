import type { Bus, Database } from '@loanwatch/engines';
import type { Clock } from '@loanwatch/kernel';
import { withSpan } from '@loanwatch/platform';
import { waitAfter } from '../domain/backoff';
import { deliveryRecord } from './delivery-record';
import { type Job, leaseDue, type Progress, recordProgress } from './notification-log';
import { type Channel, findRecipients, type Recipient, updateRecipient } from './recipients';
import type { AttemptResult, Sender } from './senders';

const PLATFORM = { kind: 'platform' } as const;
const POLL_MS = 500;
const BATCH = 200;
/** Notifications of one recipient that are under way at once. */
const LANE = 4;

/**
 * Sends what is due. Each recipient has a lane of its own: an endpoint that is dead or slow fills its lane and holds up
 * nobody else. An attempt whose process dies is made again by its lease's end, with the same id.
 */
export class Dispatcher {
  private timer: NodeJS.Timeout | undefined;
  private round: Promise<void> | undefined;
  private again = false;
  private stopped = false;
  private readonly underWay = new Map<string, number>();
  private readonly attempts = new Set<Promise<void>>();

  constructor(
    private readonly database: Database,
    private readonly bus: Bus,
    private readonly clock: Clock,
    private readonly senders: Readonly<Partial<Record<Channel, Sender>>>,
    /** 0..1, spreads retries. */
    private readonly spread: () => number,
  ) {}

  start(): void {
    this.timer = setInterval(() => this.wake(), POLL_MS);
    this.timer.unref();
  }

  wake(): void {
    if (this.stopped) return;
    if (this.round !== undefined) {
      this.again = true;
      return;
    }
    this.round = this.run().finally(() => {
      this.round = undefined;
      if (this.again) {
        this.again = false;
        this.wake();
      }
    });
  }

  /** Waits for the attempts under way. */
  async stop(): Promise<void> {
    this.stopped = true;
    clearInterval(this.timer);
    await this.round;
    await Promise.all(this.attempts);
  }

  private async run(): Promise<void> {
    const busy = [...this.underWay].filter(([, count]) => count >= LANE).map(([recipientId]) => recipientId);
    try {
      const { jobs, recipients } = await this.database.transaction(async (tx) => {
        const leased = await leaseDue(tx, this.clock.now(), { limit: BATCH, lane: LANE, busy });
        return {
          jobs: leased,
          recipients: await findRecipients(tx, [...new Set(leased.map((job) => job.recipientId))]),
        };
      }, PLATFORM);
      for (const job of jobs) this.begin(job, recipients.get(job.recipientId));
    } catch {
      // The database is away: readiness says so, and the next round tries again.
    }
  }

  private begin(job: Job, recipient: Recipient | undefined): void {
    this.underWay.set(job.recipientId, (this.underWay.get(job.recipientId) ?? 0) + 1);
    const attempt = this.attempt(job, recipient)
      // Not written down: the lease ends and the attempt is made again.
      .catch(() => undefined)
      .finally(() => {
        this.attempts.delete(attempt);
        const left = (this.underWay.get(job.recipientId) ?? 1) - 1;
        if (left === 0) this.underWay.delete(job.recipientId);
        else this.underWay.set(job.recipientId, left);
        this.wake();
      });
    this.attempts.add(attempt);
  }

  private async attempt(job: Job, recipient: Recipient | undefined): Promise<void> {
    const sender = this.senders[job.channel];
    const result: AttemptResult =
      recipient === undefined || sender === undefined
        ? { outcome: 'refused', detail: 'the recipient or its channel is gone' }
        : await withSpan(
            'notification.deliver',
            job.traceparent ?? undefined,
            { 'loanwatch.channel': job.channel },
            () => sender.send(job, recipient, this.clock.now()),
          );
    const now = this.clock.now();
    const progress = this.after(job.attempt + 1, result, now);
    await this.database.transaction(async (tx) => {
      await recordProgress(tx, job.id, progress, now);
      await this.bus.publishInTransaction(tx, [deliveryRecord(job, progress, now)]);
      if (result.outcome === 'refused' && result.disableRecipient === true && recipient !== undefined) {
        const preferences = { ...recipient.preferences, status: 'DISABLED' as const };
        await updateRecipient(tx, { ...recipient, preferences, revision: recipient.revision + 1 });
      }
    }, PLATFORM);
  }

  private after(attempt: number, result: AttemptResult, nowMs: number): Progress {
    if (result.outcome === 'sent') return { status: 'SENT', reason: null, attempt, nextAtMs: null };
    const { detail } = result;
    if (result.outcome === 'refused')
      return { status: 'DEAD', reason: { code: 'refused', detail }, attempt, nextAtMs: null };
    const wait = waitAfter(attempt, this.spread(), result.retryAfterMs);
    if (wait === undefined)
      return { status: 'DEAD', reason: { code: 'attempts-exhausted', detail }, attempt, nextAtMs: null };
    return { status: 'PENDING', reason: { code: 'failed', detail }, attempt, nextAtMs: nowMs + wait };
  }
}
