import type { Tx } from '@loanwatch/engines';
import { dayEnd, dayStart, HOUR_MS, monthStart } from '@loanwatch/kernel';
import { arrayLiteral } from './array-literal';

/** A day of a series whose roll-ups follow from history anew. */
export interface SeriesDay {
  readonly seriesId: number;
  /** Site date. */
  readonly date: string;
  readonly timeZone: string;
}

const COLUMNS = 'n, not_judged, sum, min, max, observed_ms, last_at, last, last_coverage';

const OF_HISTORY = `
  count(value)::integer, (count(*) - count(value))::integer, coalesce(sum(value), 0), min(value), max(value),
  sum(floor(coverage::float8 * abs(span_ms)))::bigint, max(at),
  (array_agg(value ORDER BY at DESC, value DESC NULLS LAST, coverage DESC))[1],
  (array_agg(coverage ORDER BY at DESC, value DESC NULLS LAST, coverage DESC))[1]`;

const OF_PARTS = `
  sum(n)::integer, sum(not_judged)::integer, sum(sum), min(min), max(max), sum(observed_ms)::bigint, max(last_at),
  (array_agg(last ORDER BY last_at DESC, last DESC NULLS LAST, last_coverage DESC))[1],
  (array_agg(last_coverage ORDER BY last_at DESC, last DESC NULLS LAST, last_coverage DESC))[1]`;

const DAYS = `unnest($1::integer[], $2::date[], $3::bigint[], $4::bigint[]) AS renewed (series_id, day, from_ms, until_ms)`;
const MONTHS = `unnest($1::integer[], $2::date[]) AS renewed (series_id, month)`;

/**
 * Makes hours out of history, days out of hours and months out of days, instead of what is stored, as of the transaction
 * `batch` (later ones are still to be added). The statements of one call see one state of history only when no other
 * call for the same series runs: the caller folds one at a time.
 */
export async function recomputeDays(tx: Tx, days: readonly SeriesDay[], batch: string): Promise<void> {
  if (days.length === 0) return;
  const keys = [
    arrayLiteral(days.map(({ seriesId }) => seriesId)),
    arrayLiteral(days.map(({ date }) => date)),
    arrayLiteral(days.map(({ date, timeZone }) => dayStart(date, timeZone))),
    arrayLiteral(days.map(({ date, timeZone }) => dayEnd(date, timeZone))),
  ];
  await tx.query(
    `DELETE FROM rollup_hour USING ${DAYS}
     WHERE rollup_hour.series_id = renewed.series_id AND hour >= from_ms AND hour < until_ms`,
    keys,
    'renew-hours-delete',
  );
  await tx.query(
    `INSERT INTO rollup_hour (series_id, hour, ${COLUMNS})
     SELECT renewed.series_id, from_ms + (start - from_ms) / ${HOUR_MS} * ${HOUR_MS} AS hour, ${OF_HISTORY}
     FROM ${DAYS}
     JOIN series ON series.id = renewed.series_id
     CROSS JOIN LATERAL (
       SELECT *, CASE WHEN span_ms > 0 THEN at - span_ms ELSE at END AS start FROM history
       WHERE history.series_id = renewed.series_id AND at >= from_ms AND at <= until_ms + longest_ms
         AND batch <= $5::xid8
     ) AS recorded
     WHERE start >= from_ms AND start < until_ms
     GROUP BY 1, 2`,
    [...keys, batch],
    'renew-hours',
  );
  await tx.query(
    `DELETE FROM rollup_day USING ${DAYS}
     WHERE rollup_day.series_id = renewed.series_id AND rollup_day.day = renewed.day`,
    keys,
    'renew-days-delete',
  );
  await tx.query(
    `INSERT INTO rollup_day (series_id, day, ${COLUMNS})
     SELECT renewed.series_id, renewed.day, ${OF_PARTS}
     FROM ${DAYS} JOIN rollup_hour ON rollup_hour.series_id = renewed.series_id AND hour >= from_ms AND hour < until_ms
     GROUP BY 1, 2`,
    keys,
    'renew-days',
  );
  await recomputeMonths(tx, days);
}

async function recomputeMonths(tx: Tx, days: readonly SeriesDay[]): Promise<void> {
  const months = new Map(
    days.map(({ seriesId, date }) => [`${seriesId} ${monthStart(date)}`, { seriesId, month: monthStart(date) }]),
  );
  const keys = [
    arrayLiteral([...months.values()].map(({ seriesId }) => seriesId)),
    arrayLiteral([...months.values()].map(({ month }) => month)),
  ];
  await tx.query(
    `DELETE FROM rollup_month USING ${MONTHS}
     WHERE rollup_month.series_id = renewed.series_id AND rollup_month.month = renewed.month`,
    keys,
    'renew-months-delete',
  );
  await tx.query(
    `INSERT INTO rollup_month (series_id, month, ${COLUMNS})
     SELECT renewed.series_id, renewed.month, ${OF_PARTS}
     FROM ${MONTHS}
     JOIN rollup_day ON rollup_day.series_id = renewed.series_id
       AND rollup_day.day >= renewed.month AND rollup_day.day < renewed.month + interval '1 month'
     GROUP BY 1, 2`,
    keys,
    'renew-months',
  );
}
