import { finished } from 'node:stream/promises';
import type { Client } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { runClosedLoop } from '../load/run-generator';
import { percentile } from '../measure/statistics';
import type { Estate } from '../product/estate';
import type { Product } from '../product/host';

const SERIES = 200;
const INTERVAL_MS = 15 * 60_000;
const DAY_MS = 86_400_000;
const PER_DAY = DAY_MS / INTERVAL_MS;
/** A partition of the bus that does not exist: what is noted for it is taken over as if its consumer had died. */
const ABANDONED_PARTITION = 99;
const ROLL_UP_LIMIT_MS = 300_000;

export interface StatisticsResult {
  readonly readings: number;
  /** How long reporting's own recomputation of the roll-ups took, s. */
  readonly rollUpSeconds: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly queries: readonly { readonly query: string; readonly p50Ms: number; readonly p99Ms: number }[];
}

interface Place {
  readonly siteId: string;
  readonly enterpriseId: string;
}

/**
 * G12: answers of the statistics API over `days` of electricity of 200 channels. History is loaded by COPY; the roll-ups
 * are made by reporting itself, in the way it recovers what a crashed member has left.
 */
export async function measureStatistics(
  product: Product,
  estate: Estate,
  days: number,
  repeats: number,
): Promise<StatisticsResult> {
  const client = await product.database();
  try {
    const until = Math.floor(Date.now() / DAY_MS) * DAY_MS;
    const from = until - days * DAY_MS;
    await makeKnown(product, client, estate);
    const place = await loadHistory(client, from, until);
    const rollUpSeconds = await rollUp(client, from, until);
    await client.query('analyze reporting.series, reporting.history, reporting.rollup_day, reporting.rollup_month');
    const routes = queries(place, from, until);
    const latencies = new Map<string, number[]>(routes.map((route) => [route, []]));
    for (let repeat = -1; repeat < repeats; repeat += 1) {
      for (const route of routes) {
        const begin = performance.now();
        await product.call('GET', `/v1/statistics?${route}`);
        // The first round warms up.
        if (repeat >= 0) latencies.get(route)?.push(performance.now() - begin);
      }
    }
    const all = [...latencies.values()].flat();
    return {
      readings: SERIES * PER_DAY * days,
      rollUpSeconds,
      p50Ms: percentile(all, 0.5),
      p99Ms: percentile(all, 0.99),
      queries: [...latencies].map(([query, taken]) => ({
        query,
        p50Ms: percentile(taken, 0.5),
        p99Ms: percentile(taken, 0.99),
      })),
    };
  } finally {
    await client.end();
  }
}

/** Month, quarter and year; all enterprises, one of them, sites of one, one site; short and long ranges. */
function queries({ siteId, enterpriseId }: Place, fromMs: number, untilMs: number): string[] {
  const to = date(untilMs);
  const lastMonth = date(untilMs - 30 * DAY_MS);
  const all = date(fromMs);
  return [
    `period=month&from=${lastMonth}&to=${to}`,
    `period=month&from=${lastMonth}&to=${to}&metrics=electricity`,
    `period=month&from=${all}&to=${to}&metrics=electricity`,
    `period=quarter&from=${all}&to=${to}`,
    `period=quarter&from=${all}&to=${to}&metrics=electricity`,
    `period=year&from=${all}&to=${to}`,
    `period=month&from=${all}&to=${to}&group=site&enterpriseId=${enterpriseId}&metrics=electricity`,
    `period=quarter&from=${all}&to=${to}&group=site&metrics=electricity`,
    `period=month&from=${all}&to=${to}&enterpriseId=${enterpriseId}`,
    `period=month&from=${all}&to=${to}&group=site&siteId=${siteId}`,
  ];
}

/** Reporting learns of a site with its first signal. */
async function makeKnown(product: Product, client: Client, { gateways }: Estate): Promise<void> {
  await runClosedLoop({ url: product.url, connections: 2, seconds: 0.5, gateways });
  const query = 'select count(distinct site_id) >= $1 as done from reporting.series';
  await waitFor(client, query, 1);
}

async function loadHistory(client: Client, from: number, until: number): Promise<Place> {
  const { rows: places } = await client.query<{ enterprise_id: string; site_id: string; device_id: string }>(
    `select distinct on (site_id) enterprise_id, site_id, substring(subject from 9 for 36) as device_id
     from reporting.series where subject like 'channel:%' and site_id is not null`,
  );
  const [first] = places;
  if (first === undefined) throw new Error('reporting has heard of no channel yet');
  const { rows: series } = await client.query<{ id: number }>(
    `insert into reporting.series (metric, family, subject, enterprise_id, site_id, time_zone, usual_ms, longest_ms, since)
     select 'energy.interval', 'electricity', format('channel:%s/e%s', place.device_id, number), place.enterprise_id,
       place.site_id, 'Asia/Shanghai', ${INTERVAL_MS}, 3600000, $4
     from unnest($1::uuid[], $2::uuid[], $3::uuid[]) as place (enterprise_id, site_id, device_id),
       generate_series(1, ${Math.ceil(SERIES / places.length)}) as number
     limit ${SERIES} returning id`,
    [
      places.map((place) => place.enterprise_id),
      places.map((place) => place.site_id),
      places.map((place) => place.device_id),
      from,
    ],
  );
  if (series.length !== SERIES) throw new Error(`${series.length} series instead of ${SERIES}`);
  for (let day = from; day < until; day += DAY_MS) {
    await client.query('select reporting.add_history_month($1)', [day + DAY_MS]);
    const stream = client.query(
      copyFrom('copy reporting.history (at, span_ms, value, series_id, coverage) from stdin'),
    );
    let lines = '';
    for (let at = day + INTERVAL_MS; at <= day + DAY_MS; at += INTERVAL_MS) {
      for (const { id } of series)
        lines += `${at}\t${INTERVAL_MS}\t${500_000 + ((at / INTERVAL_MS + id) % 1000)}\t${id}\t1\n`;
    }
    stream.end(lines);
    await finished(stream);
  }
  return { siteId: first.site_id, enterpriseId: first.enterprise_id };
}

async function rollUp(client: Client, from: number, until: number): Promise<number> {
  await client.query(
    `insert into reporting.unfolded (partition, series, from_ms, until_ms, created_at)
     select $1, array_agg(id), $2, $3, now() - interval '1 day' from reporting.series where metric = 'energy.interval'`,
    [ABANDONED_PARTITION, from, until - 1],
  );
  const taken = await waitFor(
    client,
    'select exists (select from reporting.fence where partition = $1) as done',
    ABANDONED_PARTITION,
  );
  const done = await waitFor(
    client,
    'select not exists (select from reporting.unfolded where partition = $1) as done',
    ABANDONED_PARTITION,
  );
  return (done - taken) / 1000;
}

/** Resolves with the time at which the query says so, ms of performance.now(). */
async function waitFor(client: Client, query: string, value: number): Promise<number> {
  const limit = performance.now() + ROLL_UP_LIMIT_MS;
  while (performance.now() < limit) {
    const { rows } = await client.query<{ done: boolean }>(query, [value]);
    if (rows[0]?.done === true) return performance.now();
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('reporting did not get there within five minutes');
}

function date(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
