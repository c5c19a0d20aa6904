import type { BusRecord, Database, Tx } from '@loanwatch/engines';
import { foldNews, recover } from './fold';
import { HistoryMonths } from './history-months';
import type { PinSource } from './series-pins';
import { readSignals, type SignalBatch } from './signal-batch';
import { SignalFeed, Superseded } from './signal-feed';

export interface SignalMessage {
  readonly partition: number;
  readonly batch: SignalBatch;
}

/**
 * History and roll-ups out of signals. A batch goes to history at once, in the transaction of its position; what it adds
 * to the roll-ups is collected in memory and folded in by {@link fold}, so that thousands of readings of a series cost
 * one update. The table `unfolded` names what a crash takes from memory: that is computed from history again.
 *
 * Batches come one at a time ({@link apply}); {@link forget} must follow every rollback.
 */
export class SignalProjection {
  private readonly feeds = new Map<number, SignalFeed>();
  private readonly months = new HistoryMonths();
  /** Resolves when the batch in hand is committed or rolled back. */
  private inHand: { readonly done: Promise<void>; readonly end: () => void } | undefined;
  private folding: Promise<void> = Promise.resolve();

  constructor(
    private readonly database: Database,
    private readonly pins: PinSource,
  ) {}

  /** Writes the signals of the records. Throws PermanentFailure for a record that does not agree with its contract. */
  apply(records: readonly BusRecord[], tx: Tx): Promise<void> {
    return this.write(
      records.map((record) => ({ partition: record.partition, batch: readSignals(record) })),
      tx,
    );
  }

  /** The same for records that have been read. Throws PermanentFailure for a value that its metric cannot have. */
  async write(messages: readonly SignalMessage[], tx: Tx): Promise<void> {
    await this.quiet();
    this.begin();
    tx.afterCommit(() => this.end());
    for (const [partition, group] of Map.groupBy(messages, (message) => message.partition)) {
      const feed = this.feeds.get(partition) ?? (await this.take(partition, tx));
      await feed.apply(
        group.map(({ batch }) => batch),
        tx,
      );
    }
  }

  /** After a rollback: what memory holds may be wrong, and is in history or comes again. */
  forget(): void {
    this.feeds.clear();
    this.months.forget();
    this.end();
  }

  /** Whether there is something to fold in. */
  hasNews(): boolean {
    return [...this.feeds.values()].some((feed) => feed.unrecovered !== null || feed.hasNews());
  }

  /** Brings the roll-ups to the newest committed batch. Does nothing when there is nothing new. */
  fold(): Promise<void> {
    const next = this.folding.then(() => this.foldFeeds());
    this.folding = next.catch(() => undefined);
    return next;
  }

  /** Takes over what another member, or this one before a crash, left unfolded for longer than `olderThanMs`. */
  async adopt(olderThanMs: number): Promise<void> {
    const { rows } = await this.database.query<{ partition: number }>(
      `SELECT DISTINCT partition FROM unfolded WHERE created_at < now() - $1 * interval '1 ms'`,
      [olderThanMs],
    );
    for (const { partition } of rows) {
      await this.quiet();
      if (this.feeds.has(partition)) continue;
      this.begin();
      try {
        await this.database.transaction((tx) => this.take(partition, tx));
        this.end();
      } catch (error) {
        this.forget();
        throw error;
      }
    }
  }

  private async foldFeeds(): Promise<void> {
    for (const feed of [...this.feeds.values()]) {
      if (feed.unrecovered === null && !feed.hasNews()) continue;
      await this.quiet();
      if (this.feeds.get(feed.partition) !== feed) continue;
      const news = feed.takeNews();
      try {
        if (feed.unrecovered !== null) await recover(this.database, feed, feed.unrecovered);
        feed.unrecovered = null;
        if (news !== null) await foldNews(this.database, feed, news);
      } catch (error) {
        await this.drop(feed);
        if (!(error instanceof Superseded)) throw error;
      }
    }
  }

  /** What the feed had collected is lost; the next one recovers it. */
  private async drop(feed: SignalFeed): Promise<void> {
    await this.quiet();
    if (this.feeds.get(feed.partition) === feed) this.feeds.delete(feed.partition);
  }

  /** Begins to feed a partition; whoever did so before is fenced off. */
  private async take(partition: number, tx: Tx): Promise<SignalFeed> {
    const { rows } = await tx.query<{ epoch: string; unrecovered: string | null }>(
      `INSERT INTO fence (partition, epoch) VALUES ($1, 1)
       ON CONFLICT (partition) DO UPDATE SET epoch = fence.epoch + 1
       RETURNING epoch, (SELECT max(batch)::text FROM unfolded WHERE partition = $1) AS unrecovered`,
      [partition],
    );
    const [row] = rows;
    if (row === undefined) throw new Error(`partition ${partition} could not be taken`);
    const feed = new SignalFeed(partition, row.epoch, row.unrecovered, this.pins, this.months);
    this.feeds.set(partition, feed);
    return feed;
  }

  private begin(): void {
    let end: () => void = () => undefined;
    const done = new Promise<void>((resolve) => (end = resolve));
    this.inHand = { done, end };
  }

  private end(): void {
    this.inHand?.end();
    this.inHand = undefined;
  }

  private async quiet(): Promise<void> {
    while (this.inHand !== undefined) await this.inHand.done;
  }
}
