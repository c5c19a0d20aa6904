import type { Family, Trigger } from '@loanwatch/contracts';
import type { Queryable } from '@loanwatch/engines';
import type { EntityReplica } from '@loanwatch/platform';
import type { Explain } from './triggers';

type Owner = Trigger['owner'];

/**
 * What a device says is not to be trusted while an alarm about its health is open, so alarms about these families are
 * recorded under that one. Intrusion and presence are not among them: covering the camera must not silence them.
 */
const EXPLAINED_BY_HEALTH: readonly Family[] = ['people', 'goods', 'electricity', 'climate'];

/** The device that a subject belongs to, if any: `device:<id>` or `channel:<id>/<name>`. */
export function deviceOf(subject: string): string | undefined {
  const [kind, rest] = subject.split(':');
  return kind === 'device' || kind === 'channel' ? rest?.split('/')[0] : undefined;
}

/**
 * Reads what holds for the devices of the triggers in hand: out of service, or under an open health alarm. An alarm of a
 * lender's own rule explains that lender's alarms only: one lender must not silence what others are told.
 */
export async function explanationsFor(
  subjects: readonly string[],
  queryable: Queryable,
  replica: Pick<EntityReplica, 'device'>,
): Promise<Explain> {
  const devices = [...new Set(subjects.flatMap((subject) => deviceOf(subject) ?? []))];
  const health = Map.groupBy(await openHealthAlarms(queryable, devices), (alarm) => alarm.device_id);
  return ({ subject, family, owner }) => {
    const device = deviceOf(subject);
    if (device === undefined) return undefined;
    if (replica.device(device)?.status === 'OUT_OF_SERVICE') return { outOfService: 'the device is out of service' };
    if (!EXPLAINED_BY_HEALTH.includes(family)) return undefined;
    const parent = health.get(device)?.find((alarm) => explainsFor(owner, alarm.owner));
    return parent === undefined ? undefined : { parentAlarmId: parent.alarm_id };
  };
}

function explainsFor(owner: Owner, parent: Owner): boolean {
  if (parent.kind === 'platform') return true;
  return owner.kind === 'institution' && owner.institutionId === parent.institutionId;
}

interface HealthAlarm {
  readonly device_id: string;
  readonly alarm_id: string;
  readonly owner: Owner;
}

/** Those that began first come first. */
async function openHealthAlarms(queryable: Queryable, devices: readonly string[]): Promise<readonly HealthAlarm[]> {
  if (devices.length === 0) return [];
  const { rows } = await queryable.query<HealthAlarm>(
    `SELECT device_id, alarm_id, state #> '{facts,owner}' AS owner FROM alarm_state
     WHERE device_id = ANY($1::uuid[]) AND family = 'health' AND condition = 'ACTIVE'
       AND review <> 'CLOSED' AND review <> 'FALSE_POSITIVE'
     ORDER BY raised_at, alarm_id`,
    [devices],
    'open-health-alarms',
  );
  return rows;
}
