import { setTimeout as pause } from 'node:timers/promises';
import { type CloudEvent, headerNamesAny, makeEvent, parseEvent, type ReadingBatch } from '@loanwatch/contracts';
import {
  type Bus,
  type BusRecord,
  type Consumer,
  type Database,
  type OutgoingRecord,
  PermanentFailure,
  type Tx,
} from '@loanwatch/engines';
import { type Clock, derivedId, DomainError, type Ids } from '@loanwatch/kernel';
import type { EntityReplica } from '../entity-replica';
import { createCounter, measureBatch, observeLag } from '../metrics';
import { withSpan } from '../telemetry';
import { dayDemandOf, type DayDemand, demandOf, need } from './demand';
import type { Derivation } from './derivation';
import { type DerivedSignals, Fold } from './fold';
import { DerivationStore, type Due, dueKeys } from './store';
import { deviceOf, siteKey, type Workset } from './workset';

const READINGS = 'loanwatch.readings.recorded.v1';
const SIGNALS = 'loanwatch.signals.derived.v1';
const MOST_SIGNALS = 2_000;
/** Another instance may be the one that keeps our copy of the registry; we read its writes every two seconds. */
const WAIT_FOR_ENTITIES_MS = 2_500;
/** Then the batch is given back and tried again. */
const GIVE_UP_MS = 20_000;
const LOOK_AGAIN_MS = 20;
const DEFAULT_LATENESS_SECONDS = 7 * 86_400;
const UP_TO_DATE_WITHIN_MS = 60_000;
const DUE_AT_ONCE = 500;

const skippedReadings = createCounter('derivation.readings.skipped', 'Readings of channels that are not registered');
const failedWakes = createCounter('derivation.wakes.failed', 'Looks for what wall time has made due that failed');

export interface DeriverEngines {
  readonly database: Database;
  readonly bus: Bus;
  readonly clock: Clock;
  readonly ids: Ids;
}

interface Message {
  readonly envelope: Pick<CloudEvent, 'id' | 'correlationid' | 'traceparent'>;
  readonly data: ReadingBatch;
}

/** Consumes `readings` and publishes `signals`; state, effects and position in one transaction. */
export class SignalDeriver<Facts> {
  private readonly store: DerivationStore<Facts>;
  private readonly unknownChannels = new Set<string>();
  private consumer: Consumer | undefined;
  private stopLag: (() => void) | undefined;
  private timer: NodeJS.Timeout | undefined;
  private waking: Promise<void> | undefined;
  private listeningSince = Infinity;
  /** When the newest reading that was handled had been received, ms. */
  private upToDateUntil = -Infinity;

  constructor(
    private readonly derivation: Derivation<Facts>,
    private readonly engines: DeriverEngines,
    private readonly replica: EntityReplica,
    /** How often to look for what wall time has made due, ms. */
    private readonly wakeEveryMs: number,
  ) {
    this.store = new DerivationStore(
      derivation.recordDays,
      (deviceId) => (replica.device(deviceId)?.latenessLimitSeconds ?? DEFAULT_LATENESS_SECONDS) * 1_000,
    );
  }

  async start(): Promise<void> {
    const { bus, database, clock } = this.engines;
    this.listeningSince = clock.now();
    this.replica.onChange(({ kind }) => kind === 'channel' && this.unknownChannels.clear());
    this.consumer = await bus.consume({
      group: `${this.derivation.service}.readings`,
      topics: ['readings'],
      database,
      accepts: (headers) => headerNamesAny(headers['families'], this.derivation.families),
      handle: (records, tx) =>
        measureBatch(`${this.derivation.service}.readings`, records.length, () => this.take(records, tx)),
    });
    this.stopLag = observeLag(this.consumer);
    this.timer = setInterval(() => void this.wakeOnce(), this.wakeEveryMs);
    this.timer.unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.waking;
    this.stopLag?.();
    await this.consumer?.stop();
  }

  private async take(records: readonly BusRecord[], tx: Tx): Promise<void> {
    const messages = records.map(parseReadings);
    const [trace, ...links] = messages.flatMap(({ envelope }) => envelope.traceparent ?? []);
    const work = (): Promise<void> => this.derive(messages, tx);
    if (trace === undefined) await work();
    else await withSpan(`${this.derivation.service}.derive`, trace, { 'loanwatch.batch': records.length }, work, links);
  }

  private async derive(messages: readonly Message[], tx: Tx): Promise<void> {
    await this.knowEntities(messages);
    const batches = messages.map(({ data }) => data);
    const work = await this.store.load(tx, demandOf(batches, this.derivation));
    await this.store.loadDays(tx, dayDemandOf(batches, work, this.derivation, this.replica), work);
    const now = this.engines.clock.now();
    const fold = new Fold(this.derivation, work, this.replica, now);
    const outgoing = messages.flatMap(({ envelope, data }) =>
      this.records(fold.batch(data, envelope.id), data.receivedAt, now, envelope),
    );
    if (fold.unknownReadings > 0) skippedReadings.add(fold.unknownReadings, { service: this.derivation.service });
    await this.publish(tx, work, outgoing);
    const received = batches.reduce((newest, { receivedAt }) => Math.max(newest, receivedAt), this.upToDateUntil);
    tx.afterCommit(() => (this.upToDateUntil = received));
  }

  /** Readings that wait on the bus speak for devices that the clock on the wall would call silent. */
  private async isBehind(now: number): Promise<boolean> {
    return now - this.upToDateUntil > UP_TO_DATE_WITHIN_MS && ((await this.consumer?.lag()) ?? 0) > 0;
  }

