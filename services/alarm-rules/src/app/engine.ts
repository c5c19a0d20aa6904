import type { Signal, SignalBatch } from '@loanwatch/contracts';
import type { Tx } from '@loanwatch/engines';
import { judgeSignal, judgeTimers, withTimer } from '../domain/judge';
import { type Standing, type Verdict, initialStanding, takeOver } from '../domain/standing';
import type { JudgedSubject } from '../domain/trigger';
import { DueList } from './due-list';
import type { Matcher, SiteView } from './matcher';
import type { RuleSet } from './rule-set';
import type { StandingStore, StoredStanding } from './standing-store';
import { keyOf, rowOf, wantedOf, type Watch, type Watched } from './watch';

export interface Decision {
  readonly watch: Watch;
  readonly verdict: Verdict;
}

/** Event time of a site whose signals come from a history, and the timers that wait for it. */
interface SiteClock {
  watermark: number;
  readonly due: DueList<Watch>;
}

export interface EngineOptions {
  /** How long after its time a signal of a history may still come, ms of event time. */
  readonly allowedLatenessMs: number;
}

/** Most timers judged in one transaction. */
const TIMERS_AT_ONCE = 1_000;
/** Most standings read or written with one statement. */
const ROWS_AT_ONCE = 5_000;
/** Most standings written in one transaction only because their clock moved. */
const CLOCKS_AT_ONCE = 2_000;
const CLOCKS_EVERY_MS = 60_000;

/**
 * All rules over all subjects. What it remembers changes as it judges and is written with the transaction in hand, so a
 * caller whose transaction fails must call {@link forget}. One caller at a time.
 */
export class Engine {
  private readonly subjects = new Map<string, Map<string, Watched>>();
  private readonly liveTimers = new DueList<Watch>();
  private readonly sites = new Map<string, SiteClock>();
  /** Standings that decide something new: written with the transaction. */
  private readonly changed = new Set<Watch>();
  /** Standings of which only the clock has moved: written now and then, for restarts and for the status page. */
  private readonly moved = new Set<Watch>();
  /** Those of the last minute that are still to be written. */
  private clocks: Watch[] = [];
  private clocksTakenAt = 0;
  /** Rules whose stored timers have to be found. */
  private toRestore: 'all' | Set<string> = 'all';

  constructor(
    private readonly rules: Pick<RuleSet, 'get'>,
    private readonly matcher: Matcher,
    private readonly store: StandingStore,
    private readonly options: EngineOptions,
  ) {}

  /** Loads what is needed to judge the batches. */
  async prepare(batches: readonly SignalBatch[], tx: Tx): Promise<void> {
    await this.restore(tx);
    const fresh: Watch[] = [];
    await Promise.all(batches.map(({ enterpriseId, siteId }) => this.matcher.settle(enterpriseId, siteId)));
    for (const batch of batches) {
      const view = this.matcher.view(batch.enterpriseId, batch.siteId);
      const clock = this.clockOf(batch);
      let newest = clock.watermark;
      for (const { metric, subject, at } of batch.signals) {
        if (at > newest) newest = at;
        if (this.subjects.get(metric)?.get(subject)?.view !== view) this.match(metric, subject, view, fresh);
      }
      for (const watch of clock.due.take(newest - this.options.allowedLatenessMs)) {
        this.matchAgain(watch.watched, fresh);
        this.arm(watch);
      }
    }
    await this.load(fresh, tx);
  }

  /** Judges a batch that was prepared. */
  judge(batch: SignalBatch): readonly Decision[] {
    const decisions: Decision[] = [];
    const clock = this.clockOf(batch);
    for (const signal of batch.signals) {
      // Not before its turn: what lies between is still to be heard.
      if (signal.at > clock.watermark) clock.watermark = signal.at;
      const watched = this.subjects.get(signal.metric)?.get(signal.subject);
      if (watched === undefined) continue;
      for (const watch of watched.watches) this.judgeOne(watch, signal, batch.live, decisions);
    }
    const until = clock.watermark - this.options.allowedLatenessMs;
    for (const watch of clock.due.take(until)) if (!watch.live) this.judgeTimer(watch, until, decisions);
    return decisions;
  }

