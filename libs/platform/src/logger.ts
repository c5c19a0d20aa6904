import type { LoggerService } from '@nestjs/common';
import { type DestinationStream, type Logger, pino } from 'pino';
import type { LogLevel } from './config-base';

export type { Logger };

/** Where credentials and whole messages could slip into a line; bodies are never logged in the first place. */
const REDACTED = [
  'authorization',
  'password',
  'secret',
  'token',
  'key',
  '*.authorization',
  '*.password',
  '*.secret',
  '*.token',
  '*.key',
  'req.headers',
  'res.headers',
];

/** JSON lines on stdout. Log ids and codes, never bodies, names or credentials. */
export function createLogger(level: LogLevel, destination?: DestinationStream): Logger {
  const options = {
    level,
    base: null,
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label: string) => ({ level: label }) },
    redact: { paths: REDACTED, censor: '***' },
    serializers: { err: pino.stdSerializers.err, req: () => undefined, res: () => undefined },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}

/** Nest's own messages: its start-up chatter at debug, the rest as it is. */
export class NestLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}
  log(message: unknown): void {
    this.logger.debug(String(message));
  }
  error(message: unknown, ...rest: unknown[]): void {
    this.logger.error({ nest: rest.map(String) }, String(message));
  }
  warn(message: unknown): void {
    this.logger.warn(String(message));
  }
}
