/**
 * Row-level security of the registry: one condition for what may be seen of a table and one for what may be written; to
 * change a row takes both. Sub-selects make PostgreSQL read the settings once per statement; NULLIF, because
 * a setting that was used before comes back as ''.
 */
export const BY_PLATFORM = `(SELECT current_setting('app.platform', true)) = 'on'`;
export const OWN_ENTERPRISE = `(SELECT NULLIF(current_setting('app.enterprise_id', true), '')::uuid)`;
const OWN_INSTITUTION_ID = `(SELECT NULLIF(current_setting('app.institution_id', true), '')::uuid)`;

/** A suspended institution sees nothing, not even itself. */
export const OWN_INSTITUTION_ROW = `id = ${OWN_INSTITUTION_ID} AND status = 'ACTIVE' AND NOT deleted`;
export const OWN_INSTITUTION = `(SELECT i.id FROM institutions i WHERE i.${OWN_INSTITUTION_ROW})`;

/** The date of the service's clock in Asia/Shanghai, where contracts begin and end; the server's clock when it is not set. */
const TODAY = `(SELECT coalesce(NULLIF(current_setting('app.today', true), '')::date,
  (now() AT TIME ZONE 'Asia/Shanghai')::date))`;
const IN_FORCE = `(s.from_date IS NULL OR s.from_date <= ${TODAY}) AND (s.to_date IS NULL OR s.to_date >= ${TODAY})`;

/**
 * Whether the institution sees the enterprise named by a column, `<table>.<column>`; `limit` narrows down by which of its
 * sights. EXISTS, because PostgreSQL can then choose between one look-up per row and one hash for all.
 */
export function inSight(enterprise: string, limit = ''): string {
  return `EXISTS (SELECT FROM enterprise_visibility s WHERE s.institution_id = ${OWN_INSTITUTION}
      AND s.enterprise_id = ${enterprise} AND ${IN_FORCE} ${limit})`;
}

export const ofFamily = (family: string): string =>
  `AND (s.signal_kinds IS NULL OR '${family}' = ANY (s.signal_kinds))`;
export const BY_REGISTRATION = `AND s.source = 'registration'`;
export const BY_CONTRACT = `AND s.source <> 'registration'`;

export function policies(table: string, rule: { readonly seen: string; readonly written: string }): string {
  return `
    ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY;
    ALTER TABLE ${table} FORCE ROW LEVEL SECURITY;
    CREATE POLICY seen ON ${table} FOR SELECT USING (${rule.seen});
    CREATE POLICY inserted ON ${table} FOR INSERT WITH CHECK (${rule.written});
    CREATE POLICY updated ON ${table} FOR UPDATE USING (${rule.written}) WITH CHECK (${rule.written});
    CREATE POLICY deleted ON ${table} FOR DELETE USING (${rule.written});`;
}

export function anyOf(...conditions: readonly string[]): string {
  return conditions.map((condition) => `(${condition})`).join(' OR ');
}
