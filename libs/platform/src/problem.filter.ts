import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import { DomainError } from '@loanwatch/kernel';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { edgeError } from './edge-error';
import { type Problem, problemOf, unexpectedProblem } from './problem';

const RETRY_AFTER_SECONDS = '5';

/** Answers every error of a route as a problem. What nobody expected is logged whole and shown as a fixed text. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    replyProblem(error, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
  }
}

/** Also for errors before routing (Fastify's own error and not-found handlers). */
export function replyProblem(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const known = error instanceof DomainError ? error : edgeError(error);
  if (reply.sent) return;
  if (known === undefined) request.log.error({ err: error }, 'unexpected error');
  sendProblem(known === undefined ? unexpectedProblem(request.id) : problemOf(known, request.id), reply);
}

export function sendProblem(problem: Problem, reply: FastifyReply): void {
  if (problem.status === 401) void reply.header('www-authenticate', 'Bearer');
  if (problem.status === 503 || problem.status === 429) {
    const seconds = problem.retryAfterSeconds;
    void reply.header('retry-after', typeof seconds === 'number' ? String(seconds) : RETRY_AFTER_SECONDS);
  }
  void reply
    .code(problem.status)
    .header('content-type', 'application/problem+json')
    .header('cache-control', 'no-store')
    // A Buffer, because Fastify appends "; charset=utf-8" to the type of a string.
    .send(Buffer.from(JSON.stringify(problem)));
}
