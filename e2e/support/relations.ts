import type { Operation } from './openapi';

/** How a caller stands to the tenant whose records an operation is tried on. */
export const RELATIONS = ['own', 'granted', 'grant expired', 'other tenant'] as const;
export type Relation = (typeof RELATIONS)[number];

/** Status by relation of an institution, in the order of {@link RELATIONS}; of the platform; of the enterprise itself. */
interface Row {
  readonly institution: readonly [own: number, granted: number, expired: number, other: number];
  readonly platform: number;
  /** Of the enterprise itself, and of another one. */
  readonly enterprise?: readonly [own: number, other: number];
}

const row = (institution: Row['institution'], platform: number, enterprise?: Row['enterprise']): Row => ({
  institution,
  platform,
  ...(enterprise !== undefined && { enterprise }),
});

/** Everybody is answered, each from what is theirs. */
const everybody = (status: number): Row => row([status, status, status, status], status, [status, status]);
/** What stands on a borrower's premises, by registration or a grant in force. */
const SEEN = row([200, 200, 404, 404], 200, [200, 404]);
/** Records of the lender itself. */
const OF_LENDER = row([200, 404, 404, 404], 200);
/** Every change is tried on a revision that never was: who gets so far may change. */
const CHANGE_OF_LENDER = row([412, 404, 404, 404], 412);
const CHANGE_OF_REGISTRAR = row([412, 403, 404, 404], 412);
const ADDED_BY_REGISTRAR = row([201, 403, 422, 422], 201);
const PLATFORM = (status: number): Row => row([403, 403, 403, 403], status);

const PREMISES = '(enterprises|sites|devices|channels)';
const LENT = '(loans|pledges)';

/**
 * What an operation answers whom, after the roles of the OpenAPI document have let the caller in. The first pattern that
 * fits "METHOD path" decides; an operation that none fits fails the matrix.
 */
const TABLE: readonly (readonly [pattern: string, row: Row])[] = [
  // registry
  [`GET /v1/(institutions|grants|key-persons|${PREMISES}|${LENT})`, everybody(200)],
  [`GET /v1/${PREMISES}/{id}`, SEEN],
  ['GET /v1/devices/{id}/channels', SEEN],
  ['GET /v1/key-persons/{id}', row([200, 200, 404, 404], 200)],
  [`GET /v1/(institutions|grants|loans|pledges)/{id}`, OF_LENDER],
  [`(PUT|PATCH) /v1/(${PREMISES}|key-persons)/{id}`, CHANGE_OF_REGISTRAR],
  ['DELETE /v1/(devices|channels|key-persons)/{id}', CHANGE_OF_REGISTRAR],
  ['DELETE /v1/(enterprises|sites)/{id}', PLATFORM(412)],
  [`(PUT|PATCH|DELETE) /v1/${LENT}/{id}`, CHANGE_OF_LENDER],
  ['(PUT|PATCH|DELETE) /v1/(institutions|grants)/{id}', PLATFORM(412)],
  ['POST /v1/(institutions|grants)', PLATFORM(201)],
  ['POST /v1/enterprises', everybody(201)],
  ['POST /v1/(sites|devices|channels|key-persons)', ADDED_BY_REGISTRAR],
  ['POST /v1/devices/{id}/channels', row([201, 403, 404, 404], 201)],
  // A lender may lend to whom it sees; the platform has to say who lends.
  ['POST /v1/loans', row([201, 201, 422, 422], 422)],
  ['POST /v1/pledges', row([201, 422, 422, 422], 201)],
  ['POST /v1/external-indicators', row([202, 202, 422, 422], 202)],
  ['POST /v1/imports/{kind}', everybody(201)],
  ['GET /v1/imports/{kind}/template.csv', everybody(200)],
  // device-ingest
  ['POST /v1/devices/{deviceId}/credentials', row([201, 403, 404, 404], 201)],
  ['GET /v1/quarantine', PLATFORM(200)],
  ['POST /v1/quarantine/{id}/replay', PLATFORM(200)],
  // metering, video-analytics, reporting
  ['GET /v1/meters/{deviceId}', SEEN],
  ['GET /v1/people-counters/{siteId}/occupancy', SEEN],
  ['GET /v1/enterprises/{id}/overview', SEEN],
  ['GET /v1/(series|series.csv)', SEEN],
  ['GET /v1/(watch-list|alarms|cases)', everybody(200)],
  ['GET /v1/(statistics|statistics.csv|alarm-statistics)', everybody(200)],
  // alarm-rules
  ['GET /v1/(rules|plans|recipients|deliveries)', everybody(200)],
  ['GET /v1/rules/{id}(/versions|/status)?', OF_LENDER],
  ['POST /v1/rules', everybody(201)],
  ['PUT /v1/rules/{id}/draft', row([412, 404, 404, 404], 403)],
  ['POST /v1/rules/{id}/retire', row([412, 404, 404, 404], 403)],
  ['POST /v1/rules/{id}/publish', row([409, 404, 404, 404], 403)],
  // alarm-review
  ['GET /v1/(alarms|cases)/{id}', OF_LENDER],
  ['POST /v1/alarms/{id}/[a-z-]+', PLATFORM(412)],
  ['POST /v1/cases/{id}/[a-z-]+', CHANGE_OF_LENDER],
  ['GET /v1/plans/{id}(/versions/{version})?', OF_LENDER],
  ['POST /v1/plans', everybody(201)],
  ['POST /v1/plans/{id}/(retire|versions)', CHANGE_OF_LENDER],
  ['GET /v1/review-queue', PLATFORM(200)],
  ['POST /v1/review-queue/claim-next', PLATFORM(204)],
  // notification
  ['GET /v1/recipients/{id}', OF_LENDER],
  ['POST /v1/recipients', everybody(201)],
  ['PUT /v1/recipients/{id}', CHANGE_OF_LENDER],
  ['POST /v1/recipients/{id}/rotate-secret', CHANGE_OF_LENDER],
  ['DELETE /v1/recipients/{id}', row([204, 404, 404, 404], 204)],
  ['POST /v1/deliveries/{id}/retry', row([409, 404, 404, 404], 409)],
  ['GET /v1/notifications/stream', everybody(200)],
  // operations
  ['GET /v1/(dead-letters|machine-clients)', PLATFORM(200)],
  ['POST /v1/dead-letters/{id}/replay', PLATFORM(404)],
  ['POST /v1/machine-clients', PLATFORM(201)],
  ['DELETE /v1/machine-clients/{id}', PLATFORM(404)],
];

const COMPILED = TABLE.map(
  ([pattern, found]) => [new RegExp(`^${pattern.replaceAll(/[{}.]/g, '\\$&')}$`), found] as const,
);

/** The row of an operation; undefined when nobody has said who may do what. */
export function rowOf({ method, path }: Pick<Operation, 'method' | 'path'>): Row | undefined {
  return COMPILED.find(([pattern]) => pattern.test(`${method} ${path}`))?.[1];
}
