import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { EmbeddedPostgres } from '@loanwatch/engines';
import { rememberServer } from './shared-server';

/** One PostgreSQL for the whole run. Nothing in it outlives the run, so it need not survive a power cut. */
export default async function globalSetup(): Promise<void> {
  if (process.env['LOANWATCH_TEST_DATABASE_URL'] !== undefined) return;
  const directory = path.join(tmpdir(), `loanwatch-test-${randomUUID().slice(-12)}`);
  const server = new EmbeddedPostgres({
    directory,
    databaseName: 'specs',
    settings: {
      fsync: 'off',
      full_page_writes: 'off',
      synchronous_commit: 'off',
      shared_buffers: '64MB',
      max_connections: '400',
    },
  });
  await server.start();
  process.env['LOANWATCH_TEST_DATABASE_URL'] = server.ownerUrl;
  rememberServer({ server, directory });
  // Ctrl-C ends Jest without its tear-down; leaving by exit() ends the server.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
}
