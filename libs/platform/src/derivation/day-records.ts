/** Closed days of one site, as they were told. */
export class DayRecords<Facts> implements Iterable<readonly [string, Facts]> {
  private readonly changedDates = new Set<string>();

  constructor(private readonly days = new Map<string, DayRecord<Facts>>()) {}

  get(date: string): DayRecord<Facts> | undefined {
    return this.days.get(date);
  }

  /** Replaces what is known of a day; returns the revision of what is told of it now. */
  put(date: string, facts: Facts): number {
    const revision = (this.days.get(date)?.revision ?? -1) + 1;
    this.days.set(date, { revision, facts });
    this.changedDates.add(date);
    return revision;
  }

  /** Changes what is remembered of a day without telling the day itself again. */
  amend(date: string, facts: Facts): void {
    this.days.set(date, { revision: this.days.get(date)?.revision ?? 0, facts });
    this.changedDates.add(date);
  }

  *[Symbol.iterator](): Iterator<readonly [string, Facts]> {
    for (const [date, { facts }] of this.days) yield [date, facts];
  }

  changed(): (DayRecord<Facts> & { readonly date: string })[] {
    return [...this.days].filter(([date]) => this.changedDates.has(date)).map(([date, day]) => ({ date, ...day }));
  }
}

export interface DayRecord<Facts> {
  /** 0 when told once, one more with each correction. */
  readonly revision: number;
  readonly facts: Facts;
}
