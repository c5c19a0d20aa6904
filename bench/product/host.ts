import type { ChildProcess } from 'node:child_process';
import { rmSync } from 'node:fs';
import { Client } from 'pg';
import { messageOf, startChild, stopChild } from '../measure/child';
import { newFolder } from '../measure/folder';
import type { ServedProduct } from './serve';

const STOP_LIMIT_MS = 20_000;

/** A running product and its API as an administrator sees it. */
export class Product {
  private constructor(
    private readonly child: ChildProcess,
    private readonly served: ServedProduct,
    readonly dataDir: string,
  ) {}

  /** Starts on an empty folder, or on one that a former product left. */
  static async start(dataDir = newFolder()): Promise<Product> {
    const child = startChild('product/serve', dataDir);
    return new Product(child, await messageOf<ServedProduct>(child), dataDir);
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  get url(): string {
    return this.served.url;
  }

  get token(): string {
    return this.served.token;
  }

  /** A session of the owner of everything; the caller ends it. */
  async database(): Promise<Client> {
    const client = new Client({ connectionString: this.served.databaseUrl });
    await client.connect();
    return client;
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

  /** Sum of a metric over its labels. */
  async metric(name: string): Promise<number> {
    const text = await (await fetch(`${this.url}/metrics`)).text();
    return text
      .split('\n')
      .filter((line) => line.startsWith(name))
      .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
  }

  /** Stops in order; the folder stays. */
  async shutDown(): Promise<void> {
    const ended = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.send('stop');
    await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, STOP_LIMIT_MS))]);
    await stopChild(this.child);
  }

  /** Stops in order and removes the folder. */
  async stop(): Promise<void> {
    await this.shutDown();
    rmSync(this.dataDir, { recursive: true, force: true });
  }
}
