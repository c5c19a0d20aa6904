import type { Tx } from '@loanwatch/engines';
import type { Sight } from '../domain/sight';

/** Whose record gives the sight: an enterprise, a loan or a grant. */
export type SourcedSight = Sight & { readonly sourceId: string };

/** What each of the records gave so far is replaced; a record without a sight gives none any more. */
export async function replaceSights(
  tx: Tx,
  sourceIds: readonly string[],
  sights: readonly SourcedSight[],
): Promise<void> {
  await tx.query('DELETE FROM enterprise_visibility WHERE source_id = ANY($1::uuid[])', [sourceIds]);
  await addSights(tx, sights);
}

export async function addSights(tx: Tx, sights: readonly SourcedSight[]): Promise<void> {
  if (sights.length === 0) return;
  await tx.query(
    `INSERT INTO enterprise_visibility
       (source_id, source, institution_id, enterprise_id, signal_kinds, from_date, to_date)
     SELECT "sourceId", source, "institutionId", "enterpriseId", "signalKinds", "from", "to"
     FROM jsonb_to_recordset($1::jsonb) AS r("sourceId" uuid, source text, "institutionId" uuid, "enterpriseId" uuid,
       "signalKinds" text[], "from" date, "to" date)`,
    [JSON.stringify(sights)],
  );
}

/** The enterprises among `ids` that the institution of the transaction's scope registered. */
export async function registeredAmong(tx: Tx, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const { rows } = await tx.query<{ enterprise_id: string }>(
    `SELECT enterprise_id FROM enterprise_visibility
     WHERE enterprise_id = ANY($1::uuid[]) AND source = 'registration'`,
    [ids],
  );
  return new Set(rows.map((row) => row.enterprise_id));
}
