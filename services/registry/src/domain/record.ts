import { type EntityKind, type EntityOf, type SchemaName, validate } from '@loanwatch/contracts';
import type { FieldError } from '@loanwatch/kernel';
import type { ChangesOf, DraftOf } from './drafts';
import { merged, type Named, type Reference } from './kind-rules';
import { KINDS } from './kinds';

const SCHEMA: Readonly<Record<EntityKind, SchemaName>> = {
  institution: 'Institution',
  enterprise: 'Enterprise',
  site: 'Site',
  loan: 'Loan',
  pledge: 'Pledge',
  'key-person': 'KeyPerson',
  device: 'Device',
  channel: 'Channel',
  grant: 'Grant',
};

/** A patch reaches into these: `{"calendar":{"quietHour":"03:00"}}` leaves the rest of the calendar as it is. */
const DEEP = ['calendar'];

/** A new record. The draft may carry more than belongs to the record (a person's name, a device's channels). */
export function made<K extends EntityKind>(kind: K, id: string, draft: DraftOf<K>, named: Named[K]): EntityOf<K> {
  const { place, fill } = KINDS[kind];
  return { id, ...place(draft, named), ...fill(draft, undefined) } as EntityOf<K>;
}

/** The record with everything replaced that may change; what a client leaves out gets its default. */
export function revised<K extends EntityKind>(kind: K, before: EntityOf<K>, changes: ChangesOf<K>): EntityOf<K> {
  const { fixed, fill } = KINDS[kind];
  const fields = before as unknown as Readonly<Record<string, unknown>>;
  const kept: object = Object.fromEntries(['id', ...fixed].map((field) => [field, fields[field]]));
  return { ...kept, ...fill(changes, before) } as EntityOf<K>;
}

/** A merge patch as the replacement it stands for. */
export function patched<K extends EntityKind>(kind: K, before: EntityOf<K>, patch: object): ChangesOf<K> {
  const current = before as unknown as Readonly<Record<string, unknown>>;
  return merged(current, patch as Readonly<Record<string, unknown>>, DEEP) as unknown as ChangesOf<K>;
}

/** References that a change of the record may move. */
export function movableReferences(kind: EntityKind): readonly Reference[] {
  const { references, fixed } = KINDS[kind];
  return references.filter(({ field }) => !(fixed as readonly string[]).includes(field));
}

/** Everything that is wrong with a record, by JSON Pointer; empty when it may be kept and published. */
export function errorsOf<K extends EntityKind>(kind: K, entity: EntityOf<K>, named: Named[K]): readonly FieldError[] {
  const errors = validate(SCHEMA[kind], entity);
  return errors.length > 0 ? errors : KINDS[kind].check(entity, named);
}
