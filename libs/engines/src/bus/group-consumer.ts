import { setTimeout as pause } from 'node:timers/promises';
import { derivedId } from '@loanwatch/kernel';
import type { Queryable, Tx } from '../database/port';
import type { LogTail } from '../log-tail';
import { BATCH_OUTAGES, BATCH_RETRY_MS, failureKind, outageWaitMs, reasonOf, SINGLE_RETRY_MS } from './failures';
import type { GroupLeases } from './group-lease';
import { countBeyond, ONLY_PARTITION, readPage, readRecordHeads } from './log-reader';
import type { BusRecord, Consumer, Subscription } from './port';
import { Fenced, movePosition, readPosition } from './positions';

export interface ConsumerFailure {
  readonly group: string;
  readonly topic: string;
  /** Null while reading. */
  readonly position: string | null;
  readonly error: unknown;
  readonly deadLettered: boolean;
}

export interface GroupEnvironment {
  readonly log: Queryable;
  readonly tail: LogTail;
  readonly leases: Pick<GroupLeases, 'want' | 'holds' | 'release'>;
  readonly onFailure: (failure: ConsumerFailure) => void;
}

const DEFAULT_RECORDS = 500;
/** A larger batch saves little, keeps the process from answering anybody meanwhile, and outlives the young garbage. */
const DEFAULT_CHARACTERS = 1_000_000;
const WAIT_FOR_LEASE_MS = 200;

type Outcome = 'committed' | { readonly error: unknown; readonly attempts: number };

/** One member of a group: reads its topics in turn, one batch at a time. */
export class GroupConsumer implements Consumer {
  readonly group: string;
  private readonly stopping = new AbortController();
  private readonly positions = new Map<string, string | null>();
  /** Topics of which the group wanted nothing the last time. */
  private readonly unwanted = new Set<string>();
  private running: Promise<void> = Promise.resolve();
  private lastInHand: Promise<unknown> = Promise.resolve();

  constructor(
    readonly subscription: Subscription,
    private readonly environment: GroupEnvironment,
  ) {
    this.group = subscription.group;
  }

  async start(): Promise<void> {
    await this.environment.leases.want(this.group);
    this.running = this.run();
  }

  async lag(): Promise<number> {
    const { topics, database } = this.subscription;
    const behind = await Promise.all(
      topics.map(async (topic) => {
        const position = await readPosition(database, this.group, topic, ONLY_PARTITION);
        return countBeyond(this.environment.log, topic, position);
      }),
    );
    return behind.reduce((sum, count) => sum + count, 0);
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
    await this.environment.leases.release(this.group);
  }

