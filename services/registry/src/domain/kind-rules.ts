import type { Device, EntityKind, EntityOf, Loan, Site } from '@loanwatch/contracts';
import type { FieldError } from '@loanwatch/kernel';
import type { ChangesOf, DraftOf } from './drafts';

/** A field of a draft that names another record. */
export interface Reference {
  readonly field: string;
  readonly kind: EntityKind;
  readonly optional?: true;
}

/** Records that were named by a draft and are needed to complete it, under the name of the field. */
export interface Named {
  readonly institution: unknown;
  readonly enterprise: unknown;
  readonly site: unknown;
  readonly loan: unknown;
  readonly pledge: { readonly loanId: Loan; readonly siteId: Site };
  readonly 'key-person': unknown;
  readonly device: { readonly siteId: Site };
  readonly channel: { readonly deviceId: Device };
  readonly grant: unknown;
}

/** What makes a kind of record itself; everything else about the nine kinds is the same code. */
export interface KindRules<K extends EntityKind> {
  readonly references: readonly Reference[];
  /** The field that says which institution it belongs to, when a client may leave that to its token. */
  readonly owner?: 'institutionId' | 'registeredBy';
  /** Said once, when the record is made. */
  readonly fixed: readonly (keyof EntityOf<K> & string)[];
  readonly place: (draft: DraftOf<K>, named: Named[K]) => Partial<EntityOf<K>>;
  /** Everything else, with defaults. */
  readonly fill: (changes: ChangesOf<K>, before: EntityOf<K> | undefined) => Partial<EntityOf<K>>;
  /** Rules that the schema of the contract cannot say. */
  readonly check: (entity: EntityOf<K>, named: Named[K]) => FieldError[];
  /** Two living records of a kind never share one. */
  readonly identity?: {
    readonly key: (entity: EntityOf<K>) => string | undefined;
    readonly field: string;
    readonly rule: string;
  };
}

type AnyObject = Readonly<Record<string, unknown>>;

/** The fields that are set: null and undefined both mean "left out". */
export function present<T extends object>(fields: T): { [F in keyof T]?: NonNullable<T[F]> } {
  const set = Object.entries(fields).filter(([, value]) => value !== null && value !== undefined);
  return Object.fromEntries(set) as { [F in keyof T]?: NonNullable<T[F]> };
}

/** A JSON merge patch (RFC 7396) of one level, and of one more level for the fields in `deep`. */
export function merged(current: AnyObject, patch: AnyObject, deep: readonly string[]): AnyObject {
  const result: Record<string, unknown> = { ...current };
  for (const [field, value] of Object.entries(patch)) {
    const before = current[field];
    result[field] = deep.includes(field) && isObject(value) && isObject(before) ? { ...before, ...value } : value;
  }
  return result;
}

function isObject(value: unknown): value is AnyObject {
  return typeof value === 'object' && value !== null;
}