  /** What fails now is still due the next time. */
  private async wakeOnce(): Promise<void> {
    this.waking ??= this.wake().catch(() => this.countFailedWake());
    await this.waking;
    this.waking = undefined;
  }

  private countFailedWake(): void {
    failedWakes.add(1, { service: this.derivation.service });
  }

  /** Tells what wall time has made due; what cannot be told does not keep the rest waiting. */
  private async wake(): Promise<void> {
    const { database, clock } = this.engines;
    const now = clock.now();
    if (await this.isBehind(now)) return;
    const due = await dueKeys(database, now, DUE_AT_ONCE);
    if (due.length === 0) return;
    try {
      await this.tellDue(due, now);
    } catch (error) {
      if (due.length === 1 || isOutage(error)) throw error;
      for (const one of due) await this.tellDue([one], now).catch(() => this.countFailedWake());
    }
  }

  private async tellDue(due: readonly Due[], now: number): Promise<void> {
    const { database, ids } = this.engines;
    await database.transaction(async (tx) => {
      const work = await this.store.load(tx, this.wakeDemand(due));
      await this.store.loadDays(tx, this.wakeDays(due, work), work);
      const fold = new Fold(this.derivation, work, this.replica, now, this.listeningSince);
      const outgoing = due.flatMap(({ key, siteId }) => {
        const derived = fold.wake(key, siteId);
        const id = ids.next();
        return derived === undefined ? [] : this.records(derived, now, now, { id, correlationid: id });
      });
      await this.publish(tx, work, outgoing);
    });
  }

  private wakeDemand(due: readonly Due[]) {
    const siteOf = new Map<string, string>();
    for (const { key, siteId } of due) {
      const enterpriseId = this.replica.site(siteId)?.enterpriseId;
      const siteKeys = enterpriseId === undefined ? [] : this.derivation.siteKeys({ siteId, enterpriseId });
      for (const needed of [key, siteKey(siteId), ...siteKeys]) siteOf.set(needed, siteId);
    }
    return { keys: new Set(siteOf.keys()), siteOf, registersFrom: new Map<string, number>() };
  }

  private wakeDays(due: readonly Due[], work: Workset<Facts>): DayDemand {
    const demand: DayDemand = new Map();
    for (const { key, siteId } of due) {
      const openDate = work.site(siteId)?.clock.openDate;
      if (openDate != null) need(demand, siteId, openDate);
      const lateDay = work.device(deviceOf(key) ?? '')?.lateDay;
      if (lateDay != null) need(demand, lateDay.siteId, lateDay.date);
    }
    return demand;
  }

  private async publish(tx: Tx, work: Workset<Facts>, outgoing: readonly OutgoingRecord[]): Promise<void> {
    await this.store.save(tx, work);
    if (outgoing.length > 0) await this.engines.bus.publishInTransaction(tx, outgoing);
  }

  private records(
    { siteId, enterpriseId, live, signals }: DerivedSignals,
    receivedAt: number,
    now: number,
    cause: Message['envelope'],
  ): OutgoingRecord[] {
    const records: OutgoingRecord[] = [];
    const { service } = this.derivation;
    for (let from = 0; from < signals.length; from += MOST_SIGNALS) {
      records.push(
        makeEvent(SIGNALS, {
          id: derivedId(service, 'signals', cause.id, from),
          source: `/loanwatch/${service}`,
          time: now,
          key: enterpriseId,
          correlationId: cause.correlationid,
          causationId: cause.id,
          traceparent: cause.traceparent,
          data: { enterpriseId, siteId, service, live, receivedAt, signals: signals.slice(from, from + MOST_SIGNALS) },
        }),
      );
    }
    return records;
  }

  /**
   * Waits for what ingest knew already. A channel that is still unknown once our copy of the registry is up to date was
   * deleted since: its readings are skipped.
   */
  private async knowEntities(messages: readonly Message[]): Promise<void> {
    const started = performance.now();
    for (let missing = this.missingEntities(messages); missing.length > 0; missing = this.missingEntities(messages)) {
      const waited = performance.now() - started;
      if (waited > WAIT_FOR_ENTITIES_MS && (await this.replica.lag()) === 0) {
        for (const key of missing) this.unknownChannels.add(key);
        return;
      }
      if (waited > GIVE_UP_MS) {
        throw new DomainError('service.unavailable', 'unavailable', 'the copy of the registry is behind');
      }
      await pause(LOOK_AGAIN_MS);
    }
  }

  private missingEntities(messages: readonly Message[]): string[] {
    const missing = new Set<string>();
    for (const { data } of messages) {
      const { deviceId, siteId, readings } = data;
      if (this.replica.site(siteId) === undefined || this.replica.device(deviceId) === undefined) missing.add(deviceId);
      let last = '';
      for (const { channel } of readings) {
        if (channel === last) continue;
        last = channel;
        if (this.replica.channel(deviceId, channel) === undefined) missing.add(`${deviceId}/${channel}`);
      }
    }
    return [...missing].filter((key) => !this.unknownChannels.has(key));
  }
}

function isOutage(error: unknown): boolean {
  return error instanceof DomainError && error.kind === 'unavailable';
}

/** A record that breaks the contract never heals: it goes to the dead letters at once. */
function parseReadings({ value }: BusRecord): Message {
  try {
    return parseEvent(value, READINGS);
  } catch (error) {
    throw new PermanentFailure(error instanceof Error ? error.message : String(error), { cause: error });
  }
}
