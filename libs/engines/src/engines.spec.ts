import { existsSync } from 'node:fs';
import path from 'node:path';
import { eventually, testEngines, type TestEngines } from '@loanwatch/testing';
import { embeddedEngines, urlEngines } from './engines';

describe('engines', () => {
  let server: TestEngines;
  beforeAll(async () => {
    server = await testEngines();
  });
  afterAll(() => server.close());

  it('connect to nothing and write nothing until they are started', async () => {
    const dataDir = path.join('/nonexistent', 'loanwatch');
    const engines = [
      embeddedEngines({ dataDir, mqtt: { port: 0 } }),
      urlEngines({ databaseUrl: 'postgres://nobody@127.0.0.1:1/none' }),
    ];

    expect(engines[0]?.mqtt?.connections).toBe(0);
    expect(existsSync(dataDir)).toBe(false);
    await Promise.all(engines.map((engine) => engine.stop()));
  });

  it('carry a message from a transaction to a consumer, stop, and go on where they were', async () => {
    const handled: string[] = [];
    for (const value of ['first', 'second']) {
      const engines = urlEngines({ databaseUrl: server.ownerUrl });
      await engines.start();
      const database = await engines.database.open('reporting', []);
      const consumer = await engines.bus.consume({
        group: 'reporting.spec',
        topics: ['lifecycle'],
        database,
        handle: (records) => Promise.resolve(records.forEach((record) => handled.push(record.value))),
      });
      await database.transaction((tx) =>
        engines.bus.publishInTransaction(tx, [{ topic: 'lifecycle', key: 'a', value, headers: {} }]),
      );
      await eventually(async () => expect(await consumer.lag()).toBe(0));
      await engines.stop();
    }

    expect(handled).toEqual(['first', 'second']);
  });
});
