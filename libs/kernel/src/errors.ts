/** What kind of refusal it is; the HTTP edge maps each kind to one status (see `contracts/problems.json`). */
export type ErrorKind =
  | 'malformed' // 400
  | 'unauthenticated' // 401
  | 'forbidden' // 403
  | 'not-found' // 404
  | 'conflict' // 409
  | 'stale' // 412
  | 'too-large' // 413
  | 'invalid' // 422
  | 'precondition-required' // 428
  | 'rate-limited' // 429
  | 'unavailable'; // 503

/** One thing that is wrong with what a client sent. `pointer` is a JSON Pointer (RFC 6901) into the request body. */
export interface FieldError {
  readonly pointer: string;
  readonly detail: string;
  /** Code from `contracts/problems.json`, when it says more than the problem's own code. */
  readonly code?: string;
}

/**
 * A refusal that is part of the interface. `code` is registered in `contracts/problems.json`, where its title (zh, en)
 * and what to do about it stand; `detail` says what happened this time and names no personal data.
 */
export class DomainError extends Error {
  override readonly name = 'DomainError';
  constructor(
    readonly code: string,
    readonly kind: ErrorKind,
    readonly detail: string,
    readonly extensions: { readonly errors?: readonly FieldError[]; readonly [key: string]: unknown } = {},
  ) {
    super(`${code}: ${detail}`);
  }
}
