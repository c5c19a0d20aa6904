import { type Engines, type RunnableEngines, urlEngines } from '@loanwatch/engines';
import { IsInt, IsOptional, Matches, Max, Min } from 'class-validator';
import { busOptions } from './bus-options';
import { describeConfig, type Environment, loadConfigs } from './config';
import type { BaseConfig } from './config-base';
import { Secret, Setting } from './config-setting';
import { engineChecks } from './health';
import { runServices } from './host';
import { createLogger, type Logger } from './logger';
import { exitAfterFailedStart, stopOnSignals } from './process';
import type { Service } from './service';
import { startEngines } from './start-refused';
import { startTelemetry } from './telemetry';
import { trustIn } from './trust';

/** Where a service that runs by itself finds its engines. */
export class EngineConfig {
  @Setting(
    'PostgreSQL of the service, as a role that may create schemas and roles: postgres://user:password@host/database',
  )
  @Secret()
  @Matches(/^postgres(ql)?:\/\//, { message: 'LOANWATCH_DATABASE_URL must begin with postgres://' })
  LOANWATCH_DATABASE_URL!: string;

  @Setting('Port of the MQTT broker for devices, in device-ingest; none: no MQTT')
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(65_535)
  LOANWATCH_MQTT_PORT?: number;
}

/** Runs one service as a process of its own, until a signal stops it. The whole of a service's `main.ts`. */
export function runService<C extends BaseConfig>(
  name: string,
  Config: new () => C,
  createService: (engines: Engines, config: C) => Promise<Service>,
  environment: Environment,
): void {
  run(name, Config, createService, environment).catch(exitAfterFailedStart);
}

async function run<C extends BaseConfig>(
  name: string,
  Config: new () => C,
  createService: (engines: Engines, config: C) => Promise<Service>,
  environment: Environment,
): Promise<void> {
  const { service: config, engines: engineConfig } = loadConfigs(
    { service: Config, engines: EngineConfig },
    environment,
  );
  const logger = createLogger(config.LOANWATCH_LOG_LEVEL);
  logger.info({ config: { ...describeConfig(config), ...describeConfig(engineConfig) } }, 'configuration');
  const engines = chooseEngines(engineConfig, logger);
  const { authenticator, checks } = trustIn(config, engines.clock);
  const { LOANWATCH_TRACE_RATIO: ratio, OTEL_EXPORTER_OTLP_ENDPOINT: endpoint } = config;
  const telemetry = startTelemetry({ service: name, ratio, endpoint });
  await startEngines(engines);
  const service = await createService(engines, config).catch(async (error: unknown) => {
    await engines.stop();
    throw error;
  });
  const running = await runServices([service], config, {
    authenticator,
    logger,
    engines,
    telemetry,
    checks: { ...checks, ...engineChecks(engines) },
  });
  stopOnSignals(() => running.stop(), logger);
}

function chooseEngines(
  { LOANWATCH_DATABASE_URL: databaseUrl, LOANWATCH_MQTT_PORT: port }: EngineConfig,
  logger: Logger,
): RunnableEngines {
  return urlEngines({ databaseUrl, bus: busOptions(logger), ...(port === undefined ? {} : { mqtt: { port } }) });
}
