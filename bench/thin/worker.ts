import { Client } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { finished } from 'node:stream/promises';
import { DWELL_MS, HOT_ABOVE, type ThinReading } from './schema';

/**
 * The thin pipeline's back: history by COPY, hourly roll-up by one upsert, threshold-with-dwell in a Map, alarms; all in
 * one transaction with the offset. `Tr` of the performance reference.
 */
const POLL_MS = 50;
const PAYLOADS_PER_BATCH = 100;
const HOUR_MS = 3_600_000;

async function main(databaseUrl: string): Promise<void> {
  const client = new Client({ connectionString: databaseUrl });
  const listener = new Client({ connectionString: databaseUrl });
  await client.connect();
  await listener.connect();
  let wake: () => void = () => undefined;
  listener.on('notification', () => wake());
  await listener.query('listen bus');
  const hotSince = new Map<string, number>();
  let offset = 0;
  process.send?.({ ready: true });
  for (;;) {
    const { rows } = await client.query<{ pos: string; payload: string }>({
      name: 'next',
      text: 'select pos, payload from bus where pos > $1 order by pos limit $2',
      values: [offset, PAYLOADS_PER_BATCH],
    });
    if (rows.length === 0) {
      await new Promise<void>((resolve) => {
        wake = resolve;
        setTimeout(resolve, POLL_MS);
      });
      continue;
    }
    const readings = rows.flatMap((row) => JSON.parse(row.payload) as ThinReading[]);
    offset = Number(rows.at(-1)?.pos);
    await client.query('begin');
    await copyReadings(client, readings);
    await upsertHourly(client, readings);
    await raiseAlarms(client, readings, hotSince);
    await client.query({ name: 'offset', text: `update offs set pos = $1 where name = 'worker'`, values: [offset] });
    await client.query('commit');
  }
}

async function copyReadings(client: Client, readings: readonly ThinReading[]): Promise<void> {
  const stream = client.query(copyFrom('copy readings from stdin'));
  let lines = '';
  for (const { deviceId, metric, ts, value, seq } of readings)
    lines += `${deviceId}\t${metric}\t${ts}\t${value}\t${seq}\n`;
  stream.end(lines);
  await finished(stream);
}

interface Bucket {
  readonly deviceId: string;
  readonly metric: string;
  readonly hour: number;
  n: number;
  sum: number;
  min: number;
  max: number;
}

async function upsertHourly(client: Client, readings: readonly ThinReading[]): Promise<void> {
  const buckets = new Map<string, Bucket>();
  for (const { deviceId, metric, ts, value } of readings) {
    const hour = ts - (ts % HOUR_MS);
    const key = `${deviceId}|${metric}|${hour}`;
    const bucket = buckets.get(key);
    if (bucket === undefined) buckets.set(key, { deviceId, metric, hour, n: 1, sum: value, min: value, max: value });
    else {
      bucket.n += 1;
      bucket.sum += value;
      if (value < bucket.min) bucket.min = value;
      if (value > bucket.max) bucket.max = value;
    }
  }
  const list = [...buckets.values()];
  await client.query({
    name: 'hourly',
    text: `insert into hourly select * from unnest($1::uuid[], $2::text[], $3::bigint[], $4::bigint[], $5::float8[], $6::float8[], $7::float8[])
           on conflict (device_id, metric, hour) do update set n = hourly.n + excluded.n, sum = hourly.sum + excluded.sum,
             min = least(hourly.min, excluded.min), max = greatest(hourly.max, excluded.max)`,
    values: [
      list.map((bucket) => bucket.deviceId),
      list.map((bucket) => bucket.metric),
      list.map((bucket) => bucket.hour),
      list.map((bucket) => bucket.n),
      list.map((bucket) => bucket.sum),
      list.map((bucket) => bucket.min),
      list.map((bucket) => bucket.max),
    ],
  });
}

async function raiseAlarms(
  client: Client,
  readings: readonly ThinReading[],
  hotSince: Map<string, number>,
): Promise<void> {
  const raised: ThinReading[] = [];
  for (const reading of readings) {
    if (reading.value <= HOT_ABOVE) {
      hotSince.delete(reading.deviceId);
      continue;
    }
    const since = hotSince.get(reading.deviceId);
    if (since === undefined) hotSince.set(reading.deviceId, reading.ts);
    else if (reading.ts - since >= DWELL_MS) raised.push(reading);
  }
  if (raised.length === 0) return;
  const devices = raised.map((reading) => reading.deviceId);
  await client.query({
    name: 'events',
    text: `insert into events (stream_id, version, type, data) select id, 0, 'AlarmRaised', '{}' from unnest($1::text[]) as id
           on conflict do nothing`,
    values: [devices],
  });
  await client.query({
    name: 'alarms',
    text: `insert into alarms (device_id, rule_id, raised_ts, seq) select distinct on (d) d, 1, t, s
           from unnest($1::uuid[], $2::bigint[], $3::bigint[]) as r (d, t, s) on conflict do nothing`,
    values: [devices, raised.map((reading) => reading.ts), raised.map((reading) => reading.seq)],
  });
}

void main(process.argv[2] as string);
