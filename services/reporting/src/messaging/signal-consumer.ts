import { setTimeout as pause } from 'node:timers/promises';
import type { Bus, Consumer, Database } from '@loanwatch/engines';
import { createCounter, createTimer, measureBatch, observeLag } from '@loanwatch/platform';
import type { SignalProjection } from '../projections/signal-projection';

const GROUP = 'reporting.signals';

/**
 * One batch is one transaction, and while it is open nobody reads what was published after it began; a batch of this
 * size takes some ten milliseconds.
 */
const MOST_RECORDS = 200;
const MOST_CHARACTERS = 700_000;

/** Folding may take about a tenth of the time: the pause after it grows with how long it took. */
const LEAST_PAUSE_MS = 200;
const MOST_PAUSE_MS = 3_000;
const PAUSE_FACTOR = 10;
/** What another member has left unfolded for so long, it does not fold any more. */
const ABANDONED_AFTER_MS = 15_000;

const foldTime = createTimer('reporting.fold.duration', 'Time to bring the roll-ups to the newest signals');
const failedFolds = createCounter('reporting.folds.failed', 'Folds that failed and are repeated from history');

/** Consumes `signals` and folds them into the roll-ups, at most some seconds later. */
export class SignalConsumer {
  private readonly stopping = new AbortController();
  private consumer: Consumer | undefined;
  private folding: Promise<void> = Promise.resolve();
  private stopLag: (() => void) | undefined;

  constructor(
    private readonly projection: SignalProjection,
    private readonly database: Database,
    private readonly bus: Bus,
  ) {}

  /** Takes up at once what a crash of this process has left; with other members alive that costs them one batch. */
  async start(): Promise<void> {
    await this.projection.adopt(0);
    this.consumer = await this.bus.consume({
      group: GROUP,
      topics: ['signals'],
      database: this.database,
      maxRecords: MOST_RECORDS,
      maxCharacters: MOST_CHARACTERS,
      handle: (records, tx) => measureBatch(GROUP, records.length, () => this.projection.apply(records, tx)),
      onRollback: () => this.projection.forget(),
    });
    this.stopLag = observeLag(this.consumer);
    this.folding = this.foldOn();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.consumer?.stop();
    this.stopLag?.();
    await this.folding;
    await this.fold();
  }

  private async foldOn(): Promise<void> {
    let lookedAt = performance.now();
    while (!this.stopping.signal.aborted) {
      const tookMs = await this.fold();
      if (performance.now() - lookedAt > ABANDONED_AFTER_MS) {
        await this.projection.adopt(ABANDONED_AFTER_MS).catch(() => failedFolds.add(1));
        lookedAt = performance.now();
      }
      const pauseMs = Math.min(Math.max(tookMs * PAUSE_FACTOR, LEAST_PAUSE_MS), MOST_PAUSE_MS);
      await pause(pauseMs, undefined, { signal: this.stopping.signal, ref: false }).catch(() => undefined);
    }
  }

  /** Returns how long it took, ms. What fails is still in history and is folded the next time. */
  private async fold(): Promise<number> {
    if (!this.projection.hasNews()) return 0;
    const started = performance.now();
    await this.projection.fold().catch(() => failedFolds.add(1));
    const tookMs = performance.now() - started;
    foldTime.record(tookMs / 1_000);
    return tookMs;
  }
}
