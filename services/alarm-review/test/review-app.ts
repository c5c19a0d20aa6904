import { Client } from 'pg';
import { makeEvent, type MessageRecord, parseEvent, type Trigger } from '@loanwatch/contracts';
import type { Engines } from '@loanwatch/engines';
import { derivedId, randomIds } from '@loanwatch/kernel';
import { createHttpApp, type Principal, type Role, type Service } from '@loanwatch/platform';
import { entityRecord, eventually, testEngines, type TestEngines } from '@loanwatch/testing';
import { AlarmReviewConfig, createService } from '../src/service';
import { aTrigger } from './builders';

const NO_BODY: AnsweredBody = { items: [], history: [] };

type App = Awaited<ReturnType<typeof createHttpApp>>;

export interface Answered {
  readonly status: number;
  readonly body: AnsweredBody;
  readonly etag: string;
}

/** What specs look into; a list has items, an alarm and a case have a history. */
export interface AnsweredBody {
  readonly items: readonly { readonly alarmId: string; readonly family: string; readonly [field: string]: unknown }[];
  readonly history: readonly { readonly change: string; readonly detail: Readonly<Record<string, unknown>> }[];
  readonly [field: string]: unknown;
}

/** Somebody who calls the API. */
export interface Caller {
  get(path: string): Promise<Answered>;
  post(path: string, body?: object, headers?: Readonly<Record<string, string>>): Promise<Answered>;
  /** A command on what stands now, under a key of its own. */
  command(path: string, name: string, body?: object): Promise<Answered>;
}

/** The whole service in process, on a database of its own. */
export class ReviewApp {
  private constructor(
    readonly engines: TestEngines,
    readonly service: Service,
    private readonly app: App,
  ) {}

  /** `over` puts other engines in the place of the real ones, to make them fail. */
  static async start(over: (engines: TestEngines) => Partial<Engines> = () => ({})): Promise<ReviewApp> {
    const engines = await testEngines();
    const config = Object.assign(new AlarmReviewConfig(), {
      ALARM_REVIEW_TIMER_INTERVAL_MS: 20,
      LOANWATCH_LOG_LEVEL: 'silent',
    });
    const service = await createService({ ...engines, ...over(engines) }, config);
    await service.start();
    const authenticate = async (token: string): Promise<Principal> =>
      JSON.parse(Buffer.from(token, 'base64url').toString()) as Principal;
    const app = await createHttpApp([service.module], { authenticator: { authenticate } });
    return new ReviewApp(engines, service, app);
  }

  async stop(): Promise<void> {
    await this.app.close();
    await this.service.stop();
    await this.engines.close();
  }

  /** Staff of the platform unless an institution is named. */
  as(role: Role, institutionId: string | null = null, subject = `${role}-1`): Caller {
    const principal: Principal = { subject, roles: [role], institutionId, enterpriseId: null, kind: 'staff' };
    const token = Buffer.from(JSON.stringify(principal)).toString('base64url');
    const send = async (
      method: 'GET' | 'POST',
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
      const body = answer.body === '' ? NO_BODY : answer.json<AnsweredBody>();
      return { status: answer.statusCode, body, etag: String(answer.headers['etag']) };
    };
    return {
      get: (url) => send('GET', url),
      post: (url, body, headers) => send('POST', url, body, headers),
      command: async (url, name, body) => {
        const { etag } = await send('GET', url);
        return send('POST', `${url}/${name}`, body, aKey({ 'if-match': etag }));
      },
    };
  }

  /** What rules say. Resolves when it is taken. */
  async triggers(...triggers: readonly Trigger[]): Promise<void> {
    await this.engines.bus.publish(triggers.map(triggerRecord));
  }

  async institution(id: string, status: 'ACTIVE' | 'SUSPENDED'): Promise<void> {
    await this.engines.bus.publish([entityRecord('institution', { id, name: id, kind: 'bank', status })]);
  }

  /** Gives an institution sight of an enterprise, in force from 2026 on. */
  async grants(institutionId: string, enterpriseId: string, signalKinds: readonly Trigger['family'][]): Promise<void> {
    const id = derivedId('grant', institutionId, enterpriseId);
    const grant = { id, institutionId, enterpriseId, signalKinds, from: '2026-01-01', to: null };
    await this.engines.bus.publish([entityRecord('grant', { ...grant, status: 'ACTIVE' })]);
  }

