import type { BusRecord, Database } from '@loanwatch/engines';
import { PermanentFailure } from '@loanwatch/engines';
import { applyLifecycle, type ZoneOf } from '../../projections/lifecycle-projection';
import type { PinSource } from '../../projections/series-pins';
import { SignalProjection } from '../../projections/signal-projection';

/** Limits of one transaction; while it is open, readers of the bus wait for what came after it began. */
const SIGNAL_RECORDS = 60;
const SIGNAL_CHARACTERS = 1_400_000;
const LIFECYCLE_RECORDS = 500;
/** Roll-ups are folded in after so many records, so that memory stays small. */
const FOLD_EVERY_RECORDS = 2_000;

type Apply = (records: readonly BusRecord[]) => Promise<void>;

/** The projections of a schema that is being rebuilt, fed from the log by the code that feeds the live ones. */
export class ReplayedTables {
  private readonly projection: SignalProjection;
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

  async signals(records: readonly BusRecord[]): Promise<void> {
    for (const batch of batchesOf(records, SIGNAL_RECORDS, SIGNAL_CHARACTERS)) {
      await this.each(batch, (some) => this.applySignals(some));
      this.unfolded += batch.length;
      if (this.unfolded >= FOLD_EVERY_RECORDS) await this.fold();
    }
  }

  async lifecycle(records: readonly BusRecord[]): Promise<void> {
    for (const batch of batchesOf(records, LIFECYCLE_RECORDS, Infinity)) {
      await this.each(batch, (some) =>
        this.database.transaction((tx) => applyLifecycle(some, tx, this.zoneOf), { kind: 'platform' }),
      );
    }
  }

  async fold(): Promise<void> {
    await this.projection.fold();
    this.unfolded = 0;
  }

  private async applySignals(records: readonly BusRecord[]): Promise<void> {
    try {
      await this.database.transaction((tx) => this.projection.apply(records, tx));
    } catch (error) {
      this.projection.forget();
      throw error;
    }
  }

  /** A batch at once; when a record of it is bad, one by one without the bad ones. */
  private async each(batch: readonly BusRecord[], apply: Apply): Promise<void> {
    try {
      await apply(batch);
    } catch (error) {
      if (!(error instanceof PermanentFailure)) throw error;
      if (batch.length === 1) this.skipped += 1;
      else for (const record of batch) await this.each([record], apply);
    }
  }
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
