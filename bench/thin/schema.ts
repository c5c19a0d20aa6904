/** Tables of the thin reference pipeline: nothing but what moving readings to alarms needs. */
export const THIN_SCHEMA = `
  create table bus (pos bigserial primary key, payload text not null);
  create table readings (device_id uuid, metric text, ts bigint, value float8, seq bigint);
  create index on readings using brin (ts);
  create table hourly (device_id uuid, metric text, hour bigint, n bigint, sum float8, min float8, max float8,
    primary key (device_id, metric, hour)) with (fillfactor = 70);
  create table events (pos bigserial primary key, stream_id text, version int, type text, data jsonb, unique (stream_id, version));
  create table alarms (device_id uuid, rule_id int, raised_ts bigint, seq bigint, pos bigserial, primary key (device_id, rule_id));
  create index on alarms (pos);
  create table offs (name text primary key, pos bigint not null);
  insert into offs values ('worker', 0);
`;

/** A reading of the thin pipeline, as JSON over HTTP. */
export interface ThinReading {
  readonly deviceId: string;
  readonly metric: string;
  readonly ts: number;
  readonly value: number;
  readonly unit: string;
  readonly seq: number;
  readonly quality: string;
}

/** One rule: hotter than this for this long. */
export const HOT_ABOVE = 80;
export const DWELL_MS = 30_000;