  /** Whether {@link tick} would find anything to do at `now`, wall clock ms. */
  hasDue(now: number): boolean {
    return this.toRestore === 'all' || this.toRestore.size > 0 || (this.liveTimers.next ?? Infinity) <= now;
  }

  /** Judges the timers of live subjects that have run out at `now`, wall clock ms. */
  async tick(now: number, tx: Tx): Promise<readonly Decision[]> {
    await this.restore(tx);
    const due = this.liveTimers.take(now, TIMERS_AT_ONCE);
    const fresh: Watch[] = [];
    for (const { watched } of due) this.matchAgain(watched, fresh);
    await this.load(fresh, tx);
    await this.reload(due, tx);
    const decisions: Decision[] = [];
    for (const watch of due) if (watch.live) this.judgeTimer(watch, now, decisions);
    return decisions;
  }

  /** Writes what has to outlive this process. `now`: wall clock ms; Infinity: everything. */
  async save(now: number, tx: Tx): Promise<void> {
    const everything = now === Infinity;
    if (everything || (this.clocks.length === 0 && now - this.clocksTakenAt >= CLOCKS_EVERY_MS)) {
      this.clocks = [...this.clocks, ...this.moved];
      this.moved.clear();
      this.clocksTakenAt = everything ? 0 : now;
    }
    const clocks = this.clocks.splice(0, everything ? Infinity : CLOCKS_AT_ONCE);
    // A standing may be both: changed now, and waiting for its clock to be written.
    const watches = [...new Set([...this.changed, ...clocks])];
    this.changed.clear();
    for (let from = 0; from < watches.length; from += ROWS_AT_ONCE) {
      await this.store.save(watches.slice(from, from + ROWS_AT_ONCE).map(rowOf), tx);
    }
    for (const watch of watches) watch.revision += 1;
  }

  /** Drops everything remembered: the transaction it belonged to is lost. It is read again when needed. */
  forget(): void {
    this.subjects.clear();
    this.liveTimers.clear();
    this.sites.clear();
    this.changed.clear();
    this.moved.clear();
    this.clocks = [];
    this.toRestore = 'all';
  }

  /** The given rules have a new version, whose timers go on where those of the old one stood. */
  replaced(ruleIds: readonly string[]): void {
    if (this.toRestore !== 'all') for (const id of ruleIds) this.toRestore.add(id);
  }

  private judgeOne(watch: Watch, signal: Signal, live: boolean, decisions: Decision[]): void {
    const before = watch.standing;
    const { standing, verdicts } = judgeSignal(watch.rule.compiled, before, signal, watch.around);
    watch.standing = standing;
    const changed = standing.memory !== before.memory || watch.live !== live;
    watch.live = live;
    if (changed) this.changed.add(watch);
    else this.moved.add(watch);
    if (standing.dueAt !== undefined) this.arm(watch);
    for (const verdict of verdicts) decisions.push({ watch, verdict });
  }

  private judgeTimer(watch: Watch, until: number, decisions: Decision[]): void {
    // Replaced by a newer version, or no longer about this subject.
    if (!watch.watched.watches.includes(watch)) return;
    const { standing, verdicts } = judgeTimers(watch.rule.compiled, watch.standing, until, watch.around);
    if (standing !== watch.standing) this.changed.add(watch);
    watch.standing = standing;
    this.arm(watch);
    for (const verdict of verdicts) decisions.push({ watch, verdict });
  }

  private arm(watch: Watch): void {
    const { dueAt } = watch.standing;
    if (dueAt === undefined) return;
    if (watch.live) this.liveTimers.add(watch, dueAt);
    else this.clockOf(watch.watched).due.add(watch, dueAt);
  }

  private clockOf({ siteId, enterpriseId }: Pick<JudgedSubject, 'siteId' | 'enterpriseId'>): SiteClock {
    const key = siteId ?? enterpriseId;
    let clock = this.sites.get(key);
    if (clock === undefined) this.sites.set(key, (clock = { watermark: 0, due: new DueList() }));
    return clock;
  }

