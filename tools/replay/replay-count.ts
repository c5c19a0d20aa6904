/** What a replay has done so far. All counts are of measurements; a row may hold several. */
export interface ReplayCount {
  rows: number;
  sent: number;
  accepted: number;
  duplicates: number;
  /** Refused by Loanwatch. */
  rejected: number;
  /** Rows that could not be read by the mapping. */
  unreadable: number;
  /** The file says that nothing was measured. */
  missing: number;
  /** Left out by the mapping. */
  dropped: number;
  /** Time of the newest measurement sent, ms; undefined before the first. */
  newestAt: number | undefined;
  /** Time of the oldest one. */
  oldestAt: number | undefined;
}

/** One thing that went wrong, as often as it did. */
export interface Complaint {
  /** What, without the value: complaints of one kind are told once. */
  readonly kind: string;
  /** The first one in full. */
  readonly example: string;
  readonly firstLine: number;
  count: number;
}

/** Counts and groups; the summary of a replay is made of it. */
export class ReplayTally {
  readonly count: ReplayCount = {
    rows: 0,
    sent: 0,
    accepted: 0,
    duplicates: 0,
    rejected: 0,
    unreadable: 0,
    missing: 0,
    dropped: 0,
    newestAt: undefined,
    oldestAt: undefined,
  };
  private readonly byKind = new Map<string, Complaint>();

  get complaints(): readonly Complaint[] {
    return [...this.byKind.values()].sort((a, b) => b.count - a.count);
  }

  /** Measurements that should have been taken and were not. */
  get failures(): number {
    return this.count.rejected + this.count.unreadable;
  }

  complain(kind: string, example: string, line: number): void {
    const known = this.byKind.get(kind);
    if (known === undefined) this.byKind.set(kind, { kind, example, firstLine: line, count: 1 });
    else known.count += 1;
  }

  saw(at: number): void {
    const { count } = this;
    count.newestAt = Math.max(count.newestAt ?? at, at);
    count.oldestAt = Math.min(count.oldestAt ?? at, at);
  }
}
