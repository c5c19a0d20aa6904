import { closeSync, fdatasyncSync, openSync, rmSync, writeSync } from 'node:fs';
import path from 'node:path';
import { newFolder } from '../measure/folder';
import { percentile } from '../measure/statistics';

const WRITES = 300;
const BYTES = 8 * 1024;

export interface FileSyncResult {
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** `Y-fs`: 8 KiB written and made durable, one after the other, in the folder for temporary files. */
export function measureFileSync(): FileSyncResult {
  const folder = newFolder();
  const file = openSync(path.join(folder, 'sync'), 'w');
  const bytes = Buffer.alloc(BYTES, 1);
  const latencies: number[] = [];
  for (let count = 0; count < WRITES; count += 1) {
    const begin = performance.now();
    writeSync(file, bytes);
    fdatasyncSync(file);
    latencies.push(performance.now() - begin);
  }
  closeSync(file);
  rmSync(folder, { recursive: true });
  return { p50Ms: percentile(latencies, 0.5), p99Ms: percentile(latencies, 0.99) };
}
