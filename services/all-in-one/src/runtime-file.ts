import { readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** Where a running all-in-one can be reached; for the command line tools. Stays after a stop, so that tokens can still be made. */
export interface Runtime {
  readonly url: string;
  readonly mqttUrl: string | null;
  readonly mqttPort: number | null;
  readonly pid: number;
  /** `iss` of its tokens. */
  readonly issuer: string;
  /** ISO 8601 UTC. */
  readonly startedAt: string;
}

const fileIn = (dataDir: string): string => path.join(dataDir, 'runtime.json');

export async function readRuntime(dataDir: string): Promise<Runtime | undefined> {
  try {
    return JSON.parse(await readFile(fileIn(dataDir), 'utf8')) as Runtime;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Readers see the old file or the new one, never half of it. */
export async function writeRuntime(dataDir: string, runtime: Runtime): Promise<void> {
  const file = fileIn(dataDir);
  const beside = `${file}.${process.pid}`;
  await writeFile(beside, `${JSON.stringify(runtime, null, 2)}\n`);
  await rename(beside, file);
}
