const BUSY_POLL_MS = 5;
const IDLE_POLL_MS = 200;

/** Last readable row per topic, in any form that changes when rows are added. */
export type Heads = ReadonlyMap<string, string>;

interface Waiter {
  readonly topics: readonly string[];
  readonly done: () => void;
}

/**
 * Tells the readers of a log table when to look again: at once after a commit of this process, else when a topic's last
 * readable row has changed. One small query per tick serves all readers of a process, and none runs while nobody waits.
 */
export class LogTail {
  private readonly versions = new Map<string, number>();
  private readonly waiters = new Set<Waiter>();
  private heads: Heads = new Map();
  private timer: NodeJS.Timeout | undefined;
  private looking = false;
  private pollMs = BUSY_POLL_MS;
  private stopped = false;

  constructor(private readonly readHeads: (topics: readonly string[]) => Promise<Heads>) {}

  /** Take it before reading, and wait for what lies beyond it when the read found nothing. */
  version(topics: readonly string[]): number {
    return topics.reduce((sum, topic) => sum + (this.versions.get(topic) ?? 0), 0);
  }

  /** This process has committed rows. They may not be readable yet: an older transaction can still be open. */
  wake(topics: Iterable<string>): void {
    this.notify(new Set(topics));
    this.pollMs = BUSY_POLL_MS;
    this.schedule();
  }

  /** Resolves when there may be something after `version`, or when `signal` aborts. */
  async beyond(topics: readonly string[], version: number, signal: AbortSignal): Promise<void> {
    if (this.version(topics) !== version || signal.aborted || this.stopped) return;
    await new Promise<void>((resolve) => {
      const waiter: Waiter = {
        topics,
        done: () => {
          this.waiters.delete(waiter);
          signal.removeEventListener('abort', waiter.done);
          resolve();
        },
      };
      this.waiters.add(waiter);
      signal.addEventListener('abort', waiter.done);
      this.schedule();
    });
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
    for (const { done } of [...this.waiters]) done();
  }

  private notify(topics: ReadonlySet<string>): void {
    for (const topic of topics) this.versions.set(topic, (this.versions.get(topic) ?? 0) + 1);
    for (const waiter of [...this.waiters]) if (waiter.topics.some((topic) => topics.has(topic))) waiter.done();
  }

  private schedule(): void {
    if (this.stopped || this.looking || this.waiters.size === 0) return;
    if (this.timer !== undefined && this.pollMs > BUSY_POLL_MS) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.tick(), this.pollMs);
  }

  private async tick(): Promise<void> {
    this.timer = undefined;
    this.looking = true;
    const moved = await this.movedTopics().catch(() => new Set<string>());
    this.looking = false;
    this.pollMs = moved.size > 0 ? BUSY_POLL_MS : Math.min(this.pollMs * 2, IDLE_POLL_MS);
    this.notify(moved);
    this.schedule();
  }

  private async movedTopics(): Promise<ReadonlySet<string>> {
    const watched = new Set([...this.waiters].flatMap(({ topics }) => topics));
    const heads = await this.readHeads([...watched]);
    const moved = [...heads].filter(([topic, head]) => this.heads.get(topic) !== head).map(([topic]) => topic);
    this.heads = new Map([...this.heads, ...heads]);
    return new Set(moved);
  }
}
