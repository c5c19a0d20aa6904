import type { AlarmView, Severity } from '@loanwatch/contracts';
import type { Database } from '@loanwatch/engines';
import { Cursor, type Page } from '@loanwatch/platform';
import { Conditions } from './conditions';
import type { Sight } from './sights';

export interface AlarmFilter {
  readonly enterpriseId?: string | undefined;
  readonly siteId?: string | undefined;
  readonly ruleId?: string | undefined;
  readonly family?: string | undefined;
  readonly severity?: readonly Severity[] | undefined;
  readonly condition?: string | undefined;
  readonly review?: readonly string[] | undefined;
  /** Beginning of the alarm, [from, to) in ms. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

export interface ListedAlarm {
  readonly revision: number;
  /** When the platform raised it, ms; null when it is not known. */
  readonly raisedAt: number | null;
  readonly alarm: AlarmView;
}

interface AlarmRow {
  readonly alarm_id: string;
  readonly revision: number;
  readonly first_at: string;
  readonly raised_at: string | null;
  readonly view: AlarmView;
}

const newestAlarms = new Cursor('alarms', ['integer', 'uuid']);

/**
 * Alarms, newest first. Row-level security shows an institution those dispatched to it; it looks them up by its own
 * dispatches, because among all alarms they can be few.
 */
export async function listAlarms(database: Database, sight: Sight, filter: AlarmFilter): Promise<Page<ListedAlarm>> {
  const { scope } = sight;
  const conditions = new Conditions()
    .when(scope.kind === 'institution' ? scope.institutionId : undefined, (id) => `told.institution_id = ${id}`)
    .when(filter.enterpriseId, (id) => `alarm.enterprise_id = ${id}`)
    .when(filter.siteId, (id) => `alarm.site_id = ${id}`)
    .when(filter.ruleId, (id) => `alarm.rule_id = ${id}`)
    .when(filter.family, (family) => `alarm.family = ${family}`)
    .when(filter.severity, (list) => `alarm.severity = ANY(${list}::text[])`)
    .when(filter.condition, (condition) => `alarm.condition = ${condition}`)
    .when(filter.review, (list) => `alarm.review = ANY(${list}::text[])`)
    .when(filter.from, (from) => `alarm.first_at >= ${from}`)
    .when(filter.to, (to) => `alarm.first_at < ${to}`);
  const order = scope.kind === 'institution' ? 'told' : 'alarm';
  conditions.after(newestAlarms.decode(filter.cursor), `${order}.first_at`, `${order}.alarm_id`);
  const { rows } = await database.transaction(
    (tx) =>
      tx.query<AlarmRow>(
        `SELECT alarm.alarm_id, alarm.revision, alarm.first_at, alarm.raised_at, alarm.view
         FROM alarm ${scope.kind === 'institution' ? 'JOIN alarm_dispatch AS told USING (alarm_id)' : ''}
         WHERE ${conditions.sql}
         ORDER BY ${order}.first_at DESC, ${order}.alarm_id DESC
         LIMIT ${filter.limit + 1}`,
        conditions.values,
      ),
    scope,
  );
  return newestAlarms.page(
    rows,
    filter.limit,
    ({ first_at, alarm_id }) => [Number(first_at), alarm_id],
    ({ revision, raised_at, view }) => ({
      revision,
      raisedAt: raised_at === null ? null : Number(raised_at),
      alarm: scope.kind === 'institution' ? seenByInstitution(view, scope.institutionId, sight) : view,
    }),
  );
}

/**
 * Lenders do not learn of each other, nor who of the platform's staff did what; what was measured they see under a grant
 * in force only, the alarm itself stays on record.
 */
function seenByInstitution(alarm: AlarmView, institutionId: string, sight: Sight): AlarmView {
  const { claimedBy: _, verdict, lastReasons, ...view } = alarm;
  const { dispatchedTo, enterpriseId, family } = view;
  return {
    ...view,
    lastReasons: sight.stretch(enterpriseId, family) === undefined ? [] : lastReasons,
    dispatchedTo: dispatchedTo.filter((id) => id === institutionId),
    ...(verdict !== undefined && { verdict: { ...verdict, by: 'platform' } }),
  };
}
