import { Client, Pool } from 'pg';

/**
 * The event table without anything around it: same columns and the same uniqueness per stream as the product's, so that
 * the ratio tells what the port costs.
 */
const SCHEMA = `
  create table if not exists raw_events (
    pos bigint generated always as identity, xid xid8 not null default pg_current_xact_id(),
    stream text not null, version int not null, type text not null, id uuid not null, data json not null, meta json not null,
    recorded_at timestamptz not null default now(), primary key (stream, version));
  create index if not exists raw_events_order on raw_events (xid, pos)`;

export interface AppendSample {
  readonly type: string;
  readonly data: unknown;
  readonly metadata: { readonly actor: string; readonly correlationId: string; readonly causationId: string };
}

/** `Y-app`: one INSERT of one event a statement on one connection; events per second. */
export async function rawInsertRate(
  databaseUrl: string,
  sample: AppendSample,
  ids: () => string,
  seconds: number,
): Promise<number> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query(SCHEMA);
  const data = JSON.stringify(sample.data);
  const meta = JSON.stringify(sample.metadata);
  const begin = performance.now();
  let count = 0;
  while (performance.now() - begin < seconds * 1000) {
    await client.query({
      name: 'raw-insert',
      text: 'insert into raw_events (stream, version, type, id, data, meta) values ($1, $2, $3, $4, $5, $6)',
      values: [`raw-${ids()}`, 0, sample.type, ids(), data, meta],
    });
    count += 1;
  }
  const rate = count / ((performance.now() - begin) / 1000);
  await client.end();
  return rate;
}

/** The unnest limit: 100 events of 100 streams a statement on four connections; events per second. */
export async function unnestRate(
  databaseUrl: string,
  sample: AppendSample,
  ids: () => string,
  seconds: number,
): Promise<number> {
  const pool = new Pool({ connectionString: databaseUrl, max: 4 });
  await pool.query(SCHEMA);
  const data = Array.from({ length: 100 }, () => JSON.stringify(sample.data));
  const meta = Array.from({ length: 100 }, () => JSON.stringify(sample.metadata));
  const begin = performance.now();
  const end = begin + seconds * 1000;
  let count = 0;
  await Promise.all(
    Array.from({ length: 4 }, async () => {
      while (performance.now() < end) {
        const streams = Array.from({ length: 100 }, () => `raw-${ids()}`);
        await pool.query({
          name: 'raw-unnest',
          text: `insert into raw_events (stream, version, type, id, data, meta)
                 select stream, 0, $5, id, data, meta from unnest($1::text[], $2::uuid[], $3::json[], $4::json[]) as e (stream, id, data, meta)`,
          values: [streams, streams.map(() => ids()), data, meta, sample.type],
        });
        count += 100;
      }
    }),
  );
  const rate = count / ((performance.now() - begin) / 1000);
  await pool.end();
  return rate;
}

/** `Y-read`: paged read by position, parse, fold into a Map; events per second over everything in the raw table. */
export async function rawReadRate(databaseUrl: string): Promise<number> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  const state = new Map<string, unknown>();
  const begin = performance.now();
  let xid = '0';
  let pos = '0';
  let count = 0;
  for (;;) {
    const { rows } = await client.query<{ xid: string; pos: string; stream: string; data: string }>({
      name: 'raw-read',
      text: `select xid, pos, stream, data::text as data from raw_events
             where (xid, pos) > ($1::xid8, $2::bigint) order by xid, pos limit 5000`,
      values: [xid, pos],
    });
    const last = rows.at(-1);
    if (last === undefined) break;
    for (const row of rows) state.set(row.stream, JSON.parse(row.data));
    ({ xid, pos } = last);
    count += rows.length;
  }
  const rate = count / ((performance.now() - begin) / 1000);
  await client.end();
  return rate;
}

/** Fills the raw table up to `events`, so that there is something to read. */
export async function fillEvents(databaseUrl: string, events: number): Promise<void> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query(SCHEMA);
  await client.query(
    `insert into raw_events (stream, version, type, id, data, meta)
     select 'filled-' || n, 0, 'AlarmOccurred.v1', gen_random_uuid(),
       json_build_object('at', 1777860000000 + n, 'severity', 'ORANGE', 'reasons', json_build_array(json_build_object(
         'code', 'threshold', 'metric', 'temperature', 'actual', 85.5, 'threshold', 80,
         'text', json_build_object('zh', '温度 85.5', 'en', 'temperature 85.5')))),
       json_build_object('actor', 'system:bench', 'correlationId', gen_random_uuid())
     from generate_series((select count(*) + 1 from raw_events), $1::bigint) as n`,
    [events],
  );
  await client.end();
}
