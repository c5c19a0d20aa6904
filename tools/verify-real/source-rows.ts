import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';

/** Rows of a series for figures of our own: read without anything that the replay uses. Plain commas, no quotes. */
export async function sourceRows(file: string): Promise<readonly (readonly string[])[]> {
  const bytes = await readFile(file);
  const text = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8').replace(/^\uFEFF/, '');
  return text
    .split(/\r?\n/)
    .filter((line) => line !== '')
    .map((line) => line.split(','));
}
