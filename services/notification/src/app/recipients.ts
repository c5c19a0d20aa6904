import type { Queryable } from '@loanwatch/engines';
import type { Preferences } from '../domain/decision';
import type { Language } from '../domain/texts';

export type Channel = 'webhook' | 'email' | 'in-app';

export interface Recipient {
  readonly id: string;
  readonly institutionId: string | null;
  readonly channel: Channel;
  /** URL or e-mail address; null for in-app. Personal: never logged. */
  readonly address: string | null;
  readonly name: string;
  readonly preferences: Preferences;
  readonly language: Language;
  /** Webhook signing secrets, newest first. */
  readonly secrets: readonly string[];
  readonly revision: number;
  /** ISO 8601 UTC. */
  readonly createdAt: string;
}

interface Row {
  readonly id: string;
  readonly institution_id: string | null;
  readonly channel: Channel;
  readonly address: string | null;
  readonly name: string;
  readonly preferences: Preferences;
  readonly language: Language;
  readonly secrets: string[];
  readonly revision: number;
  readonly created_at: string;
}

const COLUMNS = 'id, institution_id, channel, address, name, preferences, language, secrets, revision, created_at';

export async function recipientsOf(tx: Queryable, institutionId: string | null): Promise<readonly Recipient[]> {
  const { rows } = await tx.query<Row>(
    `select ${COLUMNS} from recipient where institution_id is not distinct from $1 order by id`,
    [institutionId],
  );
  return rows.map(recipientOf);
}

export async function findRecipients(tx: Queryable, ids: readonly string[]): Promise<ReadonlyMap<string, Recipient>> {
  const { rows } = await tx.query<Row>(`select ${COLUMNS} from recipient where id = any($1::uuid[])`, [ids]);
  return new Map(rows.map((row) => [row.id, recipientOf(row)]));
}

export async function listRecipients(
  tx: Queryable,
  limit: number,
  after: { readonly createdAt: string; readonly id: string } | undefined,
): Promise<readonly Recipient[]> {
  const { rows } = await tx.query<Row>(
    `select ${COLUMNS} from recipient where $1::timestamptz is null or (created_at, id) > ($1, $2::uuid)
     order by created_at, id limit $3`,
    [after?.createdAt ?? null, after?.id ?? null, limit],
  );
  return rows.map(recipientOf);
}

export async function insertRecipient(tx: Queryable, recipient: Recipient): Promise<void> {
  await tx.query(
    `insert into recipient (${COLUMNS}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    valuesOf(recipient),
  );
}

/** Writes the recipient if nobody changed it since `recipient.revision - 1`; tells whether it did. */
export async function updateRecipient(tx: Queryable, recipient: Recipient): Promise<boolean> {
  const { rowCount } = await tx.query(
    `update recipient set address = $4, name = $5, preferences = $6, language = $7, secrets = $8, revision = $9
     where id = $1 and revision = $9 - 1 and institution_id is not distinct from $2 and channel = $3 and created_at = $10`,
    valuesOf(recipient),
  );
  return rowCount === 1;
}

export async function deleteRecipient(tx: Queryable, id: string): Promise<boolean> {
  return (await tx.query('delete from recipient where id = $1', [id])).rowCount === 1;
}

function valuesOf(recipient: Recipient): unknown[] {
  const { id, institutionId, channel, address, name, preferences, language, secrets, revision, createdAt } = recipient;
  return [
    id,
    institutionId,
    channel,
    address,
    name,
    JSON.stringify(preferences),
    language,
    secrets,
    revision,
    createdAt,
  ];
}

function recipientOf({ institution_id: institutionId, created_at: createdAt, ...rest }: Row): Recipient {
  return { ...rest, institutionId, createdAt };
}
