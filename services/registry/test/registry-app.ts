import { randomBytes } from 'node:crypto';
import { type MessageData, parseEvent } from '@loanwatch/contracts';
import type { Database } from '@loanwatch/engines';
import { createHttpApp, IDEMPOTENCY_MIGRATION, type Principal, type Role, type Service } from '@loanwatch/platform';
import { eventually, testEngines, type TestEngines } from '@loanwatch/testing';
import type { InjectOptions } from 'fastify';
import { migrations } from '../src/db/migrations';
import { createService, RegistryConfig } from '../src/service';

type App = Awaited<ReturnType<typeof createHttpApp>>;
type EntityChanged = MessageData['loanwatch.entity.changed.v1'];
type SignalBatch = MessageData['loanwatch.signals.derived.v1'];
/** A body as far as specs name its fields. */
export interface Body {
  readonly [field: string]: unknown;
  readonly id: string;
  readonly version: number;
  readonly items: readonly Body[];
  readonly nextCursor: string | null;
  readonly channels: readonly Body[];
  readonly calendar: Body;
  readonly type: string;
  readonly detail: string;
  readonly errors: readonly { readonly pointer: string; readonly detail: string; readonly code?: string }[];
  readonly rows: readonly { readonly row: number; readonly column: string | null; readonly code: string }[];
  readonly records: readonly { readonly row: number; readonly id: string }[];
}

/** An answer with what specs look at. */
export interface Answered {
  readonly status: number;
  readonly body: Body;
  readonly text: string;
  readonly headers: Readonly<Record<string, unknown>>;
}

/** Somebody who calls the API. */
export interface Caller {
  get(path: string): Promise<Answered>;
  post(path: string, body: object, headers?: Readonly<Record<string, string>>): Promise<Answered>;
  put(path: string, version: number | undefined, body: object): Promise<Answered>;
  patch(path: string, version: number | undefined, body: object): Promise<Answered>;
  delete(path: string, version: number | undefined): Promise<Answered>;
  /** The body of the answer; throws unless it is 201. */
  make(path: string, body: object): Promise<Body>;
  importCsv(
    kind: string,
    csv: string | Buffer,
    options?: { readonly query?: string; readonly charset?: string },
  ): Promise<Answered>;
}

/** The whole service in process, on a database of its own. */
export class RegistryApp {
  private opened: Promise<Database> | undefined;

  private constructor(
    readonly engines: TestEngines,
    readonly service: Service,
    private readonly app: App,
  ) {}

  static async start(): Promise<RegistryApp> {
    const engines = await testEngines();
    const config = Object.assign(new RegistryConfig(), { REGISTRY_PERSON_KEY: randomBytes(32).toString('base64') });
    const service = await createService(engines, config);
    await service.start();
    const authenticate = async (token: string): Promise<Principal> =>
      JSON.parse(Buffer.from(token, 'base64url').toString()) as Principal;
    const app = await createHttpApp([service.module], { authenticator: { authenticate } });
    return new RegistryApp(engines, service, app);
  }

  async stop(): Promise<void> {
    await this.app.close();
    await this.service.stop();
    await this.engines.close();
  }

  /** The service's own database, for looking behind the API and for standing in its way. */
  database(): Promise<Database> {
    return (this.opened ??= this.engines.database.open('registry', [IDEMPOTENCY_MIGRATION, ...migrations]));
  }

  /** Resolves once so many of the service's transactions wait for a lock. */
  async untilWaiting(count: number): Promise<void> {
    const database = await this.database();
    await eventually(async () => {
      const { rows } = await database.query(
        `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
      );
      return rows.length >= count;
    });
  }

  /** Staff of the platform unless `of` names an institution or an enterprise. */
  as(role: Role, of: { readonly institution?: string; readonly enterprise?: string } = {}): Caller {
    const principal: Principal = {
      ...{ subject: `${role}-${of.institution ?? of.enterprise ?? 'platform'}`, roles: [role] },
      ...{ institutionId: of.institution ?? null, enterpriseId: of.enterprise ?? null },
      kind: role === 'client' ? 'machine' : 'staff',
    };
    const authorization = `Bearer ${Buffer.from(JSON.stringify(principal)).toString('base64url')}`;
    const send = async (options: InjectOptions): Promise<Answered> => {
      const answer = await this.app.inject({ ...options, headers: { authorization, ...options.headers } });
      const isJson = String(answer.headers['content-type']).includes('json');
      return {
        ...{ status: answer.statusCode, text: answer.body, headers: answer.headers },
        body: (isJson && answer.body !== '' ? answer.json<unknown>() : {}) as Body,
      };
    };
    const ifMatch = (version: number | undefined): Record<string, string> =>
      version === undefined ? {} : { 'if-match': `"${version}"` };
    return {
      get: (url) => send({ method: 'GET', url }),
      post: (url, payload, headers = {}) => send({ method: 'POST', url, payload, headers }),
      put: (url, version, payload) => send({ method: 'PUT', url, payload, headers: ifMatch(version) }),
      patch: (url, version, payload) => send({ method: 'PATCH', url, payload, headers: ifMatch(version) }),
      delete: (url, version) => send({ method: 'DELETE', url, headers: ifMatch(version) }),
      make: async (url, payload) => {
        const { status, body, text } = await send({ method: 'POST', url, payload });
        if (status !== 201) throw new Error(`POST ${url}: ${status} ${text}`);
        return body;
      },
      importCsv: (kind, payload, { query = '', charset } = {}) =>
        send({
          ...{ method: 'POST', url: `/v1/imports/${kind}${query}`, payload },
          headers: { 'content-type': charset === undefined ? 'text/csv' : `text/csv; charset=${charset}` },
        }),
    };
  }

  /**
   * The first `count` changes of a record on the `entities` topic. The bus shows a record once no older transaction of
   * the server is open, and other specs use the same server.
   */
  changesOf(id: string, count: number): Promise<readonly EntityChanged[]> {
    return this.messages('entities', count, (value) => {
      const { data } = parseEvent(value, 'loanwatch.entity.changed.v1');
      return data.id === id ? data : undefined;
    });
  }

  signalsOf(enterpriseId: string, count: number): Promise<readonly SignalBatch[]> {
    return this.messages('signals', count, (value) => {
      const { data } = parseEvent(value, 'loanwatch.signals.derived.v1');
      return data.enterpriseId === enterpriseId ? data : undefined;
    });
  }

  private messages<T>(topic: string, count: number, pick: (value: string) => T | undefined): Promise<readonly T[]> {
    return eventually(async () => {
      const picked: T[] = [];
      for await (const records of this.engines.bus.readAll(topic)) {
        for (const { value } of records) {
          const message = pick(value);
          if (message !== undefined) picked.push(message);
        }
      }
      if (picked.length < count) throw new Error(`${picked.length} of ${count} messages on ${topic}`);
      return picked;
    });
  }
}
