import type { Signal, Site } from '@loanwatch/contracts';
import {
  advanceClock,
  closeNextDay,
  closeWholeDay,
  closingDueAt,
  dayEnd,
  dayStart,
  type DayTotal,
  type SiteClock,
  siteDay,
  startSiteClock,
} from '@loanwatch/kernel';
import type { EntityIndex } from '../entity-index';
import type { Derivation, SiteScope, StateScope } from './derivation';
import { siteKey, type SiteState, type Workset } from './workset';

export type Emit = (signal: Signal) => void;

/** The days of one site: what is counted towards them, when they close, what is told of them. */
export class SiteFold<Facts> {
  private readonly state: StateScope;
  private known: SiteClock | undefined;

  constructor(
    readonly site: Site,
    private readonly derivation: Derivation<Facts>,
    private readonly work: Workset<Facts>,
    private readonly entities: EntityIndex,
  ) {
    this.state = work.scope(site.id);
  }

  /** Counts towards the day in which `from` lies; returns its date when that day is closed already. */
  contribute(channelKey: string, from: number, amount: number, observedMs: number): string | undefined {
    const date = this.dateOf(from);
    this.work.ledger(this.site.id).add(date, channelKey, amount, observedMs);
    const clock = this.clock();
    clock.openDate ??= date;
    return date < clock.openDate ? date : undefined;
  }

  dateOf(at: number): string {
    return siteDay(at, this.site.timeZone);
  }

  /** An observation at `at`: moves the clock and closes the days that are over by it. */
  advance(at: number, live: boolean, emit: Emit): void {
    advanceClock(this.clock(), at, live, this.site.timeZone);
    this.close(at, emit);
    const isWhole = (date: string): boolean => this.total(date)?.coverage === 1;
    const whole = closeWholeDay(this.clock(), at, this.site.timeZone, isWhole);
    if (whole !== undefined) this.tell(whole, false, emit);
  }

  /** Closes the days that are over at `now`. */
  close(now: number, emit: Emit): void {
    const clock = this.clock();
    for (let date; (date = closeNextDay(clock, now, this.site.timeZone)) !== undefined;) this.tell(date, false, emit);
  }

  tell(date: string, isCorrection: boolean, emit: Emit): void {
    const { id, timeZone } = this.site;
    this.derivation.closeDay({
      ...this.scope(emit),
      date,
      from: dayStart(date, timeZone),
      to: dayEnd(date, timeZone),
      total: this.total(date),
      isCorrection,
      records: this.work.days(id),
    });
  }

  private total(date: string): DayTotal | undefined {
    const { id, timeZone } = this.site;
    return this.work.ledger(id).total(date, timeZone, (channel) => this.weightOf(channel));
  }

  scope(emit: Emit): SiteScope {
    return { ...this.state, site: this.site, isLive: this.work.site(this.site.id)?.clock.live ?? false, emit };
  }

  /** Keeps the clock, if the site has one. Call when the work on the site is done. */
  put(): void {
    const state = this.work.site(this.site.id);
    if (state === undefined) return;
    const dueAt = state.clock.live ? closingDueAt(state.clock, this.site.timeZone) : undefined;
    this.state.put(siteKey(this.site.id), state, dueAt ?? null);
  }

  /** Asked for every reading, so it is looked up once. */
  private clock(): SiteClock {
    this.known ??= this.work.site(this.site.id)?.clock;
    if (this.known !== undefined) return this.known;
    const created: SiteState = { enterpriseId: this.site.enterpriseId, clock: startSiteClock() };
    this.work.remember(siteKey(this.site.id), created);
    this.known = created.clock;
    return this.known;
  }

  private weightOf(channelKey: string): number | undefined {
    const slash = channelKey.indexOf('/');
    const deviceId = channelKey.slice(0, slash);
    if (this.entities.device(deviceId)?.status !== 'ACTIVE') return undefined;
    const channel = this.entities.channel(deviceId, channelKey.slice(slash + 1));
    return channel === undefined ? undefined : this.derivation.weightOf(channel);
  }
}
