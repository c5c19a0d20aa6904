import type { Signal } from '@loanwatch/contracts';
import { PermanentFailure, type Tx } from '@loanwatch/engines';
import { intervalMs, observedMs, pointSpanMs, scaledValue, startOf } from '../domain/recording';
import { arrayLiteral } from './array-literal';
import { detailOf, HistoryRows, removeReplaced, type Replacement } from './history-rows';
import type { HistoryMonths } from './history-months';
import { requireMetric, SeriesDictionary } from './series-dictionary';
import type { Seen, SeriesEntry, SeriesNews } from './series-entry';
import type { PinSource, SeriesKey } from './series-pins';
import type { SignalBatch } from './signal-batch';

/** Longest intervals are remembered rounded up, so that a series that slowly lengthens them is not written each time. */
const LEAST_LONGEST_MS = 3_600_000;

/** What one fold adds to the roll-ups of a partition. */
export interface News {
  /** Newest batch in it: a transaction id. */
  readonly upTo: string;
  readonly series: readonly SeriesNews[];
  readonly seen: readonly Seen[];
}

/** Another member feeds this partition now: what is remembered here is out of date. */
export class Superseded extends Error {
  override readonly name = 'Superseded';
}

/** Writes the signals of one partition to history and collects what they add to the roll-ups. */
export class SignalFeed {
  readonly dictionary: SeriesDictionary;
  private batchNumber = 0;
  private lastBatch: string | null = null;
  private news = new Set<SeriesEntry>();
  private seen = new Set<Seen>();

  constructor(
    readonly partition: number,
    readonly epoch: string,
    /** Newest batch that the roll-ups lack and nobody remembers: to be recovered from history first. */
    public unrecovered: string | null,
    pins: PinSource,
    private readonly months: HistoryMonths,
  ) {
    this.dictionary = new SeriesDictionary(pins);
  }

  async apply(batches: readonly SignalBatch[], tx: Tx): Promise<void> {
    const work = new BatchWork(++this.batchNumber);
    const entries = await this.entriesOf(batches, tx);
    let place = 0;
    for (const { signals } of batches) {
      for (const signal of signals) this.record(signal, entries[place++] as SeriesEntry, work);
    }
    await this.months.add(tx);
    await work.rows.copy(tx);
    await this.replace(tx, [...work.replacements.values()], work);
    await saveGrown(tx, work.grown);
    this.lastBatch = await this.claim(tx, work);
    for (const entry of work.touched) this.news.add(entry);
  }

  hasNews(): boolean {
    return this.news.size > 0;
  }

  /**
   * Hands over what was collected, all at once: what comes while it is folded in belongs to the next fold. Only between
   * batches: what it hands over must have been committed.
   */
  takeNews(): News | null {
    if (this.lastBatch === null || this.news.size === 0) return null;
    const news = { upTo: this.lastBatch, series: [...this.news].map((entry) => entry.take()), seen: [...this.seen] };
    this.news = new Set();
    this.seen = new Set();
    return news;
  }

  /** The series of every signal, in their order; reads or creates those not met before. */
  private async entriesOf(batches: readonly SignalBatch[], tx: Tx): Promise<readonly (SeriesEntry | undefined)[]> {
    const entries = this.find(batches);
    if (!entries.includes(undefined)) return entries;
    await this.dictionary.load(tx, missingSeries(batches, entries));
    return this.find(batches);
  }

  private find(batches: readonly SignalBatch[]): (SeriesEntry | undefined)[] {
    const entries: (SeriesEntry | undefined)[] = [];
    for (const { enterpriseId, siteId, signals } of batches) {
      const shelf = this.dictionary.shelf(enterpriseId, siteId);
      let before: SeriesEntry | undefined;
      for (const { metric, subject } of signals) {
        // A device tells its channels in the same order each time, and comparing is cheaper than hashing.
        let entry = before?.follower;
        if (entry?.subject !== subject || entry.identity.metric.code !== metric || entry.shelf !== shelf) {
          entry = shelf.get(metric)?.get(subject);
          if (before !== undefined) before.follower = entry;
        }
        entries.push(entry);
        before = entry;
      }
    }
    return entries;
  }

  private record(signal: Signal, entry: SeriesEntry, work: BatchWork): void {
    const { at } = signal;
    const { metric, usualMs, id } = entry.identity;
    const value = storable(signal, entry);
    const coverage = Math.fround(signal.coverage);
    const interval = intervalMs(signal);
    const spanMs = interval > 0 ? interval : pointSpanMs(at, entry.lastAt, usualMs, metric.kind === 'event');
    const start = startOf(at, spanMs);
    if (spanMs > entry.longestMs || start < entry.since) work.grow(entry, spanMs, start);
    if (at > entry.lastAt) {
      entry.lastAt = at;
      const { seen } = entry;
      if (seen !== null && at > seen.at) {
        seen.at = at;
        this.seen.add(seen);
      }
    }
    work.touch(entry, start);
    this.months.need(at);
    const { revision = 0 } = signal;
    if (revision > 0) {
      work.replace({ seriesId: id, at, revision, spanMs, value, coverage, detail: detailOf(signal) });
    } else {
      entry.tallyAt(start).add(at, value, observedMs(coverage, spanMs), coverage);
      work.rows.add(id, at, spanMs, value, coverage, signal);
    }
  }

