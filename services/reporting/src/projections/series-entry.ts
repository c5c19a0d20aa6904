import type { Metric } from '@loanwatch/contracts';
import { type SiteHour, siteHour } from '../domain/site-hour';
import { Tally } from '../domain/tally';

/** Series of one site (or of an enterprise as a whole) by metric and subject. */
export type Shelf = Map<string, Map<string, SeriesEntry>>;

/** What stays the same of a series once it is known. */
export interface SeriesIdentity {
  readonly id: number;
  readonly metric: Metric;
  readonly enterpriseId: string;
  readonly siteId: string | null;
  readonly timeZone: string;
  /** Most that a point in time stands for, ms. */
  readonly usualMs: number;
}

/** When something of a family was last heard of at a site; shared by its series. */
export interface Seen {
  readonly enterpriseId: string;
  readonly siteId: string | null;
  readonly family: string;
  /** Newest event time since this member feeds the partition, ms. */
  at: number;
}

/** The tally of one hour that the roll-ups do not contain yet. */
export interface OpenHour extends SiteHour {
  readonly tally: Tally;
}

const NO_HOUR: OpenHour = { start: 0, end: 0, date: '', month: '', tally: new Tally() };

/** What a series has collected since the last fold. */
export interface SeriesNews {
  readonly identity: SeriesIdentity;
  readonly hours: readonly OpenHour[];
  /** Days to be recomputed from history. */
  readonly replacedDays: ReadonlySet<string>;
}

/** A series as the consumer of its partition remembers it. */
export class SeriesEntry {
  /** Hours since the last fold, by their start. */
  private hours = new Map<number, OpenHour>();
  private hour = NO_HOUR;
  /** Days to be recomputed from history, because something in them was replaced. */
  private replacedDays = new Set<string>();
  /** Batch that touched it last; tells whether it is on the list of that batch already. */
  touchedBy = 0;
  /** The series whose signal came after this one's the last time. */
  follower: SeriesEntry | undefined;

  constructor(
    readonly identity: SeriesIdentity,
    readonly subject: string,
    readonly shelf: Shelf,
    public longestMs: number,
    public since: number,
    /** Event time of the newest signal, ms. */
    public lastAt: number,
    /** Null for metrics that tell of absence: those are no sign of life. */
    readonly seen: Seen | null,
  ) {}

  /** The tally to which something that begins at `start` (ms) is added. */
  tallyAt(start: number): Tally {
    const { hour } = this;
    if (start >= hour.start && start < hour.end) return hour.tally;
    this.hour = this.openHour(start);
    return this.hour.tally;
  }

  replaceDayOf(start: number): void {
    this.replacedDays.add(siteHour(start, this.identity.timeZone).date);
  }

  hasNews(): boolean {
    return this.hours.size > 0 || this.replacedDays.size > 0;
  }

  /** Hands over what was collected and starts anew. */
  take(): SeriesNews {
    const taken = { identity: this.identity, hours: [...this.hours.values()], replacedDays: this.replacedDays };
    this.hours = new Map();
    this.hour = NO_HOUR;
    this.replacedDays = new Set();
    return taken;
  }

  private openHour(start: number): OpenHour {
    const found = siteHour(start, this.identity.timeZone);
    const known = this.hours.get(found.start);
    if (known !== undefined) return known;
    const opened = { ...found, tally: new Tally() };
    this.hours.set(found.start, opened);
    return opened;
  }
}
