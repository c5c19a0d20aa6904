import type { Migration } from '@loanwatch/engines';

/** Include it in the migrations of every service that derives signals. */
export const DERIVATION_MIGRATION: Migration = {
  name: '202601010003-derivation',
  up: `
    -- No index on due_at: it moves with every batch, and looking through the table every few seconds is cheaper.
    CREATE TABLE derivation_state (
      key text PRIMARY KEY,
      site_id uuid NOT NULL,
      body jsonb,
      due_at timestamptz
    ) WITH (fillfactor = 60);
    COMMENT ON TABLE derivation_state IS 'What is remembered of devices, sites and their state between batches';

    CREATE TABLE register_point (
      device_id uuid NOT NULL,
      channel text NOT NULL,
      at timestamptz NOT NULL,
      value bigint NOT NULL,
      counted_from timestamptz,
      outcome text,
      amount bigint,
      revision integer,
      PRIMARY KEY (device_id, channel, at)
    );
    COMMENT ON TABLE register_point IS 'Readings of cumulative registers, scaled, with the step that led to each';

    CREATE TABLE register_cycle (
      device_id uuid NOT NULL,
      channel text NOT NULL,
      at timestamptz NOT NULL,
      value bigint NOT NULL,
      reason text NOT NULL,
      PRIMARY KEY (device_id, channel, at)
    );
    COMMENT ON TABLE register_cycle IS 'First reading of each cycle of a register: first, wrap or reset';

    CREATE TABLE channel_day (
      site_id uuid NOT NULL,
      date date NOT NULL,
      channel text NOT NULL,
      amount bigint NOT NULL,
      observed_ms bigint NOT NULL,
      PRIMARY KEY (site_id, date, channel)
    ) WITH (fillfactor = 60);
    COMMENT ON TABLE channel_day IS 'What each channel contributed to each site day; channel is <device id>/<name>, amounts are scaled';

    CREATE TABLE site_day (
      site_id uuid NOT NULL,
      date date NOT NULL,
      revision integer NOT NULL,
      facts jsonb NOT NULL,
      PRIMARY KEY (site_id, date)
    );
    COMMENT ON TABLE site_day IS 'Closed site days as they were told last';`,
};