  /**
   * Notes in the transaction what of history the roll-ups lack, if this member still feeds the partition. The commit need
   * not wait for the disk: a power cut takes effects and position back together, and the log gives them again.
   */
  private async claim(tx: Tx, { touched, from, until }: BatchWork): Promise<string> {
    const { rows } = await tx.query<{ batch: string }>(
      `WITH own AS (SELECT FROM fence WHERE partition = $1 AND epoch = $2 FOR SHARE)
       INSERT INTO unfolded (partition, series, from_ms, until_ms)
       SELECT $1, $3::integer[], $4::bigint, $5::bigint FROM own
       RETURNING batch::text, set_config('synchronous_commit', 'off', true)`,
      [this.partition, this.epoch, arrayLiteral(touched.map(({ identity }) => identity.id)), from, until],
      'signals-claim',
    );
    if (rows[0] === undefined) throw new Superseded(`another member feeds partition ${this.partition}`);
    return rows[0].batch;
  }

  private async replace(tx: Tx, replacements: readonly Replacement[], work: BatchWork): Promise<void> {
    if (replacements.length === 0) return;
    const replaced = await removeReplaced(tx, replacements);
    for (const [place, replacement] of replacements.entries()) {
      const { seriesId, at } = replacement;
      const { spans, isStale } = replaced.get(place) ?? { spans: [], isStale: false };
      if (isStale) continue;
      const entry = this.dictionary.get(seriesId);
      for (const spanMs of spans) {
        entry?.replaceDayOf(startOf(at, spanMs));
        work.reach(startOf(at, spanMs));
        // A point stands for the time since the one before it, which a correction does not change.
        if (spanMs <= 0 && replacement.spanMs <= 0) replacement.spanMs = spanMs;
      }
      entry?.replaceDayOf(startOf(at, replacement.spanMs));
      work.rows.replace(replacement);
    }
    await work.rows.copy(tx);
  }
}

/** What one batch collects on its way to the database. */
class BatchWork {
  readonly rows = new HistoryRows();
  readonly replacements = new Map<string, Replacement>();
  readonly touched: SeriesEntry[] = [];
  readonly grown = new Set<SeriesEntry>();
  /** First and last beginning of a signal, ms. */
  from = Infinity;
  until = -Infinity;

  constructor(private readonly number: number) {}

  touch(entry: SeriesEntry, start: number): void {
    if (entry.touchedBy !== this.number) {
      entry.touchedBy = this.number;
      this.touched.push(entry);
    }
    this.reach(start);
  }

  reach(start: number): void {
    if (start < this.from) this.from = start;
    if (start > this.until) this.until = start;
  }

  grow(entry: SeriesEntry, spanMs: number, start: number): void {
    if (spanMs > entry.longestMs) {
      entry.longestMs = LEAST_LONGEST_MS;
      while (entry.longestMs < spanMs) entry.longestMs *= 2;
    }
    if (start < entry.since) entry.since = start;
    this.grown.add(entry);
  }

  /** Of several of one event time the newest counts. */
  replace(replacement: Replacement): void {
    const key = `${replacement.seriesId} ${replacement.at}`;
    const known = this.replacements.get(key);
    if (known === undefined || known.revision < replacement.revision) this.replacements.set(key, replacement);
  }
}

function missingSeries(
  batches: readonly SignalBatch[],
  entries: readonly (SeriesEntry | undefined)[],
): readonly SeriesKey[] {
  const missing = new Map<string, SeriesKey>();
  let place = 0;
  for (const { enterpriseId, siteId, signals } of batches) {
    for (const { metric, subject } of signals) {
      if (entries[place++] !== undefined) continue;
      requireMetric(metric);
      missing.set(`${enterpriseId} ${siteId} ${metric} ${subject}`, { enterpriseId, siteId, metric, subject });
    }
  }
  return [...missing.values()];
}

function storable({ value }: Signal, { identity }: SeriesEntry): number | null {
  try {
    return scaledValue(value, identity.metric);
  } catch (error) {
    throw new PermanentFailure(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

async function saveGrown(tx: Tx, grown: ReadonlySet<SeriesEntry>): Promise<void> {
  if (grown.size === 0) return;
  const entries = [...grown];
  await tx.query(
    `UPDATE series SET longest_ms = grown.longest_ms, since = grown.since
     FROM unnest($1::integer[], $2::bigint[], $3::bigint[]) AS grown (id, longest_ms, since)
     WHERE series.id = grown.id`,
    [
      arrayLiteral(entries.map(({ identity }) => identity.id)),
      arrayLiteral(entries.map(({ longestMs }) => longestMs)),
      arrayLiteral(entries.map(({ since }) => since)),
    ],
    'series-grow',
  );
}