  async endsGrants(institutionId: string, enterpriseId: string): Promise<void> {
    const id = derivedId('grant', institutionId, enterpriseId);
    const grant = { id, institutionId, enterpriseId, signalKinds: ['climate'] as const, from: '2026-01-01', to: null };
    await this.engines.bus.publish([entityRecord('grant', { ...grant, status: 'REVOKED' }, { version: 2 })]);
  }

  /** Everything on the topic so far, as `<change>` in order, of one alarm and its cases. */
  async lifecycle(alarmId: string): Promise<readonly { change: string; revision: number; caseId?: string }[]> {
    const found: { change: string; revision: number; caseId?: string }[] = [];
    for await (const records of this.engines.bus.readAll('lifecycle')) {
      for (const { value, headers } of records) {
        if (headers['ce_type'] === 'loanwatch.alarm.changed.v1') {
          const { data } = parseEvent(value, 'loanwatch.alarm.changed.v1');
          if (data.alarmId === alarmId) found.push({ change: data.change, revision: data.revision });
        } else {
          const { data } = parseEvent(value, 'loanwatch.case.changed.v1');
          const { change, revision, caseId } = data;
          if (data.alarmId === alarmId) found.push({ change, revision, caseId });
        }
      }
    }
    return found;
  }

  /** Raises an alarm and resolves with its id once it waits in the queue. */
  async raised(changes: Partial<Trigger> = {}): Promise<string> {
    const trigger = aTrigger({ fingerprint: randomIds.next(), enterpriseId: randomIds.next(), ...changes });
    await this.triggers(trigger);
    return this.queued(trigger.enterpriseId);
  }

  /** The id of the alarm of an enterprise that waits in the queue. */
  queued(enterpriseId: string): Promise<string> {
    return eventually(async () => {
      const { body } = await this.as('service_manager').get(`/v1/review-queue?enterpriseId=${enterpriseId}`);
      expect(body.items).toHaveLength(1);
      return body.items[0]?.alarmId ?? '';
    });
  }

  /** Claims and confirms. */
  async confirms(alarmId: string): Promise<void> {
    const reviewer = this.as('service_manager');
    expect((await reviewer.command(`/v1/alarms/${alarmId}`, 'claim')).status).toBe(200);
    expect((await reviewer.command(`/v1/alarms/${alarmId}`, 'judge', CONFIRMED)).status).toBe(200);
  }

  /** Resolves once the service knows the device. */
  async deviceKnown(deviceId: string): Promise<void> {
    await eventually(() =>
      this.rows('SELECT FROM alarm_review.entity WHERE id = $1', [deviceId]).then(({ length }) => length > 0),
    );
  }

  /** What stands in the read model of an enterprise's alarms, suppressed ones too, which no queue shows. */
  alarmsOf(enterpriseId: string): Promise<readonly unknown[]> {
    const sql = 'SELECT review, suppressed FROM alarm_review.alarm_state WHERE enterprise_id = $1';
    return this.rows(sql, [enterpriseId]);
  }

  private async rows(sql: string, params: readonly unknown[]): Promise<readonly unknown[]> {
    const session = new Client({ connectionString: this.engines.ownerUrl });
    await session.connect();
    try {
      return (await session.query<Record<string, unknown>>(sql, [...params])).rows;
    } finally {
      await session.end();
    }
  }

  /** The path of the case that an institution has of an alarm, once it is open. */
  casePath(alarmId: string, institutionId: string): Promise<string> {
    return eventually(async () => {
      const { body } = await this.as('service_manager').get(`/v1/alarms/${alarmId}`);
      const sent = body.history.filter(
        ({ change, detail }) => change === 'AlarmDispatched' && detail['institutionId'] === institutionId,
      );
      const path = `/v1/cases/${String(sent.at(-1)?.detail['caseId'])}`;
      expect((await this.as('risk_manager', institutionId).get(path)).status).toBe(200);
      return path;
    });
  }
}

export const CONFIRMED = { verdict: 'CONFIRMED', reason: 'pattern-consistent', evidenceSeen: ['signal:temperature'] };
export const FALSE_ALARM = { verdict: 'FALSE_POSITIVE', reason: 'staff', evidenceSeen: ['picture:1'] };

export const aKey = (headers: Readonly<Record<string, string>> = {}) => ({
  'idempotency-key': randomIds.next(),
  ...headers,
});

export function triggerRecord(trigger: Trigger): MessageRecord {
  const { triggerId, enterpriseId, at } = trigger;
  return makeEvent('loanwatch.trigger.decided.v1', {
    id: triggerId,
    source: '/loanwatch/alarm-rules',
    time: at,
    key: enterpriseId,
    correlationId: triggerId,
    causationId: triggerId,
    data: trigger,
  });
}
