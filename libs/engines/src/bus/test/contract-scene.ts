import { randomIds } from '@loanwatch/kernel';
import { eventually } from '@loanwatch/testing';
import type { Database, Migration, Tx } from '../../database/port';
import type { Bus, BusRecord, Consumer, DeadLetter, OutgoingRecord, Subscription } from '../port';

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

/** A topic and a group of its own for each test, and consumers that write what they see into the table `effects`. */
export function busScene(underTest: () => BusUnderTest) {
  let topic: string;
  let group: string;
  let consumers: Consumer[];

  beforeEach(() => {
    topic = `topic-${randomIds.next()}`;
    group = `spec.${randomIds.next()}`;
    consumers = [];
  });
  afterEach(() => Promise.all(consumers.map((consumer) => consumer.stop())));

  const insert = async (records: readonly BusRecord[], tx: Tx): Promise<void> => {
    await tx.query('INSERT INTO effects (topic, key, value) SELECT $1, * FROM unnest($2::text[], $3::text[])', [
      topic,
      records.map(({ key }) => key),
      records.map(({ value }) => value),
    ]);
  };

  return {
    group: (): string => group,
    record: (value: string, key = 'k'): OutgoingRecord => ({
      topic,
      key,
      value,
      headers: { ce_type: 'spec.v1', ce_id: value },
    }),
    insert,
    consume: async (more: Partial<Subscription> = {}, bus = underTest().bus): Promise<Consumer> => {
      const { database } = underTest();
      const consumer = await bus.consume({ group, topics: [topic], database, handle: insert, ...more });
      consumers.push(consumer);
      return consumer;
    },
    effects: async (key?: string): Promise<readonly string[]> => {
      const { rows } = await underTest().database.query<{ value: string }>(
        'SELECT value FROM effects WHERE topic = $1 AND ($2::text IS NULL OR key = $2) ORDER BY number',
        [topic, key ?? null],
      );
      return rows.map(({ value }) => value);
    },
    readAll: (batchSize: number) => underTest().bus.readAll(topic, batchSize),
    caughtUp: (consumer: Consumer): Promise<void> => eventually(async () => expect(await consumer.lag()).toBe(0)),
    letters: (): Promise<readonly DeadLetter[]> => underTest().bus.deadLetters({ group }),
  };
}
