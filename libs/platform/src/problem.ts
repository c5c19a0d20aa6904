import { problem as registeredProblem } from '@loanwatch/contracts';
import type { DomainError, ErrorKind } from '@loanwatch/kernel';

const STATUS: Readonly<Record<ErrorKind, number>> = {
  malformed: 400,
  unauthenticated: 401,
  forbidden: 403,
  'not-found': 404,
  conflict: 409,
  stale: 412,
  'too-large': 413,
  invalid: 422,
  'precondition-required': 428,
  'rate-limited': 429,
  unavailable: 503,
};

/** A code that is missing in `contracts/problems.json` still gets an answer, not a 500. */
const UNREGISTERED = {
  title: { en: 'Refused', zh: '请求被拒绝' },
  remedy: { en: 'See the detail.', zh: '请查看 detail。' },
};

/** An RFC 9457 problem with both languages, as it is sent. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly title_zh: string;
  readonly status: number;
  readonly detail: string;
  readonly instance: string;
  readonly remedy: string;
  readonly remedy_zh: string;
  readonly [extension: string]: unknown;
}

export function problemOf(error: DomainError, requestId: string): Problem {
  return problem(error.code, STATUS[error.kind], error.detail, requestId, error.extensions);
}

/** What a client sees of an error nobody expected: nothing of it. */
export function unexpectedProblem(requestId: string): Problem {
  return problem('service.internal', 500, 'Something went wrong on our side; it is in our log.', requestId);
}

export function problem(
  code: string,
  status: number,
  detail: string,
  requestId: string,
  extensions: Readonly<Record<string, unknown>> = {},
): Problem {
  const registered = registeredProblem(code);
  const { title, remedy } = registered ?? UNREGISTERED;
  return {
    ...extensions,
    type: `urn:problem:${code}`,
    title: title.en,
    title_zh: title.zh,
    status: registered?.status ?? status,
    detail,
    instance: `urn:request:${requestId}`,
    remedy: remedy.en,
    remedy_zh: remedy.zh,
  };
}
