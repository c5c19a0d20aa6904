/**
 * SQL for a migration that closes a table to everybody but the tenant named by the transaction's scope. Rows whose
 * tenant column is null belong to the platform. `FORCE` binds a table's owner too.
 */
export function institutionRows(table: string, column = 'institution_id', type: 'uuid' | 'text' = 'uuid'): string {
  return policy(table, column, 'app.institution_id', type);
}

/** As {@link institutionRows}, for tables seen by the enterprise itself. Policies of one table are alternatives. */
export function enterpriseRows(table: string, column = 'enterprise_id', type: 'uuid' | 'text' = 'uuid'): string {
  return policy(table, column, 'app.enterprise_id', type);
}

/** Sub-selects make PostgreSQL read the settings once per statement; NULLIF, because a used setting comes back as ''. */
function policy(table: string, column: string, setting: string, type: string): string {
  const visible = `(SELECT current_setting('app.platform', true)) = 'on'
      OR ${column} = (SELECT NULLIF(current_setting('${setting}', true), '')::${type})`;
  return `
    ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY;
    ALTER TABLE ${table} FORCE ROW LEVEL SECURITY;
    CREATE POLICY ${table}_by_${column} ON ${table}
      USING (${visible})
      WITH CHECK (${visible});`;
}
