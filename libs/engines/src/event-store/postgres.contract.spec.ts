import { setTimeout as pause } from 'node:timers/promises';
import { randomIds } from '@loanwatch/kernel';
import { eventually, testEngines, type TestEngines } from '@loanwatch/testing';
import { Client, Pool } from 'pg';
import { allOf, eventStoreContract, newEvent } from './contract-suite';

const WRITERS = 8;
const EVENTS = 20_000;

let engines: TestEngines;
beforeAll(async () => {
  engines = await testEngines();
});
afterAll(() => engines.close());

describe('the event store on PostgreSQL', () => {
  eventStoreContract(() => engines.eventStore);

  it('refuses an event id that another stream holds, and only that append', async () => {
    const event = newEvent();
    await engines.eventStore.append('ids-1', 'no-stream', [event]);

    const [clash, innocent] = await Promise.allSettled([
      engines.eventStore.append('ids-2', 'no-stream', [event]),
      engines.eventStore.append('ids-3', 'no-stream', [newEvent()]),
    ]);

    expect(clash).toMatchObject({ status: 'rejected', reason: { constraint: 'events_by_id' } });
    expect(innocent.status).toBe('fulfilled');
  });

  it('lets nobody change or remove a recorded event through the store’s role', async () => {
    await engines.eventStore.append('fixed-1', 'no-stream', [newEvent()]);
    const role = new URL(engines.ownerUrl).pathname.slice(1) + '_event_store';
    await onOwner(async (owner) => {
      await owner.query(`SET ROLE ${role}`);
      await expect(owner.query('DELETE FROM event_store.events')).rejects.toThrow('permission denied');
      await expect(owner.query(`UPDATE event_store.events SET type = 'x'`)).rejects.toThrow('permission denied');
    });
  });

  it('orders positions as numbers: transaction 9 before 10 and row 9 before row 10', async () => {
    await onOwner(async (owner) => {
      const rows = [
        ['9', 'digits-9'],
        ['10', 'digits-10'],
      ];
      for (const [xid, stream] of rows) {
        for (let i = 0; i < 12; i++) {
          await owner.query(
            `INSERT INTO event_store.events (xid, stream, revision, type, id, data, metadata)
             VALUES ($1::xid8, $2, $3, 'T.v1', $4, '{}', '{}')`,
            [xid, stream, i, randomIds.next()],
          );
        }
      }
    });

    const all = await allOf(engines.eventStore, { categories: ['digits'], after: null, batchSize: 5 });

    expect(all.map(({ stream, revision }) => `${stream}/${revision}`)).toEqual(
      ['digits-9', 'digits-10'].flatMap((stream) => Array.from({ length: 12 }, (_, i) => `${stream}/${i}`)),
    );
  });

  it('waits for an open transaction rather than pass it, and goes on when it ends', async () => {
    await onOwner(async (owner) => {
      await owner.query('BEGIN');
      await insertRaw(owner, 'held-early', 0);
      await engines.eventStore.append('held-late', 'no-stream', [newEvent()]);

      expect(await allOf(engines.eventStore, { categories: ['held'], after: null })).toEqual([]);
      await owner.query('COMMIT');

      // Transactions of other spec files on the same server may hold the horizon back for a moment.
      await eventually(async () => {
        const all = await allOf(engines.eventStore, { categories: ['held'], after: null });
        expect(all.map(({ stream }) => stream)).toEqual(['held-early', 'held-late']);
      });
    });
  });

  it('skips none of 20,000 events that 8 writers commit late and out of order, while a reader by row number does', async () => {
    const category = 'crowd';
    const abort = new AbortController();
    const follow = async () => {
      const seen = new Set<string>();
      for await (const events of engines.eventStore.subscribe({
        categories: [category],
        after: null,
        signal: abort.signal,
      })) {
        for (const { stream, revision } of events) seen.add(`${stream}/${revision}`);
        if (seen.size === EVENTS) break;
      }
      return seen.size;
    };
    const writers = new Pool({ connectionString: engines.ownerUrl, max: WRITERS });
    const naive = naiveReader(engines.ownerUrl, category, abort.signal);
    const readers = [follow(), follow(), follow()];

    await Promise.all(Array.from({ length: WRITERS }, (_, writer) => write(writers, `${category}-${writer}`)));
    await writers.end();
    const seen = await Promise.all(readers);
    abort.abort();

    expect(seen).toEqual([EVENTS, EVENTS, EVENTS]);
    expect(await naive).toBeLessThan(EVENTS);
  }, 60_000);
});

/** Transactions of 10 events, held open for 0 to 4 ms before they commit. */
async function write(pool: Pool, stream: string): Promise<void> {
  const client = await pool.connect();
  for (let revision = 0; revision < EVENTS / WRITERS; revision += 10) {
    await client.query('BEGIN');
    await client.query(
      `INSERT INTO event_store.events (stream, revision, type, id, data, metadata)
       SELECT $1, $2::integer + n, 'Counted.v1', gen_random_uuid(), '{}', '{}' FROM generate_series(0, 9) n`,
      [stream, revision],
    );
    await pause(revision % 5);
    await client.query('COMMIT');
  }
  client.release();
}

/** What reading by the sequence number alone loses: rows that commit after a later number was read. */
async function naiveReader(url: string, category: string, signal: AbortSignal): Promise<number> {
  const client = new Client({ connectionString: url });
  await client.connect();
  let cursor = '0';
  let seen = 0;
  for (let last = false; !last;) {
    last = signal.aborted;
    const { rows } = await client.query<{ pos: string }>(
      `SELECT pos FROM event_store.events WHERE category = $1 AND pos > $2 ORDER BY pos LIMIT 500`,
      [category, cursor],
    );
    seen += rows.length;
    cursor = rows.at(-1)?.pos ?? cursor;
  }
  await client.end();
  return seen;
}

async function insertRaw(client: Client, stream: string, revision: number): Promise<void> {
  await client.query(
    `INSERT INTO event_store.events (stream, revision, type, id, data, metadata)
     VALUES ($1, $2, 'T.v1', gen_random_uuid(), '{}', '{}')`,
    [stream, revision],
  );
}

async function onOwner(work: (owner: Client) => Promise<void>): Promise<void> {
  const owner = new Client({ connectionString: engines.ownerUrl });
  await owner.connect();
  try {
    await work(owner);
  } finally {
    await owner.end();
  }
}
