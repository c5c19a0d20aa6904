/** Injection tokens: the service's parts are plain objects, wired in `service.ts`. */
export const DATABASE = Symbol('database');
export const CLOCK = Symbol('clock');
export const IDS = Symbol('ids');
export const WEBHOOK_POLICY = Symbol('webhook-policy');
export const DISPATCHER = Symbol('dispatcher');
