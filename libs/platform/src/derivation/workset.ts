import { DayLedger, RegisterSeries, type SilenceWatch, type SiteClock } from '@loanwatch/kernel';
import { type DayRecords } from './day-records';
import type { StateScope } from './derivation';

/** What is remembered of a device. */
export interface DeviceState {
  readonly siteId: string;
  readonly enterpriseId: string;
  readonly watch: SilenceWatch;
  /** Whether its newest batch came in as it was observed. */
  live: boolean;
  /** A closed day that its readings have changed and that has not been told again. */
  lateDay: { readonly siteId: string; readonly date: string } | null;
  /** Wall time of its newest batch, ms. */
  touchedAt: number;
  /** Newest messages, so that one that is delivered twice counts once. */
  recent: string[];
}

export interface SiteState {
  readonly enterpriseId: string;
  readonly clock: SiteClock;
}

export const deviceKey = (deviceId: string): string => `device/${deviceId}`;
export const deviceOf = (key: string): string | undefined => (key.startsWith('device/') ? key.slice(7) : undefined);
export const siteKey = (siteId: string): string => `site/${siteId}`;

export interface StateEntry {
  readonly body: unknown;
  readonly siteId: string;
  readonly dueAt: number | null;
}

/** Everything that one transaction reads and writes of a derivation, in memory. */
export class Workset<Facts> {
  private readonly entries = new Map<string, unknown>();
  private readonly put = new Map<string, StateEntry>();
  private readonly series = new Map<string, RegisterSeries>();
  private readonly ledgers = new Map<string, DayLedger>();
  private readonly records = new Map<string, DayRecords<Facts>>();

  remember(key: string, body: unknown): void {
    this.entries.set(key, body);
  }

  rememberRegister(channel: string, series: RegisterSeries): void {
    this.series.set(channel, series);
  }

  rememberDays(siteId: string, ledger: DayLedger, records: DayRecords<Facts>): void {
    this.ledgers.set(siteId, ledger);
    this.records.set(siteId, records);
  }

  /** State about a site or its devices. */
  scope(siteId: string): StateScope {
    return {
      get: (key) => this.entries.get(key),
      put: (key, body, dueAt = null) => {
        this.entries.set(key, body);
        this.put.set(key, { body, siteId, dueAt });
      },
    };
  }

  device(deviceId: string): DeviceState | undefined {
    return this.entries.get(deviceKey(deviceId)) as DeviceState | undefined;
  }

  site(siteId: string): SiteState | undefined {
    return this.entries.get(siteKey(siteId)) as SiteState | undefined;
  }

  /** `channel`: `<device id>/<channel>`. */
  register(channel: string): RegisterSeries {
    return orCreate(this.series, channel, () => new RegisterSeries());
  }

  ledger(siteId: string): DayLedger {
    return orCreate(this.ledgers, siteId, () => new DayLedger());
  }

  /** Throws when they were not read: a day must not be told without what others contributed to it. */
  days(siteId: string): DayRecords<Facts> {
    const records = this.records.get(siteId);
    if (records === undefined) throw new Error(`the days of site ${siteId} were not read`);
    return records;
  }

  changedState(): Iterable<readonly [string, StateEntry]> {
    return this.put;
  }

  allRegisters(): Iterable<readonly [string, RegisterSeries]> {
    return this.series;
  }

  allLedgers(): Iterable<readonly [string, DayLedger]> {
    return this.ledgers;
  }

  allDays(): Iterable<readonly [string, DayRecords<Facts>]> {
    return this.records;
  }
}

function orCreate<K, V>(map: Map<K, V>, key: K, create: () => V): V {
  let value = map.get(key);
  if (value === undefined) {
    value = create();
    map.set(key, value);
  }
  return value;
}
