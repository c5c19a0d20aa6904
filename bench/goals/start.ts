import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { EmbeddedIssuer } from '@loanwatch/platform';
import { stopChild } from '../measure/child';
import { newFolder } from '../measure/folder';

const MAIN = path.join(__dirname, '../../services/all-in-one/src/main.js');
const LIMIT_MS = 60_000;
const POLL_MS = 10;

export interface StartResult {
  /** From spawning the process on an empty folder until the first reading is acknowledged, entities made meanwhile. */
  readonly firstReadingMs: number;
  readonly emptyReadyMs: number;
  /** From spawning it again on that folder until the next reading is acknowledged. */
  readonly restartMs: number;
}

interface Runtime {
  readonly url: string;
  readonly issuer: string;
  readonly pid: number;
}

/** G16: the product as `npm start -- --no-demo` runs it. */
export async function measureStart(): Promise<StartResult> {
  const dataDir = newFolder();
  try {
    const first = await launch(dataDir);
    const emptyReadyMs = performance.now() - first.begin;
    const { deviceId, key } = await enterDevice(first.runtime, dataDir);
    await sendReading(first.runtime.url, deviceId, key);
    const firstReadingMs = performance.now() - first.begin;
    await terminate(first.child);
    const second = await launch(dataDir);
    await sendReading(second.runtime.url, deviceId, key);
    const restartMs = performance.now() - second.begin;
    await terminate(second.child);
    return { firstReadingMs, emptyReadyMs, restartMs };
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}

async function launch(dataDir: string): Promise<{ child: ChildProcess; begin: number; runtime: Runtime }> {
  const begin = performance.now();
  const child = spawn(process.execPath, [MAIN, '--no-demo', '--data', dataDir, '--port', '0', '--mqtt-port', '0'], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, LOANWATCH_LOG_LEVEL: 'error' },
  });
  const file = path.join(dataDir, 'runtime.json');
  while (performance.now() - begin < LIMIT_MS) {
    if (child.exitCode !== null) throw new Error(`the product ended with ${child.exitCode}`);
    const runtime = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Runtime) : undefined;
    if (runtime?.pid === child.pid && runtime !== undefined) return { child, begin, runtime };
    await pause();
  }
  await stopChild(child);
  throw new Error('the product did not start within a minute');
}

async function enterDevice(runtime: Runtime, dataDir: string): Promise<{ deviceId: string; key: string }> {
  const issuer = await EmbeddedIssuer.open({ directory: dataDir, url: () => runtime.issuer });
  const token = await issuer.signToken({ subject: 'bench', roles: ['admin', 'information_officer'] });
  const make = async <T>(route: string, body?: unknown): Promise<T> => {
    const headers = {
      authorization: `Bearer ${token}`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
    };
    // A service learns of new entities within moments; until then it knows no such device.
    for (;;) {
      const answer = await fetch(runtime.url + route, {
        method: 'POST',
        headers,
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      if (answer.ok) return (await answer.json()) as T;
      if (answer.status !== 404) throw new Error(`${route}: ${answer.status} ${await answer.text()}`);
      await pause();
    }
  };
  const enterprise = await make<{ id: string }>('/v1/enterprises', { name: 'Bench', industry: 'factory' });
  const site = await make<{ id: string }>('/v1/sites', {
    enterpriseId: enterprise.id,
    name: 'Plant',
    timeZone: 'Asia/Shanghai',
  });
  const { id: deviceId } = await make<{ id: string }>('/v1/devices', {
    siteId: site.id,
    name: 'Gateway',
    kind: 'gateway',
    channels: [{ name: 'c0', metric: 'temperature' }],
  });
  const { key } = await make<{ key: string }>(`/v1/devices/${deviceId}/credentials`);
  return { deviceId, key };
}

async function sendReading(url: string, deviceId: string, key: string): Promise<void> {
  const limit = performance.now() + LIMIT_MS;
  while (performance.now() < limit) {
    const answer = await fetch(`${url}/v1/readings`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Basic ${Buffer.from(`${deviceId}:${key}`).toString('base64')}`,
      },
      body: JSON.stringify({ readings: [{ channel: 'c0', value: 21.5, observedAt: new Date().toISOString() }] }),
    }).catch(() => undefined);
    if (answer?.status === 202) return;
    await pause();
  }
  throw new Error('no reading was acknowledged within a minute');
}

async function terminate(child: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 20_000))]);
  await stopChild(child);
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, POLL_MS));
}
