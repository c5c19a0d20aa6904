import type { Channel, Device, Reading, ReadingBatch, Signal, Site } from '@loanwatch/contracts';
import type { DayTotal, RegisterSeries } from '@loanwatch/kernel';
import type { DayRecords } from './day-records';

/**
 * What a service knows about turning readings into signals. Everything around it is done once, for all such services:
 * state per device and site, registers, site days that close and reopen, silence, exactly-once publication.
 * `Facts` is what the service remembers of a closed site day.
 */
export interface Derivation<Facts> {
  /** Service that derives; part of algorithm names. */
  readonly service: string;
  /** Families of metrics it reads; records without any are not parsed. */
  readonly families: ReadonlySet<string>;
  /** Metrics whose readings are cumulative: their series is at hand in {@link ReadingScope.register}. */
  readonly registers: ReadonlySet<string>;
  /** Metrics whose readings move the clock of their site, and so close its days. */
  readonly timed: ReadonlySet<string>;
  /** How many days of records before a day that closes or changes are at hand. */
  readonly recordDays: number;
  /** Whether this service tells the silence of such a device. */
  watches(device: Device): boolean;
  /** Keys of the state it keeps about a site as a whole; at hand whenever something of the site is derived. */
  siteKeys(site: { readonly siteId: string; readonly enterpriseId: string }): readonly string[];
  /** Keys of the state that the readings of a batch need beside. */
  batchKeys(batch: ReadingBatch): readonly string[];
  derive(reading: Reading, scope: ReadingScope): void;
  /** A site day is over, or (`isCorrection`) has changed after it was told. */
  closeDay(day: DayScope<Facts>): void;
  /** Share of a channel's contributions that counts towards its site. */
  weightOf(channel: Channel): number;
  /** A key that was put with a due time has become due at a live site. */
  wake(key: string, scope: SiteScope, now: number): void;
}

/** State kept between batches, as JSON, by key. `dueAt`: wake me then (ms, wall time, live sites only). */
export interface StateScope {
  get(key: string): unknown;
  put(key: string, body: object, dueAt?: number | null): void;
}

export interface SiteScope extends StateScope {
  readonly site: Site;
  /** Whether the newest observations of the site came in as they were made. */
  readonly isLive: boolean;
  emit(signal: Signal): void;
}

export interface ReadingScope extends SiteScope {
  readonly batch: ReadingBatch;
  readonly device: Device;
  readonly channel: Channel;
  /** `channel:<device>/<channel>`. */
  readonly subject: string;
  /** Counts `amount` (whole, scaled) towards the site day in which `from` (ms) lies; both may be negative to take back. */
  contribute(from: number, amount: number, observedMs: number): void;
  /** The register of the reading's channel. */
  register(): RegisterSeries;
}

export interface DayScope<Facts> extends SiteScope {
  readonly date: string;
  /** Start of the day (inclusive) and end (exclusive), ms. */
  readonly from: number;
  readonly to: number;
  /** Undefined when no channel is expected to contribute. */
  readonly total: DayTotal | undefined;
  readonly isCorrection: boolean;
  /** Closed days of the site, this one as it was told last. */
  readonly records: DayRecords<Facts>;
}
