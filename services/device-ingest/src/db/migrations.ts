import type { Migration } from '@loanwatch/engines';

export const migrations: readonly Migration[] = [
  {
    name: '202611210001-ingest',
    up: `
      create table device_credential (
        device_id uuid primary key,
        key_hash bytea not null,
        previous_key_hash bytea,
        previous_valid_until timestamptz,
        issued_at timestamptz not null
      );

      -- What a device has sent: one row a message. 'keys' is channel -> observed times (epoch ms).
      create table accepted_message (
        device_id uuid not null,
        from_at bigint not null,
        to_at bigint not null,
        keys json not null
      );
      create index on accepted_message (device_id, to_at);
      create table device_newest (
        device_id uuid primary key,
        newest_at bigint not null
      ) with (fillfactor = 50);

      -- Messages we could not take, whole, so that they can be looked at and sent through again.
      create table quarantine (
        id uuid primary key,
        received_at timestamptz not null,
        device_id uuid not null,
        transport text not null,
        format text not null,
        payload bytea not null,
        reasons jsonb not null,
        replayed_at timestamptz
      );
      create index on quarantine (received_at desc, id desc) where replayed_at is null;
      create index on quarantine (device_id, received_at desc);
    `,
  },
];
