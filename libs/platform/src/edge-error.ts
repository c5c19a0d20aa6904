import { HttpException } from '@nestjs/common';
import { DomainError, type ErrorKind } from '@loanwatch/kernel';

const BY_STATUS: Readonly<Record<number, readonly [code: string, kind: ErrorKind, detail: string]>> = {
  400: ['request.malformed', 'malformed', 'The request cannot be read.'],
  401: ['auth.invalid', 'unauthenticated', 'The token is not valid here or no longer.'],
  403: ['auth.forbidden', 'forbidden', 'Not with the roles of this token.'],
  404: ['request.unknown-route', 'not-found', 'There is nothing at this address.'],
  413: ['request.too-large', 'too-large', 'The body is larger than this address takes.'],
  414: ['request.address-too-long', 'malformed', 'A part of the address is too long.'],
  415: ['request.media-type', 'malformed', 'This content type is not read here; send application/json.'],
  503: ['service.unavailable', 'unavailable', 'The service cannot answer right now.'],
};

/**
 * SQLSTATE classes and Node codes that mean: not now, and nothing was wrong with the request. The engine is away (08, 57P0,
 * 53), a lock or an answer took too long (55P03, 57014), or two transactions got in each other's way (40001, 40P01).
 */
const UNAVAILABLE = /^(08...|57P0[1-5]|53[34]00|55P03|57014|40001|40P01|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT)$/;

/**
 * Errors of Fastify, Nest and the engines as refusals of ours; undefined when nobody expected it.
 * Only what is the client's doing, or an engine that cannot answer now, is recognised here.
 */
export function edgeError(error: unknown): DomainError | undefined {
  if (error instanceof HttpException) return byStatus(error.getStatus());
  if (!(error instanceof Error)) return undefined;
  const { code, statusCode } = error as Error & { code?: unknown; statusCode?: unknown };
  if (typeof code === 'string' && UNAVAILABLE.test(code)) return byStatus(503);
  return typeof statusCode === 'number' && statusCode < 500 ? byStatus(statusCode) : undefined;
}

function byStatus(status: number): DomainError | undefined {
  const known = BY_STATUS[status] ?? (status < 500 ? BY_STATUS[400] : undefined);
  return known === undefined ? undefined : new DomainError(...known);
}
