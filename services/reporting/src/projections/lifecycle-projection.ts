import { type BusRecord, type Tx } from '@loanwatch/engines';
import { siteDay } from '@loanwatch/kernel';
import { alarmDaysOf, renewAlarmDays } from './alarm-day';
import { type AlarmNews, LifecycleFold, type LifecycleNews } from './lifecycle-batch';

/** Zone of a site, or of the contracts for an enterprise as a whole. */
export type ZoneOf = (siteId: string | null) => string;

/**
 * Alarms and cases as their newest change left them, and the daily counts. A change that comes again, or late, is older
 * than what stands and changes nothing. The transaction has the scope of the platform.
 */
export async function applyLifecycle(records: readonly BusRecord[], tx: Tx, zoneOf: ZoneOf): Promise<void> {
  const fold = new LifecycleFold();
  for (const record of records) fold.add(record);
  const news = fold.take();
  const alarmIds = alarmsIn(news);
  // A site's zone may have become known since, or changed: then the alarm leaves the day it was counted on.
  const left = await alarmDaysOf(tx, alarmIds);
  await putLifecycle(news, tx, zoneOf);
  await renewAlarmDays(tx, [...left, ...(await alarmDaysOf(tx, alarmIds))]);
}

/** The alarms whose days are to be counted anew. */
export function alarmsIn({ alarms, cases }: LifecycleNews): string[] {
  return [...new Set([...alarms.map(({ newest }) => newest.alarmId), ...cases.map(({ alarmId }) => alarmId)])];
}

/** Alarms, dispatches and cases alone; the daily counts follow from them. */
export async function putLifecycle({ alarms, cases }: LifecycleNews, tx: Tx, zoneOf: ZoneOf): Promise<void> {
  await putAlarms(tx, alarms, zoneOf);
  await putDispatches(tx, alarms);
  await putCases(tx, cases);
}

async function putAlarms(tx: Tx, alarms: readonly AlarmNews[], zoneOf: ZoneOf): Promise<void> {
  if (alarms.length === 0) return;
  const views = alarms.map(({ newest }) => newest.alarm);
  await tx.query(
    `INSERT INTO alarm AS known (alarm_id, revision, enterprise_id, site_id, rule_id, family, severity, condition,
       review, verdict, first_at, day, raised_at, claimed_at, judged_at, view)
     SELECT * FROM unnest($1::uuid[], $2::integer[], $3::uuid[], $4::uuid[], $5::uuid[], $6::text[], $7::text[],
       $8::text[], $9::text[], $10::text[], $11::bigint[], $12::date[], $13::bigint[], $14::bigint[], $15::bigint[],
       $16::jsonb[])
     ON CONFLICT (alarm_id) DO UPDATE SET
       revision = excluded.revision, severity = excluded.severity, condition = excluded.condition,
       review = excluded.review, verdict = excluded.verdict, first_at = excluded.first_at, day = excluded.day,
       raised_at = coalesce(known.raised_at, excluded.raised_at),
       claimed_at = coalesce(known.claimed_at, excluded.claimed_at),
       judged_at = excluded.judged_at, view = excluded.view
     WHERE known.revision < excluded.revision`,
    [
      views.map(({ alarmId }) => alarmId),
      alarms.map(({ newest }) => newest.revision),
      views.map(({ enterpriseId }) => enterpriseId),
      views.map(({ siteId }) => siteId),
      views.map(({ ruleId }) => ruleId),
      views.map(({ family }) => family),
      views.map(({ severity }) => severity),
      views.map(({ condition }) => condition),
      views.map(({ review }) => review),
      views.map(({ verdict }) => verdict?.outcome ?? null),
      views.map(({ firstAt }) => firstAt),
      views.map(({ firstAt, siteId }) => siteDay(firstAt, zoneOf(siteId))),
      alarms.map(({ raisedAt }) => raisedAt),
      alarms.map(({ claimedAt }) => claimedAt),
      views.map(({ verdict }) => verdict?.at ?? null),
      views.map((view) => JSON.stringify(view)),
    ],
    'alarms-put',
  );
}

/** An institution that was told of an alarm keeps it. */
async function putDispatches(tx: Tx, alarms: readonly AlarmNews[]): Promise<void> {
  const dispatches = alarms.flatMap(({ newest: { alarm } }) =>
    alarm.dispatchedTo.map((institutionId) => ({ institutionId, alarm })),
  );
  if (dispatches.length === 0) return;
  await tx.query(
    `INSERT INTO alarm_dispatch (alarm_id, institution_id, enterprise_id, first_at)
     SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::bigint[])
     ON CONFLICT DO NOTHING`,
    [
      dispatches.map(({ alarm }) => alarm.alarmId),
      dispatches.map(({ institutionId }) => institutionId),
      dispatches.map(({ alarm }) => alarm.enterpriseId),
      dispatches.map(({ alarm }) => alarm.firstAt),
    ],
    'dispatches-put',
  );
}

async function putCases(tx: Tx, cases: LifecycleNews['cases']): Promise<void> {
  if (cases.length === 0) return;
  const views = cases.map((change) => change.case);
  await tx.query(
    `INSERT INTO case_file AS known (case_id, revision, alarm_id, institution_id, enterprise_id, site_id, family,
       severity, status, opened_at, acknowledged_at, handled_at, closed_at, outcome, view)
     SELECT * FROM unnest($1::uuid[], $2::integer[], $3::uuid[], $4::uuid[], $5::uuid[], $6::uuid[], $7::text[],
       $8::text[], $9::text[], $10::bigint[], $11::bigint[], $12::bigint[], $13::bigint[], $14::text[], $15::jsonb[])
     ON CONFLICT (case_id) DO UPDATE SET
       revision = excluded.revision, severity = excluded.severity, status = excluded.status,
       acknowledged_at = excluded.acknowledged_at, handled_at = excluded.handled_at,
       closed_at = excluded.closed_at, outcome = excluded.outcome, view = excluded.view
     WHERE known.revision < excluded.revision`,
    [
      views.map(({ caseId }) => caseId),
      cases.map(({ revision }) => revision),
      views.map(({ alarmId }) => alarmId),
      views.map(({ institutionId }) => institutionId),
      views.map(({ enterpriseId }) => enterpriseId),
      views.map(({ siteId }) => siteId),
      views.map(({ family }) => family),
      views.map(({ severity }) => severity),
      views.map(({ status }) => status),
      views.map(({ openedAt }) => openedAt),
      views.map(({ acknowledgedAt }) => acknowledgedAt ?? null),
      views.map(({ handledAt }) => handledAt ?? null),
      views.map(({ closedAt }) => closedAt ?? null),
      views.map(({ outcome }) => outcome ?? null),
      views.map((view) => JSON.stringify(view)),
    ],
    'cases-put',
  );
}
