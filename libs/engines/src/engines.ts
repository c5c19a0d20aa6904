import path from 'node:path';
import { type Clock, type Ids, randomIds } from '@loanwatch/kernel';
import type { Bus } from './bus/port';
import { PostgresBus, type PostgresBusOptions } from './bus/postgres';
import { EmbeddedPostgres, type EmbeddedPostgresOptions } from './database/embedded';
import type { DatabaseEngine } from './database/port';
import { PostgresDatabases } from './database/postgres';
import type { EventStore } from './event-store/port';
import { PostgresEventStore } from './event-store/postgres';
import { AedesMqtt, type AedesOptions } from './mqtt/aedes';
import type { MqttEngine } from './mqtt/port';

/** What a service is composed on. Constructing engines connects to nothing; `start` does. */
export interface Engines {
  readonly database: DatabaseEngine;
  readonly eventStore: EventStore;
  readonly bus: Bus;
  readonly mqtt?: MqttEngine;
  readonly clock: Clock;
  readonly ids: Ids;
}

export interface RunnableEngines extends Engines {
  /** Database first, then event store and bus. */
  start(): Promise<void>;
  /** In the reverse order. Services have drained by then. */
  stop(): Promise<void>;
}

interface Sources {
  readonly clock?: Clock;
  readonly ids?: Ids;
  readonly bus?: PostgresBusOptions;
  /** Device-ingest starts it with its handlers. Default: no MQTT. */
  readonly mqtt?: AedesOptions;
}

export interface EmbeddedOptions extends Sources {
  /** Folder of everything durable; the server lives in `postgresql` below it. */
  readonly dataDir: string;
  readonly postgres?: Omit<EmbeddedPostgresOptions, 'directory'>;
}

export interface UrlOptions extends Sources {
  /** `postgres://` URL of a role that may create schemas and roles in one database. */
  readonly databaseUrl: string;
}

/** One machine: everything on a PostgreSQL that runs as our child. */
export function embeddedEngines({ dataDir, postgres, ...sources }: EmbeddedOptions): RunnableEngines {
  return onPostgres(new EmbeddedPostgres({ ...postgres, directory: path.join(dataDir, 'postgresql') }), sources);
}

/** The same on a PostgreSQL that runs elsewhere. */
export function urlEngines({ databaseUrl, ...sources }: UrlOptions): RunnableEngines {
  return onPostgres(new PostgresDatabases({ ownerUrl: databaseUrl }), sources);
}

function onPostgres(
  database: EmbeddedPostgres | PostgresDatabases,
  { clock, ids, bus: busOptions, mqtt: mqttOptions }: Sources,
): RunnableEngines {
  const eventStore = new PostgresEventStore(database);
  const bus = new PostgresBus(database, busOptions);
  const mqtt = mqttOptions === undefined ? undefined : new AedesMqtt(mqttOptions);
  return {
    database,
    eventStore,
    bus,
    ...(mqtt === undefined ? {} : { mqtt }),
    clock: clock ?? { now: () => Date.now() },
    ids: ids ?? randomIds,
    start: async () => {
      await database.start();
      await Promise.all([eventStore.start(), bus.start()]);
    },
    stop: async () => {
      await mqtt?.stop();
      await bus.stop();
      await eventStore.close();
      await database.stop();
    },
  };
}
