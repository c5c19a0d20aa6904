import type { ChildProcess } from 'node:child_process';
import { Client } from 'pg';
import { runClosedLoop } from '../load/run-generator';
import { messageOf, startChild, stopChild } from '../measure/child';
import { cpuUse, type CpuUse } from '../measure/cpu';
import type { PipelineRun } from '../measure/pipeline-run';
import { THIN_SCHEMA } from '../thin/schema';

export const CONNECTIONS = 16;

/** `Tr`: the thin pipeline with COPY history and hourly roll-up, in processes of its own on the bench's PostgreSQL. */
export class ThinPipeline {
  private constructor(
    private readonly client: Client,
    private readonly children: readonly ChildProcess[],
    private readonly url: string,
  ) {}

  static async start(databaseUrl: string): Promise<ThinPipeline> {
    const client = new Client({ connectionString: databaseUrl });
    await client.connect();
    await client.query(THIN_SCHEMA);
    const server = startChild('thin/server', databaseUrl);
    const worker = startChild('thin/worker', databaseUrl);
    const [{ url }] = await Promise.all([messageOf<{ url: string }>(server), messageOf(worker)]);
    return new ThinPipeline(client, [server, worker], url);
  }

  /** Saturated by 16 connections for `seconds`, then drained. */
  async run(seconds: number): Promise<PipelineRun> {
    const stored = await this.count();
    const cpu = this.cpu();
    const begin = performance.now();
    const load = await runClosedLoop({ url: this.url, connections: CONNECTIONS, seconds });
    await this.drained();
    const elapsed = (performance.now() - begin) / 1000;
    const used = this.cpu();
    const readings = (await this.count()) - stored;
    return {
      load,
      stored: readings,
      readingsPerSecond: readings / elapsed,
      nodeCpuSeconds: used.node - cpu.node,
      postgresCpuSeconds: used.postgres - cpu.postgres,
    };
  }

  async stop(): Promise<void> {
    await Promise.all(this.children.map(stopChild));
    await this.client.end();
  }

  private cpu(): CpuUse {
    const node = this.children.reduce((sum, { pid }) => sum + cpuUse(pid ?? 0).node, 0);
    // No other PostgreSQL below this process works while the thin pipeline runs.
    return { node, postgres: cpuUse(process.pid).postgres };
  }

  private async drained(): Promise<void> {
    for (;;) {
      const { rows } = await this.client.query<{ left: boolean }>(
        `select coalesce((select max(pos) from bus), 0) > (select pos from offs where name = 'worker') as left`,
      );
      if (rows[0]?.left !== true) return;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  private async count(): Promise<number> {
    const { rows } = await this.client.query<{ n: string }>('select count(*) as n from readings');
    return Number(rows[0]?.n);
  }
}
