import type { Tx } from '@loanwatch/engines';

/** Months that get a partition of their own; what lies outside (a clock gone wrong) shares one. */
const FIRST_MS = Date.UTC(1990, 0, 1);
const END_MS = Date.UTC(2100, 0, 1);

/** The months of history that have a partition, in UTC. */
export class HistoryMonths {
  private readonly known = new Set<number>();
  private readonly wanted = new Set<number>();
  private from = 0;
  private until = 0;

  /** Notes that something ends at `at` (ms). */
  need(at: number): void {
    if (at >= this.from && at < this.until) return;
    const instant = new Date(at);
    const [year, month] = [instant.getUTCFullYear(), instant.getUTCMonth()];
    this.from = Date.UTC(year, month, 1);
    this.until = Date.UTC(year, month + 1, 1);
    if (at >= FIRST_MS && at < END_MS && !this.known.has(this.from)) this.wanted.add(this.from);
  }

  /** Adds partitions for the months noted. They are known for sure only when the transaction has committed. */
  async add(tx: Tx): Promise<void> {
    for (const month of this.wanted) await tx.query('SELECT add_history_month($1)', [month]);
    const added = [...this.wanted];
    this.wanted.clear();
    tx.afterCommit(() => {
      for (const month of added) this.known.add(month);
    });
  }

  /** After a rollback: nothing is known. */
  forget(): void {
    this.known.clear();
    this.wanted.clear();
    this.from = this.until = 0;
  }
}
