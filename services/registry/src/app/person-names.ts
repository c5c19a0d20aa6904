import type { Database, Tx } from '@loanwatch/engines';
import { anyPersonName, destroyPersonName, findPersonNames, keepPersonNames } from '../db/person-rows';
import { maskName } from '../domain/person-name';
import type { Companion, Entry } from './companion';
import type { PersonSeal } from './person-seal';

/** Names of key persons: sealed, shown masked, gone for good when the person's record is deleted. */
export class PersonNames implements Companion<'key-person'> {
  constructor(private readonly seal: PersonSeal) {}

  async written(tx: Tx, entries: readonly Entry<'key-person'>[]): Promise<void> {
    const named = entries.flatMap(({ entity: { id, enterpriseId }, changes }) => {
      const { name } = changes as { readonly name?: string | null };
      return name == null ? [] : [{ personId: id, enterpriseId, ...this.seal.seal(id, name) }];
    });
    if (named.length > 0) await keepPersonNames(tx, named);
  }

  /** Erasure: without the person's key the sealed name is noise, in backups too. */
  removed(tx: Tx, id: string): Promise<void> {
    return destroyPersonName(tx, id);
  }

  async shown(tx: Tx, ids: readonly string[]): Promise<ReadonlyMap<string, object>> {
    const names = await findPersonNames(tx, ids);
    return new Map(names.map((name) => [name.personId, { maskedName: maskName(this.seal.open(name.personId, name)) }]));
  }

  /** Throws when the names that are stored were sealed with another key of the service. */
  async check(database: Database): Promise<void> {
    const name = await database.transaction((tx) => anyPersonName(tx), { kind: 'platform' });
    try {
      if (name !== undefined) this.seal.open(name.personId, name);
    } catch (cause) {
      throw new Error('REGISTRY_PERSON_KEY is not the key with which the stored names were sealed', { cause });
    }
  }
}
