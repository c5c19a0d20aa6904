import type { Client } from 'pg';
import { runClosedLoop } from '../load/run-generator';
import { cpuUse } from '../measure/cpu';
import type { PipelineRun } from '../measure/pipeline-run';
import { median } from '../measure/statistics';
import type { Estate } from '../product/estate';
import type { Product } from '../product/host';
import { CONNECTIONS, ThinPipeline } from '../yardsticks/thin-pipeline';

const DRAIN_LIMIT_MS = 60_000;
const DRAIN_POLL_MS = 100;

export interface PipelineResult {
  readonly thin: readonly PipelineRun[];
  readonly product: readonly PipelineRun[];
  readonly thinPerSecond: number;
  readonly productPerSecond: number;
  /** Readings that were acknowledged and are not in history, or are there twice, over all runs. */
  readonly lost: number;
}

export interface PipelineSizes {
  readonly rounds: number;
  readonly warmUpSeconds: number;
  readonly seconds: number;
}

/** G1: readings from HTTP to history, roll-ups and alarms, against the thin pipeline; interleaved, medians, drained. */
export async function measurePipeline(
  benchUrl: string,
  product: Product,
  estate: Estate,
  { rounds, warmUpSeconds, seconds }: PipelineSizes,
): Promise<PipelineResult> {
  const thin = await ThinPipeline.start(benchUrl);
  const client = await product.database();
  const thinRuns: PipelineRun[] = [];
  const productRuns: PipelineRun[] = [];
  try {
    await thin.run(warmUpSeconds);
    await runProduct(product, client, estate, warmUpSeconds);
    for (let round = 0; round < rounds; round += 1) {
      thinRuns.push(await thin.run(seconds));
      productRuns.push(await runProduct(product, client, estate, seconds));
    }
  } finally {
    await thin.stop();
    await client.end();
  }
  return {
    thin: thinRuns,
    product: productRuns,
    thinPerSecond: median(thinRuns.map((run) => run.readingsPerSecond)),
    productPerSecond: median(productRuns.map((run) => run.readingsPerSecond)),
    lost: [...thinRuns, ...productRuns].reduce(
      (sum, { load, stored }) => sum + Math.abs(load.acceptedReadings - stored),
      0,
    ),
  };
}

async function runProduct(
  product: Product,
  client: Client,
  { gateways }: Estate,
  seconds: number,
): Promise<PipelineRun> {
  const before = await historyRows(client);
  const cpu = cpuUse(product.pid);
  const begin = performance.now();
  const load = await runClosedLoop({ url: product.url, connections: CONNECTIONS, seconds, gateways });
  const rows = await drained(product, client, before + load.acceptedReadings);
  const elapsed = (performance.now() - begin) / 1000;
  const used = cpuUse(product.pid);
  return {
    load,
    stored: rows - before,
    readingsPerSecond: (rows - before) / elapsed,
    nodeCpuSeconds: used.node - cpu.node,
    postgresCpuSeconds: used.postgres - cpu.postgres,
  };
}

/** Rows of history once no consumer lags behind and the expected rows are there; what is there after a minute otherwise. */
async function drained(product: Product, client: Client, expected: number): Promise<number> {
  const limit = performance.now() + DRAIN_LIMIT_MS;
  for (;;) {
    if ((await product.metric('loanwatch_consumer_lag')) === 0) {
      const rows = await historyRows(client);
      if (rows >= expected || performance.now() > limit) return rows;
    }
    if (performance.now() > limit) return historyRows(client);
    await new Promise((resolve) => setTimeout(resolve, DRAIN_POLL_MS));
  }
}

async function historyRows(client: Client): Promise<number> {
  const { rows } = await client.query<{ n: string }>('select count(*) as n from reporting.history');
  return Number(rows[0]?.n);
}
