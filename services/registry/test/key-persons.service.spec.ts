import type { Database } from '@loanwatch/engines';
import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { createService, RegistryConfig } from '../src/service';
import { RegistryApp } from './registry-app';
import { aPlace, unique } from './world';

const CANARY = '慕容canary雪';

let app: RegistryApp;
let database: Database;
beforeAll(async () => {
  app = await RegistryApp.start();
  database = await app.database();
});
afterAll(() => app.stop());

const rowsOf = async (table: string, id: string): Promise<readonly Record<string, unknown>[]> =>
  database.transaction(async (tx) => (await tx.query(`SELECT * FROM ${table} WHERE person_id = $1`, [id])).rows, {
    kind: 'platform',
  });

/** Every row of every table of every schema as text, bytes decoded, read by the owner of the database. */
async function everythingStored(): Promise<string> {
  const owner = new Client({ connectionString: app.engines.ownerUrl });
  await owner.connect();
  try {
    const { rows: tables } = await owner.query<{ name: string }>(
      `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
       WHERE schemaname NOT IN ('pg_catalog', 'information_schema')`,
    );
    const parts: string[] = [];
    for (const { name } of tables) {
      const { rows } = await owner.query<Record<string, unknown>>(`SELECT * FROM ${name}`);
      for (const value of rows.flatMap((row) => Object.values(row))) {
        parts.push(Buffer.isBuffer(value) ? value.toString('utf8') : JSON.stringify(value));
      }
    }
    return parts.join('\n');
  } finally {
    await owner.end();
  }
}

describe('the name of a key person', () => {
  it('stands nowhere in clear: not in tables, not on the bus, not in any answer', async () => {
    const admin = app.as('admin');
    const { enterprise } = await aPlace(admin);
    const draft = {
      ...{ enterpriseId: enterprise.id, name: CANARY, token: unique('kp'), role: 'owner' },
      consent: { reference: 'T', from: '2026-01-01' },
    };
    const made = await admin.post('/v1/key-persons', draft, { 'idempotency-key': unique('key') });
    const url = `/v1/key-persons/${made.body.id}`;
    const answers = [
      made,
      await admin.get(url),
      await admin.get(`/v1/key-persons?enterpriseId=${enterprise.id}`),
      await admin.patch(url, 1, { role: 'guard' }),
      await admin.post('/v1/key-persons', draft),
      await admin.patch(url, 2, { name: '' }),
      await admin.patch(url, 2, { name: CANARY.repeat(30) }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([201, 200, 200, 200, 409, 422, 422]);
    for (const { text, headers } of answers) expect(text + JSON.stringify(headers)).not.toContain('canary');
    expect(answers[1]!.body['maskedName']).toBe('慕********');
    const stored = await everythingStored();
    expect(stored).toContain(made.body.id);
    expect(stored).not.toContain('canary');
    expect(JSON.stringify(await app.changesOf(made.body.id, 2))).not.toContain('canary');
  });

  it('is gone with its key when the record is deleted; those of others stay', async () => {
    const admin = app.as('admin');
    const [gone, kept] = [await aPlace(admin), await aPlace(admin)];
    expect(await rowsOf('person_keys', gone.person.id)).toHaveLength(1);
    expect(await admin.delete(`/v1/key-persons/${gone.person.id}`, 1)).toMatchObject({ status: 204 });
    expect(await rowsOf('person_keys', gone.person.id)).toEqual([]);
    expect(await rowsOf('person_names', gone.person.id)).toEqual([]);
    expect((await admin.get(`/v1/key-persons/${kept.person.id}`)).body).toMatchObject({ maskedName: '欧***' });
  });

  it('gets a new key when it changes, and keeps it otherwise', async () => {
    const admin = app.as('admin');
    const { person } = await aPlace(admin);
    const [before] = await rowsOf('person_keys', person.id);
    await admin.patch(`/v1/key-persons/${person.id}`, 1, { role: 'guard' });
    expect(await rowsOf('person_keys', person.id)).toEqual([before]);
    await admin.patch(`/v1/key-persons/${person.id}`, 2, { name: '李四' });
    expect(await rowsOf('person_keys', person.id)).not.toEqual([before]);
    expect((await admin.get(`/v1/key-persons/${person.id}`)).body['maskedName']).toBe('李*');
  });

  it('is needed, and the service does not start with another key than the names were sealed with', async () => {
    const { enterprise } = await aPlace(app.as('admin'));
    const draft = {
      enterpriseId: enterprise.id,
      token: unique('kp'),
      role: 'x',
      consent: { reference: 'T', from: '2026-01-01' },
    };
    expect(await app.as('admin').post('/v1/key-persons', draft)).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/name' }] },
    });
    const config = Object.assign(new RegistryConfig(), { REGISTRY_PERSON_KEY: randomBytes(32).toString('base64') });
    await expect((await createService(app.engines, config)).start()).rejects.toThrow('REGISTRY_PERSON_KEY');
  });
});
