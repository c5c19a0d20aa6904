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
  /** By device, then by name: a lookup per reading must not build a key. */
  private readonly channels = new Map<string, Map<string, Channel>>();

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
    return this.channels.get(deviceId)?.get(name);
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
    if (kind === 'channel') this.nameChannel(entity as Channel);
  }

  private unlink(kind: EntityKind, entity: AnyEntity): void {
    const parent = parentOf(kind, entity);
    if (parent !== undefined) this.children.get(`${kind}:${parent}`)?.delete(entity.id);
    if (kind === 'channel') this.unnameChannel(entity as Channel);
  }

  private nameChannel(channel: Channel): void {
    const named = this.channels.get(channel.deviceId);
    if (named === undefined) this.channels.set(channel.deviceId, new Map([[channel.name, channel]]));
    else named.set(channel.name, channel);
  }

  /** Another channel may have taken the name meanwhile. */
  private unnameChannel({ id, deviceId, name }: Channel): void {
    const named = this.channels.get(deviceId);
    if (named?.get(name)?.id === id) named.delete(name);
  }
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
