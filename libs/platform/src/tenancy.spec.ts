import type { Database, Queryable, Scope } from '@loanwatch/engines';
import { testEngines, type TestEngines } from '@loanwatch/testing';
import { tenantPolicySql } from './index';

const OURS = '11111111-1111-4111-8111-111111111111';
const THEIRS = '22222222-2222-4222-8222-222222222222';
const ENTERPRISE = '33333333-3333-4333-8333-333333333333';
const OTHER_ENTERPRISE = '44444444-4444-4444-8444-444444444444';

const MIGRATION = {
  name: '202601010001-tenancy',
  up: `CREATE TABLE plan (institution_id uuid, what text NOT NULL);
       ${tenantPolicySql('plan')}
       CREATE TABLE credit (institution_id uuid, enterprise_id uuid NOT NULL, what text NOT NULL);
       ${tenantPolicySql('credit', { institution: 'institution_id', enterprise: 'enterprise_id' })}`,
};

const platform: Scope = { kind: 'platform' };
const institution = (institutionId: string): Scope => ({ kind: 'institution', institutionId });
const enterprise = (enterpriseId: string): Scope => ({ kind: 'enterprise', enterpriseId });

describe('rows of tenants', () => {
  let engines: TestEngines;
  let database: Database;

  beforeAll(async () => {
    engines = await testEngines();
    database = await engines.database.open('tenancy', [MIGRATION]);
    await database.transaction(async (tx) => {
      await tx.query(`INSERT INTO plan VALUES ($1, 'ours'), ($2, 'theirs'), (NULL, 'platform')`, [OURS, THEIRS]);
      await tx.query(`INSERT INTO credit VALUES ($1, $3, 'ours'), ($2, $4, 'theirs')`, [
        OURS,
        THEIRS,
        ENTERPRISE,
        OTHER_ENTERPRISE,
      ]);
    }, platform);
  });
  afterAll(() => engines.close());

  const seen = (table: string, scope?: Scope): Promise<string[]> =>
    database.transaction(async (tx) => {
      const { rows } = await tx.query<{ what: string }>(`SELECT what FROM ${table} ORDER BY what`);
      return rows.map(({ what }) => what);
    }, scope);

  it('are seen by their institution alone, and all by the platform', async () => {
    expect(await seen('plan', institution(OURS))).toEqual(['ours']);
    expect(await seen('plan', institution(THEIRS))).toEqual(['theirs']);
    expect(await seen('plan', platform)).toEqual(['ours', 'platform', 'theirs']);
  });

  it('are seen by the enterprise they are about, where the table names one', async () => {
    expect(await seen('credit', enterprise(ENTERPRISE))).toEqual(['ours']);
    expect(await seen('credit', institution(THEIRS))).toEqual(['theirs']);
    expect(await seen('plan', enterprise(ENTERPRISE))).toEqual([]);
  });

  it('are seen by nobody without a scope, also on a connection that had one before', async () => {
    expect(await seen('plan')).toEqual([]);
    const { rows } = await database.query('SELECT what FROM plan');
    expect(rows).toEqual([]);
  });

  it('are closed by both flags on every tenant table', async () => {
    const { rows } = await database.query(
      `SELECT relname, relrowsecurity, relforcerowsecurity FROM pg_class
       WHERE relnamespace = $1::regnamespace AND relkind = 'r' AND relname IN ('plan', 'credit')`,
      [database.schema],
    );
    expect(rows).toHaveLength(2);
    expect(rows.every((row) => row['relrowsecurity'] === true && row['relforcerowsecurity'] === true)).toBe(true);
  });

  const SCOPES: readonly (readonly [name: string, scope: Scope | undefined])[] = [
    ['no scope', undefined],
    ['another institution', institution(THEIRS)],
    ['another enterprise', enterprise(OTHER_ENTERPRISE)],
  ];
  const WRITES: readonly (readonly [name: string, work: (tx: Queryable) => Promise<{ rowCount: number }>])[] = [
    ['SELECT', (tx) => tx.query(`SELECT FROM plan WHERE institution_id = $1`, [OURS])],
    ['UPDATE', (tx) => tx.query(`UPDATE plan SET what = 'x' WHERE institution_id = $1`, [OURS])],
    ['DELETE', (tx) => tx.query(`DELETE FROM plan WHERE institution_id = $1`, [OURS])],
  ];

  describe.each(SCOPES)('with %s', (_, scope) => {
    it.each(WRITES)('cannot be reached by %s', async (_name, work) => {
      expect((await database.transaction(work, scope)).rowCount).toBe(0);
    });

    it('cannot be written for the institution', async () => {
      const insert = database.transaction((tx) => tx.query(`INSERT INTO plan VALUES ($1, 'forged')`, [OURS]), scope);
      await expect(insert).rejects.toThrow(/row-level security/);
    });
  });

  it('cannot be moved to another tenant', async () => {
    const move = database.transaction(
      (tx) => tx.query(`UPDATE plan SET institution_id = $1`, [THEIRS]),
      institution(OURS),
    );
    await expect(move).rejects.toThrow(/row-level security/);
  });

  it('need a column that names the tenant', () => {
    expect(() => tenantPolicySql('plan', {})).toThrow('no tenant column');
  });
});
