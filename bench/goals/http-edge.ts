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
  /** Raw Fastify whose schema takes any text for a time. */
  readonly rawAnyTextMicroseconds: number;
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

export interface HttpEdgeSizes {
  /** A server's code is compiled while it is warm: too short a time is paid by whoever has more of it. */
  readonly warmUpSeconds: number;
  readonly rounds: number;
  readonly seconds: number;
}

/** G4: what the HTTP edge costs against raw Fastify with a route schema; interleaved. */
export async function measureHttpEdge({ warmUpSeconds, rounds, seconds }: HttpEdgeSizes): Promise<HttpEdgeResult> {
  const raw = startChild('yardsticks/raw-http-server');
  const rawAnyText = startChild('yardsticks/raw-http-server', 'any-text');
  const edge = startChild('product/ingest-edge', 'edge');
  const durable = startChild('product/ingest-edge', 'durable');
  try {
    const [rawReady, rawAnyTextReady, edgeReady, durableReady] = await Promise.all([
      messageOf<{ url: string }>(raw),
      messageOf<{ url: string }>(rawAnyText),
      messageOf<EdgeReady>(edge),
      messageOf<EdgeReady>(durable),
    ]);
    const servers = {
      raw: { child: raw, ready: { ...edgeReady, ...rawReady } },
      rawAnyText: { child: rawAnyText, ready: { ...edgeReady, ...rawAnyTextReady } },
      edge: { child: edge, ready: edgeReady },
      durable: { child: durable, ready: durableReady },
    };
    const samples: Record<keyof typeof servers, Sample[]> = { raw: [], rawAnyText: [], edge: [], durable: [] };
    const names = Object.keys(servers) as (keyof typeof servers)[];
    for (const name of names) await sample(servers[name].child, servers[name].ready, warmUpSeconds);
    for (let round = 0; round < rounds; round += 1) {
      for (const name of names) samples[name].push(await sample(servers[name].child, servers[name].ready, seconds));
    }
    const of = (subject: keyof typeof servers, figure: keyof Sample): number =>
      median(samples[subject].map((one) => one[figure]));
    return {
      rawMicroseconds: of('raw', 'node'),
      rawAnyTextMicroseconds: of('rawAnyText', 'node'),
      edgeMicroseconds: of('edge', 'node'),
      durableNodeMicroseconds: of('durable', 'node'),
      durablePostgresMicroseconds: of('durable', 'postgres'),
      rawPerSecond: of('raw', 'perSecond'),
      edgePerSecond: of('edge', 'perSecond'),
      durablePerSecond: of('durable', 'perSecond'),
    };
  } finally {
    await Promise.all([stopChild(raw), stopChild(rawAnyText), endInOrder(edge), endInOrder(durable)]);
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
