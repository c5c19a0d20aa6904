import type { EntityKind } from '@loanwatch/contracts';
import type { Tx } from '@loanwatch/engines';

/** How people name a record: an institution by its name, an enterprise by its credit code, the rest by a path from there. */
const BY_NAME: Readonly<Partial<Record<EntityKind, string>>> = {
  institution: `
    SELECT id, document->>'name' AS name FROM institutions
    WHERE name_key = ANY(SELECT lower(n) FROM unnest($1::text[]) AS n) AND NOT deleted`,
  enterprise: `
    SELECT id, credit_code AS name FROM enterprises WHERE credit_code = ANY($1::text[]) AND NOT deleted`,
  site: `
    SELECT s.id, e.credit_code || '/' || (s.document->>'name') AS name
    FROM enterprises e JOIN sites s ON s.enterprise_id = e.id AND NOT s.deleted
    WHERE e.credit_code = ANY(SELECT left(n, 18) FROM unnest($1::text[]) AS n) AND NOT e.deleted`,
  device: `
    SELECT d.id, e.credit_code || '/' || (s.document->>'name') || '/' || (d.document->>'name') AS name
    FROM enterprises e JOIN sites s ON s.enterprise_id = e.id AND NOT s.deleted
      JOIN devices d ON d.site_id = s.id AND NOT d.deleted
    WHERE e.credit_code = ANY(SELECT left(n, 18) FROM unnest($1::text[]) AS n) AND NOT e.deleted`,
};

/** The ids of the living records that the transaction's scope sees under each of the names. */
export async function findByNames(
  tx: Tx,
  kind: EntityKind,
  names: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const sql = BY_NAME[kind];
  const found = new Map<string, string[]>();
  if (sql === undefined || names.length === 0) return found;
  const { rows } = await tx.query<{ id: string; name: string }>(sql, [names]);
  for (const { id, name } of rows) found.set(name, [...(found.get(name) ?? []), id]);
  return found;
}
