import type { FastifyReply } from 'fastify';
import { etagOf } from './etag';

/** What a route answers besides a plain body: its status and headers. Return it from a controller. */
export class Answer {
  constructor(
    readonly status: number,
    /** Undefined: no body. */
    readonly body: unknown,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {}

  static created(body: unknown, location: string, revision?: number): Answer {
    return new Answer(201, body, { location, ...etagHeader(revision) });
  }

  static ok(body: unknown, revision?: number): Answer {
    return new Answer(200, body, etagHeader(revision));
  }
}

function etagHeader(revision: number | undefined): Record<string, string> {
  return revision === undefined ? {} : { etag: etagOf(revision) };
}

/** The Fastify hook that turns an {@link Answer} into status, headers and body. */
export function unpackAnswer(payload: unknown, reply: FastifyReply): unknown {
  if (!(payload instanceof Answer)) return payload;
  void reply.code(payload.status).headers(payload.headers);
  return payload.body;
}
