import { randomUUID } from 'node:crypto';
import type { Operation } from './openapi';
import type { Tenant } from './tenant';

/** Which of a tenant's ids stands in a path after a collection. */
const ID_AFTER: Readonly<Record<string, Exclude<keyof Tenant, 'device'>>> = {
  institutions: 'institutionId',
  enterprises: 'enterpriseId',
  sites: 'siteId',
  devices: 'deviceId',
  channels: 'channelId',
  loans: 'loanId',
  pledges: 'pledgeId',
  'key-persons': 'keyPersonId',
  grants: 'grantId',
  meters: 'deviceId',
  'people-counters': 'siteId',
  rules: 'ruleId',
  plans: 'planId',
  recipients: 'recipientId',
  alarms: 'alarmId',
  cases: 'caseId',
  deliveries: 'deliveryId',
  quarantine: 'quarantineId',
};
/** Path parameters that name no record. */
const VALUES: Readonly<Record<string, string>> = { '{kind}': 'enterprises', '{format}': 'frigate', '{version}': '1' };

/** Whether every parameter of the path is known here: a new resource has to be added before it is covered. */
export function isCovered({ path }: Operation): boolean {
  return path.split('/').every((part, index, parts) => {
    if (!part.startsWith('{')) return true;
    const collection = parts[index - 1] ?? '';
    return part in VALUES || collection in ID_AFTER || collection in UNOWNED;
  });
}

/** Records of the platform that no tenant has one of; an id nobody has stands for them. */
const UNOWNED: Readonly<Record<string, true>> = { 'dead-letters': true, 'machine-clients': true };

/** The address of an operation on the records of a tenant. */
export function addressOf({ path }: Pick<Operation, 'path'>, tenant: Tenant): string {
  const parts = path.split('/');
  return parts
    .map((part, index) => {
      if (!part.startsWith('{')) return part;
      const idName = ID_AFTER[parts[index - 1] ?? ''];
      return VALUES[part] ?? (idName === undefined ? randomUUID() : tenant[idName]);
    })
    .join('/');
}

/** Ids for the fields of a body, by the names that fields have. */
export function idsOf(tenant: Tenant): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(tenant).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

/** Works through a list, `width` at a time; results in order. */
export async function inParallel<T, R>(
  items: readonly T[],
  width: number,
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let index = next++; index < items.length; index = next++) results[index] = await work(items[index] as T);
  };
  await Promise.all(Array.from({ length: width }, lane));
  return results;
}
