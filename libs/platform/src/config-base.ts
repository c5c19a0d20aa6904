import { IsIn, IsInt, IsOptional, IsString, IsUrl, Max, Min } from 'class-validator';
import { Setting } from './config-setting';

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Settings that every process of Loanwatch knows. */
export class BaseConfig {
  @Setting('Address the HTTP server listens on')
  @IsString()
  LOANWATCH_HTTP_HOST = '0.0.0.0';

  @Setting('Port of the HTTP server; 0 takes any free one')
  @IsInt()
  @Min(0)
  @Max(65_535)
  LOANWATCH_HTTP_PORT = 8080;

  @Setting('Requests a second that one caller with a token may send to one process, twice that at once; 0: no limit')
  @IsInt()
  @Min(0)
  @Max(1_000_000)
  LOANWATCH_RATE_LIMIT = 1_000;

  @Setting(`Least level that is logged: ${LOG_LEVELS.join(', ')}`)
  @IsIn(LOG_LEVELS)
  LOANWATCH_LOG_LEVEL: LogLevel = 'info';

  @Setting('Milliseconds between "not ready" and closing the port on SIGTERM, so that a load balancer can react')
  @IsInt()
  @Min(0)
  @Max(60_000)
  LOANWATCH_STOP_DELAY_MS = 5_000;

  @Setting('Longest time in milliseconds for each of the steps of stopping: requests, services, engines')
  @IsInt()
  @Min(100)
  @Max(120_000)
  LOANWATCH_STOP_TIMEOUT_MS = 15_000;

  @Setting('Share of new traces that are recorded, 0 to 1; a caller that traces is always followed')
  @Min(0)
  @Max(1)
  LOANWATCH_TRACE_RATIO = 0.1;

  @Setting('OpenID Connect issuer whose tokens are accepted; without it the embedded issuer of the all-in-one')
  @IsOptional()
  @IsUrl({ require_tld: false, require_protocol: true, protocols: ['http', 'https'] })
  OIDC_ISSUER?: string;

  @Setting('Audience (`aud`) a token must name')
  @IsString()
  OIDC_AUDIENCE = 'loanwatch';

  @Setting('OTLP/HTTP endpoint that traces are sent to, e.g. http://localhost:4318; none: no traces are sent')
  @IsOptional()
  @IsUrl({ require_tld: false, require_protocol: true, protocols: ['http', 'https'] })
  OTEL_EXPORTER_OTLP_ENDPOINT?: string;
}
