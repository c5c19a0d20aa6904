import type { Database, Scope, Tx } from '@loanwatch/engines';
import { type Clock, siteDay } from '@loanwatch/kernel';
import {
  type Answer,
  type IdempotencyStore,
  type IdempotentRequest,
  type Principal,
  scopeOf,
} from '@loanwatch/platform';

/** Transactions that see what a caller may see on the day of the service's clock. */
export class Transactions {
  constructor(
    private readonly database: Database,
    private readonly idempotency: IdempotencyStore,
    private readonly clock: Clock,
  ) {}

  run<T>(principal: Principal, work: (tx: Tx, scope: Scope) => Promise<T>): Promise<T> {
    const scope = scopeOf(principal);
    return this.database.transaction(async (tx) => {
      await this.setToday(tx);
      return work(tx, scope);
    }, scope);
  }

  /** The effect of a request that may carry an Idempotency-Key. */
  once(
    request: IdempotentRequest | undefined,
    principal: Principal,
    effect: (tx: Tx, scope: Scope) => Promise<Answer>,
  ): Promise<Answer> {
    const scope = scopeOf(principal);
    const work = async (tx: Tx): Promise<Answer> => {
      await this.setToday(tx);
      return effect(tx, scope);
    };
    return this.idempotency.inTransaction(request, work, scope);
  }

  /** Contracts begin and end by date in Asia/Shanghai; the policies compare with this. */
  private async setToday(tx: Tx): Promise<void> {
    await tx.query(`SELECT set_config('app.today', $1, true)`, [siteDay(this.clock.now(), 'Asia/Shanghai')]);
  }
}
