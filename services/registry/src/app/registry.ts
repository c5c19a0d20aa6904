import type { EntityKind, EntityOf } from '@loanwatch/contracts';
import type { Bus, Scope, Tx } from '@loanwatch/engines';
import { type Clock, DomainError, type Ids } from '@loanwatch/kernel';
import { requireRevision } from '@loanwatch/platform';
import { countNaming, type Filters, findRows, insertRows, listRows, type NewRow, updateRow } from '../db/entity-rows';
import { addSights, replaceSights, type SourcedSight } from '../db/sights';
import { type Authority, requireAuthority } from '../domain/authority';
import type { ChangesOf, DraftOf, Stored } from '../domain/drafts';
import type { Named } from '../domain/kind-rules';
import { dependentsOf, KINDS } from '../domain/kinds';
import { movableReferences, patched, revised } from '../domain/record';
import { sightOf } from '../domain/sight';
import type { Companion } from './companion';
import { draftedEntities, namedRecords, registrarRefusals, ruleRefusals } from './drafting';
import { entityRecords } from './entity-records';
import { DraftsRefused, type Refusal, throwIfAny } from './refusals';
import { holdTree, reshapeTree } from './tree-lock';

/** A record with what its companion adds to it. */
export type Shown<K extends EntityKind> = Stored<K> & { readonly extra: object };

export interface RegistryPorts {
  readonly bus: Bus;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly companions: { readonly [K in EntityKind]?: Companion<K> };
}

/**
 * Master data of all kinds. Every method works in the caller's transaction, whose scope decides what is seen; a change
 * goes to the `entities` topic with it.
 */
export class Registry {
  constructor(private readonly ports: RegistryPorts) {}

  /** Throws `entity.not-found`. */
  async get<K extends EntityKind>(tx: Tx, kind: K, id: string): Promise<Shown<K>> {
    const [shown] = await this.shown(tx, kind, [await find(tx, kind, id)]);
    if (shown === undefined) throw notFound(kind);
    return shown;
  }

  /** Up to `limit` records in the order in which they were made, after the record `after`. */
  async list<K extends EntityKind>(
    tx: Tx,
    scope: Scope,
    kind: K,
    page: { readonly filters: Filters; readonly after?: string; readonly limit: number },
  ): Promise<readonly Shown<K>[]> {
    return this.shown(tx, kind, await listRows(tx, scope, kind, page));
  }

  /** All of them or none. Throws {@link DraftsRefused}, `registry.platform-only`. */
  async create<K extends EntityKind>(
    tx: Tx,
    authority: Authority,
    kind: K,
    drafts: readonly DraftOf<K>[],
  ): Promise<readonly Shown<K>[]> {
    requireAuthority(authority, 'create', kind);
    await holdTree(tx);
    const entities = await draftedEntities(tx, authority, kind, drafts, this.ports.ids);
    const updatedAt = this.now();
    // First, because an institution must see the row it inserts.
    await addSights(tx, sights(kind, entities));
    const inserted = await insertRows(
      tx,
      kind,
      entities.map((entity) => row(kind, entity)),
      updatedAt,
    );
    throwIfAny(entities.flatMap(({ id }, index) => (inserted.has(id) ? [] : [duplicate(kind, index)])));
    await this.ports.companions[kind]?.written(
      tx,
      entities.map((entity, index) => ({ entity, changes: drafts[index] as ChangesOf<K> })),
    );
    const stored = entities.map((entity): Stored<K> => ({ entity, version: 1, updatedAt }));
    await this.publish(tx, kind, stored, false);
    return this.shown(tx, kind, stored);
  }

  /** Replaces everything that may change. Throws `entity.not-found`, `request.stale`, {@link DraftsRefused}. */
  async replace<K extends EntityKind>(
    tx: Tx,
    authority: Authority,
    kind: K,
    target: Target,
    changes: ChangesOf<K>,
  ): Promise<Shown<K>> {
    const before = await this.editable(tx, authority, kind, target);
    return this.change(tx, kind, before, changes);
  }

  /** A JSON merge patch (RFC 7396). Throws as {@link replace}. */
  async patch<K extends EntityKind>(
    tx: Tx,
    authority: Authority,
    kind: K,
    target: Target,
    patch: object,
  ): Promise<Shown<K>> {
    const before = await this.editable(tx, authority, kind, target);
    return this.change(tx, kind, before, patched(kind, before.entity, patch));
  }

  /** Takes it out of sight; its last state goes to the bus as deleted. Throws `registry.in-use` while others name it. */
  async remove(tx: Tx, authority: Authority, kind: EntityKind, target: Target): Promise<void> {
    requireAuthority(authority, 'remove', kind);
    await reshapeTree(tx);
    const { entity, version } = await this.editable(tx, authority, kind, target);
    await requireUnused(tx, kind, target.id);
    const updatedAt = this.now();
    const isCurrent = await updateRow(tx, kind, row(kind, entity), {
      ...{ expectedVersion: version, deleted: true, at: updatedAt },
    });
    if (!isCurrent) requireRevision(version, version + 1);
    await replaceSights(tx, [target.id], []);
    await this.ports.companions[kind]?.removed(tx, target.id);
    await this.publish(tx, kind, [{ entity, version: version + 1, updatedAt }], true);
  }

