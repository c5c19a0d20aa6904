import type { Engines } from '@loanwatch/engines';
import type { Logger } from './logger';

const BUDGET_MS = 1_000;

export type Checks = Readonly<Record<string, () => Promise<void>>>;

export interface Readiness {
  readonly ready: boolean;
  /** Each check by name; the reason of a failure is in the log. */
  readonly checks: Readonly<Record<string, 'ok' | 'failing'>>;
}

/** Whether the process should get work. Checks run side by side with a second each; concurrent askers share a run. */
export class Health {
  private stopping = false;
  private running: Promise<Readiness> | undefined;

  constructor(
    private readonly checks: Checks,
    private readonly logger: Logger,
  ) {}

  /** From now on not ready, whatever the checks say: the load balancer should look elsewhere. */
  stop(): void {
    this.stopping = true;
  }

  get isStopping(): boolean {
    return this.stopping;
  }

  async readiness(): Promise<Readiness> {
    if (this.stopping) return { ready: false, checks: {} };
    this.running ??= this.run().finally(() => (this.running = undefined));
    return this.running;
  }

  private async run(): Promise<Readiness> {
    const results = await Promise.all(
      Object.entries(this.checks).map(async ([name, check]) => [name, await this.passes(name, check)] as const),
    );
    return {
      ready: results.every(([, ok]) => ok),
      checks: Object.fromEntries(results.map(([name, ok]) => [name, ok ? 'ok' : 'failing'])),
    };
  }

  private async passes(name: string, check: () => Promise<void>): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined;
    const tooLate = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`no answer within ${BUDGET_MS} ms`)), BUDGET_MS);
    });
    try {
      await Promise.race([check(), tooLate]);
      return true;
    } catch (error) {
      this.logger.warn({ check: name, reason: error instanceof Error ? error.message : String(error) }, 'not ready');
      return false;
    } finally {
      clearTimeout(timer);
    }
  }
}

/** The readiness of the engines a process has. */
export function engineChecks({ database, bus, eventStore, mqtt }: Engines): Checks {
  return {
    database: () => database.check(),
    bus: () => bus.check(),
    'event-store': () => eventStore.check(),
    ...(mqtt === undefined ? {} : { mqtt: () => mqtt.check() }),
  };
}
