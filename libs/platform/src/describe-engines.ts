import type { Database, Engines } from '@loanwatch/engines';
import { randomIds } from '@loanwatch/kernel';

/** What `await` and Nest call on any object that has it. */
const CALLED_WHEN_THERE = /^(then|on(Module|Application)\w+|beforeApplicationShutdown)$/;

/**
 * Engines that can be wired and never used: enough for `createService` to build its module, so that its OpenAPI
 * document can be written without a database. Any use throws.
 */
export function describeEngines(): Engines {
  return {
    database: unusable('database', { open: async (service: string) => describedDatabase(service) }),
    bus: unusable('bus'),
    eventStore: unusable('event store'),
    mqtt: unusable('mqtt'),
    clock: { now: () => 0 },
    ids: randomIds,
  } as unknown as Engines;
}

function describedDatabase(schema: string): Database {
  return unusable(`database ${schema}`, { schema }) as unknown as Database;
}

function unusable(name: string, usable: Record<string, unknown> = {}): Record<string, unknown> {
  const use = (property: string) => () => {
    throw new Error(`${name}.${property}: these engines only describe the service`);
  };
  return new Proxy(usable, {
    get: (target, property) =>
      typeof property === 'symbol' || CALLED_WHEN_THERE.test(property)
        ? undefined
        : (target[property] ?? use(property)),
  });
}
