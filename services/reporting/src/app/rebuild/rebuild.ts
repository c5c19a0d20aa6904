import { setTimeout as pause } from 'node:timers/promises';
import type { Database, Engines, Tx } from '@loanwatch/engines';
import { migrations } from '../../db/migrations';
import { zoneFromEntities } from '../../projections/series-pins';
import { compareDigests, digestsOf, type Digests, type TableComparison } from './digests';
import { dropUnused, pinAnew, presentPins, storedEntities } from './pins';
import { ReplayedTables } from './replayed-tables';
import { type Positions, TopicReplay } from './topic-replay';

export interface RebuildOptions {
  /** Change nothing: compare the live tables, row for row, with what the log gives. */
  readonly check?: boolean;
  /** Rebuild even when the log holds fewer signals than the live tables, which are lost then. */
  readonly allowLoss?: boolean;
  readonly onProgress?: (progress: RebuildProgress) => void;
}

export interface RebuildProgress {
  readonly topic: string;
  readonly records: number;
}

export interface RebuildReport {
  readonly mode: 'checked' | 'rebuilt';
  /** Records read per topic. */
  readonly records: Readonly<Record<string, number>>;
  /** Records that do not agree with their contract. */
  readonly skipped: number;
  readonly elapsedMs: number;
  /** Only of a check. */
  readonly tables: readonly TableComparison[];
  /** Only of a check: whether every table is equal. */
  readonly equal?: boolean;
}

/** The logs hold less than the live tables: they were cut by their retention. */
export class HistoryWouldShrink extends Error {
  override readonly name = 'HistoryWouldShrink';
  constructor(
    readonly what: string,
    readonly live: number,
    readonly rebuilt: number,
  ) {
    super(`the logs give ${rebuilt} ${what} and the live tables hold ${live}: a rebuild would lose the difference`);
  }
}

const GROUPS = { signals: 'reporting.signals', lifecycle: 'reporting.lifecycle' } as const;
type Topic = keyof typeof GROUPS;
const TOPICS: readonly Topic[] = ['signals', 'lifecycle'];

const QUIET_ATTEMPTS = 200;
const QUIET_PAUSE_MS = 50;
const ADOPT_ATTEMPTS = 5;

/**
 * Builds the projections anew from the logs of the bus, in the schema `reporting_rebuild` beside the live tables, by the
 * code that feeds them, and exchanges both in one transaction; the service may be running meanwhile. With `check` nothing is
 * exchanged and the tables are compared. Throws {@link HistoryWouldShrink}, LogIncomplete.
 */
export async function rebuildProjections(
  engines: Pick<Engines, 'database' | 'bus'>,
  options: RebuildOptions = {},
): Promise<RebuildReport> {
  const live = await engines.database.open('reporting', migrations, { maxConnections: 2 });
  const next = await engines.database.open('reporting-rebuild', migrations, { maxConnections: 3 });
  try {
    return await new Rebuild(engines, live, next, options).run();
  } finally {
    await Promise.all([live.close(), next.close()]);
  }
}

class Rebuild {
  private readonly replays: Readonly<Record<Topic, TopicReplay>>;
  private readonly records: Record<Topic, number> = { signals: 0, lifecycle: 0 };

  constructor(
    { bus }: Pick<Engines, 'bus'>,
    private readonly live: Database,
    private readonly next: Database,
    private readonly options: RebuildOptions,
  ) {
    this.replays = { signals: new TopicReplay(bus, 'signals'), lifecycle: new TopicReplay(bus, 'lifecycle') };
  }

  async run(): Promise<RebuildReport> {
    const started = performance.now();
    const { check = false } = this.options;
    await this.live.query('SELECT begin_rebuild()');
    const entities = await storedEntities(this.live);
    const pins = presentPins(entities);
    // A check compares the folding alone, so it keeps what the live series were given when they began.
    if (!check) await pinAnew(this.next, pins);
    const tables = new ReplayedTables(this.next, pins, (siteId) => zoneFromEntities(entities, siteId));
    await this.advance(tables, await livePositions(this.live));
    const comparisons = check ? await this.compare(tables) : await this.adopt(tables);
    return {
      mode: check ? 'checked' : 'rebuilt',
      records: this.records,
      skipped: tables.skipped,
      elapsedMs: Math.round(performance.now() - started),
      tables: comparisons,
      ...(check && { equal: comparisons.every(({ equal }) => equal) }),
    };
  }

