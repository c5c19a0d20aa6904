import { Client } from 'pg';
import type { LoadOrder } from '../load/generator';
import type { LoadResult } from '../load/closed-loop';
import { cpuSeconds } from '../measure/cpu';
import { messageOf, startChild, stopChild } from '../measure/child';
import { THIN_SCHEMA } from '../thin/schema';

export interface PipelineResult extends LoadResult {
  /** Readings in history over the time from the first request until nothing was left to do. */
  readonly readingsPerSecond: number;
  readonly cpuMicrosecondsPerReading: number;
}

/** `Tr`: the thin pipeline with COPY history and hourly roll-up, saturated by 16 connections, drained. */
export async function measureThin(databaseUrl: string, seconds: number): Promise<PipelineResult> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query(THIN_SCHEMA);
  const server = startChild('thin/server', databaseUrl);
  const worker = startChild('thin/worker', databaseUrl);
  try {
    const [{ url }] = await Promise.all([messageOf<{ url: string }>(server), messageOf(worker)]);
    await runGenerator({ url, connections: 16, seconds: Math.max(1, seconds / 5) });
    await drained(client);
    const stored = await count(client);
    const cpu = cpuSeconds(process.pid);
    const begin = performance.now();
    const result = await runGenerator({ url, connections: 16, seconds });
    await drained(client);
    const elapsed = (performance.now() - begin) / 1000;
    const readings = (await count(client)) - stored;
    if (readings !== result.acceptedReadings)
      throw new Error(`thin pipeline lost readings: ${readings} of ${result.acceptedReadings}`);
    return {
      ...result,
      readingsPerSecond: readings / elapsed,
      cpuMicrosecondsPerReading: ((cpuSeconds(process.pid) - cpu) * 1e6) / readings,
    };
  } finally {
    await Promise.all([stopChild(server), stopChild(worker)]);
    await client.end();
  }
}

export async function runGenerator(order: LoadOrder): Promise<LoadResult> {
  const generator = startChild('load/generator', JSON.stringify(order));
  try {
    return await messageOf<LoadResult>(generator);
  } finally {
    await stopChild(generator);
  }
}

async function drained(client: Client): Promise<void> {
  for (;;) {
    const { rows } = await client.query<{ left: boolean }>(
      `select coalesce((select max(pos) from bus), 0) > (select pos from offs where name = 'worker') as left`,
    );
    if (rows[0]?.left !== true) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function count(client: Client): Promise<number> {
  const { rows } = await client.query<{ n: string }>('select count(*) as n from readings');
  return Number(rows[0]?.n);
}
