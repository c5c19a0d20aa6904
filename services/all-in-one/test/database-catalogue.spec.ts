import { testEngines, type TestEngines } from '@loanwatch/testing';
import { Client } from 'pg';
import { startAllInOne } from '../src/start';

/** Tables of every service: what it keeps for itself. `entity` is read through the index, by grants, never row by row. */
const OWN_USE = ['checkpoints', 'consumer_positions', 'entity', 'idempotency', 'migrations'];

/** Tables without row-level security, and who decides instead what is shown of them. A new table is closed or stands here. */
const OPEN: Readonly<Record<string, readonly string[]>> = {
  // Only staff of the platform reads them; a lender is shown an alarm from its stream, when it was sent to it.
  alarm_review: ['alarm_of_problem', 'alarm_state', 'explained_alarm', 'timer'],
  alarm_rules: [],
  // Engines, read by consumers and by aggregates.
  bus: ['dead_letters', 'group_leases', 'log'],
  event_store: ['events'],
  // By device; the quarantine is for staff of the platform.
  device_ingest: ['accepted_message', 'device_credential', 'device_newest', 'quarantine'],
  // By device or site, whose enterprise's grants are asked.
  metering: ['channel_day', 'derivation_state', 'register_cycle', 'register_point', 'site_day'],
  video_analytics: ['channel_day', 'derivation_state', 'register_cycle', 'register_point', 'site_day'],
  notification: [],
  registry: [],
  // Measurements belong to an enterprise, and its grants, with family and dates, decide; a policy knows neither.
  reporting: ['fence', 'history', 'rollup_day', 'rollup_hour', 'rollup_month', 'seen', 'series', 'unfolded'],
};

/** Functions that run with the rights of the owner, each for the service's role alone. */
const OWNERS_FUNCTIONS = ['reporting.add_history_month', 'reporting.adopt_rebuild', 'reporting.begin_rebuild'];

const OURS = `nspname !~ '^pg_' AND nspname NOT IN ('information_schema', 'public')`;

describe('the catalogue of the database', () => {
  let engines: TestEngines;
  let owner: Client;

  beforeAll(async () => {
    engines = await testEngines();
    const environment = { LOANWATCH_LOG_LEVEL: 'error', LOANWATCH_HTTP_HOST: '127.0.0.1' };
    const loanwatch = await startAllInOne({ databaseUrl: engines.ownerUrl, environment });
    await loanwatch.stop();
    owner = new Client({ connectionString: engines.ownerUrl });
    await owner.connect();
  });
  afterAll(async () => {
    await owner.end();
    await engines.close();
  });

  /** Tables that say whose a row is, or that nobody has said anything about, and that are not closed to others. */
  const unprotected = async (): Promise<string[]> => {
    const { rows } = await owner.query<{ schema: string; table: string; tenant: boolean; closed: boolean }>(`
      SELECT nspname AS schema, relname AS table,
        EXISTS (SELECT FROM pg_attribute WHERE attrelid = c.oid AND attname IN ('institution_id', 'registered_by')) AS tenant,
        relrowsecurity AND relforcerowsecurity AND (
          SELECT count(DISTINCT command) = 4 FROM pg_policy,
            LATERAL unnest(CASE polcmd WHEN '*' THEN ARRAY['r', 'a', 'w', 'd'] ELSE ARRAY[polcmd::text] END) AS command
          WHERE polrelid = c.oid) AS closed
      FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
      WHERE relkind IN ('r', 'p', 'f', 'm') AND NOT relispartition AND ${OURS}`);
    expect(rows.length).toBeGreaterThan(60);
    return rows
      .filter(({ closed }) => !closed)
      .filter(({ schema, table, tenant }) => tenant || ![...OWN_USE, ...(OPEN[schema] ?? [])].includes(table))
      .map(({ schema, table }) => `${schema}.${table}`);
  };

  it('has no table of tenants without forced row-level security for every command', async () => {
    expect(await unprotected()).toEqual([]);
  });

  it.each([
    ['of tenants that nobody closed', 'CREATE TABLE metering.forgotten (institution_id uuid)'],
    ['that nobody has thought about', 'CREATE TABLE registry.forgotten (enterprise_id uuid)'],
    [
      'closed to its owner only by half',
      'CREATE TABLE reporting.forgotten (institution_id uuid); ALTER TABLE reporting.forgotten ENABLE ROW LEVEL SECURITY',
    ],
    [
      'that anybody may write',
      `CREATE TABLE notification.forgotten (institution_id uuid);
       ALTER TABLE notification.forgotten ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
       CREATE POLICY seen ON notification.forgotten FOR SELECT USING (institution_id IS NULL)`,
    ],
  ])('would show a table %s', async (_, sql) => {
    await owner.query(`BEGIN; ${sql}`);
    expect(await unprotected()).toEqual([expect.stringMatching(/\.forgotten$/)]);
    await owner.query('ROLLBACK');
  });

  it('has no policy that lets everybody through, no view, and no function of the owner but those known', async () => {
    const names = async (sql: string) => (await owner.query<{ name: string }>(sql)).rows.map(({ name }) => name);
    expect(
      await names(`SELECT polrelid::regclass || '.' || polname AS name FROM pg_policy
        WHERE 'true' IN (pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid))`),
    ).toEqual([]);
    const relations = `FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace WHERE ${OURS}`;
    expect(await names(`SELECT relname AS name ${relations} AND relkind IN ('v', 'm')`)).toEqual([]);
    const functions = `FROM pg_proc p JOIN pg_namespace n ON n.oid = pronamespace WHERE ${OURS} AND prosecdef`;
    const named = `SELECT nspname || '.' || proname AS name ${functions}`;
    expect(await names(`${named} ORDER BY 1`)).toEqual(OWNERS_FUNCTIONS);
    const safe = `proconfig::text LIKE '%search_path=%' AND NOT has_function_privilege('public', p.oid, 'EXECUTE')`;
    expect(await names(`${named} AND NOT (${safe})`)).toEqual([]);
  });

  it('gives services plain roles that own nothing, and only their own schema', async () => {
    const { rows } = await owner.query<{ schema: string; role: string; powerful: boolean; owns: boolean }>(`
      SELECT DISTINCT nspname AS schema, r.rolname AS role,
        r.rolsuper OR r.rolbypassrls OR r.rolcreaterole OR r.rolcreatedb AS powerful,
        EXISTS (SELECT FROM pg_class WHERE relowner = r.oid) AS owns
      FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace, LATERAL aclexplode(relacl) AS acl
        JOIN pg_roles r ON r.oid = acl.grantee
      WHERE acl.grantee <> relowner AND ${OURS}`);
    expect(rows.filter(({ powerful, owns }) => powerful || owns)).toEqual([]);
    const strangers = rows.filter(({ schema, role }) => !role.endsWith(`_${schema}`));
    // Every service appends to the bus, in the transaction of its effects.
    expect(strangers).toEqual([expect.objectContaining({ schema: 'bus', role: expect.stringMatching(/_services$/) })]);
  });
});
