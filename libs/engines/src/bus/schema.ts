import type { Migration } from '../database/port';

/**
 * One log of all topics; a topic is one partition (number 0). Any service may add rows in its own transaction; only the
 * bus reads them. Values are kept uncompressed: pglz would cost more time than the writing.
 */
export const BUS_MIGRATIONS: readonly Migration[] = [
  {
    name: '202601010000-log',
    up: `
      CREATE TABLE log (
        pos bigint GENERATED ALWAYS AS IDENTITY,
        xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
        topic text NOT NULL,
        key text NOT NULL,
        headers json NOT NULL,
        value text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (topic, xid, pos)
      );
      ALTER TABLE log ALTER COLUMN value SET STORAGE EXTERNAL;

      CREATE TABLE dead_letters (
        id uuid PRIMARY KEY,
        "group" text NOT NULL,
        topic text NOT NULL,
        key text NOT NULL,
        headers json NOT NULL,
        value text NOT NULL,
        partition integer NOT NULL,
        position text NOT NULL,
        reason text NOT NULL,
        attempts integer NOT NULL,
        failed_at timestamptz NOT NULL DEFAULT now(),
        UNIQUE ("group", topic, partition, position)
      );
      CREATE INDEX dead_letters_by_time ON dead_letters (failed_at);

      CREATE TABLE group_leases (
        "group" text PRIMARY KEY,
        owner uuid NOT NULL,
        backend_pid integer NOT NULL,
        backend_start timestamptz NOT NULL,
        expires_at timestamptz NOT NULL
      );

      DO $$ BEGIN
        EXECUTE format('GRANT USAGE ON SCHEMA %I TO %I', current_schema(), current_setting('app.services_role'));
        EXECUTE format('GRANT INSERT ON log, dead_letters TO %I', current_setting('app.services_role'));
        EXECUTE format('GRANT SELECT (id), DELETE ON dead_letters TO %I', current_setting('app.services_role'));
      END $$;`,
  },
];
