import { eventually } from '@loanwatch/testing';
import { type BusUnderTest, busScene } from './test/contract-scene';
import { failureContract } from './test/failure-suite';
import type { BusRecord } from './port';

/** What every {@link Bus} keeps. Topics and groups are the suite's own. */
export function busContract(underTest: () => BusUnderTest): void {
  const { group, record, insert, consume, effects, readAll, caughtUp } = busScene(underTest);

  describe('failures', () => {
    failureContract(underTest);
  });

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

    it('finds what it accepts after batches of which it refused everything', async () => {
      const consumer = await consume({ maxRecords: 2, accepts: ({ ce_id: id }) => id !== 'no' });

      await underTest().bus.publish(['no', 'no', 'no', 'no', 'no', 'yes', 'no'].map((value) => record(value)));
      await caughtUp(consumer);
      await underTest().bus.publish([record('yes too')]);
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
        for await (const records of readAll(2)) all.push(...records.map(({ value }) => value));
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

  describe('groups', () => {
    it('gives every group everything', async () => {
      const other = await consume({ group: `${group()}.other` });
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
