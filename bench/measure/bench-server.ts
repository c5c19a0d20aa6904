import { rmSync } from 'node:fs';
import path from 'node:path';
import { EmbeddedPostgres } from '@loanwatch/engines';
import { newFolder } from './folder';

/** A PostgreSQL of the bench's own, set up exactly as the product sets up its own: the yardsticks run on it. */
export class BenchServer {
  private readonly folder = newFolder();
  private readonly server = new EmbeddedPostgres({ directory: path.join(this.folder, 'postgresql') });

  start(): Promise<void> {
    return this.server.start();
  }

  get url(): string {
    return this.server.ownerUrl;
  }

  async stop(): Promise<void> {
    await this.server.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
