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
    serializers: { err: loggedError, req: () => undefined, res: () => undefined },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}

/**
 * PostgreSQL quotes values in its messages and details, and they may be somebody's name: code, table, constraint and
 * place of such an error are logged, its texts are not.
 */
function loggedError(error: Error): object {
  if (!('severity' in error && 'routine' in error)) return pino.stdSerializers.err(error);
  const { name, code, severity, routine, schema, table, column, constraint } = error as Error & Record<string, unknown>;
  const frames = error.stack?.split('\n').filter((line) => line.startsWith('    at '));
  return { type: name, code, severity, routine, schema, table, column, constraint, stack: frames?.join('\n') };
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
