import { testEngines, type TestEngines } from '@loanwatch/testing';
import { databaseContract } from './contract-suite';
import { PostgresDatabases } from './postgres';

let engines: TestEngines;
beforeAll(async () => {
  engines = await testEngines();
});
afterAll(() => engines.close());

describe('a PostgreSQL server by URL', () => {
  databaseContract(() => ({ engine: engines.database, ownerUrl: engines.ownerUrl }));

  it('says in one sentence that the server cannot be reached', async () => {
    const engine = new PostgresDatabases({ ownerUrl: 'postgres://nobody:secret@127.0.0.1:1/none' });

    await expect(engine.start()).rejects.toThrow(
      /^PostgreSQL at 127\.0\.0\.1:1 cannot be reached: .*ECONNREFUSED.*\.$/,
    );
  });

  it('refuses a service role that bypasses row-level security', async () => {
    const engine = new PostgresDatabases({ ownerUrl: engines.ownerUrl, serviceUrl: () => engines.ownerUrl });

    await expect(engine.open('careless', [])).rejects.toThrow('bypasses row-level security');
  });
});
