import { type Environment, type Role, type TokenClaims } from '@loanwatch/platform';
import { testEngines } from '@loanwatch/testing';
import { type AllInOne, startAllInOne } from '../../services/all-in-one/src/start';
import { Caller } from './caller';

/** A Loanwatch of a spec file's own, on a database of its own, spoken to over HTTP and MQTT only. */
export interface Installation {
  readonly url: string;
  readonly mqttUrl: string;
  readonly loanwatch: AllInOne;
  /** Somebody with a role; of the platform unless the claims name an institution or an enterprise. */
  as(role: Role, claims?: Omit<TokenClaims, 'roles'>): Promise<Caller>;
  /** Who has no token. */
  readonly stranger: Caller;
  /** The device with its own key. */
  device(deviceId: string, key: string): Caller;
  stop(): Promise<void>;
}

export async function startInstallation(environment: Environment = {}): Promise<Installation> {
  const database = await testEngines();
  const loanwatch = await startAllInOne({
    databaseUrl: database.ownerUrl,
    environment: {
      LOANWATCH_LOG_LEVEL: 'fatal',
      LOANWATCH_HTTP_HOST: '127.0.0.1',
      LOANWATCH_WEBHOOK_ALLOW_PRIVATE: 'true',
      RULES_SETTLE_SECONDS: '0',
      ...environment,
    },
  });
  const { url, mqttUrl } = loanwatch;
  if (mqttUrl === null) throw new Error('no MQTT broker runs');
  return {
    url,
    mqttUrl,
    loanwatch,
    as: async (role, claims = {}) => new Caller(url, `Bearer ${await loanwatch.token({ roles: [role], ...claims })}`),
    stranger: new Caller(url),
    device: (deviceId, key) => new Caller(url, `Basic ${Buffer.from(`${deviceId}:${key}`).toString('base64')}`),
    stop: async () => {
      await loanwatch.stop();
      await database.close();
    },
  };
}
