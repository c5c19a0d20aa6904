import { randomUUID } from 'node:crypto';
import { chmod, link, mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';

const OWNER_ONLY = 0o600;

/** The JSON in a file that only its owner may read; undefined when there is none. */
export async function readSecretJson<T>(file: string): Promise<T | undefined> {
  try {
    await chmod(file, OWNER_ONLY);
    return JSON.parse(await readFile(file, 'utf8')) as T;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Writes the file whole or not at all, readable by its owner only. */
export async function replaceSecretJson(file: string, value: unknown): Promise<void> {
  const written = await writeBeside(file, value);
  await rename(written, file);
}

/** As {@link replaceSecretJson}, unless the file exists: then false, and the other writer's stands. */
export async function createSecretJson(file: string, value: unknown): Promise<boolean> {
  const written = await writeBeside(file, value);
  try {
    await link(written, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(written, { force: true });
  }
}

async function writeBeside(file: string, value: unknown): Promise<string> {
  await mkdir(path.dirname(file), { recursive: true });
  const beside = `${file}.${randomUUID()}`;
  const handle = await open(beside, 'wx', OWNER_ONLY);
  try {
    await handle.writeFile(`${JSON.stringify(value, null, 2)}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  return beside;
}
