import type { Tx } from '@loanwatch/engines';

const OF_ALARMS = `
  count(*) AS raised,
  count(*) FILTER (WHERE review NOT IN ('FALSE_POSITIVE', 'CLOSED')) AS open,
  count(*) FILTER (WHERE verdict = 'CONFIRMED') AS confirmed,
  count(*) FILTER (WHERE verdict = 'FALSE_POSITIVE') AS false_positive,
  count(*) FILTER (WHERE verdict = 'INCONCLUSIVE') AS inconclusive,
  count(claimed_at - raised_at) AS claimed,
  coalesce(sum(claimed_at - raised_at), 0) AS claim_ms,
  count(judged_at - raised_at) AS judged,
  coalesce(sum(judged_at - raised_at), 0) AS judge_ms`;

/** Of one alarm at one institution: it can have been dispatched there again. */
const CASES_OF_ALARM = `
  SELECT count(*) AS cases,
    count(acknowledged_at) AS acknowledged, coalesce(sum(acknowledged_at - opened_at), 0) AS acknowledge_ms,
    count(handled_at) AS handled, coalesce(sum(handled_at - opened_at), 0) AS handle_ms,
    count(closed_at) AS closed, coalesce(sum(closed_at - opened_at), 0) AS close_ms
  FROM case_file
  WHERE case_file.alarm_id = renewed.alarm_id AND case_file.institution_id = told.institution_id`;

const OF_CASES = `
  sum(cases), sum(acknowledged), sum(acknowledge_ms), sum(handled), sum(handle_ms), sum(closed), sum(close_ms)`;

export interface AlarmDay {
  readonly enterprise_id: string;
  readonly day: string;
}

/** The days on which the given alarms began, as they stand now. */
export async function alarmDaysOf(tx: Tx, alarmIds: readonly string[]): Promise<readonly AlarmDay[]> {
  if (alarmIds.length === 0) return [];
  const { rows } = await tx.query<AlarmDay>(
    'SELECT DISTINCT enterprise_id, day FROM alarm WHERE alarm_id = ANY($1::uuid[])',
    [alarmIds],
    'alarm-days-of',
  );
  return rows;
}

/** Counts the given days anew. */
export async function renewAlarmDays(tx: Tx, wanted: readonly AlarmDay[]): Promise<void> {
  if (wanted.length === 0) return;
  const distinct = [...new Map(wanted.map((one) => [`${one.enterprise_id} ${one.day}`, one])).values()];
  const days = [distinct.map(({ enterprise_id }) => enterprise_id), distinct.map(({ day }) => day)];
  await tx.query(
    `DELETE FROM alarm_day USING unnest($1::uuid[], $2::date[]) AS renewed (enterprise_id, day)
     WHERE alarm_day.enterprise_id = renewed.enterprise_id AND alarm_day.day = renewed.day`,
    days,
    'alarm-days-delete',
  );
  await tx.query(
    `WITH renewed AS (
       SELECT alarm.* FROM unnest($1::uuid[], $2::date[]) AS wanted (enterprise_id, day)
       JOIN alarm USING (enterprise_id, day)
     )
     INSERT INTO alarm_day (day, enterprise_id, site_id, institution_id, family, severity, raised, open, confirmed,
       false_positive, inconclusive, claimed, claim_ms, judged, judge_ms, cases, acknowledged, acknowledge_ms, handled, handle_ms,
       closed, close_ms)
     SELECT day, enterprise_id, site_id, NULL::uuid, family, severity, ${OF_ALARMS}, 0, 0, 0, 0, 0, 0, 0
     FROM renewed
     GROUP BY day, enterprise_id, site_id, family, severity
     UNION ALL
     SELECT renewed.day, renewed.enterprise_id, renewed.site_id, told.institution_id, renewed.family,
       renewed.severity, ${OF_ALARMS}, ${OF_CASES}
     FROM renewed
     JOIN alarm_dispatch AS told USING (alarm_id)
     CROSS JOIN LATERAL (${CASES_OF_ALARM}) AS handling
     GROUP BY renewed.day, renewed.enterprise_id, renewed.site_id, told.institution_id, renewed.family, renewed.severity`,
    days,
    'alarm-days-insert',
  );
}
