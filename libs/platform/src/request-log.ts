import { type FastifyReply, type FastifyRequest, LogController } from 'fastify';

/**
 * One line for each request that was refused or failed; successes at debug, because readings arrive by the hundred a
 * second. The route's pattern instead of the address: a query may carry what does not belong in a log.
 */
export class RequestLog extends LogController {
  override incomingRequest(): void {
    // The line about the answer says it all.
  }

  override requestCompleted(error: Error | null | undefined, request: FastifyRequest, reply: FastifyReply): void {
    const { statusCode } = reply;
    const level = error != null || statusCode >= 500 ? 'error' : statusCode >= 400 ? 'info' : 'debug';
    request.log[level](
      {
        method: request.method,
        route: request.routeOptions.url ?? 'unknown',
        status: statusCode,
        milliseconds: Math.round(reply.elapsedTime * 10) / 10,
      },
      'request',
    );
  }

  override routeNotFound(): void {
    // Answered and logged as any other refusal.
  }
}
