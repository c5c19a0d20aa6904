import { randomIds } from '@loanwatch/kernel';
import { eventually, testEngines, type TestEngines } from '@loanwatch/testing';
import type { Database } from '../database/port';
import { Client } from 'pg';
import { CONSUMER_MIGRATIONS } from './test/contract-scene';
import { busContract } from './contract-suite';
import { GroupConsumer, type ConsumerFailure } from './group-consumer';
import { LogTail } from '../log-tail';
import type { BusRecord, Consumer } from './port';
import { readHeads } from './log-reader';
import { PostgresBus } from './postgres';
import { Fenced } from './positions';

let engines: TestEngines;
let otherBus: PostgresBus;
let database: Database;

beforeAll(async () => {
  engines = await testEngines();
  otherBus = new PostgresBus(engines.database, { leaseTimes: { leaseMs: 600, renewMs: 50 } });
  await otherBus.start();
  database = await engines.database.open('metering', CONSUMER_MIGRATIONS);
});
afterAll(async () => {
  await otherBus.stop();
  await engines.close();
});

describe('the bus on PostgreSQL', () => {
  busContract(() => ({ bus: engines.bus, otherBus, database }));

  it('fences members that do not know of each other by the position, so that every effect happens once', async () => {
    const topic = `topic-${randomIds.next()}`;
    const group = 'metering.fenced';
    const bus = await engines.database.open('bus', []);
    const failures: ConsumerFailure[] = [];
    const everybodyHolds = { holds: () => true, want: () => Promise.resolve(), release: () => Promise.resolve() };
    const member = () =>
      new GroupConsumer(
        {
          group,
          topics: [topic],
          database,
          maxRecords: 2,
          handle: async (records, tx) => {
            await tx.query('INSERT INTO effects (topic, key, value) SELECT $1, $1, unnest($2::text[])', [
              topic,
              records.map(({ value }) => value),
            ]);
          },
        },
        {
          log: bus,
          tail: new LogTail((topics) => readHeads(bus, topics)),
          leases: everybodyHolds,
          onFailure: (failure) => failures.push(failure),
        },
      );
    const members = [member(), member(), member()];
    const values = Array.from({ length: 100 }, (_, i) => String(i));

    await Promise.all(members.map((consumer) => consumer.start()));
    for (const value of values) await engines.bus.publish([{ topic, key: 'k', value, headers: {} }]);
    await eventually(async () => expect(await members[0]?.lag()).toBe(0));
    await Promise.all(members.map((consumer) => consumer.stop()));

    const { rows } = await database.query<{ value: string }>(
      'SELECT value FROM effects WHERE topic = $1 ORDER BY number',
      [topic],
    );
    expect(rows.map(({ value }) => value)).toEqual(values);
    expect(failures.filter(({ error }) => !(error instanceof Fenced))).toEqual([]);
  });

  it('lets a member forget what it remembers whenever another one may have been at work', async () => {
    const topic = `topic-${randomIds.next()}`;
    const bus = await engines.database.open('bus', []);
    let isHolder = true;
    let refusals = 0;
    const holds = () => {
      if (!isHolder) refusals += 1;
      return isHolder;
    };
    const seen: string[] = [];
    const member = new GroupConsumer(
      {
        group: 'metering.returning',
        topics: [topic],
        database,
        handle: (records) => Promise.resolve(void seen.push(...records.map(({ value }) => value))),
        onRollback: () => void seen.push('forgets'),
      },
      {
        log: bus,
        tail: new LogTail((topics) => readHeads(bus, topics)),
        leases: { holds, want: () => Promise.resolve(), release: () => Promise.resolve() },
        onFailure: () => undefined,
      },
    );
    const publish = (value: string) => engines.bus.publish([{ topic, key: 'k', value, headers: {} }]);

    await member.start();
    await publish('1');
    await eventually(() => expect(seen).toEqual(['1']));
    isHolder = false;
    await publish('2');
    await eventually(() => expect(refusals).toBeGreaterThan(0));
    isHolder = true;
    await eventually(async () => expect(await member.lag()).toBe(0));
    await member.stop();

    expect(seen).toEqual(['1', 'forgets', '2']);
  });

  describe('replacing a member', () => {
    const NEVER_MS = 3_600_000;
    let doomed: PostgresBus;
    let successor: Consumer | undefined;
    afterEach(async () => {
      await successor?.stop();
      await doomed.stop();
    });

    const startBoth = async (group: string, leaseMs: number) => {
      const topic = `topic-${randomIds.next()}`;
      const seen: string[] = [];
      doomed = new PostgresBus(engines.database, { leaseTimes: { leaseMs, renewMs: NEVER_MS } });
      await doomed.start();
      const handledBy = (name: string) => ({
        group,
        topics: [topic],
        database,
        handle: (records: readonly BusRecord[]) => Promise.resolve(records.forEach(() => seen.push(name))),
      });
      await doomed.consume(handledBy('doomed'));
      successor = await otherBus.consume(handledBy('successor'));
      let published = 0;
      const handler = async () => {
        await engines.bus.publish([{ topic, key: 'k', value: String(++published), headers: {} }]);
        await eventually(() => expect(seen).toHaveLength(published), { withinMs: 5_000 });
        return seen.at(-1);
      };
      expect(await handler()).toBe('doomed');
      return handler;
    };

    it('happens at once when its process was killed', async () => {
      const handler = await startBoth('metering.killed', NEVER_MS);

      await onOwner((owner) =>
        owner.query(`SELECT pg_terminate_backend(backend_pid) FROM bus.group_leases WHERE "group" = 'metering.killed'`),
      );

      await eventually(async () => expect(await handler()).toBe('successor'), { withinMs: 5_000 });
      expect(await handler()).toBe('successor');
    });

    it('happens when it hangs, as soon as its lease has run out', async () => {
      const handler = await startBoth('metering.hung', 400);
      const first = await holderOf('metering.hung');

      await eventually(async () => expect(await holderOf('metering.hung')).not.toBe(first));

      expect(await handler()).toBe('successor');
    });
  });

  it('waits out an outage without blaming any record', async () => {
    const topic = `topic-${randomIds.next()}`;
    const seen: string[] = [];
    const consumer = await engines.bus.consume({
      group: 'metering.outage',
      topics: [topic],
      database,
      handle: async (records, tx) => {
        await tx.query('SELECT 1');
        if (seen.length === 0) {
          seen.push('cut');
          await onOwner((owner) =>
            owner.query(
              `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'loanwatch/metering'`,
            ),
          );
        }
        await tx.query('SELECT 1');
        seen.push(...records.map(({ value }) => value));
      },
    });

    await engines.bus.publish([{ topic, key: 'k', value: '1', headers: {} }]);
    await eventually(async () => expect(await consumer.lag()).toBe(0));
    await consumer.stop();

    expect(seen).toEqual(['cut', '1']);
    expect(await engines.bus.deadLetters({ group: 'metering.outage' })).toEqual([]);
  });

  it('lets a service write the log but not read what others wrote', async () => {
    await expect(database.query('SELECT * FROM bus.log')).rejects.toThrow('permission denied');
    await expect(database.query('DELETE FROM bus.log')).rejects.toThrow('permission denied');
    await expect(database.query('SELECT value FROM bus.dead_letters')).rejects.toThrow('permission denied');
  });
});

async function holderOf(group: string): Promise<string | undefined> {
  const result = await onOwner((owner) =>
    owner.query<{ owner: string }>(`SELECT owner FROM bus.group_leases WHERE "group" = $1`, [group]),
  );
  return result.rows[0]?.owner;
}

async function onOwner<T>(work: (owner: Client) => Promise<T>): Promise<T> {
  const owner = new Client({ connectionString: engines.ownerUrl });
  await owner.connect();
  try {
    return await work(owner);
  } finally {
    await owner.end();
  }
}
