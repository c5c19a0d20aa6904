import type { BusRecord, Database } from '@loanwatch/engines';
import { PermanentFailure } from '@loanwatch/engines';
import { type AlarmDay, alarmDaysOf, renewAlarmDays } from '../../projections/alarm-day';
import { LifecycleFold, type LifecycleNews } from '../../projections/lifecycle-batch';
import { alarmsIn, putLifecycle, type ZoneOf } from '../../projections/lifecycle-projection';
import type { PinSource } from '../../projections/series-pins';
import { readSignals } from '../../projections/signal-batch';
import { type SignalMessage, SignalProjection } from '../../projections/signal-projection';

/** Limits of one transaction; while it is open, readers of the bus wait for what came after it began. */
const SIGNAL_RECORDS = 60;
const SIGNAL_CHARACTERS = 1_400_000;
const ALARMS_AT_ONCE = 500;
/** Alarms and cases are folded in memory up to so many, because most of them change several times. */
const MOST_ALARMS = 20_000;
/** Roll-ups are folded in after so many records, so that memory stays small. */
const FOLD_EVERY_RECORDS = 2_000;

/** The projections of a schema that is being rebuilt, fed from the log by the code that feeds the live ones. */
export class ReplayedTables {
  private readonly projection: SignalProjection;
  private readonly changes = new LifecycleFold();
  private readonly changedDays = new Map<string, AlarmDay>();
  private writing: Promise<void> = Promise.resolve();
  private unfolded = 0;
  /** Records that do not agree with their contract; the live consumer has put them aside too. */
  skipped = 0;

  constructor(
    private readonly database: Database,
    pins: PinSource,
    private readonly zoneOf: ZoneOf,
  ) {
    this.projection = new SignalProjection(database, pins);
  }

  /** While the database writes one batch, the next is read. */
  async signals(records: readonly BusRecord[]): Promise<void> {
    for (const batch of batchesOf(records, SIGNAL_RECORDS, SIGNAL_CHARACTERS)) {
      const messages = this.readSound(batch);
      await this.writing;
      this.writing = this.writeSound(messages);
      // Whoever waits for it next learns of its failure.
      this.writing.catch(() => undefined);
      this.unfolded += batch.length;
      if (this.unfolded >= FOLD_EVERY_RECORDS) await this.foldSignals();
    }
  }

  async lifecycle(records: readonly BusRecord[]): Promise<void> {
    for (const record of records) {
      try {
        this.changes.add(record);
      } catch (error) {
        this.skip(error);
      }
    }
    if (this.changes.size >= MOST_ALARMS) await this.writeChanges();
  }

  /** Brings everything that follows from what was handed in up to date. */
  async finish(): Promise<void> {
    await this.foldSignals();
    await this.writeChanges();
    for (const days of slices([...this.changedDays.values()], ALARMS_AT_ONCE)) {
      await this.database.transaction((tx) => renewAlarmDays(tx, days), { kind: 'platform' });
    }
    this.changedDays.clear();
  }

  private async foldSignals(): Promise<void> {
    await this.writing;
    await this.projection.fold();
    this.unfolded = 0;
  }

  private async writeChanges(): Promise<void> {
    const { alarms, cases } = this.changes.take();
    for (const some of slices(alarms, ALARMS_AT_ONCE)) await this.write({ alarms: some, cases: [] });
    for (const some of slices(cases, ALARMS_AT_ONCE)) await this.write({ alarms: [], cases: some });
  }

  /** Zones stay as they were read, so no alarm leaves the day it was counted on. */
  private async write(news: LifecycleNews): Promise<void> {
    const days = await this.database.transaction(
      async (tx) => {
        await putLifecycle(news, tx, this.zoneOf);
        return alarmDaysOf(tx, alarmsIn(news));
      },
      { kind: 'platform' },
    );
    for (const one of days) this.changedDays.set(`${one.enterprise_id} ${one.day}`, one);
  }

  private readSound(records: readonly BusRecord[]): SignalMessage[] {
    return records.flatMap((record) => {
      try {
        return [{ partition: record.partition, batch: readSignals(record) }];
      } catch (error) {
        this.skip(error);
        return [];
      }
    });
  }

  /** A batch at once; when a message of it cannot be stored, one by one without the bad ones. */
  private async writeSound(messages: readonly SignalMessage[]): Promise<void> {
    try {
      await this.database.transaction((tx) => this.projection.write(messages, tx));
    } catch (error) {
      this.projection.forget();
      if (messages.length === 1) this.skip(error);
      else if (!(error instanceof PermanentFailure)) throw error;
      else for (const message of messages) await this.writeSound([message]);
    }
  }

  private skip(error: unknown): void {
    if (!(error instanceof PermanentFailure)) throw error;
    this.skipped += 1;
  }
}

function* slices<T>(items: readonly T[], size: number): Generator<readonly T[]> {
  for (let from = 0; from < items.length; from += size) yield items.slice(from, from + size);
}

function* batchesOf(
  records: readonly BusRecord[],
  mostRecords: number,
  mostCharacters: number,
): Generator<readonly BusRecord[]> {
  let batch: BusRecord[] = [];
  let characters = 0;
  for (const record of records) {
    if (batch.length === mostRecords || (batch.length > 0 && characters + record.value.length > mostCharacters)) {
      yield batch;
      batch = [];
      characters = 0;
    }
    batch.push(record);
    characters += record.value.length;
  }
  if (batch.length > 0) yield batch;
}