  /** The record the caller read, if it may change it. */
  private async editable<K extends EntityKind>(
    tx: Tx,
    authority: Authority,
    kind: K,
    { id, expectedVersion }: Target,
  ): Promise<Stored<K>> {
    requireAuthority(authority, 'change', kind);
    const before = await find(tx, kind, id);
    throwIfAny(await registrarRefusals(tx, authority, kind, [before.entity]));
    requireRevision(expectedVersion, before.version);
    return before;
  }

  private async change<K extends EntityKind>(
    tx: Tx,
    kind: K,
    before: Stored<K>,
    changes: ChangesOf<K>,
  ): Promise<Shown<K>> {
    await holdTree(tx);
    const entity = revised(kind, before.entity, changes);
    const { named, refusals } = await namedRecords(tx, kind, movableReferences(kind), [entity]);
    throwIfAny(refusals);
    throwIfAny(ruleRefusals(kind, entity, named[0] as Named[K]));
    const updatedAt = this.now();
    await this.update(tx, kind, entity, before.version, updatedAt);
    await replaceSights(tx, [entity.id], sights(kind, [entity]));
    await this.ports.companions[kind]?.written(tx, [{ entity, changes }]);
    const stored: Stored<K> = { entity, version: before.version + 1, updatedAt };
    await this.publish(tx, kind, [stored], false);
    const [shown] = await this.shown(tx, kind, [stored]);
    return shown ?? { ...stored, extra: {} };
  }

  private async update<K extends EntityKind>(
    tx: Tx,
    kind: K,
    entity: EntityOf<K>,
    expectedVersion: number,
    at: string,
  ): Promise<void> {
    try {
      const isCurrent = await updateRow(tx, kind, row(kind, entity), { expectedVersion, deleted: false, at });
      if (!isCurrent) requireRevision(expectedVersion, expectedVersion + 1);
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === UNIQUE_VIOLATION) {
        throw new DraftsRefused([duplicate(kind, 0)]);
      }
      throw error;
    }
  }

  private async shown<K extends EntityKind>(
    tx: Tx,
    kind: K,
    records: readonly Stored<K>[],
  ): Promise<readonly Shown<K>[]> {
    const companion = this.ports.companions[kind];
    const extras = await companion?.shown(
      tx,
      records.map(({ entity }) => entity.id),
    );
    return records.map((record) => ({ ...record, extra: extras?.get(record.entity.id) ?? {} }));
  }

  private async publish<K extends EntityKind>(
    tx: Tx,
    kind: K,
    changed: readonly Stored<K>[],
    deleted: boolean,
  ): Promise<void> {
    await this.ports.bus.publishInTransaction(tx, entityRecords(kind, changed, deleted, this.ports));
  }

  private now(): string {
    return new Date(this.ports.clock.now()).toISOString();
  }
}

/** Which record, and the version the caller last read. */
export interface Target {
  readonly id: string;
  readonly expectedVersion: number;
}

const UNIQUE_VIOLATION = '23505';

async function find<K extends EntityKind>(tx: Tx, kind: K, id: string): Promise<Stored<K>> {
  const found = (await findRows(tx, kind, [id])).get(id);
  if (found === undefined) throw notFound(kind);
  return found;
}

async function requireUnused(tx: Tx, kind: EntityKind, id: string): Promise<void> {
  const rules = dependentsOf(kind);
  for (const { by, field } of rules) {
    const count = await countNaming(tx, by, field, id);
    if (count === 0) continue;
    throw new DomainError(
      'registry.in-use',
      'conflict',
      `Still named by ${count} of kind ${by}. A record of kind ${kind} can be deleted when none of these names it: ${rules
        .map((rule) => rule.by)
        .join(', ')}.`,
    );
  }
}

function notFound(kind: EntityKind): DomainError {
  return new DomainError('entity.not-found', 'not-found', `There is no ${kind} with this id.`);
}

function duplicate(kind: EntityKind, index: number): Refusal {
  const { field, rule } = KINDS[kind].identity ?? { field: 'id', rule: 'It exists already.' };
  return { index, code: 'registry.duplicate', kind: 'conflict', pointer: `/${field}`, detail: rule };
}

function row<K extends EntityKind>(kind: K, entity: EntityOf<K>): NewRow<K> {
  return { entity, identity: KINDS[kind].identity?.key(entity) };
}

function sights<K extends EntityKind>(kind: K, entities: readonly EntityOf<K>[]): SourcedSight[] {
  return entities.flatMap((entity) => {
    const sight = sightOf(kind, entity);
    return sight === undefined ? [] : [{ ...sight, sourceId: entity.id }];
  });
}
