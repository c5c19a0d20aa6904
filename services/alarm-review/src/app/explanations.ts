import type { Family } from '@loanwatch/contracts';
import type { Queryable } from '@loanwatch/engines';
import type { EntityReplica } from '@loanwatch/platform';
import type { Explain } from './triggers';

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

/** Reads what holds for the devices of the triggers in hand: out of service, or under an open health alarm. */
export async function explanationsFor(
  subjects: readonly string[],
  queryable: Queryable,
  replica: Pick<EntityReplica, 'device'>,
): Promise<Explain> {
  const devices = [...new Set(subjects.flatMap((subject) => deviceOf(subject) ?? []))];
  const parents = await openHealthAlarms(queryable, devices);
  return ({ subject, family }) => {
    const device = deviceOf(subject);
    if (device === undefined) return undefined;
    if (replica.device(device)?.status === 'OUT_OF_SERVICE') return { outOfService: 'the device is out of service' };
    const parentAlarmId = parents.get(device);
    if (parentAlarmId === undefined || !EXPLAINED_BY_HEALTH.includes(family)) return undefined;
    return { parentAlarmId };
  };
}

async function openHealthAlarms(
  queryable: Queryable,
  devices: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (devices.length === 0) return new Map();
  const { rows } = await queryable.query<{ device_id: string; alarm_id: string }>(
    `SELECT DISTINCT ON (device_id) device_id, alarm_id FROM alarm_state
     WHERE device_id = ANY($1::uuid[]) AND family = 'health' AND condition = 'ACTIVE'
       AND review <> 'CLOSED' AND review <> 'FALSE_POSITIVE'
     ORDER BY device_id, raised_at`,
    [devices],
    'open-health-alarms',
  );
  return new Map(rows.map(({ device_id, alarm_id }) => [device_id, alarm_id]));
}
