import type {
  Calendar,
  Channel,
  Device,
  Enterprise,
  EntityKind,
  EntityOf,
  Grant,
  Institution,
  KeyPerson,
  Loan,
  Pledge,
  Site,
} from '@loanwatch/contracts';

/** An optional field of a draft may also be null, which means the same as leaving it out. */
type Maybe<T> = { readonly [F in keyof T]?: T[F] | null | undefined };
type Draft<E, Required extends keyof E, Optional extends keyof E = never> = Pick<E, Required> &
  Maybe<Pick<E, Optional>>;

/** A calendar as a client writes it; its version is counted here. */
export type CalendarDraft = Maybe<Omit<Calendar, 'version'>>;

/** What a client may change of a record. */
export interface Changes {
  readonly institution: Draft<Institution, 'name' | 'kind', 'status'>;
  readonly enterprise: Draft<Enterprise, 'name' | 'industry', 'creditCode' | 'tags'>;
  readonly site: Draft<Site, 'name' | 'timeZone', 'address' | 'tags'> & Maybe<{ calendar: CalendarDraft }>;
  readonly loan: Draft<Loan, 'contractNo' | 'principalFen' | 'from' | 'to', 'currency' | 'status'>;
  readonly pledge: Draft<Pledge, 'siteId' | 'what', 'quantity' | 'valueFen'>;
  readonly 'key-person': Draft<KeyPerson, 'token' | 'role'> & {
    readonly consent: Draft<KeyPerson['consent'], 'reference' | 'from', 'to'>;
  };
  readonly device: Draft<
    Device,
    'name' | 'kind',
    'vendor' | 'model' | 'latenessLimitSeconds' | 'expectedIntervalSeconds' | 'status'
  >;
  readonly channel: Draft<
    Channel,
    'name' | 'metric',
    'multiplier' | 'wrapAt' | 'maxPerHour' | 'weight' | 'stalenessSeconds' | 'decoderPath'
  >;
  readonly grant: Draft<Grant, 'signalKinds' | 'from', 'to' | 'contractNo' | 'status'>;
}

/** What a client says once, when a record is made: whose it is and where it belongs. */
export interface Placements {
  readonly institution: unknown;
  readonly enterprise: Maybe<Pick<Enterprise, 'registeredBy'>>;
  readonly site: Pick<Site, 'enterpriseId'>;
  readonly loan: Pick<Loan, 'enterpriseId'> & Maybe<Pick<Loan, 'institutionId'>>;
  readonly pledge: Pick<Pledge, 'loanId'>;
  readonly 'key-person': Pick<KeyPerson, 'enterpriseId'>;
  readonly device: Pick<Device, 'siteId'>;
  readonly channel: Pick<Channel, 'deviceId'>;
  readonly grant: Pick<Grant, 'institutionId' | 'enterpriseId'>;
}

export type DraftOf<K extends EntityKind> = Changes[K] & Placements[K];
export type ChangesOf<K extends EntityKind> = Changes[K];

/** A record with its number of changes, from 1, and the time of the last one. */
export interface Stored<K extends EntityKind> {
  readonly entity: EntityOf<K>;
  readonly version: number;
  /** ISO 8601, UTC. */
  readonly updatedAt: string;
}
