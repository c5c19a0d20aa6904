import type { Migration } from '../database/port';

/** `data` is json, not jsonb: it is written and read whole, and json costs half as much both ways. */
export const EVENT_STORE_MIGRATIONS: readonly Migration[] = [
  {
    name: '202601010000-events',
    up: `
      CREATE TABLE events (
        pos bigint GENERATED ALWAYS AS IDENTITY,
        xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
        stream text NOT NULL,
        revision integer NOT NULL,
        category text NOT NULL GENERATED ALWAYS AS (split_part(stream, '-', 1)) STORED,
        type text NOT NULL,
        id uuid NOT NULL,
        data json NOT NULL,
        metadata json NOT NULL,
        recorded_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT events_in_stream PRIMARY KEY (stream, revision),
        CONSTRAINT events_by_id UNIQUE (id)
      );
      CREATE UNIQUE INDEX events_in_commit_order ON events (xid, pos);
      -- Facts are appended, never changed.
      DO $$ BEGIN
        EXECUTE format('REVOKE UPDATE, DELETE ON events FROM %I', current_setting('app.service_role'));
      END $$;`,
  },
];
