import type { Tx } from '@loanwatch/engines';
import { BY_CONTRACT, inSight, ofFamily } from './policies';

export interface IndicatorRow {
  readonly enterpriseId: string;
  readonly metric: string;
  /** ISO 8601, UTC. */
  readonly observedAt: string;
}

/** Whether the scope's institution has a loan to the enterprise, or a grant in force for the family. */
export async function hasContract(tx: Tx, enterpriseId: string, family: string): Promise<boolean> {
  const { rows } = await tx.query<{ allowed: boolean }>(
    `SELECT ${inSight('$1::uuid', `${BY_CONTRACT} ${ofFamily(family)}`)} AS allowed`,
    [enterpriseId],
  );
  return rows[0]?.allowed === true;
}

/** The value that stands. */
export async function latestIndicator(
  tx: Tx,
  { enterpriseId, metric, observedAt }: IndicatorRow,
): Promise<{ readonly revision: number; readonly scaled: number } | undefined> {
  const { rows } = await tx.query<{ revision: number; value: string }>(
    `SELECT revision, value FROM external_indicators
     WHERE enterprise_id = $1 AND metric = $2 AND observed_at = $3 ORDER BY revision DESC LIMIT 1`,
    [enterpriseId, metric, observedAt],
  );
  const row = rows[0];
  return row === undefined ? undefined : { revision: row.revision, scaled: Number(row.value) };
}

/** False when another transaction was faster with this revision. */
export async function insertIndicator(
  tx: Tx,
  row: IndicatorRow & {
    readonly revision: number;
    readonly scaled: number;
    readonly reportedBy: string;
    readonly receivedAt: string;
  },
): Promise<boolean> {
  const { rowCount } = await tx.query(
    `INSERT INTO external_indicators (enterprise_id, metric, observed_at, revision, value, reported_by, received_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING`,
    [row.enterpriseId, row.metric, row.observedAt, row.revision, row.scaled, row.reportedBy, row.receivedAt],
  );
  return rowCount === 1;
}
