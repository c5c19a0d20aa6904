import type { EntityKind, EntityOf } from '@loanwatch/contracts';
import type { Tx } from '@loanwatch/engines';
import type { Ids } from '@loanwatch/kernel';
import { findRows } from '../db/entity-rows';
import { registeredAmong } from '../db/sights';
import { type Authority, enterpriseToRegister, notTheRegistrar } from '../domain/authority';
import type { DraftOf } from '../domain/drafts';
import type { Named, Reference } from '../domain/kind-rules';
import { KINDS } from '../domain/kinds';
import { errorsOf, made } from '../domain/record';
import { type Refusal, throwIfAny } from './refusals';

/** What drafts become. Throws {@link DraftsRefused} naming everything that is wrong with any of them. */
export async function draftedEntities<K extends EntityKind>(
  tx: Tx,
  authority: Authority,
  kind: K,
  drafts: readonly DraftOf<K>[],
  ids: Ids,
): Promise<readonly EntityOf<K>[]> {
  const owned = drafts.map((draft) => withOwner(kind, draft, authority));
  const { named, refusals } = await namedRecords(tx, kind, KINDS[kind].references, owned);
  throwIfAny(refusals);
  const entities = owned.map((draft, index) => made(kind, ids.next(), draft, named[index] as Named[K]));
  throwIfAny([
    ...entities.flatMap((entity, index) => ruleRefusals(kind, entity, named[index] as Named[K], index)),
    // A new enterprise is registered by whoever makes it.
    ...(kind === 'enterprise' ? [] : await registrarRefusals(tx, authority, kind, entities)),
  ]);
  return entities;
}

/** The records that drafts name, per draft by field, as far as the transaction's scope sees them. */
export async function namedRecords(
  tx: Tx,
  kind: EntityKind,
  references: readonly Reference[],
  drafts: readonly object[],
): Promise<{ readonly named: readonly Readonly<Record<string, unknown>>[]; readonly refusals: readonly Refusal[] }> {
  const named = drafts.map((): Record<string, unknown> => ({}));
  const refusals: Refusal[] = [];
  for (const { field, kind: target, optional } of references) {
    const idOf = (draft: object): unknown => (draft as Readonly<Record<string, unknown>>)[field];
    const wanted = new Set(drafts.map(idOf).filter((id) => typeof id === 'string'));
    const found = wanted.size === 0 ? undefined : await findRows(tx, target, [...wanted]);
    drafts.forEach((draft, index) => {
      const id = idOf(draft);
      if (typeof id !== 'string') {
        if (optional !== true) refusals.push(missing(index, field, `a ${kind} needs it`));
        return;
      }
      const record = found?.get(id);
      if (record === undefined) refusals.push(unknownReference(index, field, target));
      else named[index] = { ...named[index], [field]: record.entity };
    });
  }
  return { named, refusals };
}

export function ruleRefusals<K extends EntityKind>(
  kind: K,
  entity: EntityOf<K>,
  named: Named[K],
  index = 0,
): readonly Refusal[] {
  return errorsOf(kind, entity, named).map(({ pointer, detail, code = 'request.invalid' }) => ({
    ...{ index, code, kind: 'invalid' as const, pointer, detail },
  }));
}

/** An institution writes only what belongs to enterprises it registered. */
export async function registrarRefusals<K extends EntityKind>(
  tx: Tx,
  authority: Authority,
  kind: K,
  entities: readonly EntityOf<K>[],
): Promise<readonly Refusal[]> {
  if (authority.kind === 'platform') return [];
  const needed = entities.map((entity) => enterpriseToRegister(kind, entity));
  const distinct = [...new Set(needed.filter((id) => id !== undefined))];
  if (distinct.length === 0) return [];
  const registered = await registeredAmong(tx, distinct);
  const { code, kind: errorKind, detail } = notTheRegistrar();
  return needed.flatMap((id, index) =>
    id === undefined || registered.has(id) ? [] : [{ index, code, kind: errorKind, pointer: '', detail }],
  );
}

/** The institution comes from the token; a draft that names another one names a record the caller cannot see. */
function withOwner<K extends EntityKind>(kind: K, draft: DraftOf<K>, authority: Authority): DraftOf<K> {
  const { owner } = KINDS[kind];
  if (owner === undefined || authority.kind !== 'institution') return draft;
  const named = (draft as Readonly<Record<string, unknown>>)[owner];
  return { ...draft, [owner]: named ?? authority.institutionId };
}

function missing(index: number, field: string, detail: string): Refusal {
  return { index, code: 'request.invalid', kind: 'invalid', pointer: `/${field}`, detail };
}

function unknownReference(index: number, field: string, kind: EntityKind): Refusal {
  return {
    ...{ index, code: 'registry.reference-not-found', kind: 'invalid', pointer: `/${field}` },
    detail: `There is no ${kind} with this id.`,
  };
}
