import type { ChildProcess } from 'node:child_process';
import { runClosedLoop } from '../load/run-generator';
import type { Gateway } from '../load/bodies';
import { messageOf, startChild, stopChild } from '../measure/child';
import { cpuUse } from '../measure/cpu';
import { median } from '../measure/statistics';
import { CONNECTIONS } from '../yardsticks/thin-pipeline';

/** What a server under measurement tells when it listens. */
export interface EdgeReady {
  readonly url: string;
  readonly gateways: readonly Gateway[];
}

/** CPU microseconds a POST of 100 readings, medians. */
export interface HttpEdgeResult {
  readonly rawMicroseconds: number;
  /** Nest on Fastify, device key, parsing, every check and conversion of every reading; the log takes it and keeps nothing. */
  readonly edgeMicroseconds: number;
  /** The same with the durable log: Node and PostgreSQL. */
  readonly durableNodeMicroseconds: number;
  readonly durablePostgresMicroseconds: number;
  readonly rawPerSecond: number;
  readonly edgePerSecond: number;
  readonly durablePerSecond: number;
}

interface Sample {
  readonly node: number;
  readonly postgres: number;
  readonly perSecond: number;
}

/** G4: what the HTTP edge costs against raw Fastify with a route schema; interleaved. */
export async function measureHttpEdge(rounds: number, seconds: number): Promise<HttpEdgeResult> {
  const raw = startChild('yardsticks/raw-http-server');
  const edge = startChild('product/ingest-edge', 'edge');
  const durable = startChild('product/ingest-edge', 'durable');
  try {
    const [rawReady, edgeReady, durableReady] = await Promise.all([
      messageOf<{ url: string }>(raw),
      messageOf<EdgeReady>(edge),
      messageOf<EdgeReady>(durable),
    ]);
    const samples: Record<'raw' | 'edge' | 'durable', Sample[]> = { raw: [], edge: [], durable: [] };
    for (let round = 0; round <= rounds; round += 1) {
      samples.raw.push(await sample(raw, { ...edgeReady, ...rawReady }, seconds));
      samples.edge.push(await sample(edge, edgeReady, seconds));
      samples.durable.push(await sample(durable, durableReady, seconds));
    }
    const of = (subject: keyof typeof samples, figure: keyof Sample): number =>
      // The first round warms up.
      median(samples[subject].slice(1).map((one) => one[figure]));
    return {
      rawMicroseconds: of('raw', 'node'),
      edgeMicroseconds: of('edge', 'node'),
      durableNodeMicroseconds: of('durable', 'node'),
      durablePostgresMicroseconds: of('durable', 'postgres'),
      rawPerSecond: of('raw', 'perSecond'),
      edgePerSecond: of('edge', 'perSecond'),
      durablePerSecond: of('durable', 'perSecond'),
    };
  } finally {
    await Promise.all([stopChild(raw), endInOrder(edge), endInOrder(durable)]);
  }
}

async function sample(server: ChildProcess, { url, gateways }: EdgeReady, seconds: number): Promise<Sample> {
  const before = cpuUse(server.pid ?? 0);
  const load = await runClosedLoop({ url, connections: CONNECTIONS, seconds, gateways });
  const after = cpuUse(server.pid ?? 0);
  if (Object.keys(load.refused).length > 0) throw new Error(`refused: ${JSON.stringify(load.refused)}`);
  return {
    node: ((after.node - before.node) * 1e6) / load.posts,
    postgres: ((after.postgres - before.postgres) * 1e6) / load.posts,
    perSecond: load.posts / load.seconds,
  };
}

/** It has a PostgreSQL of its own to end. */
async function endInOrder(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.send('stop');
  await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 10_000))]);
  await stopChild(child);
}
