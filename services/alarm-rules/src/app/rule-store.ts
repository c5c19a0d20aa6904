import type { RuleDocument } from '@loanwatch/contracts';
import type { Tx } from '@loanwatch/engines';
import type { Rule, RuleStatus, RuleVersion } from '../domain/rule';

/** Rules and their versions as rows. What a transaction sees is decided by its scope (row-level security). */
interface RuleRow {
  readonly id: string;
  readonly institution_id: string | null;
  readonly status: RuleStatus;
  readonly revision: number;
  readonly version: number | null;
  readonly published: RuleDocument | null;
  readonly draft: RuleDocument | null;
  readonly draft_author: string | null;
  readonly draft_saved_at: string | null;
  readonly created_at: string;
}

interface VersionRow {
  readonly rule_id: string;
  readonly version: number;
  readonly document: RuleDocument;
  readonly author: string;
  readonly publisher: string;
  readonly published_at: string;
}

const COLUMNS = `id, institution_id, status, revision, version, published, draft, draft_author, draft_saved_at, created_at`;

export interface RuleFilter {
  readonly status?: RuleStatus;
  readonly metric?: string;
  /** Only rules older than this id. */
  readonly before?: string;
  readonly limit: number;
}

export async function insertRule(tx: Tx, rule: Rule): Promise<void> {
  await tx.query(`INSERT INTO rule (${COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`, valuesOf(rule));
}

export async function updateRule(tx: Tx, rule: Rule): Promise<void> {
  await tx.query(
    `UPDATE rule SET institution_id = $2, status = $3, revision = $4, version = $5, published = $6, draft = $7,
       draft_author = $8, draft_saved_at = $9, created_at = $10, written_by = pg_current_xact_id()
     WHERE id = $1`,
    valuesOf(rule),
  );
}

export async function findRule(tx: Tx, id: string): Promise<Rule | undefined> {
  const { rows } = await tx.query<RuleRow>(`SELECT ${COLUMNS} FROM rule WHERE id = $1`, [id]);
  return rows[0] === undefined ? undefined : ruleOf(rows[0]);
}

/** Locks the rule to the end of the transaction. A rule that may be seen and not changed is found as well. */
export async function findRuleToChange(tx: Tx, id: string): Promise<Rule | undefined> {
  await tx.query('SELECT 1 FROM rule WHERE id = $1 FOR UPDATE', [id]);
  return findRule(tx, id);
}

/** Newest first. */
export async function listRules(tx: Tx, { status, metric, before, limit }: RuleFilter): Promise<readonly Rule[]> {
  const { rows } = await tx.query<RuleRow>(
    `SELECT ${COLUMNS} FROM rule
     WHERE ($1::text IS NULL OR status = $1)
       AND ($2::text IS NULL OR coalesce(published, draft) ->> 'metric' = $2)
       AND ($3::uuid IS NULL OR id < $3)
     ORDER BY id DESC LIMIT $4`,
    [status ?? null, metric ?? null, before ?? null, limit],
  );
  return rows.map(ruleOf);
}

export async function insertVersion(tx: Tx, version: RuleVersion, institutionId: string | null): Promise<void> {
  const { ruleId, version: number, document, author, publisher, publishedAt } = version;
  await tx.query(
    `INSERT INTO rule_version (rule_id, version, institution_id, document, author, publisher, published_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    [ruleId, number, institutionId, JSON.stringify(document), author, publisher, iso(publishedAt)],
  );
}

/** Newest first. */
export async function listVersions(
  tx: Tx,
  ruleId: string,
  { before, limit }: { readonly before?: number; readonly limit: number },
): Promise<readonly RuleVersion[]> {
  const { rows } = await tx.query<VersionRow>(
    `SELECT rule_id, version, document, author, publisher, published_at FROM rule_version
     WHERE rule_id = $1 AND ($2::integer IS NULL OR version < $2) ORDER BY version DESC LIMIT $3`,
    [ruleId, before ?? null, limit],
  );
  return rows.map((row) => ({
    ruleId: row.rule_id,
    version: row.version,
    document: row.document,
    author: row.author,
    publisher: row.publisher,
    publishedAt: Date.parse(row.published_at),
  }));
}

function valuesOf({ id, institutionId, status, revision, version, published, draft, createdAt }: Rule): unknown[] {
  return [
    id,
    institutionId,
    status,
    revision,
    version,
    published === null ? null : JSON.stringify(published),
    draft === null ? null : JSON.stringify(draft.document),
    draft?.author ?? null,
    draft === null ? null : iso(draft.savedAt),
    iso(createdAt),
  ];
}

function ruleOf(row: RuleRow): Rule {
  const { draft, draft_author: author, draft_saved_at: savedAt } = row;
  return {
    id: row.id,
    institutionId: row.institution_id,
    status: row.status,
    revision: row.revision,
    version: row.version,
    published: row.published,
    draft:
      draft === null || author === null || savedAt === null
        ? null
        : { document: draft, author, savedAt: Date.parse(savedAt) },
    createdAt: Date.parse(row.created_at),
  };
}

const iso = (ms: number): string => new Date(ms).toISOString();
