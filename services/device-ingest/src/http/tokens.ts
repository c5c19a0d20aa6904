/** Injection tokens: the service's parts are plain objects, wired in `service.ts`. */
export const INGEST = Symbol('ingest');
export const DEVICE_KEYS = Symbol('device-keys');
export const QUARANTINE = Symbol('quarantine');
export const REPLICA = Symbol('replica');
export const CLOCK = Symbol('clock');
