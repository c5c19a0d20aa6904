import { randomIds } from '@loanwatch/kernel';
import { eventually } from '@loanwatch/testing';
import { Client } from 'pg';
import { copyRow } from './copy-text';
import type { Database, DatabaseEngine, Migration } from './port';
import { tenancyContract } from './test/tenancy-suite';

const MIGRATIONS: readonly Migration[] = [
  {
    name: '202601010000-tables',
    up: `
      CREATE TABLE samples (text_value text, number_value float8, int_value int8, exact numeric, at timestamptz, flag boolean,
        document jsonb, day date);
      CREATE TABLE notes (id integer PRIMARY KEY, note text);`,
  },
];

/** What every {@link DatabaseEngine} keeps. `engine` gives one that is started; `ownerUrl` reaches the same database. */
export function databaseContract(
  underTest: () => { readonly engine: DatabaseEngine; readonly ownerUrl: string },
): void {
  let service: string;
  let database: Database;

  beforeEach(async () => {
    service = `spec-${randomIds.next().slice(-12)}`;
    database = await underTest().engine.open(service, MIGRATIONS, { maxConnections: 2 });
  });
  afterEach(() => database.close());

  const asOwner = async <T>(work: (owner: Client) => Promise<T>): Promise<T> => {
    const owner = new Client({ connectionString: underTest().ownerUrl });
    await owner.connect();
    try {
      return await work(owner);
    } finally {
      await owner.end();
    }
  };

  describe('schemas', () => {
    it('gives a service a schema and a role of its own that owns nothing', async () => {
      const { rows } = await database.query<{ role: string; schema: string }>(
        'SELECT current_user AS role, current_schema() AS schema',
      );
      expect(rows[0]?.schema).toBe(service.replaceAll('-', '_'));
      const role = rows[0]?.role ?? '';

      const owned = await asOwner((owner) =>
        owner.query(
          `SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb,
                  (SELECT count(*)::integer FROM pg_class WHERE relowner = pg_roles.oid) AS relations
           FROM pg_roles WHERE rolname = $1`,
          [role],
        ),
      );
      expect(owned.rows).toEqual([
        { rolsuper: false, rolbypassrls: false, rolcreaterole: false, rolcreatedb: false, relations: 0 },
      ]);
    });

    it('applies each migration once, also when several replicas open the schema at the same time', async () => {
      const more: Migration = { name: '202601020000-more', up: `INSERT INTO notes VALUES (1, 'once')` };
      const replicas = await Promise.all(
        Array.from({ length: 4 }, () => underTest().engine.open(service, [...MIGRATIONS, more])),
      );

      expect((await database.query('SELECT * FROM notes')).rows).toEqual([{ id: 1, note: 'once' }]);
      await Promise.all(replicas.map((replica) => replica.close()));
    });

    it('keeps what a migration has done so far only when all of it succeeds', async () => {
      const broken: Migration = {
        name: '202601020000-broken',
        up: `INSERT INTO notes VALUES (1, 'half'); SELECT 1 / 0`,
      };

      await expect(underTest().engine.open(service, [...MIGRATIONS, broken])).rejects.toThrow(
        /broken failed: division by zero/,
      );

      expect((await database.query('SELECT * FROM notes')).rows).toEqual([]);
    });

    it('refuses a migration that was changed after it had been applied, and names out of order', async () => {
      const [tables] = MIGRATIONS;
      const changed = { name: tables?.name ?? '', up: 'SELECT 1' };
      const earlier = { name: '202501010000-earlier', up: 'SELECT 1' };

      await expect(underTest().engine.open(service, [changed])).rejects.toThrow(/another version of Loanwatch/);
      await expect(underTest().engine.open(service, [...MIGRATIONS, earlier])).rejects.toThrow(/must rise/);
    });

    it("keeps services out of each other's tables", async () => {
      const other = await underTest().engine.open(`${service}-other`, []);

      await expect(other.query(`SELECT * FROM ${database.schema}.notes`)).rejects.toThrow('permission denied');
      await other.close();
    });
  });

  describe('tenants', () => {
    tenancyContract(underTest);
  });

  describe('transactions', () => {
    it('commits what succeeds, rolls back what throws, and runs afterCommit actions for the first only', async () => {
      const done: string[] = [];
      await database.transaction(async (tx) => {
        tx.afterCommit(() => done.push('committed'));
        await tx.query(`INSERT INTO notes VALUES (1, 'kept')`);
        expect(done).toEqual([]);
      });
      const failing = database.transaction(async (tx) => {
        tx.afterCommit(() => done.push('never'));
        await tx.query(`INSERT INTO notes VALUES (2, 'lost')`);
        throw new Error('no');
      });

      await expect(failing).rejects.toThrow('no');
      expect((await database.query('SELECT id FROM notes')).rows).toEqual([{ id: 1 }]);
      expect(done).toEqual(['committed']);
    });

    it('does not report a commit when an error inside was swallowed: PostgreSQL rolls back without a word', async () => {
      const swallowing = database.transaction(async (tx) => {
        await tx.query(`INSERT INTO notes VALUES (1, 'lost')`);
        await tx.query('SELECT 1 / 0').catch(() => undefined);
      });

      await expect(swallowing).rejects.toThrow('rolled back');
      expect((await database.query('SELECT id FROM notes')).rows).toEqual([]);
    });

    it('keeps the connections usable after refused statements', async () => {
      await database.query(`INSERT INTO notes VALUES (1, 'x')`);
      for (let i = 0; i < 10; i++)
        await expect(database.query(`INSERT INTO notes VALUES (1, 'x')`)).rejects.toThrow('duplicate');

      const { rows } = await asOwner((owner) =>
        owner.query<{ connections: number }>(
          `SELECT count(*)::integer AS connections FROM pg_stat_activity WHERE application_name = $1`,
          [`loanwatch/${database.schema}`],
        ),
      );
      expect(rows[0]?.connections).toBe(1);
    });

    it('recovers by itself when its sessions are cut, and says "unavailable" meanwhile', async () => {
      const cut = () =>
        asOwner((owner) =>
          owner.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1`, [
            `loanwatch/${database.schema}`,
          ]),
        );

      const inTransaction = database.transaction(async (tx) => {
        await tx.query('SELECT 1');
        await cut();
        await tx.query('SELECT 1');
      });

      await expect(inTransaction).rejects.toMatchObject({ code: 'service.unavailable', kind: 'unavailable' });
      await eventually(() => database.check());
      expect((await database.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
    });

    it('gives up a statement that takes too long, and the caller’s connection with it stays no longer than that', async () => {
      const impatient = await underTest().engine.open(service, MIGRATIONS, { queryTimeoutMs: 700 });

      await expect(impatient.query('SELECT pg_sleep(5)')).rejects.toThrow();

      expect((await impatient.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
      await impatient.close();
    });
  });

  describe('values', () => {
    it('come back as documented, whatever the time zone of the host', async () => {
      await database.query(
        `INSERT INTO samples VALUES ('文', 0.1, 9007199254740993, 1.10, '2026-03-01T00:00:00.5+08', true, '{"a": [1]}', '2026-02-28')`,
      );

      const { rows } = await database.query('SELECT *, ARRAY[at] AS instants FROM samples');

      expect(rows).toEqual([
        {
          text_value: '文',
          number_value: 0.1,
          int_value: '9007199254740993',
          exact: '1.10',
          at: '2026-02-28T16:00:00.500Z',
          instants: ['2026-02-28T16:00:00.500Z'],
          flag: true,
          document: { a: [1] },
          day: '2026-02-28',
        },
      ]);
    });

    it('copies rows in bulk, every value as it was', async () => {
      const awkward = 'tab\t line\n return\r back\\slash \\N "quoted" 文字 😀';
      const values = [
        awkward,
        -1.5e-7,
        12n,
        '3.14',
        new Date('2026-03-01T00:00:00.000Z'),
        false,
        { a: awkward },
        '2026-01-31',
      ];
      const lines = [values, values.map(() => null)].map(copyRow).join('');

      await database.transaction((tx) => tx.copyFrom('COPY samples FROM STDIN', lines));

      const { rows } = await database.query('SELECT * FROM samples');
      expect(rows).toEqual([
        {
          text_value: awkward,
          number_value: -1.5e-7,
          int_value: '12',
          exact: '3.14',
          at: '2026-03-01T00:00:00.000Z',
          flag: false,
          document: { a: awkward },
          day: '2026-01-31',
        },
        Object.fromEntries(Object.keys(rows[0] ?? {}).map((key) => [key, null])),
      ]);
    });

    it('rolls a copy back with its transaction, and leaves the connection usable when a row is refused', async () => {
      const bad = database.transaction((tx) => tx.copyFrom('COPY notes FROM STDIN', '1\tgood\nnot a number\tbad\n'));

      await expect(bad).rejects.toThrow('invalid input syntax');
      expect((await database.query('SELECT * FROM notes')).rows).toEqual([]);
    });
  });
}
