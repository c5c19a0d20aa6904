import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { type DynamicModule, Module, type NestApplicationOptions } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { DomainError } from '@loanwatch/kernel';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { requireAccessOnEveryRoute } from './access-check';
import { AccessGuard } from './access';
import { unpackAnswer } from './answer';
import type { Authenticator } from './auth';
import type { Health } from './health';
import { parseJsonBody } from './json-body';
import { createLogger, type Logger, NestLogger } from './logger';
import { recordRequest } from './metrics';
import type { RateLimit } from './rate-limit';
import { RequestLog } from './request-log';
import { ProblemFilter, replyProblem } from './problem.filter';
import { startRequestSpan } from './telemetry';
import { createValidationPipe } from './validation.pipe';

export const BODY_LIMIT_BYTES = 1024 * 1024;
/** Imports of master data come as one file. */
export const CSV_LIMIT_BYTES = 4 * 1024 * 1024;
const JSON_TYPE = /^application\/(json|[a-z0-9.-]+\+json)(;|$)/i;
const RAW_TYPE = /^(application\/xml|text\/xml|application\/octet-stream|multipart\/form-data|text\/plain)(;|$)/i;
const CSV_TYPE = /^text\/csv(;|$)/i;
const REQUEST_ID = /^[\w.-]{1,64}$/;

@Module({})
class HttpModule {}

export interface HttpOptions {
  readonly authenticator: Authenticator;
  readonly logger?: Logger;
  /** Budget of each caller with a token; none: no limit. */
  readonly rateLimit?: RateLimit | undefined;
  /** Whether callers of an institution are refused; none is by default. */
  readonly isSuspended?: (institutionId: string) => boolean;
  /** While it is stopping, answers ask clients to open their next connection elsewhere. */
  readonly health?: Pick<Health, 'isStopping'>;
  /** Adds to the application before its routes are closed, e.g. the documentation. */
  readonly prepare?: (app: NestFastifyApplication) => void;
}

/**
 * One Nest application on Fastify out of the modules of services, initialised and not listening: `app.inject()` works.
 * Bodies: JSON (also `*+json`) parsed and checked, XML, plain text, multipart and octet streams as Buffer (vendor
 * payloads), CSV as Buffer (its charset is in the Content-Type); 1 MiB at most, CSV 4 MiB. Every refusal is an RFC 9457 problem.
 */
export async function createHttpApp(
  modules: readonly DynamicModule[],
  { authenticator, logger = createLogger('silent'), health, prepare, rateLimit, isSuspended }: HttpOptions,
): Promise<NestFastifyApplication> {
  requireAccessOnEveryRoute(modules);
  const adapter = new FastifyAdapter({
    loggerInstance: logger,
    logController: new RequestLog(),
    bodyLimit: BODY_LIMIT_BYTES,
    genReqId: ({ headers }: IncomingMessage) => {
      const given = headers['x-request-id'];
      return typeof given === 'string' && REQUEST_ID.test(given) ? given : randomUUID();
    },
    routerOptions: { maxParamLength: 200 },
    frameworkErrors: replyProblem,
    skipMiddie: true,
    // A request on a connection that is still open is answered; 503 would fail it for nothing.
    return503OnClosing: false,
  });
  const settings: NestApplicationOptions = { bodyParser: false, logger: new NestLogger(logger), abortOnError: false };
  const root = { module: HttpModule, imports: [...modules] };
  const app = await NestFactory.create<NestFastifyApplication>(root, adapter, settings);
  app.useGlobalFilters(new ProblemFilter());
  app.useGlobalPipes(createValidationPipe());
  app.useGlobalGuards(new AccessGuard(authenticator, rateLimit, isSuspended));
  readBodies(adapter.getInstance());
  addHooks(adapter.getInstance(), health);
  prepare?.(app);
  await app.init();
  await adapter.getInstance().ready();
  return app;
}

function readBodies(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser(JSON_TYPE, { parseAs: 'buffer' }, (_request, body, done) => {
    try {
      done(null, parseJsonBody(body as Buffer));
    } catch (error) {
      done(error as Error);
    }
  });
  fastify.addContentTypeParser(RAW_TYPE, { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  fastify.addContentTypeParser(CSV_TYPE, { parseAs: 'buffer', bodyLimit: CSV_LIMIT_BYTES }, (_request, body, done) =>
    done(null, body),
  );
  fastify.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) =>
    done(null, Object.fromEntries(new URLSearchParams(body as string))),
  );
}

function addHooks(fastify: FastifyInstance, health: HttpOptions['health']): void {
  const ends = new WeakMap<FastifyRequest, NonNullable<ReturnType<typeof startRequestSpan>>>();
  fastify.addHook('onRequest', (request, reply, done) => {
    void reply.header('x-request-id', request.id).header('x-content-type-options', 'nosniff');
    if (health?.isStopping === true) void reply.header('connection', 'close');
    const traceparent = request.headers['traceparent'];
    const end = startRequestSpan(
      `${request.method} ${routeOf(request)}`,
      typeof traceparent === 'string' ? traceparent : undefined,
      done,
    );
    if (end !== undefined) ends.set(request, end);
  });
  // PostgreSQL takes no NUL in a text. Bodies are looked through when they are parsed.
  fastify.addHook('preValidation', (request, _reply, done) => {
    const hasNul = request.url.split('?', 2)[1]?.includes('%00') === true;
    done(
      hasNul ? new DomainError('request.unstorable-text', 'malformed', 'The query has a NUL character.') : undefined,
    );
  });
  fastify.addHook('preSerialization', (_request, reply, payload, done) => done(null, unpackAnswer(payload, reply)));
  fastify.addHook('onResponse', (request, reply, done) => {
    recordRequest(request.method, routeOf(request), reply.statusCode, reply.elapsedTime);
    ends.get(request)?.(
      {
        'http.request.method': request.method,
        'http.route': routeOf(request),
        'http.response.status_code': reply.statusCode,
      },
      reply.statusCode >= 500,
    );
    done();
  });
}

/** The pattern, never the address: one series and one span name for each route. */
function routeOf(request: FastifyRequest): string {
  return request.routeOptions.url ?? 'unknown';
}
