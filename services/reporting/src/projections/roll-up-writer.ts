import type { Tx } from '@loanwatch/engines';
import type { Tally } from '../domain/tally';
import { arrayLiteral } from './array-literal';

export const ROLL_UPS = {
  hour: { table: 'rollup_hour', key: 'hour', type: 'bigint' },
  day: { table: 'rollup_day', key: 'day', type: 'date' },
  month: { table: 'rollup_month', key: 'month', type: 'date' },
} as const;
export type Grain = keyof typeof ROLL_UPS;

const NEWER = `(excluded.last_at, coalesce(excluded.last, -9223372036854775808), excluded.last_coverage)
       > (known.last_at, coalesce(known.last, -9223372036854775808), known.last_coverage)`;

/** Tallies of one grain to be added to what is stored. No (series, key) may occur twice. */
export class TallyRows {
  private readonly columns: string[][] = Array.from({ length: 11 }, () => []);

  constructor(private readonly grain: Grain) {}

  add(seriesId: number, key: number | string, tally: Tally): void {
    const values = [
      seriesId,
      key,
      tally.n,
      tally.notJudged,
      tally.sum,
      tally.n === 0 ? 'NULL' : tally.min,
      tally.n === 0 ? 'NULL' : tally.max,
      tally.observedMs,
      tally.lastAt,
      tally.last ?? 'NULL',
      tally.lastCoverage,
    ];
    values.forEach((value, column) => this.columns[column]?.push(String(value)));
  }

  async write(tx: Tx): Promise<void> {
    if (this.columns[0]?.length === 0) return;
    const { table, key, type } = ROLL_UPS[this.grain];
    await tx.query(
      `INSERT INTO ${table} AS known
         (series_id, ${key}, n, not_judged, sum, min, max, observed_ms, last_at, last, last_coverage)
       SELECT * FROM unnest($1::integer[], $2::${type}[], $3::integer[], $4::integer[], $5::numeric[], $6::bigint[],
         $7::bigint[], $8::bigint[], $9::bigint[], $10::bigint[], $11::real[])
       ON CONFLICT (series_id, ${key}) DO UPDATE SET
         n = known.n + excluded.n,
         not_judged = known.not_judged + excluded.not_judged,
         sum = known.sum + excluded.sum,
         min = least(known.min, excluded.min),
         max = greatest(known.max, excluded.max),
         observed_ms = known.observed_ms + excluded.observed_ms,
         last_at = greatest(known.last_at, excluded.last_at),
         last = CASE WHEN ${NEWER} THEN excluded.last ELSE known.last END,
         last_coverage = CASE WHEN ${NEWER} THEN excluded.last_coverage ELSE known.last_coverage END`,
      this.columns.map(arrayLiteral),
      `add-${table}`,
    );
  }
}
