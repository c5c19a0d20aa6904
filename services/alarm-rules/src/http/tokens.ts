/** Injection tokens: the service's parts are plain objects, wired in `service.ts`. */
export const RULES = Symbol('rules');
export const JUDGED_SUBJECTS = Symbol('judged-subjects');
export const IDEMPOTENCY = Symbol('idempotency');
