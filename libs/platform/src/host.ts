import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Clock } from '@loanwatch/kernel';
import type { Authenticator } from './auth';
import type { BaseConfig } from './config-base';
import { type Checks, Health } from './health';
import { createHttpApp } from './http';
import type { Logger } from './logger';
import { serveDocuments } from './openapi';
import { operationsService } from './operations.controller';
import { RateLimit } from './rate-limit';
import type { Service } from './service';
import { portTaken } from './start-refused';
import type { Telemetry } from './telemetry';

export type HttpConfig = Pick<
  BaseConfig,
  | 'LOANWATCH_HTTP_HOST'
  | 'LOANWATCH_HTTP_PORT'
  | 'LOANWATCH_RATE_LIMIT'
  | 'LOANWATCH_STOP_DELAY_MS'
  | 'LOANWATCH_STOP_TIMEOUT_MS'
>;

export interface HostOptions {
  readonly authenticator: Authenticator;
  readonly logger: Logger;
  /** Stopped last, after the services have drained. */
  readonly engines?: { stop(): Promise<void> };
  /** Readiness of what is not a service: engines, the issuer's keys. */
  readonly checks?: Checks;
  readonly telemetry?: Telemetry;
  /** Default: the system's. */
  readonly clock?: Clock;
}

export interface RunningServices {
  /** Address to call it at, e.g. http://localhost:8080. */
  readonly url: string;
  readonly port: number;
  readonly app: NestFastifyApplication;
  /**
   * Not ready, a moment for the load balancer, no new connections, requests finished, services drained in reverse
   * order, engines closed. Each step has its own time limit; a step that fails does not keep the next from happening.
   */
  stop(): Promise<void>;
}

/** One HTTP server out of the given services: starts them in order, then listens. What had started is stopped when one fails. */
export async function runServices(
  services: readonly Service[],
  config: HttpConfig,
  options: HostOptions,
): Promise<RunningServices> {
  const { authenticator, logger } = options;
  const health = new Health(allChecks(services, options.checks), logger);
  const { LOANWATCH_RATE_LIMIT: perSecond } = config;
  const rateLimit = perSecond === 0 ? undefined : new RateLimit(perSecond, options.clock ?? { now: () => Date.now() });
  const hosted = [...services, operationsService(health)];
  const app = await createHttpApp(
    hosted.map(({ module }) => module),
    {
      ...{ authenticator, logger, health, rateLimit },
      isSuspended: (id) => services.some(({ institutions }) => institutions?.isSuspended(id) === true),
      prepare: (created) => serveDocuments(created, hosted),
    },
  );
  const started: Service[] = [];
  const stopAll = async (): Promise<void> => {
    const within = limitedBy(config.LOANWATCH_STOP_TIMEOUT_MS, logger);
    await within('requests', () => closeHttp(app, config.LOANWATCH_STOP_TIMEOUT_MS));
    for (const service of started.toReversed()) await within(service.name, () => service.stop());
    await within('telemetry', async () => options.telemetry?.stop());
    await within('engines', async () => options.engines?.stop());
  };
  try {
    for (const service of services) {
      started.push(service);
      await service.start();
    }
    const port = await listen(app, config);
    const url = `http://localhost:${port}`;
    logger.info({ url, services: services.map(({ name }) => name) }, 'ready');
    let stopped: Promise<void> | undefined;
    const stop = async (): Promise<void> => {
      health.stop();
      await pause(config.LOANWATCH_STOP_DELAY_MS);
      await stopAll();
      logger.info('stopped');
    };
    return { url, port, app, stop: () => (stopped ??= stop()) };
  } catch (error) {
    await stopAll();
    throw error;
  }
}

async function listen(app: NestFastifyApplication, config: HttpConfig): Promise<number> {
  try {
    const { LOANWATCH_HTTP_PORT: port, LOANWATCH_HTTP_HOST: host } = config;
    // Fastify's own listen: Nest's logs what is told in one sentence below.
    await app.getHttpAdapter().getInstance().listen({ port, host });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE')
      throw portTaken(config.LOANWATCH_HTTP_PORT, 'LOANWATCH_HTTP_PORT');
    throw error;
  }
  return (app.getHttpServer().address() as AddressInfo).port;
}

/** Streams that never end (server-sent events) are cut when the time is up. */
async function closeHttp(app: NestFastifyApplication, timeoutMs: number): Promise<void> {
  const server = app.getHttpServer();
  const cut = setTimeout(() => server.closeAllConnections(), Math.max(0, timeoutMs - 100));
  try {
    await app.close();
  } finally {
    clearTimeout(cut);
  }
}

function limitedBy(timeoutMs: number, logger: Logger) {
  return async (step: string, work: () => Promise<void>): Promise<void> => {
    let timer: NodeJS.Timeout | undefined;
    const tooLong = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`not done within ${timeoutMs} ms`)), timeoutMs);
    });
    try {
      await Promise.race([work(), tooLong]);
    } catch (error) {
      logger.error({ err: error, step }, 'a step of stopping failed');
    } finally {
      clearTimeout(timer);
    }
  };
}

function allChecks(services: readonly Service[], others: Checks = {}): Checks {
  return Object.fromEntries([
    ...Object.entries(others),
    ...services.flatMap(({ name, checks }) =>
      Object.entries(checks).map(([check, run]) => [`${name}.${check}`, run] as const),
    ),
  ]);
}
