import { rm } from 'node:fs/promises';
import { forgetServer } from './shared-server';

export default async function globalTeardown(): Promise<void> {
  const shared = forgetServer();
  if (shared === undefined) return;
  await shared.server.stop();
  await rm(shared.directory, { recursive: true, force: true });
}
