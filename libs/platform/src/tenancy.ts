import { enterpriseRows, institutionRows } from '@loanwatch/engines';

/** Which columns of a table say whose rows they are. */
export interface TenantColumns {
  readonly institution?: string;
  readonly enterprise?: string;
}

/**
 * SQL that closes a tenant table for a migration: row-level security enabled and forced; a row is seen and written by
 * its institution, by its enterprise (when the table names one) and by the platform, whose scope the transaction set.
 */
export function tenantPolicySql(table: string, columns: TenantColumns = { institution: 'institution_id' }): string {
  const { institution, enterprise } = columns;
  if (institution === undefined && enterprise === undefined) throw new Error(`${table}: no tenant column named`);
  return [
    ...(institution === undefined ? [] : [institutionRows(table, institution)]),
    ...(enterprise === undefined ? [] : [enterpriseRows(table, enterprise)]),
  ].join('\n');
}
