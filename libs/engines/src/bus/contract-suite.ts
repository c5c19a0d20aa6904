import { DomainError, randomIds } from '@loanwatch/kernel';
import { eventually } from '@loanwatch/testing';
import type { Database, Migration, Tx } from '../database/port';
import {
  type Bus,
  type BusRecord,
  type Consumer,
  type OutgoingRecord,
  PermanentFailure,
  type Subscription,
} from './port';

export interface BusUnderTest {
  /** Two processes' worth of clients of one bus. */
  readonly bus: Bus;
  readonly otherBus: Bus;
  /** A consumer's database that has the {@link CONSUMER_MIGRATIONS}. */
  readonly database: Database;
}

export const CONSUMER_MIGRATIONS: readonly Migration[] = [
  {
    name: '202601010000-effects',
    up: 'CREATE TABLE effects (number integer GENERATED ALWAYS AS IDENTITY, topic text NOT NULL, key text NOT NULL, value text NOT NULL)',
  },
];

/** What every {@link Bus} keeps. Topics and groups are the suite's own. */
export function busContract(underTest: () => BusUnderTest): void {
  let topic: string;
  let group: string;
  let consumers: Consumer[];

  beforeEach(() => {
    topic = `topic-${randomIds.next()}`;
    group = `spec.${randomIds.next()}`;
    consumers = [];
  });
  afterEach(() => Promise.all(consumers.map((consumer) => consumer.stop())));

  const record = (value: string, key = 'k'): OutgoingRecord => ({
    topic,
    key,
    value,
    headers: { ce_type: 'spec.v1', ce_id: value },
  });
  const insert = (records: readonly BusRecord[], tx: Tx) =>
    tx.query('INSERT INTO effects (topic, key, value) SELECT $1, * FROM unnest($2::text[], $3::text[])', [
      topic,
      records.map(({ key }) => key),
      records.map(({ value }) => value),
    ]);
  const consume = async (more: Partial<Subscription> = {}, bus = underTest().bus) => {
    const { database } = underTest();
    const handle = async (records: readonly BusRecord[], tx: Tx) => void (await insert(records, tx));
    const consumer = await bus.consume({ group, topics: [topic], database, handle, ...more });
    consumers.push(consumer);
    return consumer;
  };
  const effects = async (key?: string) => {
    const { rows } = await underTest().database.query<{ value: string }>(
      'SELECT value FROM effects WHERE topic = $1 AND ($2::text IS NULL OR key = $2) ORDER BY number',
      [topic, key ?? null],
    );
    return rows.map(({ value }) => value);
  };
  const caughtUp = (consumer: Consumer) => eventually(async () => expect(await consumer.lag()).toBe(0));
  const letters = () => underTest().bus.deadLetters({ group });

  describe('delivery', () => {
    it('gives a new group everything from the beginning, then what comes, unchanged', async () => {
      const awkward = record('{"文字":"预警\\t\\u0000","quote":"\\"\'{},\\\\"}\n', 'clé, {"k"} \\');
      await underTest().bus.publish([record('1'), awkward]);
      const seen: BusRecord[] = [];
      const consumer = await consume({ handle: (records) => Promise.resolve(void seen.push(...records)) });

      await underTest().bus.publish([record('3')]);
      await caughtUp(consumer);

      expect(seen).toMatchObject([record('1'), awkward, record('3')]);
    });

    it('keeps the order of each key over many publications', async () => {
      const keys = Array.from({ length: 5 }, (_, i) => `key-${i}`);
      const numbers = Array.from({ length: 60 }, (_, i) => String(i));
      const consumer = await consume({ maxRecords: 7 });

      await Promise.all(
        keys.map(async (key) => {
          for (const number of numbers) await underTest().bus.publish([record(number, key)]);
        }),
      );
      await caughtUp(consumer);

      for (const key of keys) expect(await effects(key)).toEqual(numbers);
    });

    it('ends a batch at its largest number of records and of characters, but always takes one', async () => {
      const batches: number[] = [];
      await underTest().bus.publish(['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((letter) => record(letter.repeat(100))));
      await underTest().bus.publish([record('x'.repeat(1_000))]);

      const consumer = await consume({
        maxRecords: 4,
        maxCharacters: 350,
        handle: (records) => Promise.resolve(void batches.push(records.length)),
      });
      await caughtUp(consumer);

      expect(batches).toEqual([3, 3, 1, 1]);
    });

    it('passes over records whose headers are refused, and still moves on', async () => {
      const consumer = await consume({ accepts: ({ ce_id: id }) => id !== 'no' });

      await underTest().bus.publish([record('yes'), record('no'), record('yes too'), record('no')]);
      await caughtUp(consumer);

      expect(await effects()).toEqual(['yes', 'yes too']);
    });

    it('resumes behind what was committed when a consumer stops and starts again', async () => {
      const first = await consume();
      await underTest().bus.publish([record('1')]);
      await caughtUp(first);
      await first.stop();
      await underTest().bus.publish([record('2')]);

      await caughtUp(await consume());

      expect(await effects()).toEqual(['1', '2']);
    });

    it('reads a whole topic to its head', async () => {
      await underTest().bus.publish(['1', '2', '3', '4', '5'].map((value) => record(value)));
      const values = async () => {
        const all: string[] = [];
        for await (const records of underTest().bus.readAll(topic, 2)) all.push(...records.map(({ value }) => value));
        return all;
      };

      await eventually(async () => expect(await values()).toEqual(['1', '2', '3', '4', '5']));
      expect((await values()).length).toBe(5);
    });
  });

  describe('publishing in a transaction', () => {
    it('publishes if and only if the transaction commits', async () => {
      const { bus, database } = underTest();
      const consumer = await consume();

      await expect(
        database.transaction(async (tx) => {
          await bus.publishInTransaction(tx, [record('never')]);
          throw new Error('change of mind');
        }),
      ).rejects.toThrow('change of mind');
      await database.transaction((tx) => bus.publishInTransaction(tx, [record('kept')]));
      await eventually(async () => expect(await effects()).toEqual(['kept']));
      await caughtUp(consumer);

      expect(await effects()).toEqual(['kept']);
    });

    it('loses nothing of 8 producers that hold their transactions open for different times', async () => {
      const { bus, database } = underTest();
      const consumer = await consume({ maxRecords: 50 });
      const perProducer = 40;

      await Promise.all(
        Array.from({ length: 8 }, async (_, producer) => {
          for (let i = 0; i < perProducer; i++) {
            await database.transaction(async (tx) => {
              await bus.publishInTransaction(tx, [record(String(i), `producer-${producer}`)]);
              await tx.query('SELECT pg_sleep($1)', [((i + producer) % 5) / 1_000]);
            });
          }
        }),
      );
      await eventually(async () => expect(await effects()).toHaveLength(8 * perProducer));
      await caughtUp(consumer);

      for (let producer = 0; producer < 8; producer++) {
        expect(await effects(`producer-${producer}`)).toEqual(Array.from({ length: perProducer }, (_, i) => String(i)));
      }
    });
  });

  describe('failures', () => {
    it('repeats no effect of a batch whose handler failed after its effects', async () => {
      let failures = 1;
      let rollbacks = 0;
      const consumer = await consume({
        handle: async (records, tx) => {
          await insert(records, tx);
          if (failures-- > 0) throw new Error('after the effects');
        },
        onRollback: () => void rollbacks++,
      });

      await underTest().bus.publish([record('1'), record('2')]);
      await caughtUp(consumer);

      expect(await effects()).toEqual(['1', '2']);
      expect(rollbacks).toBe(1);
      expect(await letters()).toEqual([]);
    });

    it('puts poison of any kind aside, visibly, and deals with the rest in order', async () => {
      const consumer = await consume({
        handle: async (records, tx) => {
          for (const { value } of records) {
            if (value === 'permanent') throw new PermanentFailure('unknown version 9');
            if (value === 'bug') throw new TypeError('undefined is not a function');
            if (value === 'sql') await tx.query('SELECT 1 / 0');
          }
          await insert(records, tx);
        },
      });

      await underTest().bus.publish(['1', 'permanent', '2', 'bug', '3', 'sql', '4'].map((value) => record(value)));
      await caughtUp(consumer);

      expect(await effects()).toEqual(['1', '2', '3', '4']);
      const dead = await letters();
      expect(dead.map(({ record: { value } }) => value).sort()).toEqual(['bug', 'permanent', 'sql']);
      const permanent = dead.find(({ record: { value } }) => value === 'permanent');
      expect(permanent).toMatchObject({
        group,
        reason: 'PermanentFailure: unknown version 9',
        attempts: 2,
        record: { ...record('permanent'), partition: 0 },
      });
      expect(dead.find(({ record: { value } }) => value === 'sql')?.attempts).toBeGreaterThan(2);
    });

    it('waits for a dependency that is away, however often the handler says so', async () => {
      let attempts = 0;
      const consumer = await consume({
        handle: async (records, tx) => {
          if (++attempts <= 6) throw new DomainError('service.unavailable', 'unavailable', 'the other side is away');
          await insert(records, tx);
        },
      });

      await underTest().bus.publish([record('patient')]);
      await caughtUp(consumer);

      expect(await effects()).toEqual(['patient']);
      expect(await letters()).toEqual([]);
    });

    it('hands a dead letter to its handler again, and removes it only when that succeeds', async () => {
      let healed = false;
      await consume({
        handle: async (records, tx) => {
          if (!healed) throw new PermanentFailure('not yet');
          await insert(records, tx);
        },
      });
      await underTest().bus.publish([record('late')]);
      const [letter] = await eventually(async () => {
        const found = await letters();
        expect(found).toHaveLength(1);
        return found;
      });
      const replay = () => underTest().bus.replayDeadLetter(letter?.id ?? '');

      expect(await replay()).toBe('failed');
      expect(await letters()).toHaveLength(1);
      healed = true;
      expect((await Promise.all([replay(), replay()])).sort()).toEqual(['handled', 'unknown']);

      expect(await letters()).toEqual([]);
      expect(await effects()).toEqual(['late']);
      expect(await underTest().otherBus.replayDeadLetter(randomIds.next())).toBe('unknown');
    });

    it('says so when nobody here consumes as the group of a dead letter', async () => {
      const consumer = await consume({ handle: () => Promise.reject(new PermanentFailure('no')) });
      await underTest().bus.publish([record('1')]);
      await caughtUp(consumer);
      await consumer.stop();

      const [letter] = await letters();

      expect(await underTest().bus.replayDeadLetter(letter?.id ?? '')).toBe('no-consumer');
    });
  });

  describe('groups', () => {
    it('gives every group everything', async () => {
      const other = await consume({ group: `${group}.other` });
      const one = await consume();

      await underTest().bus.publish([record('1')]);
      await Promise.all([caughtUp(one), caughtUp(other)]);

      expect(await effects()).toEqual(['1', '1']);
    });

    it('doubles no effect when two members of a group are at work, and lets the second take over from the first', async () => {
      const first = await consume({ maxRecords: 3 });
      const second = await consume({ maxRecords: 3 }, underTest().otherBus);
      const values = Array.from({ length: 50 }, (_, i) => String(i));
      for (const value of values.slice(0, 25)) await underTest().bus.publish([record(value)]);
      await caughtUp(first);

      await first.stop();
      for (const value of values.slice(25)) await underTest().bus.publish([record(value)]);
      await caughtUp(second);

      expect(await effects()).toEqual(values);
    });
  });

  it('finishes the batch in hand before it stops', async () => {
    let entered = false;
    const consumer = await consume({
      handle: async (records, tx) => {
        entered = true;
        await tx.query('SELECT pg_sleep(0.05)');
        await insert(records, tx);
      },
    });
    await underTest().bus.publish([record('1')]);
    await eventually(() => entered);

    await consumer.stop();

    expect(await effects()).toEqual(['1']);
  });
}
