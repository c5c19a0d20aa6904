import type { EntityKind } from '@loanwatch/contracts';
import type { Migration } from '@loanwatch/engines';
import {
  anyOf,
  BY_CONTRACT,
  BY_PLATFORM,
  BY_REGISTRATION,
  inSight,
  ofFamily,
  OWN_ENTERPRISE,
  OWN_INSTITUTION,
  OWN_INSTITUTION_ROW,
  policies,
} from './policies';
import { TABLES } from './tables';

function entityTable(kind: EntityKind): string {
  const { table, keys, hasName } = TABLES[kind];
  const columns = Object.entries(keys).map(
    ([column, { field, type }]) => `${column} ${type} GENERATED ALWAYS AS ((document->>'${field}')::${type}) STORED`,
  );
  const indexes = Object.entries(keys)
    .filter(([, { isIndexed }]) => isIndexed)
    .map(([column]) => `CREATE INDEX ON ${table} (${column}, id);`);
  if (hasName) {
    columns.push(`name_key text COLLATE "C" GENERATED ALWAYS AS (lower(document->>'name')) STORED`);
    indexes.push(`CREATE INDEX ON ${table} (name_key);`);
  }
  return `
    CREATE TABLE ${table} (
      id uuid PRIMARY KEY,
      version integer NOT NULL,
      deleted boolean NOT NULL DEFAULT false,
      updated_at timestamptz NOT NULL,
      identity text COLLATE "C",
      document jsonb NOT NULL,
      ${columns.join(',\n      ')}
    );
    CREATE UNIQUE INDEX ${table}_identity ON ${table} (identity) WHERE NOT deleted;
    ${indexes.join('\n    ')}`;
}

const VISIBILITY = `
    CREATE TABLE enterprise_visibility (
      source_id uuid PRIMARY KEY,
      source text NOT NULL CHECK (source IN ('registration', 'loan', 'grant')),
      institution_id uuid NOT NULL,
      enterprise_id uuid NOT NULL,
      signal_kinds text[],
      from_date date,
      to_date date
    );
    CREATE INDEX ON enterprise_visibility (institution_id, enterprise_id);`;

/** Name and key lie apart, so that a backup of the one without the other tells nothing. */
const PERSONS = `
    CREATE TABLE person_names (
      person_id uuid PRIMARY KEY,
      enterprise_id uuid NOT NULL,
      sealed bytea NOT NULL
    );
    CREATE TABLE person_keys (
      person_id uuid PRIMARY KEY,
      enterprise_id uuid NOT NULL,
      wrapped bytea NOT NULL
    );`;

/** Every value a partner reported, corrections included: who said what and when. Values are scaled by the metric's digits. */
const INDICATORS = `
    CREATE TABLE external_indicators (
      enterprise_id uuid NOT NULL,
      metric text NOT NULL,
      observed_at timestamptz NOT NULL,
      revision integer NOT NULL,
      value bigint NOT NULL,
      reported_by uuid NOT NULL,
      received_at timestamptz NOT NULL,
      PRIMARY KEY (enterprise_id, metric, observed_at, revision)
    );`;

const OF_INSTITUTION = anyOf(BY_PLATFORM, `institution_id = ${OWN_INSTITUTION}`);

function ofEnterprise(table: string): string {
  return policies(table, {
    seen: anyOf(BY_PLATFORM, `enterprise_id = ${OWN_ENTERPRISE}`, inSight(`${table}.enterprise_id`)),
    written: byRegistrar(table),
  });
}

function ofPersons(table: string): string {
  const seen = anyOf(BY_PLATFORM, inSight(`${table}.enterprise_id`, ofFamily('presence')));
  return policies(table, { seen, written: byRegistrar(table) });
}

function byRegistrar(table: string): string {
  return anyOf(BY_PLATFORM, inSight(`${table}.enterprise_id`, BY_REGISTRATION));
}

const BY_EXTERNAL_CONTRACT = anyOf(
  BY_PLATFORM,
  inSight('external_indicators.enterprise_id', `${BY_CONTRACT} ${ofFamily('external')}`),
);

const POLICIES = [
  policies('institutions', { seen: anyOf(BY_PLATFORM, OWN_INSTITUTION_ROW), written: BY_PLATFORM }),
  policies('enterprises', {
    seen: anyOf(BY_PLATFORM, `id = ${OWN_ENTERPRISE}`, inSight('enterprises.id')),
    written: anyOf(BY_PLATFORM, `registered_by = ${OWN_INSTITUTION}`),
  }),
  ...['sites', 'devices', 'channels'].map(ofEnterprise),
  ...['key_persons', 'person_names', 'person_keys'].map(ofPersons),
  policies('loans', { seen: OF_INSTITUTION, written: OF_INSTITUTION }),
  policies('pledges', { seen: OF_INSTITUTION, written: OF_INSTITUTION }),
  policies('grants', { seen: OF_INSTITUTION, written: BY_PLATFORM }),
  policies('enterprise_visibility', {
    seen: OF_INSTITUTION,
    written: anyOf(BY_PLATFORM, `institution_id = ${OWN_INSTITUTION} AND source <> 'grant'`),
  }),
  policies('external_indicators', { seen: BY_EXTERNAL_CONTRACT, written: BY_EXTERNAL_CONTRACT }),
];

const KINDS: readonly EntityKind[] = [
  ...(['institution', 'enterprise', 'site', 'loan', 'pledge', 'key-person', 'device', 'channel', 'grant'] as const),
];

export const migrations: readonly Migration[] = [
  {
    name: '202601020001-registry',
    up: [...KINDS.map(entityTable), VISIBILITY, PERSONS, INDICATORS, ...POLICIES].join('\n'),
  },
];
