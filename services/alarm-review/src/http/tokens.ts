/** Injection tokens: the service's parts are plain objects, wired in `service.ts`. */
export const ALARM_DESK = Symbol('alarm-desk');
export const CASE_DESK = Symbol('case-desk');
export const PLANS = Symbol('plans');
export const IDEMPOTENCY = Symbol('idempotency');
