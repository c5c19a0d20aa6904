import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { eventually } from '@loanwatch/testing';
import { readRuntime, type Runtime } from '../src/runtime-file';

const ROOT = path.resolve(__dirname, '../../..');
const START_MS = 60_000;

interface Started {
  readonly process: ChildProcess;
  readonly output: () => string;
  readonly exit: Promise<number | null>;
}

/** The program as an operator starts it. */
function run(args: readonly string[], environment: Record<string, string> = {}): Started {
  const child = spawn(process.execPath, ['-r', '@swc-node/register', 'services/all-in-one/src/main.ts', ...args], {
    cwd: ROOT,
    env: { PATH: process.env['PATH'] ?? '', ...environment },
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  return { process: child, output: () => output, exit: new Promise((resolve) => child.once('exit', resolve)) };
}

describe('the process of the all-in-one', () => {
  let folder: string;
  let first: Started;
  let runtime: Runtime;
  const ports = ['--port', '0', '--mqtt-port', '0', '--no-demo'];

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'loanwatch-process-'));
    chmodSync(folder, 0o755);
    first = run(['--data', folder, ...ports], { LOANWATCH_STOP_DELAY_MS: '300' });
    await eventually(() => first.output().includes('Loanwatch is running'), { withinMs: START_MS });
    runtime = (await readRuntime(folder))!;
  }, START_MS);
  afterAll(() => {
    first.process.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });

  it('tells where it can be reached, and tools find it in the data folder', async () => {
    expect(first.output()).toContain(`${runtime.url}/docs`);
    expect(runtime.pid).toBe(first.process.pid);
    expect((await fetch(`${runtime.url}/health/ready`)).status).toBe(200);
  });

  it('refuses a second start on its data folder and says who holds it', async () => {
    const second = run(['--data', folder, ...ports]);
    expect(await second.exit).toBe(78);
    expect(second.output()).toContain(`in use by another Loanwatch (process ${runtime.pid})`);
    expect(second.output()).not.toContain('    at ');
    expect((await fetch(`${runtime.url}/health/ready`)).status).toBe(200);
  });

  it('names every mistake in its settings and options, before it makes a database', async () => {
    const untouched = `${folder}-untouched`;
    const wrong = run(['--data', untouched, '--port', 'eighty'], { LOANWATCH_HTTP_PROT: '1' });
    expect(await wrong.exit).toBe(78);
    expect(wrong.output()).toMatch(/LOANWATCH_HTTP_PORT must be a number[^]*LOANWATCH_HTTP_PROT is not a setting/);
    const option = run(['--prot', '1']);
    expect(await option.exit).toBe(78);
    expect(option.output()).toContain('--prot');
    expect(existsSync(path.join(untouched, 'postgresql'))).toBe(false);
    rmSync(untouched, { recursive: true, force: true });
  });

  it('ends with 0 on SIGTERM and fails no request of a load balancer that heeds its readiness', async () => {
    const outcomes: unknown[] = [];
    let isReady = true;
    const callers = Array.from({ length: 8 }, async () => {
      while (isReady) {
        const outcome = await fetch(`${runtime.url}/docs`).then(
          async (answer) => (await answer.text()).length > 0 && answer.status,
          (error: unknown) => error,
        );
        outcomes.push(outcome);
      }
    });
    await eventually(() => outcomes.length > 50);
    first.process.kill('SIGTERM');
    await eventually(async () => {
      isReady = (await fetch(`${runtime.url}/health/ready`)).status === 200;
      return !isReady;
    });
    await Promise.all(callers);
    expect(await first.exit).toBe(0);
    expect(new Set(outcomes)).toEqual(new Set([200]));
  });
});
