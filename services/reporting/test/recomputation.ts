import type { Database } from '@loanwatch/engines';
import { rowsOf } from './signal-builders';

interface Recorded {
  readonly series_id: number;
  readonly at: string;
  readonly span_ms: string;
  readonly value: string | null;
  readonly coverage: number;
  readonly time_zone: string;
}

interface Sums {
  n: number;
  not_judged: number;
  sum: bigint;
  min: bigint | null;
  max: bigint | null;
  observed_ms: bigint;
  last_at: bigint;
  last: bigint | null;
}

/** What the roll-ups must contain, computed from history row by row with the zone rules of Intl instead of ours. */
export async function expectRollUpsOfHistory(database: Database, zone?: string): Promise<void> {
  const rows = await rowsOf<Recorded>(
    database,
    'SELECT history.*, time_zone FROM history JOIN series ON series.id = series_id',
  );
  const expected = { hour: new Map<string, Sums>(), day: new Map<string, Sums>(), month: new Map<string, Sums>() };
  for (const row of rows) {
    const span = Number(row.span_ms);
    const start = span > 0 ? Number(row.at) - span : Number(row.at);
    const timeZone = zone ?? row.time_zone;
    const date = localDate(start, timeZone);
    add(expected.hour, `${row.series_id} ${hourStart(start, timeZone)}`, row);
    add(expected.day, `${row.series_id} ${date}`, row);
    add(expected.month, `${row.series_id} ${date.slice(0, 7)}-01`, row);
  }
  for (const grain of ['hour', 'day', 'month'] as const) {
    const stored = await rowsOf<Record<string, unknown>>(
      database,
      `SELECT series_id || ' ' || ${grain} AS key, n, not_judged, sum, min, max, observed_ms, last_at, last
       FROM rollup_${grain}`,
    );
    expect(new Map(stored.map(({ key, ...columns }) => [key, columns]))).toEqual(
      new Map([...expected[grain]].map(([key, sums]) => [key, printed(sums)])),
    );
  }
}

/** Everything derived, in a form that two databases can be compared by. */
export async function storedRollUps(database: Database): Promise<unknown> {
  const key = `metric || ' ' || subject`;
  const tables = ['hour', 'day', 'month'].map((grain) =>
    rowsOf(
      database,
      `SELECT ${key} AS series, ${grain}, n, not_judged, sum, min, max, observed_ms, last_at, last, last_coverage
       FROM rollup_${grain} JOIN series ON series.id = series_id ORDER BY 1, 2`,
    ),
  );
  const history = rowsOf(
    database,
    `SELECT ${key} AS series, at, span_ms, value, coverage, revision, detail
     FROM history JOIN series ON series.id = series_id ORDER BY 1, 2, 3, 4, 5, 6`,
  );
  const seen = rowsOf(database, 'SELECT * FROM seen ORDER BY site_id, family');
  return Promise.all([...tables, history, seen]);
}

function add(sums: Map<string, Sums>, key: string, { at, span_ms, value, coverage }: Recorded): void {
  let sum = sums.get(key);
  if (sum === undefined) {
    sum = { n: 0, not_judged: 0, sum: 0n, min: null, max: null, observed_ms: 0n, last_at: -1n, last: null };
    sums.set(key, sum);
  }
  const number = value === null ? null : BigInt(value);
  if (number === null) {
    sum.not_judged += 1;
  } else {
    sum.n += 1;
    sum.sum += number;
    if (sum.min === null || number < sum.min) sum.min = number;
    if (sum.max === null || number > sum.max) sum.max = number;
  }
  sum.observed_ms += BigInt(Math.floor(Math.fround(coverage) * Math.abs(Number(span_ms))));
  const time = BigInt(at);
  if (time > sum.last_at || (time === sum.last_at && number !== null && (sum.last === null || number > sum.last))) {
    sum.last_at = time;
    sum.last = number;
  }
}

function printed(sums: Sums): Record<string, unknown> {
  const { n, not_judged, sum, min, max, observed_ms, last_at, last } = sums;
  return {
    n,
    not_judged,
    sum: String(sum),
    min: min === null ? null : String(min),
    max: max === null ? null : String(max),
    observed_ms: String(observed_ms),
    last_at: String(last_at),
    last: last === null ? null : String(last),
  };
}

const formats = new Map<string, Intl.DateTimeFormat>();

function localDate(ms: number, timeZone: string): string {
  let format = formats.get(timeZone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' });
    formats.set(timeZone, format);
  }
  return format.format(ms);
}

/** Searches the first minute of the local date, then counts hours from it. */
function hourStart(ms: number, timeZone: string): number {
  const date = localDate(ms, timeZone);
  let [before, within] = [Math.floor(ms / 60_000) - 26 * 60, Math.floor(ms / 60_000)];
  while (within - before > 1) {
    const middle = Math.floor((before + within) / 2);
    if (localDate(middle * 60_000, timeZone) === date) within = middle;
    else before = middle;
  }
  const midnight = within * 60_000;
  return midnight + Math.floor((ms - midnight) / 3_600_000) * 3_600_000;
}
