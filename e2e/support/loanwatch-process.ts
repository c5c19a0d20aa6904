import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { EmbeddedIssuer, type TokenClaims } from '@loanwatch/platform';
import { eventually } from '@loanwatch/testing';
import { Caller } from './caller';

const ROOT = path.resolve(__dirname, '../..');
const PUBLIC_URL = 'https://loanwatch.test';
const START_WITHIN_MS = 60_000;

interface Runtime {
  readonly url: string;
  readonly mqttUrl: string;
  readonly pid: number;
}

/** The program as an operator runs it, on a data folder that outlives its processes. */
export class LoanwatchProcess {
  readonly dataDir = mkdtempSync(path.join(tmpdir(), 'loanwatch-crash-'));
  private child: ChildProcess | undefined;
  private exit: Promise<number | null> = Promise.resolve(0);
  private runtime: Runtime | undefined;
  /** What its present run has printed: the banner, and its log as JSON lines. */
  output = '';

  constructor(private readonly environment: Readonly<Record<string, string>> = {}) {
    // PostgreSQL may run as another account.
    chmodSync(this.dataDir, 0o755);
  }

  /** Resolves when it serves. */
  async start(): Promise<void> {
    const options = ['--data', this.dataDir, '--port', '0', '--mqtt-port', '0', '--no-demo'];
    const program = ['-r', '@swc-node/register', 'services/all-in-one/src/main.ts'];
    const child = spawn(process.execPath, [...program, ...options], {
      cwd: ROOT,
      env: {
        PATH: process.env['PATH'] ?? '',
        LOANWATCH_PUBLIC_URL: PUBLIC_URL,
        LOANWATCH_RATE_LIMIT: '0',
        LOANWATCH_LOG_LEVEL: 'error',
        ...this.environment,
      },
    });
    this.output = '';
    child.stdout.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
    this.child = child;
    this.exit = new Promise((resolve) => child.once('exit', resolve));
    await eventually(
      () => {
        if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}: ${this.output}`);
        return this.output.includes('Loanwatch is running');
      },
      { withinMs: START_WITHIN_MS, everyMs: 20 },
    );
    this.runtime = JSON.parse(readFileSync(path.join(this.dataDir, 'runtime.json'), 'utf8')) as Runtime;
  }

  /** kill -9: nothing of it runs on but the PostgreSQL that it had started. */
  async kill(): Promise<void> {
    this.child?.kill('SIGKILL');
    await this.exit;
  }

  /** SIGTERM; resolves with the exit code. */
  terminate(): Promise<number | null> {
    this.child?.kill('SIGTERM');
    return this.exit;
  }

  get url(): string {
    return this.runtime?.url ?? '';
  }

  get mqttUrl(): string {
    return this.runtime?.mqttUrl ?? '';
  }

  /** Process id of its PostgreSQL; undefined when none holds the folder. */
  get postgresqlPid(): number | undefined {
    try {
      const file = path.join(this.dataDir, 'postgresql', 'cluster', 'postmaster.pid');
      return Number(readFileSync(file, 'utf8').split('\n')[0]);
    } catch {
      return undefined;
    }
  }

  /** A caller with a token of this installation's own issuer. */
  async as(claims: TokenClaims): Promise<Caller> {
    const issuer = await EmbeddedIssuer.open({ directory: this.dataDir, url: () => PUBLIC_URL });
    return new Caller(this.url, `Bearer ${await issuer.signToken(claims)}`);
  }

  /** Ends whatever still runs and removes the folder. */
  async remove(): Promise<void> {
    await this.kill();
    const pid = this.postgresqlPid;
    if (pid !== undefined && isRunning(pid)) process.kill(pid, 'SIGINT');
    await eventually(() => pid === undefined || !isRunning(pid));
    rmSync(this.dataDir, { recursive: true, force: true });
  }
}

export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    // A zombie waits for nobody but its parent.
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
