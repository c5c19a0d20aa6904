import type { Consumer } from '@loanwatch/engines';
import type { Judging } from '../app/judging';

/** How often the clock is looked at: a timer fires at most this much after its time. */
const LOOK_EVERY_MS = 100;
/** After a failed attempt. */
const PAUSE_MS = 1_000;

/** Lets the timers of live subjects run by the wall clock. */
export class TimerLoop {
  private timer: NodeJS.Timeout | undefined;
  private working: Promise<void> | undefined;
  /** By the monotonic clock of the process: the wall clock may be set back. */
  private notBefore: number;

  /** `settleMs`: time after the start in which no timer fires, so that what waited for this process can come in. */
  constructor(
    private readonly judging: Judging,
    private readonly consumer: Pick<Consumer, 'lag'>,
    settleMs: number,
  ) {
    this.notBefore = performance.now() + settleMs;
  }

  start(): void {
    this.timer = setInterval(() => {
      this.working ??= this.look().finally(() => (this.working = undefined));
    }, LOOK_EVERY_MS);
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.working;
  }

  private async look(): Promise<void> {
    if (performance.now() < this.notBefore || !this.judging.hasDue()) return;
    try {
      await this.judging.judgeTimers((await this.consumer.lag()) > 0);
    } catch {
      // The timers are still due: whatever failed (most likely the database) is asked again.
      this.notBefore = performance.now() + PAUSE_MS;
    }
  }
}