  /** Runs `work` in a transaction when no batch is in hand, and lets the handler forget when it fails. */
  handleAlone<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    const { subscription } = this;
    const result = this.lastInHand.then(async () => {
      try {
        return await subscription.database.transaction(work, { kind: 'platform' });
      } catch (error) {
        await subscription.onRollback?.();
        throw error;
      }
    });
    this.lastInHand = result.catch(() => undefined);
    return result;
  }

  private async run(): Promise<void> {
    const { tail, leases } = this.environment;
    const { topics } = this.subscription;
    const { signal } = this.stopping;
    let othersAtWork = false;
    for (let failures = 0; !signal.aborted;) {
      if (!leases.holds(this.group)) {
        this.positions.clear();
        othersAtWork = true;
        await this.wait(WAIT_FOR_LEASE_MS);
        continue;
      }
      const version = tail.version(topics);
      try {
        await this.lastInHand;
        if (othersAtWork) await this.subscription.onRollback?.();
        othersAtWork = false;
        let found = false;
        for (const topic of topics) if (!this.hasStopped()) found = (await this.consumeNext(topic)) || found;
        failures = 0;
        if (!found) await tail.beyond(topics, version, signal);
      } catch (error) {
        this.positions.clear();
        if (!(error instanceof Fenced)) this.report('*', null, error, false);
        await this.wait(outageWaitMs(failures++));
      }
    }
  }

  /** Deals with the topic's next batch; false when there is none. */
  private async consumeNext(topic: string): Promise<boolean> {
    const { maxRecords = DEFAULT_RECORDS, maxCharacters = DEFAULT_CHARACTERS, accepts } = this.subscription;
    const from = await this.position(topic);
    if (this.unwanted.has(topic)) {
      const passed = await this.passUnwanted(topic, from, maxRecords);
      if (passed !== 'wanted') return passed === 'some';
    }
    const page = await readPage(this.environment.log, topic, from, { maxRecords, maxCharacters });
    const last = page.at(-1);
    if (last === undefined) return false;
    const records = accepts === undefined ? page : page.filter(({ headers }) => accepts(headers, topic));
    if (records.length === 0) this.unwanted.add(topic);
    await this.deliver(topic, from, last.position, records);
    return true;
  }

  /** Moves past the next records when the group wants none of them; then it has looked at their headers only. */
  private async passUnwanted(
    topic: string,
    from: string | null,
    maxRecords: number,
  ): Promise<'none' | 'some' | 'wanted'> {
    const heads = await readRecordHeads(this.environment.log, topic, from, maxRecords);
    const last = heads.at(-1);
    if (last === undefined) return 'none';
    if (heads.some(({ headers }) => this.subscription.accepts?.(headers, topic) ?? true)) {
      this.unwanted.delete(topic);
      return 'wanted';
    }
    await this.deliver(topic, from, last.position, []);
    return 'some';
  }

  private async deliver(topic: string, from: string | null, to: string, records: readonly BusRecord[]): Promise<void> {
    const outcome = await this.attempt(topic, from, to, records, BATCH_RETRY_MS);
    if (outcome === 'committed' || this.hasStopped()) return;
    let at = from;
    for (const record of records) {
      if (this.hasStopped()) return;
      const alone = await this.attempt(topic, at, record.position, [record], SINGLE_RETRY_MS);
      if (alone !== 'committed') {
        if (this.hasStopped()) return;
        await this.bury(at, record, alone.error, outcome.attempts + alone.attempts);
      }
      at = record.position;
    }
  }

  /**
   * Handles the records in one transaction; tries again while that may help. In an outage one record waits as long as it
   * takes; several are given back, to be handled one by one.
   */
  private async attempt(
    topic: string,
    from: string | null,
    to: string,
    records: readonly BusRecord[],
    retryMs: readonly number[],
  ): Promise<Outcome> {
    let outages = 0;
    for (let attempts = 0; ;) {
      try {
        await this.commit(topic, from, to, records);
        return 'committed';
      } catch (error) {
        if (error instanceof Fenced) throw error;
        const kind = failureKind(error);
        if (kind !== 'outage') attempts++;
        this.report(topic, from, error, false);
        const waitMs = kind === 'outage' ? outageWaitMs(outages++) : retryMs[attempts - 1];
        const isTooMuch = records.length > 1 && outages >= BATCH_OUTAGES;
        if (kind === 'permanent' || waitMs === undefined || isTooMuch) return { error, attempts };
        await this.wait(waitMs);
        if (this.hasStopped()) return { error, attempts };
      }
    }
  }

  private async commit(topic: string, from: string | null, to: string, records: readonly BusRecord[]): Promise<void> {
    await this.handleAlone(async (tx) => {
      await movePosition(tx, this.group, topic, ONLY_PARTITION, from, to);
      if (records.length > 0) await this.subscription.handle(records, tx);
    });
    this.positions.set(topic, to);
  }

  /** Puts a record aside, visibly, and moves past it in the same transaction. */
  private async bury(from: string | null, record: BusRecord, error: unknown, attempts: number): Promise<void> {
    await this.subscription.database.transaction(async (tx) => {
      await movePosition(tx, this.group, record.topic, record.partition, from, record.position);
      await insertDeadLetter(tx, this.group, record, error, attempts);
    });
    this.positions.set(record.topic, record.position);
    this.report(record.topic, record.position, error, true);
  }

  private async position(topic: string): Promise<string | null> {
    const known = this.positions.get(topic);
    if (known !== undefined) return known;
    const stored = await readPosition(this.subscription.database, this.group, topic, ONLY_PARTITION);
    this.positions.set(topic, stored);
    return stored;
  }

  private hasStopped(): boolean {
    return this.stopping.signal.aborted;
  }

  private report(topic: string, position: string | null, error: unknown, deadLettered: boolean): void {
    this.environment.onFailure({ group: this.group, topic, position, error, deadLettered });
  }

  private async wait(waitMs: number): Promise<void> {
    await pause(waitMs, undefined, { signal: this.stopping.signal }).catch(() => undefined);
  }
}

async function insertDeadLetter(
  tx: Tx,
  group: string,
  record: BusRecord,
  error: unknown,
  attempts: number,
): Promise<void> {
  const { topic, key, headers, value, partition, position } = record;
  await tx.query(
    `INSERT INTO bus.dead_letters (id, "group", topic, key, headers, value, partition, position, reason, attempts)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT DO NOTHING`,
    [
      derivedId('dead-letter', group, topic, partition, position),
      group,
      topic,
      key,
      JSON.stringify(headers),
      value,
      partition,
      position,
      reasonOf(error),
      attempts,
    ],
  );
}