  /** Finds the rules about a subject; those met for the first time are added to `fresh`, to be loaded. */
  private match(metric: string, subject: string, view: SiteView, fresh: Watch[]): void {
    let bySubject = this.subjects.get(metric);
    if (bySubject === undefined) this.subjects.set(metric, (bySubject = new Map<string, Watched>()));
    const { enterpriseId, siteId } = view;
    const known = bySubject.get(subject);
    const watched: Watched = known ?? { metric, subject, enterpriseId, siteId, view, watches: [] };
    bySubject.set(subject, watched);
    const before = watched.watches;
    watched.view = view;
    watched.watches = this.matcher.match(metric, subject, view).map(({ rule, around }) => {
      const old = before.find((watch) => watch.rule.id === rule.id);
      if (old?.rule.version === rule.version) {
        old.around = around;
        old.standing = withTimer(rule.compiled, old.standing, around);
        this.arm(old);
        return old;
      }
      const standing = initialStanding(rule.compiled);
      const watch: Watch = { rule, watched, around, standing, live: old?.live ?? false, revision: 0 };
      if (old === undefined) fresh.push(watch);
      else this.succeed(watch, old.standing);
      return watch;
    });
  }

  private matchAgain({ metric, subject, enterpriseId, siteId, view }: Watched, fresh: Watch[]): void {
    const now = this.matcher.view(enterpriseId, siteId);
    if (view !== now) this.match(metric, subject, now, fresh);
  }

  private succeed(watch: Watch, before: Standing): void {
    watch.standing = withTimer(watch.rule.compiled, takeOver(watch.rule.compiled, before), watch.around);
    this.changed.add(watch);
    this.arm(watch);
  }

  private async load(fresh: readonly Watch[], tx: Tx): Promise<void> {
    for (let from = 0; from < fresh.length; from += ROWS_AT_ONCE) {
      await this.loadSome(fresh.slice(from, from + ROWS_AT_ONCE), tx);
    }
  }

  private async loadSome(fresh: readonly Watch[], tx: Tx): Promise<void> {
    const byKey = new Map(fresh.map((watch) => [keyOf(watch), watch]));
    for (const row of await this.store.load(fresh.map(wantedOf), tx)) {
      const watch = byKey.get(`${row.ruleId} ${row.subject}`);
      if (watch === undefined) continue;
      if (row.version > watch.rule.version)
        throw new Error(`rule ${row.ruleId}: version ${row.version} is not known yet`);
      if (row.version === watch.rule.version) {
        this.take(watch, row);
        continue;
      }
      watch.live = row.live;
      this.succeed(watch, row.standing);
    }
  }

  /**
   * Takes over what another instance has stored meanwhile: a silent subject's signals may be consumed elsewhere, and
   * its timer must not be judged on what this instance remembers of it.
   */
  private async reload(watches: readonly Watch[], tx: Tx): Promise<void> {
    if (watches.length === 0) return;
    const byKey = new Map(watches.map((watch) => [keyOf(watch), watch]));
    for (const row of await this.store.load(watches.map(wantedOf), tx)) {
      const watch = byKey.get(`${row.ruleId} ${row.subject}`);
      if (watch?.rule.version === row.version && watch.revision !== row.revision) this.take(watch, row);
    }
  }

  private take(watch: Watch, row: StoredStanding): void {
    watch.live = row.live;
    watch.revision = row.revision;
    watch.standing = withTimer(watch.rule.compiled, row.standing, watch.around);
    this.arm(watch);
  }

  /** Finds the subjects whose timers run although nothing is heard of them. */
  private async restore(tx: Tx): Promise<void> {
    const rules = this.toRestore;
    if (rules !== 'all' && rules.size === 0) return;
    const timed = await this.store.timed(rules === 'all' ? 'all' : [...rules], tx);
    this.toRestore = new Set();
    const fresh: Watch[] = [];
    for (const { ruleId, subject, enterpriseId, siteId } of timed) {
      const metric = this.rules.get(ruleId)?.compiled.metric.code;
      if (metric === undefined) continue;
      const view = this.matcher.view(enterpriseId, siteId);
      if (this.subjects.get(metric)?.get(subject)?.view !== view) this.match(metric, subject, view, fresh);
    }
    await this.load(fresh, tx);
  }
}
