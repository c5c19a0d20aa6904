import type { Timers } from '../app/timers';

/** Looks for what time or the registry have brought about, one look after the other. */
export class Ticker {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();
  private stopped = false;

  constructor(
    private readonly timers: Timers,
    private readonly intervalMs: number,
    private readonly onFailure: (error: unknown) => void,
  ) {}

  start(): void {
    this.timer = setTimeout(() => {
      this.running = this.look().finally(() => {
        if (!this.stopped) this.start();
      });
    }, this.intervalMs);
  }

  /** Ends the look in hand. */
  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.running;
  }

  private async look(): Promise<void> {
    try {
      await this.timers.fire();
      await this.timers.dispatchWaiting();
      await this.timers.returnDevices();
    } catch (error) {
      this.onFailure(error);
    }
  }
}
