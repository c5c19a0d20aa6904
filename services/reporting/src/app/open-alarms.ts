import type { Severity } from '@loanwatch/contracts';
import type { Tx } from '@loanwatch/engines';
import { noAlarms, type OpenAlarms } from '../domain/light';

/** Open alarms per enterprise by colour, of those that the transaction's scope shows. */
export async function openAlarms(tx: Tx, enterpriseIds: readonly string[]): Promise<ReadonlyMap<string, OpenAlarms>> {
  const { rows } = await tx.query<{ enterprise_id: string; severity: Severity; count: number }>(
    `SELECT enterprise_id, severity, count(*)::integer AS count FROM alarm
     WHERE enterprise_id = ANY($1::uuid[]) AND condition = 'ACTIVE' AND review NOT IN ('FALSE_POSITIVE', 'CLOSED')
     GROUP BY 1, 2`,
    [enterpriseIds],
    'open-alarms',
  );
  const open = new Map(enterpriseIds.map((id) => [id, noAlarms()]));
  for (const { enterprise_id, severity, count } of rows) {
    const counts = open.get(enterprise_id);
    if (counts !== undefined) counts[severity] = count;
  }
  return open;
}
