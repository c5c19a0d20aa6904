import { testEngines, type TestEngines } from '@loanwatch/testing';
import { Client } from 'pg';
import { PostgresBus } from './postgres';

describe('the retention of the log', () => {
  let engines: TestEngines;
  let bus: PostgresBus;
  let owner: Client;

  beforeAll(async () => {
    engines = await testEngines();
    bus = new PostgresBus(engines.database, { retention: { readings: { days: 30 }, entities: 'compacted' } });
    await bus.start();
    owner = new Client({ connectionString: engines.ownerUrl });
    await owner.connect();
  });
  afterAll(async () => {
    await owner.end();
    await bus.stop();
    await engines.close();
  });

  /** Each record as key, value and age in days, oldest first. */
  const publish = async (
    topic: string,
    records: readonly (readonly [key: string, value: string, ageDays: number])[],
  ) => {
    for (const [key, value, ageDays] of records) {
      await bus.publish([{ topic, key, value, headers: {} }]);
      await owner.query(
        `UPDATE bus.log SET created_at = now() - $1 * interval '1 day' WHERE topic = $2 AND value = $3`,
        [ageDays, topic, value],
      );
    }
  };
  const values = async (topic: string) => {
    const { rows } = await owner.query<{ value: string }>(
      'SELECT value FROM bus.log WHERE topic = $1 ORDER BY xid, pos',
      [topic],
    );
    return rows.map(({ value }) => value);
  };

  it('drops old records, keeps the last of each key in a compacted topic, and leaves other topics alone', async () => {
    await publish('readings', [
      ['d1', 'r1', 40],
      ['d2', 'r2', 31],
      ['d1', 'r3', 29],
    ]);
    await publish('entities', [
      ['site:1', 'e1', 400],
      ['site:2', 'e2', 400],
      ['site:1', 'e3', 300],
      ['site:3', 'e4', 2],
      ['site:1', 'e5', 0.5],
    ]);
    await publish('lifecycle', [['a1', 'l1', 4_000]]);

    expect(await bus.trim()).toBe(3);

    expect(await values('readings')).toEqual(['r3']);
    // e3 stays a day longer: somebody may be reading up to e5 just now.
    expect(await values('entities')).toEqual(['e2', 'e3', 'e4', 'e5']);
    expect(await values('lifecycle')).toEqual(['l1']);
    expect(await bus.trim()).toBe(0);
  });

  it('is the work of one process at a time', async () => {
    const other = new PostgresBus(engines.database, { retention: { readings: { days: 0 } } });
    await other.start();
    await publish('readings', [['d9', 'r9', 50]]);

    expect(await other.trim()).toBe(0);

    await other.stop();
    expect(await bus.trim()).toBe(1);
  });
});
