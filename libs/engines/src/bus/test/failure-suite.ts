import { DomainError, randomIds } from '@loanwatch/kernel';
import { eventually } from '@loanwatch/testing';
import { type BusUnderTest, busScene } from './contract-scene';
import { PermanentFailure } from '../port';

/** What becomes of records whose handler fails, on every {@link Bus}. */
export function failureContract(underTest: () => BusUnderTest): void {
  const { group, record, insert, consume, effects, caughtUp, letters } = busScene(underTest);

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
      group: group(),
      reason: 'PermanentFailure: unknown version 9',
      attempts: 2,
      record: { ...record('permanent'), partition: 0 },
    });
    expect(dead.find(({ record: { value } }) => value === 'sql')?.attempts).toBeGreaterThan(2);
  });

  it('takes no error for an outage by its wording alone', async () => {
    const consumer = await consume({
      handle: async (records, tx) => {
        for (const { value } of records) {
          if (value === 'poison') throw new PermanentFailure('Unexpected token, "connection" is not valid JSON');
        }
        await insert(records, tx);
      },
    });

    await underTest().bus.publish(['1', 'poison', '2'].map((value) => record(value)));
    await caughtUp(consumer);

    expect(await effects()).toEqual(['1', '2']);
    expect((await letters()).map(({ record: { value } }) => value)).toEqual(['poison']);
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

  it('handles records one by one when a batch of them never gets through in time', async () => {
    const consumer = await consume({
      handle: async (records, tx) => {
        if (records.length > 1) throw new DomainError('service.unavailable', 'unavailable', 'no answer in time');
        await insert(records, tx);
      },
    });

    await underTest().bus.publish(['1', '2', '3'].map((value) => record(value)));
    await eventually(async () => expect(await consumer.lag()).toBe(0), { withinMs: 10_000 });

    expect(await effects()).toEqual(['1', '2', '3']);
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

  it('hands out no dead letter while a batch is in hand, so that neither forgets what the other remembers', async () => {
    const seen: string[] = [];
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    await consume({
      handle: async ([first]) => {
        seen.push(first?.value ?? '');
        if (first?.value === 'poison') throw new PermanentFailure('still poison');
        await held;
        seen.push('done');
      },
      onRollback: () => void seen.push('forgets'),
    });
    await underTest().bus.publish([record('poison')]);
    const [letter] = await eventually(async () => {
      const found = await letters();
      expect(found).toHaveLength(1);
      return found;
    });
    seen.length = 0;

    await underTest().bus.publish([record('slow')]);
    await eventually(() => expect(seen).toEqual(['slow']));
    const replay = underTest().bus.replayDeadLetter(letter?.id ?? '');
    await eventually(() => expect(seen).toContain('poison'), { withinMs: 300 }).catch(() => undefined);
    release();

    expect(await replay).toBe('failed');
    expect(seen).toEqual(['slow', 'done', 'poison', 'forgets']);
  });

  it('says so when nobody here consumes as the group of a dead letter', async () => {
    const consumer = await consume({ handle: () => Promise.reject(new PermanentFailure('no')) });
    await underTest().bus.publish([record('1')]);
    await caughtUp(consumer);
    await consumer.stop();

    const [letter] = await letters();

    expect(await underTest().bus.replayDeadLetter(letter?.id ?? '')).toBe('no-consumer');
  });
}
