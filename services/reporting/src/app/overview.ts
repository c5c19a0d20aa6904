import {
  metric as metricOf,
  type CaseView,
  type Device,
  type Enterprise,
  type Metric,
  type Site,
} from '@loanwatch/contracts';
import type { Database, Scope } from '@loanwatch/engines';
import type { Clock } from '@loanwatch/kernel';
import type { EntityIndex } from '@loanwatch/platform';
import { type Light, lightOf, noAlarms, type OpenAlarms } from '../domain/light';
import { shownValue } from '../domain/value';
import { listCases } from './case-list';
import { devicesSeen, type LatestSignal, latestSignals } from './latest-signals';
import { openAlarms } from './open-alarms';
import type { Sight, Sights } from './sights';

const MOST_SIGNALS = 500;
const MOST_CASES = 100;
const OPEN_STATUS = ['DISPATCHED', 'ACKNOWLEDGED', 'HANDLING', 'HANDLED'];
/** As metering and video-analytics: a device is silent after this many expected intervals. */
const SILENT_AFTER_INTERVALS = 4;

export interface ShownSignal {
  readonly metric: Metric;
  readonly subject: string;
  readonly siteId: string | null;
  /** Event time, ms. */
  readonly at: number;
  readonly ageMs: number;
  readonly value: number | string | null;
  readonly coverage: number;
}

export interface ShownDevice {
  readonly device: Device;
  /** Newest signal, ms; null: none. */
  readonly lastSeenAt: number | null;
  /** In service, and nothing heard for four expected intervals. */
  readonly isSilent: boolean;
}

export interface Overview {
  readonly enterprise: Enterprise;
  readonly asOf: number;
  readonly light: Light | null;
  /** Null: not the caller's to see. */
  readonly openAlarms: OpenAlarms | null;
  readonly openCases: readonly CaseView[] | null;
  readonly sites: readonly Site[];
  readonly signals: readonly ShownSignal[];
  readonly devices: readonly ShownDevice[];
}

/** An enterprise at one glance: what was told last of everything, what is open, who is silent. */
export class Overviews {
  constructor(
    private readonly database: Database,
    private readonly entities: EntityIndex,
    private readonly sights: Sights,
    private readonly clock: Clock,
  ) {}

  /** Throws `entity.not-found`. */
  async of(scope: Scope, enterpriseId: string): Promise<Overview> {
    const sight = this.sights.of(scope);
    const enterprise = sight.requireEnterprise(enterpriseId);
    const families = sight.families(enterpriseId);
    const now = this.clock.now();
    // What lenders and the platform make of it is not the borrower's to see.
    const isStaff = scope.kind !== 'enterprise';
    const [latest, seen, alarms, cases] = await Promise.all([
      latestSignals(this.database, { enterpriseIds: [enterpriseId], families, limit: MOST_SIGNALS }),
      devicesSeen(this.database, enterpriseId, families),
      isStaff ? this.database.transaction((tx) => openAlarms(tx, [enterpriseId]), scope) : undefined,
      isStaff ? listCases(this.database, scope, { enterpriseId, status: OPEN_STATUS, limit: MOST_CASES }) : undefined,
    ]);
    const signals = latest.flatMap((signal) => shownSignal(signal, sight, now) ?? []);
    const open = alarms === undefined ? null : (alarms.get(enterpriseId) ?? noAlarms());
    const lastSeenAt = signals.reduce<number | null>(
      (newest, { at }) => (newest === null || at > newest ? at : newest),
      null,
    );
    const sites = this.entities.sitesOf(enterpriseId);
    return {
      enterprise,
      asOf: now,
      light: open === null ? null : lightOf(open, lastSeenAt, now),
      openAlarms: open,
      openCases: cases === undefined ? null : cases.items.map((item) => item.case),
      sites,
      signals,
      devices: sites.flatMap(({ id }) => this.entities.devicesOf(id)).map((device) => shownDevice(device, seen, now)),
    };
  }
}

function shownSignal(signal: LatestSignal, sight: Sight, now: number): ShownSignal | undefined {
  const metric = metricOf(signal.metric);
  if (metric === undefined) return undefined;
  const stretch = sight.stretch(signal.enterpriseId, metric.family);
  const { subject, siteId, at, coverage } = signal;
  if (stretch === undefined || at <= stretch.from || at > stretch.until) return undefined;
  return {
    metric,
    subject,
    siteId,
    at,
    ageMs: Math.max(0, now - at),
    value: shownValue(signal.value, metric),
    coverage,
  };
}

function shownDevice(device: Device, seen: ReadonlyMap<string, number>, now: number): ShownDevice {
  const lastSeenAt = seen.get(device.id) ?? null;
  const limitMs = device.expectedIntervalSeconds * 1_000 * SILENT_AFTER_INTERVALS;
  const isSilent = device.status === 'ACTIVE' && (lastSeenAt === null || now - lastSeenAt > limitMs);
  return { device, lastSeenAt, isSilent };
}
