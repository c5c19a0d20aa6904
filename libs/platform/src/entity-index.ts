import type { Channel, Device, Enterprise, EntityKind, EntityOf, Grant, Institution, Site } from '@loanwatch/contracts';

export type AnyEntity = EntityOf<EntityKind>;

/** A record as a replica keeps it. */
export interface StoredEntity {
  readonly kind: EntityKind;
  readonly id: string;
  readonly version: number;
  readonly deleted: boolean;
  readonly entity: AnyEntity;
}

interface Slot {
  readonly version: number;
  readonly entity: AnyEntity | undefined;
}

/** Answers of the replica without a query. Kept by whoever applies changes in any order: an older version is ignored. */
export class EntityIndex {
  private readonly slots = new Map<EntityKind, Map<string, Slot>>();
  private readonly children = new Map<string, Set<string>>();
  private readonly channelByName = new Map<string, string>();

  /** The record before the change, or `'older'` when a version at least as new is known. */
  apply({ kind, id, version, deleted, entity }: StoredEntity): AnyEntity | undefined | 'older' {
    const ofKind = this.slots.get(kind) ?? new Map<string, Slot>();
    this.slots.set(kind, ofKind);
    const before = ofKind.get(id);
    if (before !== undefined && before.version >= version) return 'older';
    if (before?.entity !== undefined) this.unlink(kind, before.entity);
    ofKind.set(id, { version, entity: deleted ? undefined : entity });
    if (!deleted) this.link(kind, entity);
    return before?.entity;
  }

  get<K extends EntityKind>(kind: K, id: string): EntityOf<K> | undefined {
    return this.slots.get(kind)?.get(id)?.entity as EntityOf<K> | undefined;
  }

  all<K extends EntityKind>(kind: K): EntityOf<K>[] {
    return [...(this.slots.get(kind)?.values() ?? [])].flatMap(({ entity }) =>
      entity === undefined ? [] : [entity as EntityOf<K>],
    );
  }

  institution(id: string): Institution | undefined {
    return this.get('institution', id);
  }

  /** A suspended institution sees nothing and is told nothing. One that is not known yet is not suspended. */
  isSuspended(institutionId: string): boolean {
    return this.institution(institutionId)?.status === 'SUSPENDED';
  }

  enterprise(id: string): Enterprise | undefined {
    return this.get('enterprise', id);
  }

  site(id: string): Site | undefined {
    return this.get('site', id);
  }

  device(id: string): Device | undefined {
    return this.get('device', id);
  }

  /** The channel a reading of the device names. */
  channel(deviceId: string, name: string): Channel | undefined {
    const id = this.channelByName.get(`${deviceId}/${name}`);
    return id === undefined ? undefined : this.get('channel', id);
  }

  channelsOf(deviceId: string): Channel[] {
    return this.childrenOf('channel', deviceId);
  }

  devicesOf(siteId: string): Device[] {
    return this.childrenOf('device', siteId);
  }

  sitesOf(enterpriseId: string): Site[] {
    return this.childrenOf('site', enterpriseId);
  }

  /** All grants of the enterprise; `grantInForce` of the kernel tells which count at a time. */
  grantsFor(enterpriseId: string): Grant[] {
    return this.childrenOf('grant', enterpriseId);
  }

  private childrenOf<K extends EntityKind>(kind: K, parentId: string): EntityOf<K>[] {
    const found: EntityOf<K>[] = [];
    for (const id of this.children.get(`${kind}:${parentId}`) ?? []) {
      const entity = this.get(kind, id);
      if (entity !== undefined) found.push(entity);
    }
    return found;
  }

  private link(kind: EntityKind, entity: AnyEntity): void {
    const parent = parentOf(kind, entity);
    if (parent !== undefined) {
      const key = `${kind}:${parent}`;
      const known = this.children.get(key);
      if (known === undefined) this.children.set(key, new Set([entity.id]));
      else known.add(entity.id);
    }
    if (kind === 'channel') this.channelByName.set(channelKey(entity), entity.id);
  }

  private unlink(kind: EntityKind, entity: AnyEntity): void {
    const parent = parentOf(kind, entity);
    if (parent !== undefined) this.children.get(`${kind}:${parent}`)?.delete(entity.id);
    if (kind === 'channel' && this.channelByName.get(channelKey(entity)) === entity.id) {
      this.channelByName.delete(channelKey(entity));
    }
  }
}

function channelKey(entity: AnyEntity): string {
  const { deviceId, name } = entity as Channel;
  return `${deviceId}/${name}`;
}

/** By which id the children of a kind are asked for. */
function parentOf(kind: EntityKind, entity: AnyEntity): string | undefined {
  switch (kind) {
    case 'channel':
      return (entity as Channel).deviceId;
    case 'device':
      return (entity as Device).siteId;
    case 'site':
    case 'grant':
      return (entity as Site | Grant).enterpriseId;
    case 'institution':
    case 'enterprise':
    case 'loan':
    case 'pledge':
    case 'key-person':
      return undefined;
  }
}
