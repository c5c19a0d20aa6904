import { applyDecorators, createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import { DomainError } from '@loanwatch/kernel';
import type { FastifyRequest } from 'fastify';
import { type IdempotentRequest, idempotentRequest } from './idempotency';
import { callerKey, type Principal } from './principal';

const KEY = /^[\x21-\x7e]{1,200}$/;

/** Documents the header; `required` also for commands that are refused without it. */
export function ApiIdempotencyKey(options: { readonly required: boolean }): MethodDecorator {
  return applyDecorators(
    ApiHeader({
      name: 'Idempotency-Key',
      required: options.required,
      description: 'Repeating the request with the same key and body gives the same answer for 24 hours',
      schema: { type: 'string', maxLength: 200 },
    }),
  );
}

/** The request's identity when it carries an `Idempotency-Key`, else undefined. Throws `idempotency.key-invalid` (400). */
export const Idempotent = createParamDecorator((_: unknown, context: ExecutionContext): IdempotentRequest | undefined =>
  readKey(context.switchToHttp().getRequest()),
);

/** As `@Idempotent`, and throws `idempotency.key-required` (400) when the header is missing. */
export const IdempotentCommand = createParamDecorator((_: unknown, context: ExecutionContext): IdempotentRequest => {
  const request = readKey(context.switchToHttp().getRequest());
  if (request !== undefined) return request;
  throw new DomainError('idempotency.key-required', 'malformed', 'Send an Idempotency-Key, e.g. a new UUID.');
});

function readKey(request: FastifyRequest & { principal?: Principal }): IdempotentRequest | undefined {
  const key = request.headers['idempotency-key'];
  if (key === undefined) return undefined;
  if (typeof key !== 'string' || !KEY.test(key)) {
    throw new DomainError('idempotency.key-invalid', 'malformed', 'Idempotency-Key takes 1 to 200 visible characters.');
  }
  const { principal } = request;
  const caller = principal === undefined ? '' : callerKey(principal);
  const route = `${request.method} ${request.url.split('?', 1)[0] ?? ''}`;
  return idempotentRequest(key, caller, route, request.body);
}
