import type { EntityKind, EntityOf } from '@loanwatch/contracts';
import type { Tx } from '@loanwatch/engines';
import type { ChangesOf } from '../domain/drafts';

/** Something kept beside the records of a kind, in their transactions, that never goes on the bus. */
export interface Companion<K extends EntityKind> {
  written(tx: Tx, entries: readonly Entry<K>[]): Promise<void>;
  removed(tx: Tx, id: string): Promise<void>;
  /** What it adds to a record that is shown, by the record's id. */
  shown(tx: Tx, ids: readonly string[]): Promise<ReadonlyMap<string, object>>;
}

export interface Entry<K extends EntityKind> {
  readonly entity: EntityOf<K>;
  /** As the client sent it; may carry more than goes into the record. */
  readonly changes: ChangesOf<K>;
}
