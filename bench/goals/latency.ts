import { runOpenLoop } from '../load/run-generator';
import { percentile } from '../measure/statistics';
import { type Estate, HOT_FOR_MS } from '../product/estate';
import type { Product } from '../product/host';
import { CONNECTIONS } from '../yardsticks/thin-pipeline';

export const OFFERED_PER_SECOND = 10_000;
/** No warm-up lasts that long: nothing goes hot in it. */
const NEVER_MS = 1e9;

export interface LatencyResult {
  readonly alarms: number;
  readonly missing: number;
  readonly refused: number;
  readonly behindMs: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
}

/** G5: from the moment a reading should have been sent until the alarm it completes is shown by the API, open loop. */
export async function measureLatency(
  product: Product,
  { gateways }: Estate,
  warmUpSeconds: number,
  seconds: number,
): Promise<LatencyResult> {
  const order = {
    url: product.url,
    connections: CONNECTIONS,
    gateways,
    readingsPerSecond: OFFERED_PER_SECOND,
    hotForMs: HOT_FOR_MS,
    token: product.token,
  };
  await runOpenLoop({ ...order, hotForMs: NEVER_MS, seconds: warmUpSeconds });
  const { latenciesMs, missing, refused, behindMs } = await runOpenLoop({ ...order, seconds });
  return {
    alarms: latenciesMs.length,
    missing,
    refused,
    behindMs,
    p50Ms: percentile(latenciesMs, 0.5),
    p99Ms: percentile(latenciesMs, 0.99),
    maxMs: percentile(latenciesMs, 1),
  };
}
