import type { Device, Reading, ReadingBatch, Signal } from '@loanwatch/contracts';
import { hear, HOUR_MS, MINUTE_MS, missDevice, missDueAt, type Silence, startWatch } from '@loanwatch/kernel';
import type { EntityIndex } from '../entity-index';
import { BatchScope } from './batch-scope';
import type { Derivation } from './derivation';
import { type Emit, SiteFold } from './site-fold';
import { deviceKey, deviceOf, type DeviceState, siteKey, type Workset } from './workset';

/** A batch is live when its newest reading was received within this time of its observation. */
export const LIVE_WITHIN_MS = HOUR_MS;
/** A changed day is told again when its device has moved on to another day, or has said nothing for this long. */
export const LATE_DAY_QUIET_MS = MINUTE_MS;
/** A device is silent after this many expected intervals. */
const SILENT_AFTER_INTERVALS = 4;
const RECENT_MESSAGES = 16;

export interface DerivedSignals {
  readonly siteId: string;
  readonly enterpriseId: string;
  readonly live: boolean;
  readonly signals: readonly Signal[];
}

/**
 * Turns readings into signals, one reading at a time, so that the result does not depend on how they were batched. Works
 * on a {@link Workset} in memory: no query, no clock.
 */
export class Fold<Facts> {
  /** Readings of channels that the registry does not know any more. */
  unknownReadings = 0;
  private readonly sites = new Map<string, SiteFold<Facts>>();

  constructor(
    private readonly derivation: Derivation<Facts>,
    private readonly work: Workset<Facts>,
    private readonly entities: EntityIndex,
    /** Wall time, ms. */
    private readonly now: number,
    /** Since when this process has listened, ms. */
    private readonly listeningSince = -Infinity,
  ) {}

  /** The signals of one batch; `messageId` tells a repetition. The device and its site must be known. */
  batch(batch: ReadingBatch, messageId: string): DerivedSignals {
    const { deviceId, siteId, enterpriseId, readings } = batch;
    const device = this.entities.device(deviceId);
    if (device === undefined) throw new Error(`the registry knows no device ${deviceId}`);
    const newest = newestOf(readings);
    const live = batch.receivedAt - newest <= LIVE_WITHIN_MS;
    const signals: Signal[] = [];
    const derived = { siteId, enterpriseId, live, signals };
    const before = this.work.device(deviceId);
    if (before?.recent.includes(messageId) === true) return derived;

    const state = this.deviceState(batch, before, messageId);
    if (newest >= state.watch.lastSeenAt) state.live = live;
    const site = this.siteFold(siteId);
    const emit: Emit = (signal) => void signals.push(signal);
    const scope = new BatchScope(batch, site.site, device, live, {
      state: this.work.scope(siteId),
      emit,
      contribute: (channelKey, from, amount, observedMs) => {
        this.tellLateDayBefore(state, siteId, site.dateOf(from), emit);
        const late = site.contribute(channelKey, from, amount, observedMs);
        if (late !== undefined) state.lateDay = { siteId, date: late };
      },
      register: (channelKey) => this.work.register(channelKey),
    });
    const limit = silenceLimit(device);
    const isWatched = this.derivation.watches(device);
    for (const reading of readings) {
      if (!scope.enter(this.entities, reading.channel)) {
        this.unknownReadings += 1;
        continue;
      }
      const silence = hear(state.watch, reading.observedAt, limit);
      if (silence !== undefined && isWatched) signals.push(this.silenceSignal(deviceId, silence));
      this.derivation.derive(reading, scope);
      if (this.derivation.timed.has(reading.metric)) site.advance(reading.observedAt, live, emit);
    }
    this.putDevice(device, state);
    site.put();
    return derived;
  }

  /**
   * What has become due by wall time: silence and changed days of devices, days of live sites, the service's own. A key
   * stays due no longer, unless what it says makes it due again.
   */
  wake(key: string, siteId: string): DerivedSignals | undefined {
    const state = this.work.scope(siteId);
    const body = state.get(key);
    if (typeof body !== 'object' || body === null) return undefined;
    state.put(key, body, null);
    if (this.entities.site(siteId) === undefined) return undefined;
    const deviceId = deviceOf(key);
    return deviceId === undefined ? this.wakeSite(key, siteId) : this.wakeDevice(deviceId);
  }

