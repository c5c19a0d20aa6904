import { parseArgs } from 'node:util';
import { ConfigError, type Environment } from '@loanwatch/platform';

export const USAGE = `Usage: npm start -- [options]
  --data DIR        folder of everything durable (default ./data; LOANWATCH_DATA_DIR)
  --port PORT       port of API and Swagger (default 8080; LOANWATCH_HTTP_PORT; 0 takes any free one)
  --mqtt-port PORT  port for devices over MQTT (default 1883; LOANWATCH_MQTT_PORT; 0 takes any free one)
  --no-demo         do not fill a new data folder with the demonstration
  --help            this text
On a terminal only warnings are logged; LOANWATCH_LOG_LEVEL=info shows refused requests as well.
All settings: docs/reference/configuration.md`;

export interface Arguments {
  readonly help: boolean;
  readonly demo: boolean;
  /** The environment with what the options set over it. */
  readonly environment: Environment;
}

/**
 * On a terminal the log is for warnings: what was started, and what to do with it, is printed for people. Throws
 * {@link ConfigError} for an option that does not exist.
 */
export function readArguments(args: readonly string[], environment: Environment, isTerminal: boolean): Arguments {
  const { help, data, port, 'mqtt-port': mqttPort, demo } = parse(args);
  return {
    help: help ?? false,
    demo: demo ?? true,
    environment: {
      ...(isTerminal ? { LOANWATCH_LOG_LEVEL: 'warn' } : {}),
      ...environment,
      ...(data === undefined ? {} : { LOANWATCH_DATA_DIR: data }),
      ...(port === undefined ? {} : { LOANWATCH_HTTP_PORT: port }),
      ...(mqttPort === undefined ? {} : { LOANWATCH_MQTT_PORT: mqttPort }),
    },
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowNegative: true,
      options: {
        data: { type: 'string' },
        port: { type: 'string' },
        'mqtt-port': { type: 'string' },
        demo: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values;
  } catch (error) {
    const what = error instanceof Error ? error.message : String(error);
    throw new ConfigError([`${what} (npm start -- --help lists the options)`]);
  }
}
