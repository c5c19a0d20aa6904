import type { Signal } from '@loanwatch/contracts';
import type { BusRecord, Database, OutgoingRecord } from '@loanwatch/engines';
import { randomIds } from '@loanwatch/kernel';
import { createHttpApp, type Principal, type Role, type Service } from '@loanwatch/platform';
import { aChannel, aDevice, aPlace, entityRecord, eventually, testEngines, type TestEngines } from '@loanwatch/testing';
import { migrations } from '../src/db/migrations';
import { createService, ReportingConfig } from '../src/service';
import { signalRecord } from './signal-builders';

type App = Awaited<ReturnType<typeof createHttpApp>>;

export interface FigureBody {
  readonly value: number | null;
  readonly coverage: number | null;
}

export interface RowBody {
  readonly group: { readonly id: string };
  readonly period: { readonly from: string; readonly to: string };
  readonly figures: Readonly<Record<string, FigureBody>>;
  readonly raised: number;
}

export interface ItemBody {
  readonly id: string;
  readonly alarmId: string;
  readonly caseId: string;
}

/** A body as far as specs name its fields. */
export interface Body {
  readonly [field: string]: unknown;
  readonly type: string;
  readonly errors: readonly { readonly pointer: string }[];
  readonly items: readonly ItemBody[];
  readonly nextCursor: string | null;
  readonly rows: readonly RowBody[];
  readonly series: readonly {
    readonly points: readonly (FigureBody & { readonly at: string })[];
  }[];
  readonly signals: readonly { readonly metric: string }[];
}

export interface Answered {
  readonly status: number;
  readonly body: Body;
  readonly text: string;
  readonly headers: Readonly<Record<string, unknown>>;
}

export interface Caller {
  get(path: string): Promise<Answered>;
}

/** A place with one device of one channel. */
export type Premises = ReturnType<typeof aPlace> & {
  readonly device: ReturnType<typeof aDevice>;
  readonly subject: string;
};

/** The whole service in process, on a database of its own. */
export class ReportingApp {
  private constructor(
    readonly engines: TestEngines,
    readonly service: Service,
    readonly database: Database,
    private readonly app: App,
  ) {}

  static async start(now?: string): Promise<ReportingApp> {
    const engines = await testEngines(now === undefined ? {} : { now });
    const service = await createService(engines, new ReportingConfig());
    await service.start();
    const authenticate = async (token: string): Promise<Principal> =>
      JSON.parse(Buffer.from(token, 'base64url').toString()) as Principal;
    const app = await createHttpApp([service.module], {
      authenticator: { authenticate },
      isSuspended: (id) => service.institutions?.isSuspended(id) === true,
    });
    const database = await engines.database.open('reporting', migrations);
    return new ReportingApp(engines, service, database, app);
  }

  async stop(): Promise<void> {
    await this.app.close();
    await this.service.stop();
    await this.engines.close();
  }

  /** Staff of the platform unless `of` names an institution or an enterprise. */
  as(role: Role, of: { readonly institution?: string; readonly enterprise?: string } = {}): Caller {
    const principal: Principal = {
      subject: role,
      roles: [role],
      institutionId: of.institution ?? null,
      enterpriseId: of.enterprise ?? null,
      kind: role === 'client' ? 'machine' : 'staff',
    };
    const authorization = `Bearer ${Buffer.from(JSON.stringify(principal)).toString('base64url')}`;
    return {
      get: async (url) => {
        const answer = await this.app.inject({ method: 'GET', url, headers: { authorization } });
        const isJson = String(answer.headers['content-type']).includes('json');
        return {
          status: answer.statusCode,
          body: (isJson ? answer.json<unknown>() : {}) as Body,
          text: answer.body,
          headers: answer.headers,
        };
      },
    };
  }

  /** Registers an enterprise with a site and a meter, and waits until reporting knows them. */
  async premises(name = 'Jinhe Metalworks', timeZone = 'Asia/Shanghai'): Promise<Premises> {
    const place = aPlace();
    const enterprise = { ...place.enterprise, name };
    const site = { ...place.site, timeZone };
    const device = aDevice(site, { kind: 'meter' });
    const channel = aChannel(device, 'main', 'energy.register');
    await this.publish([
      entityRecord('enterprise', enterprise),
      entityRecord('site', site),
      entityRecord('device', device),
      entityRecord('channel', channel),
    ]);
    return { enterprise, site, device, subject: `channel:${device.id}/main` };
  }

  async institution(status: 'ACTIVE' | 'SUSPENDED' = 'ACTIVE'): Promise<string> {
    const id = randomIds.next();
    await this.publish([entityRecord('institution', { id, name: `Bank ${id.slice(-4)}`, kind: 'bank', status })]);
    return id;
  }

  async grant(
    institutionId: string,
    enterpriseId: string,
    terms: { readonly families: readonly string[]; readonly from?: string; readonly to?: string | null },
  ): Promise<void> {
    await this.publish([
      entityRecord('grant', {
        id: randomIds.next(),
        institutionId,
        enterpriseId,
        signalKinds: terms.families as never,
        from: terms.from ?? '2020-01-01',
        to: terms.to ?? null,
        status: 'ACTIVE',
      }),
    ]);
  }

  async signals({ enterprise, site }: Premises, signals: readonly Signal[]): Promise<void> {
    await this.publish([signalRecord({ enterpriseId: enterprise.id, siteId: site.id, signals })]);
  }

  /** Publishes and waits until everything is handled and folded. */
  async publish(records: readonly OutgoingRecord[]): Promise<void> {
    await this.engines.bus.publish(records);
    await eventually(async () => {
      const last = new Map(records.map(({ topic, headers }) => [topic, headers['ce_id']]));
      for (const [topic, id] of last) expect(await this.newestHandled(topic)).toBe(id);
      expect((await this.database.query('SELECT FROM unfolded')).rowCount).toBe(0);
    });
  }

  /** Id of the newest record of a topic that can be read, if reporting stands at it. */
  private async newestHandled(topic: string): Promise<string | undefined> {
    let newest: BusRecord | undefined;
    for await (const records of this.engines.bus.readAll(topic)) newest = records.at(-1);
    const { rows } = await this.database.query<{ position: string }>(
      'SELECT position FROM consumer_positions WHERE topic = $1',
      [topic],
    );
    return rows[0]?.position === newest?.position ? newest?.headers['ce_id'] : undefined;
  }
}