  /** Brings the rebuilt tables to where the live ones stand. */
  private async advance(tables: ReplayedTables, targets: ReadonlyMap<Topic, Positions>): Promise<void> {
    for (const topic of TOPICS) {
      for await (const records of this.replays[topic].upTo(targets.get(topic) ?? new Map())) {
        await (topic === 'signals' ? tables.signals(records) : tables.lifecycle(records));
        this.records[topic] += records.length;
        this.options.onProgress?.({ topic, records: this.records[topic] });
      }
    }
    await tables.finish();
  }

  private async compare(tables: ReplayedTables): Promise<readonly TableComparison[]> {
    const { digests, positions } = await this.liveSnapshot();
    await this.advance(tables, positions);
    await dropUnused(this.next);
    const rebuilt = await this.next.transaction((tx) => digestsOf(tx), { kind: 'platform' });
    return compareDigests(digests, rebuilt);
  }

  /** The live tables at one moment at which nothing waits to be folded in. */
  private async liveSnapshot(): Promise<{
    readonly digests: Digests;
    readonly positions: ReadonlyMap<Topic, Positions>;
  }> {
    for (let attempt = 1; attempt <= QUIET_ATTEMPTS; attempt++) {
      const found = await this.live.transaction(async (tx) => {
        await tx.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY');
        await tx.query(`SELECT set_config('app.platform', 'on', true)`);
        const { rowCount } = await tx.query('SELECT FROM unfolded LIMIT 1');
        if (rowCount > 0) return undefined;
        return { positions: await livePositions(tx), digests: await digestsOf(tx) };
      });
      if (found !== undefined) return found;
      await pause(QUIET_PAUSE_MS);
    }
    throw new Error(
      'the live roll-ups were never up to date with history: start the service, or check when it is quieter',
    );
  }

  /** Exchanges the tables while the consumers are held at their position. */
  private async adopt(tables: ReplayedTables): Promise<readonly TableComparison[]> {
    for (let attempt = 1; ; attempt++) {
      await this.advance(tables, await livePositions(this.live));
      try {
        await this.exchange(tables);
        return [];
      } catch (error) {
        if (attempt >= ADOPT_ATTEMPTS || !isLockTimeout(error)) throw error;
      }
    }
  }

  private async exchange(tables: ReplayedTables): Promise<void> {
    await this.live.transaction(
      async (tx) => {
        await this.advance(tables, await livePositions(tx, 'FOR UPDATE'));
        await this.requireNoLoss(tx);
        await dropUnused(this.next);
        // Whoever feeds the live tables remembers series that are gone: it finds another epoch and starts anew.
        await tx.query('UPDATE fence SET epoch = epoch + 1');
        await tx.query('SELECT adopt_rebuild()');
      },
      { kind: 'platform' },
    );
  }

  private async requireNoLoss(tx: Tx): Promise<void> {
    if (this.options.allowLoss === true) return;
    const live = await heldBy(tx);
    const rebuilt = await this.next.transaction(heldBy, { kind: 'platform' });
    for (const [what, count] of live) {
      const rest = rebuilt.get(what) ?? 0;
      if (rest < count) throw new HistoryWouldShrink(what, count, rest);
    }
  }
}

/** Positions of the live consumers; `FOR UPDATE` holds them there until the transaction ends. */
async function livePositions(
  queryable: Pick<Database, 'query'>,
  lock: 'FOR UPDATE' | '' = '',
): Promise<ReadonlyMap<Topic, Positions>> {
  const { rows } = await queryable.query<{ topic: Topic; partition: number; position: string }>(
    `SELECT topic, partition, position FROM consumer_positions WHERE "group" = ANY($1::text[]) ${lock}`,
    [Object.values(GROUPS)],
  );
  const ofTopic = Map.groupBy(rows, ({ topic }) => topic);
  return new Map(
    [...ofTopic].map(([topic, list]) => [topic, new Map(list.map(({ partition, position }) => [partition, position]))]),
  );
}

/** What tables hold. Signals by the months, which is quick, and exact but for what is not folded in yet. */
async function heldBy(tx: Tx): Promise<ReadonlyMap<string, number>> {
  const { rows } = await tx.query<{ signals: string; alarms: string; cases: string }>(
    `SELECT (SELECT coalesce(sum(n::bigint + not_judged), 0) FROM rollup_month) AS signals,
       (SELECT count(*) FROM alarm) AS alarms, (SELECT count(*) FROM case_file) AS cases`,
  );
  return new Map(Object.entries(rows[0] ?? {}).map(([what, count]) => [what, Number(count)]));
}

function isLockTimeout(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '55P03';
}
