import type { Database, Tx } from '@loanwatch/engines';
import { addDays, siteDay } from '@loanwatch/kernel';
import { Tally } from '../domain/tally';
import { arrayLiteral } from './array-literal';
import { recomputeDays, type SeriesDay } from './roll-up-recompute';
import { TallyRows } from './roll-up-writer';
import { NO_SIGN_OF_LIFE } from './series-dictionary';
import type { OpenHour, Seen, SeriesNews } from './series-entry';
import { type News, type SignalFeed, Superseded } from './signal-feed';

/** Series and days in one transaction: an open one keeps every reader of the bus waiting for what comes after it. */
const SERIES_AT_ONCE = 200;
const HOURS_AT_ONCE = 800;
const DAYS_AT_ONCE = 100;

const KEEP_NEWEST = `ON CONFLICT (enterprise_id, site_id, family) DO UPDATE
  SET last_at = greatest(seen.last_at, excluded.last_at)`;

const SEEN_FROM_HISTORY = `
  INSERT INTO seen
  SELECT enterprise_id, site_id, family, max(newest.at)
  FROM series CROSS JOIN LATERAL (SELECT max(at) AS at FROM history WHERE series_id = series.id) AS newest
  WHERE series.id = ANY($1::integer[]) AND newest.at IS NOT NULL AND metric <> ALL($2::text[])
  GROUP BY 1, 2, 3 ${KEEP_NEWEST}`;

/** Adds to the roll-ups what a feed has collected. Several transactions: after a crash between them, {@link recover}. */
export async function foldNews(database: Database, feed: SignalFeed, { upTo, series, seen }: News): Promise<void> {
  const replaced: SeriesDay[] = [];
  let chunk = new NewsChunk();
  for (const one of series) {
    replaced.push(...chunk.add(one));
    if (!chunk.isFull()) continue;
    await writeChunk(database, feed, chunk);
    chunk = new NewsChunk();
  }
  await writeChunk(database, feed, chunk);
  await renew(database, feed, replaced, upTo);
  await fenced(database, feed, async (tx) => {
    await markSeen(tx, seen);
    await tx.query('DELETE FROM unfolded WHERE partition = $1 AND batch <= $2::xid8', [feed.partition, upTo], 'folded');
  });
}

/** Computes from history what of the batches up to `upTo` the roll-ups may lack. */
export async function recover(database: Database, feed: SignalFeed, upTo: string): Promise<void> {
  const { rows } = await database.query<UnfoldedRow>(
    `SELECT known.id, known.time_zone, min(from_ms) AS from_ms, max(until_ms) AS until_ms
     FROM unfolded CROSS JOIN unnest(unfolded.series) AS touched (id) JOIN series AS known ON known.id = touched.id
     WHERE partition = $1 AND batch <= $2::xid8
     GROUP BY known.id`,
    [feed.partition, upTo],
  );
  const days = rows.flatMap((row) => [...daysBetween(row)]);
  await renew(database, feed, days, upTo);
  await fenced(database, feed, async (tx) => {
    await tx.query(SEEN_FROM_HISTORY, [arrayLiteral(rows.map(({ id }) => id)), NO_SIGN_OF_LIFE]);
    await tx.query('DELETE FROM unfolded WHERE partition = $1 AND batch <= $2::xid8', [feed.partition, upTo]);
  });
}

interface UnfoldedRow {
  readonly id: number;
  readonly time_zone: string;
  readonly from_ms: string;
  readonly until_ms: string;
}

function* daysBetween({ id, time_zone: timeZone, from_ms, until_ms }: UnfoldedRow): Generator<SeriesDay> {
  const last = siteDay(Number(until_ms), timeZone);
  for (let date = siteDay(Number(from_ms), timeZone); date <= last; date = addDays(date, 1)) {
    yield { seriesId: id, date, timeZone };
  }
}

/** Tallies of some series, added up to days and months. */
class NewsChunk {
  readonly rows = [new TallyRows('hour'), new TallyRows('day'), new TallyRows('month')] as const;
  private series = 0;
  private hours = 0;

  isFull(): boolean {
    return this.series >= SERIES_AT_ONCE || this.hours >= HOURS_AT_ONCE;
  }

  /** Adds what a series has collected; returns the days that must be computed anew, which also undoes what is added. */
  add({ identity: { id, timeZone }, hours, replacedDays }: SeriesNews): SeriesDay[] {
    const [hourRows, dayRows, monthRows] = this.rows;
    for (const { start, tally } of hours) hourRows.add(id, start, tally);
    for (const [date, tally] of addedUp(hours, (hour) => hour.date)) dayRows.add(id, date, tally);
    for (const [month, tally] of addedUp(hours, (hour) => hour.month)) monthRows.add(id, month, tally);
    this.series += 1;
    this.hours += hours.length;
    return [...replacedDays].map((date) => ({ seriesId: id, date, timeZone }));
  }
}

function addedUp(hours: readonly OpenHour[], keyOf: (hour: OpenHour) => string): ReadonlyMap<string, Tally> {
  const sums = new Map<string, Tally>();
  for (const hour of hours) {
    const key = keyOf(hour);
    let sum = sums.get(key);
    if (sum === undefined) sums.set(key, (sum = new Tally()));
    sum.merge(hour.tally);
  }
  return sums;
}

async function writeChunk(database: Database, feed: SignalFeed, { rows }: NewsChunk): Promise<void> {
  await fenced(database, feed, async (tx) => {
    for (const part of rows) await part.write(tx);
  });
}

async function renew(database: Database, feed: SignalFeed, days: readonly SeriesDay[], upTo: string): Promise<void> {
  for (let from = 0; from < days.length; from += DAYS_AT_ONCE) {
    const some = days.slice(from, from + DAYS_AT_ONCE);
    await fenced(database, feed, (tx) => recomputeDays(tx, some, upTo));
  }
}

/** A transaction of the member that feeds the partition; throws {@link Superseded} when that is another one now. */
async function fenced(database: Database, feed: SignalFeed, work: (tx: Tx) => Promise<void>): Promise<void> {
  await database.transaction(async (tx) => {
    const { rowCount } = await tx.query(
      // What a power cut takes back is named in unfolded again, so the commit need not wait for the disk.
      `SELECT set_config('synchronous_commit', 'off', true) FROM fence WHERE partition = $1 AND epoch = $2 FOR SHARE`,
      [feed.partition, feed.epoch],
      'fence',
    );
    if (rowCount === 0) throw new Superseded(`another member feeds partition ${feed.partition}`);
    await work(tx);
  });
}

async function markSeen(tx: Tx, seen: readonly Seen[]): Promise<void> {
  if (seen.length === 0) return;
  await tx.query(
    `INSERT INTO seen SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::bigint[]) ${KEEP_NEWEST}`,
    [
      seen.map(({ enterpriseId }) => enterpriseId),
      seen.map(({ siteId }) => siteId),
      seen.map(({ family }) => family),
      arrayLiteral(seen.map(({ at }) => at)),
    ],
    'seen',
  );
}
