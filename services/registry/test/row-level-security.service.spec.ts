import type { Database, Scope } from '@loanwatch/engines';
import { RegistryApp } from './registry-app';
import { aBank, aGrant, aLoan, aPlace } from './world';

/** Not about tenants: bookkeeping of the engines and answers to repeated requests. */
const WITHOUT_TENANT = ['migrations', 'consumer_positions', 'checkpoints', 'idempotency'];

let app: RegistryApp;
let database: Database;
let stranger: string;
let tables: readonly string[];

beforeAll(async () => {
  app = await RegistryApp.start();
  database = await app.database();
  const [bank, other] = [await aBank(app), await aBank(app)];
  const { enterprise, site } = await aPlace(app.as('information_officer', { institution: bank.id }));
  const admin = app.as('admin');
  const loan = await admin.make('/v1/loans', aLoan(enterprise.id, { institutionId: bank.id }));
  await admin.make('/v1/pledges', { loanId: loan.id, siteId: site.id, what: 'x' });
  await admin.make('/v1/grants', aGrant(bank.id, enterprise.id));
  const report = {
    enterpriseId: enterprise.id,
    metric: 'external.overdue-days',
    value: 1,
    observedAt: '2026-03-02T00:00:00Z',
  };
  expect(await app.as('client', { institution: bank.id }).post('/v1/external-indicators', report)).toMatchObject({
    status: 202,
  });
  stranger = other.id;
  const { rows } = await database.query<{ tablename: string }>(
    'SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY 1',
  );
  tables = rows.map((row) => row.tablename).filter((name) => !WITHOUT_TENANT.includes(name));
});
afterAll(() => app.stop());

const countIn = async (table: string, scope?: Scope): Promise<number> =>
  database.transaction(async (tx) => {
    const { rows } = await tx.query<{ count: number }>(`SELECT count(*)::integer AS count FROM ${table}`);
    return rows[0]!.count;
  }, scope);

describe('row-level security', () => {
  it('is enabled and forced on every table, with policies for select, insert, update and delete', async () => {
    const { rows } = await database.query<{ name: string; enabled: boolean; forced: boolean; commands: string }>(`
      SELECT c.relname AS name, c.relrowsecurity AS enabled, c.relforcerowsecurity AS forced,
        string_agg(p.polcmd, '' ORDER BY p.polcmd) AS commands
      FROM pg_class c LEFT JOIN pg_policy p ON p.polrelid = c.oid
      WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace GROUP BY c.oid`);
    const tenant = rows.filter(({ name }) => tables.includes(name));
    expect(tenant).toHaveLength(13);
    // Append (insert), delete, read, write (update).
    for (const table of tenant) expect(table).toMatchObject({ enabled: true, forced: true, commands: 'adrw' });
  });

  it('binds the role of the service, which owns nothing and cannot bypass it', async () => {
    const { rows } = await database.query(`
      SELECT rolsuper, rolbypassrls, (SELECT count(*)::integer FROM pg_class WHERE relowner = r.oid) AS owned
      FROM pg_roles r WHERE rolname = current_user`);
    expect(rows).toEqual([{ rolsuper: false, rolbypassrls: false, owned: 0 }]);
  });

  it('shows every table to the platform, and no row of it without a scope, to a stranger or to another enterprise', async () => {
    for (const table of tables) {
      expect(await countIn(table, { kind: 'platform' })).toBeGreaterThan(0);
      expect([table, await countIn(table)]).toEqual([table, 0]);
      expect([table, await countIn(table, { kind: 'enterprise', enterpriseId: stranger })]).toEqual([table, 0]);
      const ofStranger = await countIn(table, { kind: 'institution', institutionId: stranger });
      expect([table, ofStranger]).toEqual([table, table === 'institutions' ? 1 : 0]);
    }
  });

  it('shows nothing on a connection whose settings were used and emptied', async () => {
    for (const table of tables) {
      const count = await database.transaction(async (tx) => {
        await tx.query(`SELECT set_config('app.institution_id', '', true), set_config('app.enterprise_id', '', true),
          set_config('app.platform', '', true), set_config('app.today', '', true)`);
        const { rows } = await tx.query<{ count: number }>(`SELECT count(*)::integer AS count FROM ${table}`);
        return rows[0]!.count;
      });
      expect([table, count]).toEqual([table, 0]);
    }
  });

  it.each<[who: string, scope: () => Scope | undefined]>([
    ['no scope', () => undefined],
    ['a stranger', () => ({ kind: 'institution', institutionId: stranger })],
    ['another enterprise', () => ({ kind: 'enterprise', enterpriseId: stranger })],
  ])('lets %s update, delete and copy no row of any table', async (_, scope) => {
    for (const table of tables) {
      const { column, copies } = await rowCopy(table);
      for (const sql of [`UPDATE ${table} SET ${column} = ${column}`, `DELETE FROM ${table}`]) {
        const { rowCount } = await database.transaction((tx) => tx.query(sql), scope());
        // A stranger sees its own row of institutions, and may not write it either.
        expect([sql, rowCount]).toEqual([sql, 0]);
      }
      for (const copy of copies) {
        const insert = database.transaction((tx) => tx.query(`INSERT INTO ${table} ${copy}`), scope());
        await expect(insert).rejects.toMatchObject({ code: '42501' });
      }
    }
  });

  /** A writable column, and inserts of every row there is with a new key, so that only the policy can refuse them. */
  async function rowCopy(table: string): Promise<{ readonly column: string; readonly copies: readonly string[] }> {
    const { rows: columns } = await database.query<{ name: string; type: string; key: boolean }>(
      `SELECT a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type,
         a.attnum = ANY (SELECT unnest(i.indkey) FROM pg_index i WHERE i.indrelid = a.attrelid AND i.indisprimary) AS key
       FROM pg_attribute a WHERE a.attrelid = $1::regclass AND a.attnum > 0 AND a.attgenerated = '' AND NOT a.attisdropped
       ORDER BY a.attnum`,
      [table],
    );
    const names = columns.map(({ name }) => name);
    const { rows } = await database.transaction(
      (tx) => tx.query<{ row: string }>(`SELECT to_jsonb(t)::text AS row FROM ${table} t LIMIT 3`),
      { kind: 'platform' },
    );
    const values = columns
      .map(({ name, type, key }) => (key && type === 'uuid' ? 'gen_random_uuid()' : name))
      .join(', ');
    return {
      column: names[0]!,
      copies: rows.map(
        ({ row }) =>
          `(${names.join(', ')}) SELECT ${values} FROM jsonb_populate_record(null::${table}, '${row.replaceAll("'", "''")}')`,
      ),
    };
  }
});
