import { randomIds } from '@loanwatch/kernel';
import type { Database, DatabaseEngine, Migration, Scope } from '../port';
import { institutionRows } from '../row-level-security';

const BANK_A = '0198c0de-0000-7000-8000-00000000000a';
const BANK_B = '0198c0de-0000-7000-8000-00000000000b';
const AS_A: Scope = { kind: 'institution', institutionId: BANK_A };
const AS_B: Scope = { kind: 'institution', institutionId: BANK_B };
const PLATFORM: Scope = { kind: 'platform' };

const MIGRATIONS: readonly Migration[] = [
  {
    name: '202601010000-cases',
    up: `
      CREATE TABLE cases (id integer PRIMARY KEY, institution_id uuid NOT NULL, note text NOT NULL);
      ${institutionRows('cases')}`,
  },
];

/** What keeps one tenant's rows from another, on every {@link DatabaseEngine}. */
export function tenancyContract(underTest: () => { readonly engine: DatabaseEngine; readonly ownerUrl: string }): void {
  let service: string;
  let database: Database;

  const addCase = (id: number, institutionId: string, scope?: Scope) =>
    database.transaction((tx) => tx.query('INSERT INTO cases VALUES ($1, $2, $3)', [id, institutionId, 'n']), scope);
  const caseIds = async (scope?: Scope) => {
    const { rows } = await database.transaction(
      (tx) => tx.query<{ id: number }>('SELECT id FROM cases ORDER BY id'),
      scope,
    );
    return rows.map(({ id }) => id);
  };

  beforeEach(async () => {
    service = `tenants-${randomIds.next().slice(-12)}`;
    database = await underTest().engine.open(service, MIGRATIONS, { maxConnections: 2 });
  });
  afterEach(() => database.close());

  beforeEach(async () => {
    await addCase(1, BANK_A, AS_A);
    await addCase(2, BANK_B, AS_B);
  });

  it("shows and takes an institution's own rows only; the platform sees all, and nobody without a scope any", async () => {
    expect(await caseIds(AS_A)).toEqual([1]);
    expect(await caseIds(AS_B)).toEqual([2]);
    expect(await caseIds(PLATFORM)).toEqual([1, 2]);
    expect(await caseIds()).toEqual([]);
    expect((await database.query('SELECT * FROM cases')).rows).toEqual([]);
    await expect(addCase(3, BANK_B, AS_A)).rejects.toThrow('row-level security');
    await expect(addCase(3, BANK_A)).rejects.toThrow('row-level security');
    const change = (sql: string) => database.transaction(async (tx) => (await tx.query(sql)).rowCount, AS_A);
    expect(await change(`UPDATE cases SET note = 'x' WHERE id = 2`)).toBe(0);
    expect(await change('DELETE FROM cases WHERE id = 2')).toBe(0);
    await expect(change(`UPDATE cases SET institution_id = '${BANK_B}'`)).rejects.toThrow('row-level security');
  });

  it('ends the scope with the transaction, on a connection that is used again', async () => {
    const single = await underTest().engine.open(service, MIGRATIONS, { maxConnections: 1 });
    const visible = async (scope?: Scope) =>
      single.transaction(async (tx) => (await tx.query('SELECT id FROM cases')).rowCount, scope);

    for (const scope of [AS_A, PLATFORM]) {
      expect(await visible(scope)).toBeGreaterThan(0);
      expect(await visible()).toBe(0);
      await expect(single.transaction(() => Promise.reject(new Error('rolled back')), scope)).rejects.toThrow(
        'rolled back',
      );
      expect((await single.query('SELECT id FROM cases')).rows).toEqual([]);
    }
    await single.close();
  });

  it('mixes up nobody in many interleaved transactions over few connections', async () => {
    const seen = await Promise.all(
      Array.from({ length: 200 }, (_, i) => caseIds(i % 3 === 0 ? AS_A : i % 3 === 1 ? AS_B : undefined)),
    );

    expect(seen).toEqual(Array.from({ length: 200 }, (_, i) => (i % 3 === 0 ? [1] : i % 3 === 1 ? [2] : [])));
  });

  it('takes a scope as a value, never as SQL', async () => {
    const hostile: Scope = { kind: 'institution', institutionId: "', true), set_config('app.platform', 'on" };

    await expect(caseIds(hostile)).rejects.toThrow('invalid input syntax for type uuid');
    expect((await database.query('SELECT id FROM cases')).rows).toEqual([]);
  });

  it.each([
    'ALTER TABLE cases DISABLE ROW LEVEL SECURITY',
    'ALTER TABLE cases NO FORCE ROW LEVEL SECURITY',
    'DROP POLICY cases_by_institution_id ON cases',
    'TRUNCATE cases',
    'SET ROLE postgres',
    'ALTER ROLE CURRENT_USER BYPASSRLS',
    'ALTER TABLE cases OWNER TO CURRENT_USER',
    'CREATE TABLE escape (id integer)',
    `DELETE FROM migrations`,
  ])('does not let the service’s role run: %s', async (sql) => {
    await expect(database.query(sql)).rejects.toThrow(/must be owner|permission denied|does not exist/);
  });

  it('does not let the service’s role become the owner', async () => {
    const owner = decodeURIComponent(new URL(underTest().ownerUrl).username);

    await expect(database.query(`SET ROLE ${owner}`)).rejects.toThrow('permission denied');
    await expect(database.query(`SET SESSION AUTHORIZATION ${owner}`)).rejects.toThrow('permission denied');
  });
}
