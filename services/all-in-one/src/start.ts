import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { embeddedEngines, type Engines, type RunnableEngines, urlEngines } from '@loanwatch/engines';
import type { Clock, Ids } from '@loanwatch/kernel';
import {
  busOptions,
  createLogger,
  deadLettersService,
  describeConfig,
  EmbeddedIssuer,
  engineChecks,
  type Environment,
  issuerService,
  loadConfigs,
  type Logger,
  runServices,
  type Service,
  startEngines,
  startTelemetry,
  type TokenClaims,
  trustIn,
} from '@loanwatch/platform';
import { AllInOneConfig } from './config';
import { withOwnSecrets } from './own-secrets';
import { NotedMqtt } from './noted-mqtt';
import { writeRuntime } from './runtime-file';
import { SERVICES } from './service-list';

export interface AllInOneOptions {
  /** Folder of everything durable. Default: a temporary one that is removed at the end. */
  readonly dataDir?: string;
  /** PostgreSQL to use instead of the embedded one. */
  readonly databaseUrl?: string;
  /** Settings by the names of `docs/reference/configuration.md`; ports are free ones, and callers have no limit, unless set here. */
  readonly environment?: Environment;
  readonly clock?: Clock;
  readonly ids?: Ids;
}

export interface AllInOne {
  /** Address of the API, e.g. http://localhost:8080. */
  readonly url: string;
  /** Address for devices, e.g. mqtt://localhost:1883; null without MQTT. */
  readonly mqttUrl: string | null;
  readonly engines: Engines;
  readonly issuer: EmbeddedIssuer;
  readonly logger: Logger;
  /** A signed token of the embedded issuer. */
  token(claims: TokenClaims): Promise<string>;
  stop(): Promise<void>;
}

/**
 * The whole of Loanwatch in this process. Handles no signals and prints nothing, so that tests, benchmarks and `main.ts`
 * start it alike. Throws `ConfigError` and `StartRefused` for what whoever starts it can change.
 */
export async function startAllInOne(options: AllInOneOptions = {}): Promise<AllInOne> {
  const temporary = options.dataDir === undefined ? await temporaryFolder() : undefined;
  const dataDir = path.resolve(options.dataDir ?? temporary ?? '');
  const removeTemporary = async (): Promise<void> => {
    if (temporary !== undefined) await rm(temporary, { recursive: true, force: true });
  };
  try {
    const running = await start(dataDir, options);
    return { ...running, stop: () => running.stop().finally(removeTemporary) };
  } catch (error) {
    await removeTemporary();
    throw error;
  }
}

/** Open to other accounts: started as root, PostgreSQL runs as one of them. Secrets in it are files of their own mode. */
async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'loanwatch-'));
  await chmod(folder, 0o755);
  return folder;
}

async function start(dataDir: string, options: AllInOneOptions): Promise<AllInOne> {
  const { config, ...configs } = await readConfig(dataDir, options);
  const logger = createLogger(config.LOANWATCH_LOG_LEVEL);
  logger.info({ config: describeConfig(config) }, 'configuration');
  const telemetry = startTelemetry({
    service: 'loanwatch',
    ratio: config.LOANWATCH_TRACE_RATIO,
    endpoint: config.OTEL_EXPORTER_OTLP_ENDPOINT,
  });
  const { engines, mqtt } = chooseEngines(dataDir, config, options, logger);
  let url = `http://localhost:${config.LOANWATCH_HTTP_PORT}`;
  const issuer = await EmbeddedIssuer.open({
    directory: dataDir,
    url: () => config.LOANWATCH_PUBLIC_URL ?? url,
    clock: engines.clock,
    ids: engines.ids,
  });
  const { authenticator, checks } = trustIn(config, engines.clock, issuer);
  await startEngines(engines);
  const services = await createServices(engines, configs).catch(async (error: unknown) => {
    await engines.stop();
    throw error;
  });
  services.push(deadLettersService(engines.bus));
  if (config.OIDC_ISSUER === undefined) services.push(issuerService(issuer));
  const running = await runServices(services, config, {
    authenticator,
    logger,
    telemetry,
    engines,
    checks: { ...checks, ...engineChecks(engines) },
  });
  url = running.url;
  const port = mqtt?.port ?? null;
  const mqttUrl = port === null ? null : `mqtt://localhost:${port}`;
  const startedAt = new Date(engines.clock.now()).toISOString();
  await writeRuntime(dataDir, { url, mqttUrl, mqttPort: port, pid: process.pid, issuer: issuer.url(), startedAt });
  return {
    url,
    mqttUrl,
    engines,
    issuer,
    logger,
    token: (claims) => issuer.signToken(claims),
    stop: () => running.stop(),
  };
}

function createServices(engines: Engines, configs: Readonly<Record<string, object>>): Promise<Service[]> {
  return Promise.all(SERVICES.map((service) => service.create(engines, configs[service.name] ?? {})));
}

async function readConfig(dataDir: string, { environment, databaseUrl }: AllInOneOptions) {
  const settings = {
    LOANWATCH_HTTP_PORT: '0',
    LOANWATCH_MQTT_PORT: '0',
    LOANWATCH_LOG_LEVEL: 'warn',
    LOANWATCH_RATE_LIMIT: '0',
    ...(databaseUrl === undefined ? {} : { LOANWATCH_DATABASE_URL: databaseUrl }),
    ...environment,
    LOANWATCH_DATA_DIR: dataDir,
  };
  const classes = Object.fromEntries(SERVICES.map(({ name, Config }) => [name, Config]));
  return loadConfigs({ ...classes, config: AllInOneConfig }, await withOwnSecrets(dataDir, settings));
}

function chooseEngines(
  dataDir: string,
  config: AllInOneConfig,
  { clock, ids }: AllInOneOptions,
  logger: Logger,
): { readonly engines: RunnableEngines; readonly mqtt: NotedMqtt | undefined } {
  const sources = {
    ...(clock === undefined ? {} : { clock }),
    ...(ids === undefined ? {} : { ids }),
    bus: busOptions(logger),
    mqtt: { port: config.LOANWATCH_MQTT_PORT, host: config.LOANWATCH_HTTP_HOST },
  };
  const databaseUrl = config.LOANWATCH_DATABASE_URL;
  const engines =
    databaseUrl === undefined ? embeddedEngines({ dataDir, ...sources }) : urlEngines({ databaseUrl, ...sources });
  if (engines.mqtt === undefined) return { engines, mqtt: undefined };
  const mqtt = new NotedMqtt(engines.mqtt, config.LOANWATCH_MQTT_PORT);
  return { engines: { ...engines, mqtt }, mqtt };
}
