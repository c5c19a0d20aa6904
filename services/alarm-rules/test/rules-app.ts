import {
  type Enterprise,
  type Grant,
  makeEvent,
  type MessageRecord,
  parseEvent,
  type Signal,
  type SignalBatch,
  type Site,
  type Trigger,
} from '@loanwatch/contracts';
import type { Database } from '@loanwatch/engines';
import { randomIds } from '@loanwatch/kernel';
import { createHttpApp, type Principal, type Role, type Service } from '@loanwatch/platform';
import { eventually, testEngines, type TestEngines } from '@loanwatch/testing';
import { AlarmRulesConfig, createService } from '../src/service';

type App = Awaited<ReturnType<typeof createHttpApp>>;

/** A body as far as specs name its fields. */
export interface Body {
  readonly [field: string]: unknown;
  readonly id: string;
  readonly items: readonly Body[];
  readonly nextCursor: string | null;
}

export interface Answered {
  readonly status: number;
  readonly body: Body;
  readonly etag: string;
}

/** Somebody who calls the API. */
export interface Caller {
  get(path: string): Promise<Answered>;
  post(path: string, body?: object, headers?: Readonly<Record<string, string>>): Promise<Answered>;
  put(path: string, body: object, headers?: Readonly<Record<string, string>>): Promise<Answered>;
  /** Drafts and publishes; the id of the rule. */
  publish(document: object): Promise<string>;
  /** Publishes another version of a rule. */
  publishAgain(ruleId: string, document: object): Promise<Answered>;
}

/** The whole service in process, on a database of its own. Timers need no settling: there is nothing to wait for. */
export class RulesApp {
  private constructor(
    readonly engines: TestEngines,
    private readonly database: Database,
    private readonly config: AlarmRulesConfig,
    public service: Service,
    private app: App,
  ) {}

  static async start(settings: Partial<AlarmRulesConfig> = {}): Promise<RulesApp> {
    const engines = await testEngines();
    const config = Object.assign(new AlarmRulesConfig(), { RULES_SETTLE_SECONDS: 0 }, settings);
    const { service, app } = await run(engines, config);
    const database = await engines.database.open('alarm-rules', []);
    return new RulesApp(engines, database, config, service, app);
  }

  async stop(): Promise<void> {
    await this.app.close();
    await this.service.stop();
    await this.engines.close();
  }

  /** Ends the service and starts another on the same database. */
  async restart(): Promise<void> {
    await this.app.close();
    await this.service.stop();
    Object.assign(this, await run(this.engines, this.config));
  }

  /** Staff of the platform unless an institution is named. */
  as(role: Role, institutionId: string | null = null, subject = `${role}-1`): Caller {
    const principal: Principal = { subject, roles: [role], institutionId, enterpriseId: null, kind: 'staff' };
    const token = Buffer.from(JSON.stringify(principal)).toString('base64url');
    const send = async (
      method: 'GET' | 'POST' | 'PUT',
      url: string,
      payload?: object,
      headers: Readonly<Record<string, string>> = {},
    ): Promise<Answered> => {
      const answer = await this.app.inject({
        method,
        url,
        headers: { authorization: `Bearer ${token}`, ...headers },
        ...(payload === undefined ? {} : { payload }),
      });
      const body = answer.body === '' ? ({} as Body) : answer.json<Body>();
      return { status: answer.statusCode, body, etag: String(answer.headers['etag']) };
    };
    const publishDraft = async (drafted: Answered): Promise<Answered> => {
      if (drafted.status >= 300) throw new Error(JSON.stringify(drafted.body));
      const url = `/v1/rules/${drafted.body.id}/publish`;
      const published = await send('POST', url, undefined, { 'if-match': drafted.etag });
      if (published.status !== 200) throw new Error(JSON.stringify(published.body));
      return published;
    };
    return {
      get: (url) => send('GET', url),
      post: (url, body, headers) => send('POST', url, body, headers),
      put: (url, body, headers) => send('PUT', url, body, headers),
      publish: async (document) => (await publishDraft(await send('POST', '/v1/rules', document))).body.id,
      publishAgain: async (ruleId, document) => {
        const { etag } = await send('GET', `/v1/rules/${ruleId}`);
        return publishDraft(await send('PUT', `/v1/rules/${ruleId}/draft`, document, { 'if-match': etag }));
      },
    };
  }

  /** What the registry tells; resolves when the service has heard it. */
  async registers(...records: readonly MessageRecord[]): Promise<void> {
    await this.engines.bus.publish(records);
    const told = records.map(({ value }) => parseEvent(value, 'loanwatch.entity.changed.v1').data);
    await eventually(async () => {
      const { rows } = await this.database.query<{ id: string; version: number }>('SELECT id, version FROM entity');
      return told.every(({ id, version }) => rows.some((row) => row.id === id && row.version >= version));
    });
  }

  async puts(...batches: readonly SignalBatch[]): Promise<void> {
    await this.engines.bus.publish(batches.map(signalsRecord));
  }

  /** Everything on the topic so far. */
  async triggers(ruleId?: string): Promise<readonly Trigger[]> {
    const found: Trigger[] = [];
    for await (const records of this.engines.bus.readAll('triggers')) {
      for (const record of records) found.push(parseEvent(record.value, 'loanwatch.trigger.decided.v1').data);
    }
    return ruleId === undefined ? found : found.filter((trigger) => trigger.ruleId === ruleId);
  }

  /** 'RAISE RED', 'CLEAR RED', ... of a rule as soon as there are so many. */
  said(ruleId: string, count: number): Promise<readonly string[]> {
    return eventually(async () => {
      const triggers = await this.triggers(ruleId);
      expect(triggers.length).toBeGreaterThanOrEqual(count);
      return triggers.map(({ verdict, severity }) => `${verdict} ${severity}`);
    });
  }
}

async function run(engines: TestEngines, config: AlarmRulesConfig): Promise<{ service: Service; app: App }> {
  const service = await createService(engines, config);
  await service.start();
  const authenticate = async (token: string): Promise<Principal> =>
    JSON.parse(Buffer.from(token, 'base64url').toString()) as Principal;
  const app = await createHttpApp([service.module], { authenticator: { authenticate } });
  return { service, app };
}

/** A message of signals. */
export function signalsRecord(batch: SignalBatch): MessageRecord {
  const id = randomIds.next();
  return makeEvent('loanwatch.signals.derived.v1', {
    id,
    source: '/loanwatch/metering',
    time: batch.receivedAt,
    key: batch.enterpriseId,
    correlationId: id,
    causationId: id,
    data: batch,
  });
}

/** Values of one subject as signals of a live site. */
export function aBatch(
  site: Site,
  signals: readonly (Partial<Signal> & Pick<Signal, 'at' | 'value' | 'metric' | 'subject'>)[],
  over: Partial<SignalBatch> = {},
): SignalBatch {
  const all = signals.map((signal) => ({ coverage: 1, algorithm: 'test.signal@1', ...signal }));
  return {
    enterpriseId: site.enterpriseId,
    siteId: site.id,
    service: 'metering',
    live: true,
    receivedAt: Math.max(...all.map(({ at }) => at)),
    signals: all,
    ...over,
  };
}

export function aGrant(institutionId: string, enterprise: Enterprise, over: Partial<Grant> = {}): Grant {
  return {
    id: randomIds.next(),
    institutionId,
    enterpriseId: enterprise.id,
    signalKinds: ['climate', 'electricity', 'people'],
    from: '2026-01-01',
    to: null,
    status: 'ACTIVE',
    ...over,
  };
}
