import { finished } from 'node:stream/promises';
import { derivedId } from '@loanwatch/kernel';
import { Client } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';

const ROWS = 10_000;

/** `Y-copy`: COPY of 10,000 rows a transaction on one connection into the thin pipeline's table; rows per second. */
export async function copyRate(databaseUrl: string, seconds: number): Promise<number> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query(
    `create table if not exists copied (device_id uuid, metric text, ts bigint, value float8, seq bigint);
     create index if not exists copied_ts on copied using brin (ts)`,
  );
  let lines = '';
  for (let row = 0; row < ROWS; row += 1) {
    lines += `${derivedId('bench-device', row % 1000)}\ttemperature\t${1_777_860_000_000 + row}\t${row / 100}\t${row}\n`;
  }
  const begin = performance.now();
  let count = 0;
  while (performance.now() - begin < seconds * 1000) {
    const stream = client.query(copyFrom('copy copied from stdin'));
    stream.end(lines);
    await finished(stream);
    count += ROWS;
  }
  const rate = count / ((performance.now() - begin) / 1000);
  await client.query('drop table copied');
  await client.end();
  return rate;
}
