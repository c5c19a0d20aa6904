/** Injection tokens of the controllers; `service.ts` provides the values. */
export const REGISTRY = Symbol('registry');
export const TRANSACTIONS = Symbol('transactions');
export const CSV_IMPORT = Symbol('csv-import');
export const EXTERNAL_INDICATORS = Symbol('external-indicators');
