import { type EntityKind, type EntityOf, makeEvent, type MessageRecord } from '@loanwatch/contracts';
import { derivedId, randomIds } from '@loanwatch/kernel';

/** The record with which the registry tells of an entity. `version` rises with each change. */
export function entityRecord<K extends EntityKind>(
  kind: K,
  entity: EntityOf<K>,
  { version = 1, deleted = false }: { readonly version?: number; readonly deleted?: boolean } = {},
): MessageRecord {
  const id = derivedId('entity', kind, entity.id, version);
  return makeEvent('loanwatch.entity.changed.v1', {
    id,
    source: '/loanwatch/registry',
    time: 0,
    key: `${kind}:${entity.id}`,
    correlationId: id,
    causationId: id,
    // The pair of kind and entity agrees by the signature, which the union of all kinds cannot express.
    data: { kind, id: entity.id, version, deleted, at: 0, entity } as never,
  });
}

/** An enterprise with one site in Shanghai that works Monday to Friday, 8 to 18. */
export function aPlace({ statutory = 'NONE' }: { readonly statutory?: 'CN' | 'NONE' } = {}) {
  const enterprise: EntityOf<'enterprise'> = {
    id: randomIds.next(),
    name: 'Jinhe Metalworks',
    industry: 'factory',
    registeredBy: null,
    tags: [],
  };
  const site: EntityOf<'site'> = {
    id: randomIds.next(),
    enterpriseId: enterprise.id,
    name: 'Plant 1',
    timeZone: 'Asia/Shanghai',
    tags: [],
    calendar: {
      version: 1,
      workingWeekdays: [1, 2, 3, 4, 5],
      statutory,
      holidays: [],
      workdays: [],
      closures: [],
      shifts: [{ weekdays: [1, 2, 3, 4, 5], start: '08:00', end: '18:00' }],
      quietHour: '04:00',
    },
  };
  return { enterprise, site };
}

export function aDevice(site: EntityOf<'site'>, changes: Partial<EntityOf<'device'>> = {}): EntityOf<'device'> {
  return {
    id: randomIds.next(),
    siteId: site.id,
    enterpriseId: site.enterpriseId,
    name: 'Device',
    kind: 'gateway',
    latenessLimitSeconds: 7 * 86_400,
    expectedIntervalSeconds: 900,
    status: 'ACTIVE',
    ...changes,
  };
}

export function aChannel(
  device: EntityOf<'device'>,
  name: string,
  metric: string,
  changes: Partial<EntityOf<'channel'>> = {},
): EntityOf<'channel'> {
  const { id: deviceId, siteId, enterpriseId } = device;
  return { id: randomIds.next(), deviceId, siteId, enterpriseId, name, metric, multiplier: 1, ...changes };
}
