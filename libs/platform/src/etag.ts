import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { DomainError } from '@loanwatch/kernel';
import type { FastifyRequest } from 'fastify';

/** `ETag` of a revision: `"7"`. */
export function etagOf(revision: number): string {
  return `"${revision}"`;
}

/**
 * The revision in `If-Match`. Throws `request.precondition-required` (428), or `request.if-match-malformed` (400) for
 * anything but one quoted revision: `*` and lists would give up the protection against lost updates.
 */
export function readIfMatch(header: string | undefined): number {
  if (header === undefined || header === '') {
    throw new DomainError(
      'request.precondition-required',
      'precondition-required',
      'Send If-Match with the ETag you last read.',
    );
  }
  const digits = /^"(\d{1,15})"$/.exec(header)?.[1];
  if (digits === undefined) {
    throw new DomainError('request.if-match-malformed', 'malformed', 'If-Match takes one ETag as it was sent: "7".');
  }
  return Number(digits);
}

/** Throws `request.stale` (412) when somebody else was faster. */
export function requireRevision(expected: number, actual: number): void {
  if (expected === actual) return;
  throw new DomainError('request.stale', 'stale', `You read revision ${expected}; it is ${actual} now.`);
}

/** The revision the caller last read, from `If-Match`. */
export const IfMatch = createParamDecorator((_: unknown, context: ExecutionContext): number =>
  readIfMatch(context.switchToHttp().getRequest<FastifyRequest>().headers['if-match']),
);
