import type { LoanwatchClient } from '../client';

/** Reads an alarm or case and sends a command for the revision read. */
export async function carryOut<T>(client: LoanwatchClient, path: string, name: string, body: object): Promise<T> {
  const { revision } = await client.read(path);
  const { body: done } = await client.request<T>('POST', `${path}/${name}`, { body, revision, once: true });
  return done;
}
