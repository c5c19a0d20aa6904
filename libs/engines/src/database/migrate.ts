import { createHash } from 'node:crypto';
import { type Client, escapeIdentifier as identifier, escapeLiteral as literal } from 'pg';
import type { Migration } from './port';

const LOCK_ATTEMPTS = 10;

/** Tables that consumers of the bus and of the event store need beside their effects. */
const INFRASTRUCTURE: readonly Migration[] = [
  {
    name: '000000000000-positions',
    up: `
      CREATE TABLE consumer_positions (
        "group" text NOT NULL,
        topic text NOT NULL,
        partition integer NOT NULL,
        position text NOT NULL,
        PRIMARY KEY ("group", topic, partition)
      );
      CREATE TABLE checkpoints (
        projection text PRIMARY KEY,
        position text NOT NULL
      );`,
  },
];

/** Applies what is missing, as the session's role. The caller holds the schema's lock. */
export async function migrate(session: Client, schema: string, migrations: readonly Migration[]): Promise<void> {
  const wanted = [...INFRASTRUCTURE, ...migrations];
  requireRisingNames(schema, wanted);
  await session.query(`
    CREATE TABLE IF NOT EXISTS ${identifier(schema)}.migrations (
      name text PRIMARY KEY,
      digest text NOT NULL,
      applied_at timestamptz NOT NULL DEFAULT now()
    );
    DO $$ BEGIN
      EXECUTE format('REVOKE INSERT, UPDATE, DELETE ON %I.migrations FROM %I', ${literal(schema)}, current_setting('app.service_role'));
    END $$`);
  const applied = await appliedDigests(session, schema);
  for (const migration of wanted) {
    const digest = applied.get(migration.name);
    if (digest === undefined) await apply(session, schema, migration);
    else if (digest !== digestOf(migration)) {
      throw new MigrationChanged(schema, migration.name);
    }
  }
}

/** A step that a schema went through reads otherwise now: this program is not the one that made the tables. */
export class MigrationChanged extends Error {
  override readonly name = 'MigrationChanged';
  constructor(schema: string, migration: string) {
    super(
      `These data were made by another version of Loanwatch: step ${migration} of the schema ${schema} differs. ` +
        'Start the version that made them, or begin with an empty folder or database.',
    );
  }
}

async function appliedDigests(session: Client, schema: string): Promise<ReadonlyMap<string, string>> {
  const { rows } = await session.query<{ name: string; digest: string }>(
    `SELECT name, digest FROM ${identifier(schema)}.migrations`,
  );
  return new Map(rows.map(({ name, digest }) => [name, digest]));
}

/** A lock that another session holds for long must not queue everybody else behind this DDL: give up early, try again. */
async function apply(session: Client, schema: string, migration: Migration): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await session.query(`BEGIN; SET LOCAL lock_timeout = '2s'; SET LOCAL search_path = ${identifier(schema)}`);
      await session.query(migration.up);
      await session.query(`INSERT INTO ${identifier(schema)}.migrations (name, digest) VALUES ($1, $2)`, [
        migration.name,
        digestOf(migration),
      ]);
      await session.query('COMMIT');
      return;
    } catch (error) {
      await session.query('ROLLBACK');
      const lockNotAvailable = error instanceof Error && 'code' in error && error.code === '55P03';
      if (lockNotAvailable && attempt < LOCK_ATTEMPTS) continue;
      throw new Error(`Migration ${schema}/${migration.name} failed: ${(error as Error).message}`, { cause: error });
    }
  }
}

function requireRisingNames(schema: string, migrations: readonly Migration[]): void {
  for (const [i, { name }] of migrations.entries()) {
    const previous = migrations[i - 1]?.name;
    if (!/^\d{12}-[a-z0-9-]+$/.test(name)) throw new Error(`Migration name ${schema}/${name}: want YYYYMMDDhhmm-what.`);
    if (previous !== undefined && previous >= name) {
      throw new Error(`Migrations of ${schema} must rise: ${name} follows ${previous}.`);
    }
  }
}

function digestOf({ up }: Migration): string {
  return createHash('sha256').update(up).digest('hex');
}
