import { randomIds } from '@loanwatch/kernel';
import { eventually, testEngines, type TestEngines } from '@loanwatch/testing';
import type { Database, Tx } from '../database/port';
import type { RecordedEvent } from './port';
import { type Projection, runProjection } from './run-projection';

describe('running a projection', () => {
  let engines: TestEngines;
  let database: Database;
  let category: string;
  let running: Projection[];

  beforeAll(async () => {
    engines = await testEngines();
    database = await engines.database.open('reporting', [
      { name: '202601010000-counts', up: 'CREATE TABLE counts (category text, number integer)' },
    ]);
  });
  afterAll(() => engines.close());
  beforeEach(() => {
    category = `seen${randomIds.next().replaceAll('-', '')}`;
    running = [];
  });
  afterEach(() => Promise.all(running.map((projection) => projection.stop())));

  const insert = (events: readonly RecordedEvent[], tx: Tx) =>
    tx.query('INSERT INTO counts SELECT $1, unnest($2::integer[])', [
      category,
      events.map(({ data }) => (data as { number: number }).number),
    ]);
  const start = async (apply: (events: readonly RecordedEvent[], tx: Tx) => Promise<unknown> = insert) => {
    const projection = await runProjection({
      store: engines.eventStore,
      database,
      name: category,
      categories: [category],
      apply: async (events, tx) => void (await apply(events, tx)),
    });
    running.push(projection);
    return projection;
  };
  const append = async (...numbers: number[]) => {
    for (const number of numbers) {
      await engines.eventStore.append(`${category}-${randomIds.next()}`, 'no-stream', [
        {
          id: randomIds.next(),
          type: 'Counted.v1',
          data: { number },
          metadata: { actor: 'a', correlationId: 'c', causationId: 'c' },
        },
      ]);
    }
  };
  const counted = async () => {
    const { rows } = await database.query<{ number: number }>('SELECT number FROM counts WHERE category = $1', [
      category,
    ]);
    return rows.map(({ number }) => number);
  };
  const hasCounted = (...numbers: number[]) => eventually(async () => expect(await counted()).toEqual(numbers));

  it('applies what is there and what comes, and goes on from its checkpoint after a restart', async () => {
    await append(1, 2);
    const first = await start();
    await append(3);
    await hasCounted(1, 2, 3);
    await first.stop();
    await append(4);

    const second = await start();
    await hasCounted(1, 2, 3, 4);

    expect(second.checkpoint()).not.toBeNull();
  });

  it('applies a batch that failed after its effects again, once in all', async () => {
    let failures = 2;
    await start(async (events, tx) => {
      await insert(events, tx);
      if (failures-- > 0) throw new TypeError('broken after the effects');
    });
    await append(7);

    await hasCounted(7);
    expect(failures).toBeLessThan(0);
  });

  it('counts every event once when two instances run side by side', async () => {
    await Promise.all([start(), start()]);
    const numbers = Array.from({ length: 60 }, (_, i) => i);

    await append(...numbers);

    await hasCounted(...numbers);
    expect(await counted()).toHaveLength(numbers.length);
  });
});
