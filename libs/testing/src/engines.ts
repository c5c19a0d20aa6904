import { Client } from 'pg';
import { PostgresBus, type PostgresBusOptions, PostgresDatabases, PostgresEventStore } from '@loanwatch/engines';
import { type Ids, randomIds } from '@loanwatch/kernel';
import { FixedClock } from './fixed-clock';

export interface TestEngines {
  readonly database: PostgresDatabases;
  readonly eventStore: PostgresEventStore;
  readonly bus: PostgresBus;
  readonly clock: FixedClock;
  readonly ids: Ids;
  /** `postgres://` URL of the owner of this spec file's database. */
  readonly ownerUrl: string;
  /** Stops everything and drops the database and its roles. */
  close(): Promise<void>;
}

export interface TestEnginesOptions {
  /** Where the clock stands; default 2026-03-02T01:00:00Z, a Monday morning in Shanghai. */
  readonly now?: string;
  readonly bus?: PostgresBusOptions;
}

/** Engines on a database of the spec file's own, so that files run side by side. Started already. */
export async function testEngines(options: TestEnginesOptions = {}): Promise<TestEngines> {
  const name = `spec_${randomIds.next().replaceAll('-', '').slice(-12)}`;
  await onServer((session) => session.query(`CREATE DATABASE ${name}`));
  const ownerUrl = urlOf(name);
  const database = new PostgresDatabases({ ownerUrl });
  const eventStore = new PostgresEventStore(database);
  const bus = new PostgresBus(database, options.bus);
  await Promise.all([eventStore.start(), bus.start()]);
  return {
    database,
    eventStore,
    bus,
    clock: new FixedClock(options.now ?? '2026-03-02T01:00:00Z'),
    ids: randomIds,
    ownerUrl,
    close: async () => {
      await bus.stop();
      await eventStore.close();
      await database.stop();
      await dropDatabase(name);
    },
  };
}

async function dropDatabase(name: string): Promise<void> {
  await onServer(async (session) => {
    await session.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    const { rows } = await session.query<{ rolname: string }>(`SELECT rolname FROM pg_roles WHERE rolname LIKE $1`, [
      `${name}\\_%`,
    ]);
    for (const { rolname } of rows) await session.query(`DROP ROLE IF EXISTS ${session.escapeIdentifier(rolname)}`);
  });
}

function urlOf(name: string): string {
  const url = new URL(serverUrl());
  url.pathname = `/${name}`;
  return url.href;
}

function serverUrl(): string {
  const url = process.env['LOANWATCH_TEST_DATABASE_URL'];
  if (url === undefined) throw new Error('LOANWATCH_TEST_DATABASE_URL is not set: run specs through Jest (npm test)');
  return url;
}

async function onServer(work: (session: Client) => Promise<unknown>): Promise<void> {
  const session = new Client({ connectionString: serverUrl(), connectionTimeoutMillis: 5_000 });
  await session.connect();
  try {
    await work(session);
  } finally {
    await session.end();
  }
}
