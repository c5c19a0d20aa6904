import type { ChildProcess } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { messageOf, startChild, stopChild } from '../measure/child';

/** A running product and its API as an administrator sees it. */
export class Product {
  private constructor(
    private readonly child: ChildProcess,
    readonly url: string,
    private readonly token: string,
    private readonly dataDir: string,
  ) {}

  /** Starts on an empty folder, or on one that a former product left. */
  static async start(dataDir = newFolder()): Promise<Product> {
    const child = startChild('product/serve', dataDir);
    const { url, token } = await messageOf<{ url: string; token: string }>(child);
    return new Product(child, url, token, dataDir);
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  async call<T>(method: string, route: string, body?: unknown, headers: Record<string, string> = {}): Promise<T> {
    const response = await fetch(this.url + route, {
      method,
      headers: {
        authorization: `Bearer ${this.token}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${route}: ${response.status} ${text}`);
    return JSON.parse(text === '' ? 'null' : text) as T;
  }

  async metric(name: string): Promise<number> {
    const text = await (await fetch(`${this.url}/metrics`)).text();
    return text
      .split('\n')
      .filter((line) => line.startsWith(name))
      .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
  }

  /** Stops in order and removes the folder. */
  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.send('stop');
    await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 20_000))]);
    await stopChild(this.child);
    rmSync(this.dataDir, { recursive: true, force: true });
  }
}

/** Readable for others: started as root, PostgreSQL runs as an account of its own. */
export function newFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'loanwatch-bench-'));
  chmodSync(folder, 0o755);
  return folder;
}
