import type { Tx } from '@loanwatch/engines';

export interface PersonNameRow {
  readonly personId: string;
  readonly sealed: Buffer;
  readonly wrapped: Buffer;
}

const NAMES = `
  SELECT n.person_id AS "personId", n.sealed, k.wrapped FROM person_names n JOIN person_keys k USING (person_id)`;

export async function keepPersonNames(
  tx: Tx,
  names: readonly (PersonNameRow & { readonly enterpriseId: string })[],
): Promise<void> {
  for (const [table, column] of [
    ['person_names', 'sealed'],
    ['person_keys', 'wrapped'],
  ] as const) {
    await tx.query(
      `INSERT INTO ${table} (person_id, enterprise_id, ${column})
       SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::bytea[])
       ON CONFLICT (person_id) DO UPDATE SET ${column} = excluded.${column}`,
      [
        names.map(({ personId }) => personId),
        names.map(({ enterpriseId }) => enterpriseId),
        names.map((name) => name[column]),
      ],
    );
  }
}

export async function findPersonNames(tx: Tx, personIds: readonly string[]): Promise<readonly PersonNameRow[]> {
  const { rows } = await tx.query<PersonNameRow>(`${NAMES} WHERE n.person_id = ANY($1::uuid[])`, [personIds]);
  return rows;
}

export async function anyPersonName(tx: Tx): Promise<PersonNameRow | undefined> {
  const { rows } = await tx.query<PersonNameRow>(`${NAMES} LIMIT 1`);
  return rows[0];
}

export async function destroyPersonName(tx: Tx, personId: string): Promise<void> {
  await tx.query('DELETE FROM person_keys WHERE person_id = $1', [personId]);
  await tx.query('DELETE FROM person_names WHERE person_id = $1', [personId]);
}
