import type { Bus, Consumer, Database } from '@loanwatch/engines';
import { measureBatch, observeLag } from '@loanwatch/platform';
import { applyLifecycle, type ZoneOf } from '../projections/lifecycle-projection';

const GROUP = 'reporting.lifecycle';
const MOST_RECORDS = 200;

/** Consumes `lifecycle`: alarms and cases as they stand. */
export class LifecycleConsumer {
  private consumer: Consumer | undefined;
  private stopLag: (() => void) | undefined;

  constructor(
    private readonly database: Database,
    private readonly bus: Bus,
    private readonly zoneOf: ZoneOf,
  ) {}

  async start(): Promise<void> {
    this.consumer = await this.bus.consume({
      group: GROUP,
      topics: ['lifecycle'],
      database: this.database,
      maxRecords: MOST_RECORDS,
      handle: (records, tx) => measureBatch(GROUP, records.length, () => applyLifecycle(records, tx, this.zoneOf)),
    });
    this.stopLag = observeLag(this.consumer);
  }

  async stop(): Promise<void> {
    this.stopLag?.();
    await this.consumer?.stop();
  }
}
