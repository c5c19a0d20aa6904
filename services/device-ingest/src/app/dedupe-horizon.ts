import type { Database } from '@loanwatch/engines';
import type { Clock } from '@loanwatch/kernel';
import type { EntityReplica } from '@loanwatch/platform';

const EVERY_MS = 3_600_000;
const ROWS_PER_STEP = 5_000;

/**
 * Forgets what a device has sent once it is older than the device's lateness limit: such a reading would be refused as
 * too late, so it need not be recognised. Runs hourly, in small steps; a failed run is made up by the next.
 */
export function forgetOldMessages(database: Database, replica: EntityReplica, clock: Clock) {
  let timer: NodeJS.Timeout | undefined;
  return {
    start: () => {
      timer = setInterval(() => void forget(database, replica, clock).catch(() => undefined), EVERY_MS);
      timer.unref();
    },
    stop: () => {
      clearInterval(timer);
    },
  };
}

export async function forget(database: Database, replica: EntityReplica, clock: Clock): Promise<number> {
  const devices = replica.all('device');
  const ids = devices.map((device) => device.id);
  const before = devices.map((device) => clock.now() - device.latenessLimitSeconds * 1000);
  let forgotten = 0;
  for (;;) {
    const { rowCount } = await database.query(
      `delete from accepted_message where ctid = any(array(
         select m.ctid from unnest($1::uuid[], $2::bigint[]) as horizon (device_id, before)
           join accepted_message m on m.device_id = horizon.device_id and m.to_at < horizon.before limit $3))`,
      [ids, before, ROWS_PER_STEP],
    );
    forgotten += rowCount;
    if (rowCount < ROWS_PER_STEP) return forgotten;
  }
}