  private wakeSite(key: string, siteId: string): DerivedSignals | undefined {
    const clock = this.work.site(siteId)?.clock;
    if (clock?.live !== true) return undefined;
    const signals: Signal[] = [];
    const emit: Emit = (signal) => void signals.push(signal);
    const site = this.siteFold(siteId);
    if (key === siteKey(siteId)) site.close(this.now, emit);
    else this.derivation.wake(key, site.scope(emit), this.now);
    site.put();
    return { siteId, enterpriseId: site.site.enterpriseId, live: true, signals };
  }

  private wakeDevice(deviceId: string): DerivedSignals | undefined {
    const device = this.entities.device(deviceId);
    const state = this.work.device(deviceId);
    if (device === undefined || state === undefined) return undefined;
    const { siteId, enterpriseId, live, touchedAt } = state;
    const signals: Signal[] = [];
    if (this.now >= touchedAt + LATE_DAY_QUIET_MS) this.tellLateDay(state, (signal) => void signals.push(signal));
    if (this.isMissed(device, state)) {
      const silence = missDevice(state.watch, this.now, silenceLimit(device), this.listeningSince);
      if (silence !== undefined) signals.push(this.silenceSignal(deviceId, silence));
    }
    this.putDevice(device, state);
    return { siteId, enterpriseId, live, signals };
  }

  private tellLateDayBefore(state: DeviceState, siteId: string, date: string, emit: Emit): void {
    const { lateDay } = state;
    if (lateDay !== null && (lateDay.date !== date || lateDay.siteId !== siteId)) this.tellLateDay(state, emit);
  }

  private tellLateDay(state: DeviceState, emit: Emit): void {
    const { lateDay } = state;
    if (lateDay === null) return;
    state.lateDay = null;
    if (this.entities.site(lateDay.siteId) !== undefined) this.siteFold(lateDay.siteId).tell(lateDay.date, true, emit);
  }

  private siteFold(siteId: string): SiteFold<Facts> {
    let fold = this.sites.get(siteId);
    if (fold === undefined) {
      const site = this.entities.site(siteId);
      if (site === undefined) throw new Error(`the registry knows no site ${siteId}`);
      fold = new SiteFold(site, this.derivation, this.work, this.entities);
      this.sites.set(siteId, fold);
    }
    return fold;
  }

  private silenceSignal(deviceId: string, { from, at }: Silence): Signal {
    return {
      metric: 'blind.time',
      subject: `device:${deviceId}`,
      at,
      from,
      value: Math.round(((at - from) / HOUR_MS) * 1_000) / 1_000,
      coverage: 1,
      algorithm: `${this.derivation.service}.silence@1`,
    };
  }

  private deviceState(batch: ReadingBatch, before: DeviceState | undefined, messageId: string): DeviceState {
    const { siteId, enterpriseId, readings } = batch;
    return {
      siteId,
      enterpriseId,
      // Nothing is known before the first reading, so nothing was missed.
      watch: before?.watch ?? startWatch((readings[0]?.observedAt ?? this.now) - 1),
      live: before?.live ?? false,
      lateDay: before?.lateDay ?? null,
      touchedAt: this.now,
      recent: [...(before?.recent ?? []), messageId].slice(-RECENT_MESSAGES),
    };
  }

  private putDevice(device: Device, state: DeviceState): void {
    const dueAt = Math.min(
      state.lateDay === null ? Infinity : state.touchedAt + LATE_DAY_QUIET_MS,
      this.isMissed(device, state) ? missDueAt(state.watch, silenceLimit(device)) : Infinity,
    );
    this.work.scope(state.siteId).put(deviceKey(device.id), state, dueAt === Infinity ? null : dueAt);
  }

  /** Whether its silence means something while it lasts. */
  private isMissed(device: Device, { live }: DeviceState): boolean {
    return live && device.status === 'ACTIVE' && this.derivation.watches(device);
  }
}

function silenceLimit(device: Device): number {
  return device.expectedIntervalSeconds * 1_000 * SILENT_AFTER_INTERVALS;
}

function newestOf(readings: readonly Reading[]): number {
  let newest = -Infinity;
  for (const { observedAt } of readings) if (observedAt > newest) newest = observedAt;
  return newest;
}
