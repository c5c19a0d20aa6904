import type { EntityKind, EntityOf } from '@loanwatch/contracts';
import type { Scope, Tx } from '@loanwatch/engines';
import type { Stored } from '../domain/drafts';
import { keyColumn, TABLES } from './tables';

interface Row<K extends EntityKind> {
  readonly version: number;
  readonly updated_at: string;
  readonly document: EntityOf<K>;
}

const COLUMNS = 'version, updated_at, document';

export interface NewRow<K extends EntityKind> {
  readonly entity: EntityOf<K>;
  readonly identity: string | undefined;
}

/** Inserts what does not collide with the identity of a living record, and returns the ids of what it inserted. */
export async function insertRows<K extends EntityKind>(
  tx: Tx,
  kind: K,
  rows: readonly NewRow<K>[],
  at: string,
): Promise<ReadonlySet<string>> {
  const { table } = TABLES[kind];
  const records = rows.map(({ entity, identity }) => ({ id: entity.id, identity, document: entity }));
  const { rows: inserted } = await tx.query<{ id: string }>(
    `INSERT INTO ${table} (id, version, updated_at, identity, document)
     SELECT r.id, 1, $2, r.identity, r.document
     FROM jsonb_to_recordset($1::jsonb) AS r(id uuid, identity text, document jsonb)
     ON CONFLICT DO NOTHING
     RETURNING id`,
    [JSON.stringify(records), at],
  );
  return new Set(inserted.map(({ id }) => id));
}

/** False when the record is no longer at `expectedVersion`. Throws SQLSTATE 23505 when another living record has its identity. */
export async function updateRow<K extends EntityKind>(
  tx: Tx,
  kind: K,
  { entity, identity }: NewRow<K>,
  change: { readonly expectedVersion: number; readonly deleted: boolean; readonly at: string },
): Promise<boolean> {
  const { rowCount } = await tx.query(
    `UPDATE ${TABLES[kind].table}
     SET version = version + 1, deleted = $3, updated_at = $4, identity = $5, document = $6
     WHERE id = $1 AND version = $2 AND NOT deleted`,
    [entity.id, change.expectedVersion, change.deleted, change.at, identity ?? null, JSON.stringify(entity)],
  );
  return rowCount === 1;
}

/** The living records among `ids` that the transaction's scope sees, by id. */
export async function findRows<K extends EntityKind>(
  tx: Tx,
  kind: K,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Stored<K>>> {
  const { rows } = await tx.query<Row<K>>(
    `SELECT ${COLUMNS} FROM ${TABLES[kind].table} WHERE id = ANY($1::uuid[]) AND NOT deleted`,
    [ids],
  );
  return new Map(rows.map((row) => [row.document.id, stored(row)]));
}

/** Equality filters by field of the document; `tag` and `q` (prefix of the name) besides. */
export type Filters = Readonly<Record<string, string | undefined>>;

/** Records that the scope sees, in the order in which they were made. */
export async function listRows<K extends EntityKind>(
  tx: Tx,
  scope: Scope,
  kind: K,
  { filters, after, limit }: { readonly filters: Filters; readonly after?: string; readonly limit: number },
): Promise<readonly Stored<K>[]> {
  const params: unknown[] = [limit];
  const parameter = (value: unknown): string => `$${params.push(value)}`;
  const conditions = Object.entries(filters).flatMap(([name, value]) =>
    value === undefined ? [] : [condition(kind, name, parameter(value))],
  );
  conditions.push(...(await ownRows(tx, kind, scope, parameter)));
  if (after !== undefined) conditions.push(`id > ${parameter(after)}::uuid`);
  const { rows } = await tx.query<Row<K>>(
    `SELECT ${COLUMNS} FROM ${TABLES[kind].table}
     WHERE ${['NOT deleted', ...conditions].join(' AND ')} ORDER BY id LIMIT $1`,
    params,
  );
  return rows.map(stored);
}

function condition(kind: EntityKind, name: string, parameter: string): string {
  if (name === 'tag') return `document->'tags' ? ${parameter}`;
  if (name === 'q') return `name_key ^@ lower(${parameter})`;
  const { column, type } = keyColumn(kind, name);
  return `${column} = ${parameter}::${type}`;
}

/** Up to so many enterprises it is faster to go through their records than through all records in order. */
const FEW_ENTERPRISES = 500;

/**
 * What row-level security says, once more, in a form for which PostgreSQL can use an index: it cannot look into the
 * alternatives of a policy, and would read the whole table for somebody who sees little of it.
 */
async function ownRows(
  tx: Tx,
  kind: EntityKind,
  scope: Scope,
  parameter: (value: unknown) => string,
): Promise<readonly string[]> {
  if (scope.kind === 'platform') return [];
  const column = (field: string, self: EntityKind): string => (kind === self ? 'id' : keyColumn(kind, field).column);
  if (scope.kind === 'enterprise') {
    return [`${column('enterpriseId', 'enterprise')} = ${parameter(scope.enterpriseId)}::uuid`];
  }
  if (['institution', 'loan', 'pledge', 'grant'].includes(kind)) {
    return [`${column('institutionId', 'institution')} = ${parameter(scope.institutionId)}::uuid`];
  }
  const { rows } = await tx.query<{ ids: readonly string[] }>(
    `SELECT ARRAY(SELECT enterprise_id FROM enterprise_visibility LIMIT ${FEW_ENTERPRISES + 1}) AS ids`,
  );
  const ids = rows[0]?.ids ?? [];
  return ids.length > FEW_ENTERPRISES
    ? []
    : [`${column('enterpriseId', 'enterprise')} = ANY(${parameter(ids)}::uuid[])`];
}

/** How many living records name `id` in `field`. */
export async function countNaming(tx: Tx, kind: EntityKind, field: string, id: string): Promise<number> {
  const { column } = keyColumn(kind, field);
  const { rows } = await tx.query<{ count: number }>(
    `SELECT count(*)::integer AS count FROM ${TABLES[kind].table} WHERE ${column} = $1 AND NOT deleted`,
    [id],
  );
  return rows[0]?.count ?? 0;
}

function stored<K extends EntityKind>({ document, version, updated_at }: Row<K>): Stored<K> {
  return { entity: document, version, updatedAt: updated_at };
}
