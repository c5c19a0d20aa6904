import { applyDecorators, HttpCode, Post, type Type } from '@nestjs/common';
import { ApiHeader, ApiOperation, ApiResponse } from '@nestjs/swagger';
import type { RecordedEvent } from '@loanwatch/engines';
import { derivedId, DomainError } from '@loanwatch/kernel';
import {
  ApiIdempotencyKey,
  currentTraceparent,
  type IdempotentRequest,
  type Principal,
  PROBLEM_CONTENT,
  type Role,
  withSpan,
} from '@loanwatch/platform';
import type { Actor } from '@loanwatch/contracts';
import type { Cause } from '../app/streams';
import { isoTimes } from './iso-times';

/** Who sends a command, what they last read, and the identity of the request. */
export interface Commanded {
  readonly principal: Principal;
  readonly revision: number;
  readonly request: IdempotentRequest;
}

/** `POST :id/<name>`: changes one alarm or case; needs `If-Match` and `Idempotency-Key`. */
export function Command(name: string, summary: string, answer: Type): MethodDecorator {
  return applyDecorators(
    Post(`:id/${name}`),
    HttpCode(200),
    ApiOperation({ summary }),
    ApiHeader({
      name: 'If-Match',
      required: true,
      description: 'ETag of the last reading',
      schema: { type: 'string', example: '"3"' },
    }),
    ApiIdempotencyKey({ required: true }),
    ApiResponse({ status: 200, description: 'As it stands now', type: answer, headers: ETAG }),
    refused(400, 'No Idempotency-Key, or a malformed body or If-Match'),
    refused(409, 'Its state does not take this'),
    refused(412, 'It has changed since it was read'),
    refused(422, 'The body is not valid'),
    refused(428, 'No If-Match'),
  );
}

export const ETAG = {
  ETag: { description: 'Revision, for If-Match', schema: { type: 'string' as const, example: '"3"' } },
};

export function refused(status: number, description: string): MethodDecorator & ClassDecorator {
  return ApiResponse({ status, description, ...PROBLEM_CONTENT });
}

/** The role in which somebody acts: the first of the route's roles that they have. */
export function actorOf({ subject, roles }: Principal, routeRoles: readonly Role[]): Actor {
  const role = routeRoles.find((each) => roles.includes(each));
  if (role === undefined) throw new DomainError('auth.forbidden', 'forbidden', 'No role for this.');
  return { subject, role };
}

/** The same request has the same cause, so that a repetition after a crash finds what it did. */
export function causeOf({ scopeKey }: IdempotentRequest): Cause {
  const commandId = derivedId('request', scopeKey);
  const traceparent = currentTraceparent();
  return {
    commandId,
    correlationId: commandId,
    causationId: commandId,
    ...(traceparent === undefined ? {} : { traceparent }),
  };
}

/**
 * The span of a command. A person's request begins a trace of its own; the link leads from it to the readings that had
 * raised what the command is about.
 */
export function inCommandSpan<T>(history: readonly RecordedEvent[], work: () => Promise<T>): Promise<T> {
  const origin = history[0]?.metadata.traceparent;
  return withSpan('alarm-review.command', undefined, {}, work, origin === undefined ? [] : [origin]);
}

/** A stored event as it is shown in a history. */
export function historyEntry({ revision, type, data }: RecordedEvent): unknown {
  const { at, by, ...detail } = data as { readonly at: number; readonly by: Actor };
  return isoTimes({ revision, change: type, at, by, detail });
}
