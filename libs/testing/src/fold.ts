import type { EntityOf, Reading, ReadingBatch, Signal } from '@loanwatch/contracts';
import { DayLedger, randomIds } from '@loanwatch/kernel';
import { type Derivation, DayRecords, EntityIndex, Fold, Workset } from '@loanwatch/platform';

export interface FoldedSite {
  readonly site: EntityOf<'site'>;
  readonly devices: readonly EntityOf<'device'>[];
  readonly channels: readonly EntityOf<'channel'>[];
}

/** Readings into signals without engines: one site, everything remembered in memory from call to call. */
export class MemoryFold<Facts> {
  readonly signals: Signal[] = [];
  private readonly entities = new EntityIndex();
  private readonly work = new Workset<Facts>();

  constructor(
    private readonly derivation: Derivation<Facts>,
    place: FoldedSite,
  ) {
    const { site, devices, channels } = place;
    for (const entity of [site])
      this.entities.apply({ kind: 'site', id: entity.id, version: 1, deleted: false, entity });
    for (const entity of devices)
      this.entities.apply({ kind: 'device', id: entity.id, version: 1, deleted: false, entity });
    for (const entity of channels)
      this.entities.apply({ kind: 'channel', id: entity.id, version: 1, deleted: false, entity });
    this.work.rememberDays(site.id, new DayLedger(), new DayRecords<Facts>());
  }

  /** Folds readings of a device as batches of `batchSize`; received long after they were made unless `receivedAt` says. */
  feed(
    device: EntityOf<'device'>,
    readings: readonly Reading[],
    batchSize = 500,
    receivedAt = Date.UTC(2100, 0),
  ): this {
    for (let from = 0; from < readings.length; from += batchSize) {
      const batch: ReadingBatch = {
        deviceId: device.id,
        siteId: device.siteId,
        enterpriseId: device.enterpriseId,
        receivedAt,
        transport: 'http',
        format: 'generic',
        readings: readings.slice(from, from + batchSize),
      };
      const fold = new Fold(this.derivation, this.work, this.entities, receivedAt);
      this.signals.push(...fold.batch(batch, randomIds.next()).signals);
    }
    return this;
  }

  /** The newest revision of each signal of a metric, by the end of its interval. */
  latest(metric: string): Map<number, Signal> {
    const latest = new Map<number, Signal>();
    for (const signal of this.signals) if (signal.metric === metric) latest.set(signal.at, signal);
    return latest;
  }
}
