import type { EntityKind } from '@loanwatch/contracts';

/** A column that PostgreSQL takes out of the document itself, so that the two cannot disagree. */
export interface KeyColumn {
  readonly field: string;
  readonly type: 'uuid' | 'text';
  readonly isIndexed: boolean;
}

export interface EntityTable {
  readonly table: string;
  /** Columns that policies, filters and checks for dependents use. */
  readonly keys: Readonly<Record<string, KeyColumn>>;
  /** Whether the records are found by the beginning of their name. */
  readonly hasName: boolean;
}

const id = (field: string): KeyColumn => ({ field, type: 'uuid', isIndexed: true });
const text = (field: string): KeyColumn => ({ field, type: 'text', isIndexed: false });

const institution_id = id('institutionId');
const enterprise_id = id('enterpriseId');
const site_id = id('siteId');
const device_id = id('deviceId');
const kind = text('kind');
const status = text('status');

export const TABLES: Readonly<Record<EntityKind, EntityTable>> = {
  institution: { table: 'institutions', keys: { kind, status }, hasName: true },
  enterprise: {
    table: 'enterprises',
    keys: { registered_by: id('registeredBy'), credit_code: { ...text('creditCode'), isIndexed: true } },
    hasName: true,
  },
  site: { table: 'sites', keys: { enterprise_id }, hasName: true },
  loan: { table: 'loans', keys: { institution_id, enterprise_id, status }, hasName: false },
  pledge: {
    table: 'pledges',
    keys: { institution_id, enterprise_id, site_id, loan_id: id('loanId') },
    hasName: false,
  },
  'key-person': { table: 'key_persons', keys: { enterprise_id }, hasName: false },
  device: { table: 'devices', keys: { enterprise_id, site_id, kind, status }, hasName: true },
  channel: { table: 'channels', keys: { enterprise_id, site_id, device_id }, hasName: true },
  grant: { table: 'grants', keys: { institution_id, enterprise_id, status }, hasName: false },
};

/** The column of a document's field; throws when the table has none, which is a mistake of ours. */
export function keyColumn(entityKind: EntityKind, field: string): { readonly column: string; readonly type: string } {
  const found = Object.entries(TABLES[entityKind].keys).find(([, key]) => key.field === field);
  if (found === undefined) throw new Error(`${entityKind} has no key column for ${field}`);
  return { column: found[0], type: found[1].type };
}
