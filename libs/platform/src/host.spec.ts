import { Controller, Get, Module } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { randomIds } from '@loanwatch/kernel';
import { eventually } from '@loanwatch/testing';
import {
  Access,
  BaseConfig,
  createLogger,
  EmbeddedIssuer,
  issuerService,
  type RunningServices,
  runServices,
  type Service,
} from './index';

const config = Object.assign(new BaseConfig(), {
  LOANWATCH_HTTP_HOST: '127.0.0.1',
  LOANWATCH_HTTP_PORT: 0,
  LOANWATCH_STOP_DELAY_MS: 50,
  LOANWATCH_STOP_TIMEOUT_MS: 2_000,
});
const logger = createLogger('silent');

@Controller('/v1/slow')
class SlowController {
  static entered = 0;
  static release: () => void = () => undefined;

  @Get()
  @Access({ public: true })
  @ApiOperation({ summary: 'Slow' })
  async slow(): Promise<unknown> {
    SlowController.entered++;
    await new Promise<void>((resolve) => (SlowController.release = resolve));
    return { done: true };
  }
}

@Module({})
class SlowModule {}

@Controller('/v1/asked')
class AskedController {
  @Get()
  @Access({ roles: ['client'] })
  @ApiOperation({ summary: 'Asked' })
  asked(): unknown {
    return {};
  }
}

@Module({})
class AskedModule {}

@Module({})
class EmptyModule {}

function aService(name: string, log: string[], overrides: Partial<Service> = {}): Service {
  return {
    name,
    module: { module: EmptyModule },
    start: async () => void log.push(`start ${name}`),
    stop: async () => void log.push(`stop ${name}`),
    checks: {},
    ...overrides,
  };
}

describe('a host of services', () => {
  let issuer: EmbeddedIssuer;
  let running: RunningServices;
  beforeAll(async () => {
    issuer = await EmbeddedIssuer.open({ url: () => 'http://issuer.test' });
  });

  afterEach(() => running.stop());

  it('starts services in order and stops them in reverse, engines last', async () => {
    const log: string[] = [];
    running = await runServices([aService('a', log), aService('b', log)], config, {
      authenticator: issuer.authenticator(),
      logger,
      engines: { stop: async () => void log.push('stop engines') },
    });
    await Promise.all([running.stop(), running.stop()]);
    expect(log).toEqual(['start a', 'start b', 'stop b', 'stop a', 'stop engines']);
  });

  it('finishes the request in hand when it is told to stop, and says so to the load balancer first', async () => {
    running = await runServices(
      [aService('slow', [], { module: { module: SlowModule, controllers: [SlowController] } })],
      config,
      { authenticator: issuer.authenticator(), logger },
    );
    const before = SlowController.entered;
    const answer = fetch(`${running.url}/v1/slow`);
    await eventually(() => SlowController.entered > before);
    const stopping = running.stop();
    const readiness = await fetch(`${running.url}/health/ready`);
    expect(readiness.status).toBe(503);
    expect(await readiness.json()).toEqual({ status: 'stopping', checks: {} });
    SlowController.release();
    expect((await answer).status).toBe(200);
    await stopping;
    await expect(fetch(`${running.url}/health/live`)).rejects.toThrow();
  });

  it('refuses whoever acts for a suspended institution, whichever service they call', async () => {
    const [suspended, active] = [randomIds.next(), randomIds.next()];
    running = await runServices(
      [
        aService('knowing', [], { institutions: { isSuspended: (id) => id === suspended } }),
        aService('asked', [], { module: { module: AskedModule, controllers: [AskedController] } }),
      ],
      config,
      { authenticator: issuer.authenticator(), logger },
    );
    const asked = async (institutionId?: string): Promise<number> => {
      const token = await issuer.signToken({ roles: ['client'], institutionId });
      const headers = { authorization: `Bearer ${token}` };
      return (await fetch(`${running.url}/v1/asked`, { headers })).status;
    };
    expect([await asked(suspended), await asked(active), await asked()]).toEqual([403, 200, 200]);
  });

  it('stops the rest when one service cannot stop', async () => {
    const log: string[] = [];
    const broken = aService('broken', log, { stop: () => Promise.reject(new Error('no')) });
    running = await runServices([aService('a', log), broken], config, {
      authenticator: issuer.authenticator(),
      logger,
    });
    await running.stop();
    expect(log).toEqual(['start a', 'start broken', 'stop a']);
  });

  it('stops what had started when a later service cannot start', async () => {
    const log: string[] = [];
    const broken = aService('broken', log, { start: () => Promise.reject(new Error('no database')) });
    await expect(
      runServices([aService('a', log), broken], config, { authenticator: issuer.authenticator(), logger }),
    ).rejects.toThrow('no database');
    expect(log).toEqual(['start a', 'stop broken', 'stop a']);
  });

  it('says which port is taken', async () => {
    running = await runServices([], config, { authenticator: issuer.authenticator(), logger });
    const second = runServices([], Object.assign(new BaseConfig(), config, { LOANWATCH_HTTP_PORT: running.port }), {
      authenticator: issuer.authenticator(),
      logger,
    });
    await expect(second).rejects.toThrow(/^Port \d+ is taken by another program: set LOANWATCH_HTTP_PORT/);
  });

  it('is not ready while a check fails or does not answer within a second, and live all the time', async () => {
    let broken = false;
    const service = aService('metering', [], {
      checks: { database: () => (broken ? Promise.reject(new Error('down')) : Promise.resolve()) },
    });
    running = await runServices([service], config, { authenticator: issuer.authenticator(), logger });
    const ready = async (): Promise<unknown> => (await fetch(`${running.url}/health/ready`)).json();
    expect(await ready()).toEqual({ status: 'ready', checks: { 'metering.database': 'ok' } });
    broken = true;
    expect(await ready()).toEqual({ status: 'not-ready', checks: { 'metering.database': 'failing' } });
    expect((await fetch(`${running.url}/health/live`)).status).toBe(200);
    await running.stop();
  });

  it('shows its documentation, its document and its metrics', async () => {
    running = await runServices([issuerService(issuer)], config, {
      authenticator: issuer.authenticator(),
      logger,
    });
    const page = await fetch(`${running.url}/docs`);
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('Loanwatch API');
    expect((await fetch(`${running.url}/docs/swagger-ui-bundle.js`)).status).toBe(200);
    const document = (await (await fetch(`${running.url}/openapi.json`)).json()) as never;
    expect(document).toMatchObject({ openapi: '3.1.0', paths: { '/health/live': {}, '/oauth/token': {} } });
    const metrics = await (await fetch(`${running.url}/metrics`)).text();
    expect(metrics).toContain('loanwatch_http_request_duration_seconds_bucket');
    expect(metrics).toContain('route="/openapi.json"');
    await running.stop();
  });
});
