import type { Bus, BusRecord } from '@loanwatch/engines';

/** Newest position handled per partition. */
export type Positions = ReadonlyMap<number, string>;

/** The log no longer holds what the live tables have consumed. */
export class LogIncomplete extends Error {
  override readonly name = 'LogIncomplete';
  constructor(topic: string) {
    super(`the log of ${topic} ends before the position of the live tables, or no longer holds it`);
  }
}

/** A topic from its beginning, read on in steps: each ends exactly where the live tables stand. */
export class TopicReplay {
  private readonly pages: AsyncIterator<readonly BusRecord[]>;
  /** Read, but of a partition that was done by then. */
  private waiting: BusRecord[] = [];
  private readonly reached = new Map<number, string>();

  constructor(
    bus: Bus,
    private readonly topic: string,
  ) {
    this.pages = bus.readAll(topic)[Symbol.asyncIterator]();
  }

  /** The records up to `targets`, each partition's last one included. Throws {@link LogIncomplete}. */
  async *upTo(targets: Positions): AsyncGenerator<readonly BusRecord[]> {
    const open = new Set(targets.keys());
    for (const [partition, position] of targets) if (this.reached.get(partition) === position) open.delete(partition);
    let page: readonly BusRecord[] = this.waiting;
    this.waiting = [];
    while (open.size > 0) {
      if (page.length === 0) page = await this.nextPage();
      const taken: BusRecord[] = [];
      for (const record of page) {
        const { partition, position } = record;
        if (open.has(partition)) {
          taken.push(record);
          this.reached.set(partition, position);
          if (position === targets.get(partition)) open.delete(partition);
        } else {
          this.waiting.push(record);
        }
      }
      page = [];
      if (taken.length > 0) yield taken;
    }
    this.waiting.push(...page);
  }

  private async nextPage(): Promise<readonly BusRecord[]> {
    const next = await this.pages.next();
    if (next.done === true) throw new LogIncomplete(this.topic);
    return next.value;
  }
}
