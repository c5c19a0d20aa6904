import { type Clock, DomainError } from '@loanwatch/kernel';

/** Callers remembered at most; the idle ones are forgotten first, and their budget is full by then. */
const MAX_CALLERS = 10_000;

interface Budget {
  left: number;
  at: number;
}

/**
 * A budget of requests for each caller of this process: `perSecond` on average, twice that at once.
 * Keeps one noisy integration from taking the service away from the others; it is no protection against a flood.
 */
export class RateLimit {
  private readonly budgets = new Map<string, Budget>();

  constructor(
    private readonly perSecond: number,
    private readonly clock: Clock,
  ) {}

  /** Throws `rate.limited` (429) with the seconds to wait when the caller's budget is used up. */
  take(caller: string): void {
    const now = this.clock.now();
    const budget = this.budgets.get(caller) ?? { left: 2 * this.perSecond, at: now };
    budget.left = Math.min(2 * this.perSecond, budget.left + ((now - budget.at) / 1000) * this.perSecond);
    budget.at = now;
    // Written anew, so that the map stays in the order of last use.
    this.budgets.delete(caller);
    this.budgets.set(caller, budget);
    this.forgetIdle();
    if (budget.left < 1) {
      throw new DomainError('rate.limited', 'rate-limited', `More than ${this.perSecond} requests a second.`, {
        retryAfterSeconds: Math.ceil((1 - budget.left) / this.perSecond),
      });
    }
    budget.left -= 1;
  }

  private forgetIdle(): void {
    if (this.budgets.size <= MAX_CALLERS) return;
    const [longestIdle] = this.budgets.keys();
    if (longestIdle !== undefined) this.budgets.delete(longestIdle);
  }
}
