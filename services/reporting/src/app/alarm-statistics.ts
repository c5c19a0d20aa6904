import type { Database, Scope } from '@loanwatch/engines';
import { type Clock, DomainError, siteDay } from '@loanwatch/kernel';
import type { EntityIndex } from '@loanwatch/platform';
import { lastDate, type Period, periodOf, periodsBetween, type PeriodUnit } from '../domain/period';
import type { Sights } from './sights';

export const ALARM_GROUPINGS = ['total', 'enterprise', 'site', 'institution', 'family', 'severity'] as const;
export type AlarmGrouping = (typeof ALARM_GROUPINGS)[number];

const MOST_ROWS = 5_000;
const ZONE = 'Asia/Shanghai';

export interface AlarmStatisticsRequest {
  readonly unit: PeriodUnit;
  /** Dates, both inclusive; widened to whole periods. Undefined: the running period. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly grouping: AlarmGrouping;
  readonly enterpriseId?: string | undefined;
}

export interface AlarmStatisticsRow {
  readonly group: { readonly id: string; readonly name: string };
  readonly period: { readonly from: string; readonly to: string };
  readonly raised: number;
  readonly open: number;
  readonly confirmed: number;
  readonly falsePositive: number;
  readonly inconclusive: number;
  readonly cases: number;
  /** Means in ms; null: none has come so far. From raised to claimed and to judged by the platform ... */
  readonly meanClaimMs: number | null;
  readonly meanJudgeMs: number | null;
  /** ... and from the opening of the case to acknowledged, handled and closed by the institution. */
  readonly meanAcknowledgeMs: number | null;
  readonly meanHandleMs: number | null;
  readonly meanCloseMs: number | null;
}

interface Row {
  readonly key: string;
  readonly period: string;
  readonly raised: number;
  readonly open: number;
  readonly confirmed: number;
  readonly false_positive: number;
  readonly inconclusive: number;
  readonly cases: number;
  readonly mean_claim_ms: number | null;
  readonly mean_judge_ms: number | null;
  readonly mean_acknowledge_ms: number | null;
  readonly mean_handle_ms: number | null;
  readonly mean_close_ms: number | null;
}

const KEY: Readonly<Record<AlarmGrouping, string>> = {
  total: `'total'`,
  enterprise: 'enterprise_id::text',
  site: `coalesce(site_id::text, 'none')`,
  institution: 'institution_id::text',
  family: 'family',
  severity: 'severity',
};

const count = (column: string, where: string): string =>
  `coalesce(sum(${column}) FILTER (WHERE ${where}), 0)::integer AS ${column}`;
const meanMs = (ms: string, n: string, where: string): string =>
  `(sum(${ms}) FILTER (WHERE ${where}) / nullif(sum(${n}) FILTER (WHERE ${where}), 0))::float8 AS mean_${ms}`;

/** How many alarms there were, what became of them and how long it took, by the site date on which they began. */
export class AlarmStatistics {
  constructor(
    private readonly database: Database,
    private readonly entities: EntityIndex,
    private readonly sights: Sights,
    private readonly clock: Clock,
  ) {}

  /** Throws `entity.not-found`, `statistics.too-many-rows`. */
  async rows(scope: Scope, request: AlarmStatisticsRequest): Promise<readonly AlarmStatisticsRow[]> {
    const { unit, grouping, enterpriseId } = request;
    if (enterpriseId !== undefined) this.sights.of(scope).requireEnterprise(enterpriseId);
    const { from, until } = this.rangeOf(request);
    // The platform counts an alarm once, however many institutions it was dispatched to; handling is per institution.
    const alarms = scope.kind === 'institution' || grouping === 'institution' ? 'told' : 'NOT told';
    const { rows } = await this.database.transaction(
      (tx) =>
        tx.query<Row>(
          `SELECT ${KEY[grouping]} AS key, date_trunc($1, day)::date AS period,
             ${count('raised', alarms)}, ${count('open', alarms)}, ${count('confirmed', alarms)},
             ${count('false_positive', alarms)}, ${count('inconclusive', alarms)}, ${count('cases', 'told')},
             ${meanMs('claim_ms', 'claimed', alarms)}, ${meanMs('judge_ms', 'judged', alarms)},
             ${meanMs('acknowledge_ms', 'acknowledged', 'told')}, ${meanMs('handle_ms', 'handled', 'told')},
             ${meanMs('close_ms', 'closed', 'told')}
           FROM (SELECT *, institution_id IS NOT NULL AS told FROM alarm_day) AS counted
           WHERE day >= $2 AND day < $3 AND ($4::uuid IS NULL OR enterprise_id = $4)
             AND (told OR NOT $5)
           GROUP BY 1, 2 ORDER BY 2, 1 LIMIT ${MOST_ROWS + 1}`,
          [unit, from, until, enterpriseId ?? null, grouping === 'institution'],
        ),
      scope,
    );
    if (rows.length > MOST_ROWS) {
      throw new DomainError(
        'statistics.too-many-rows',
        'invalid',
        `More than ${MOST_ROWS} rows: ask for fewer periods.`,
      );
    }
    return rows.map((row) => ({
      group: { id: row.key, name: this.nameOf(grouping, row.key) },
      period: { from: row.period, to: lastDate(periodOf(row.period, unit)) },
      raised: row.raised,
      open: row.open,
      confirmed: row.confirmed,
      falsePositive: row.false_positive,
      inconclusive: row.inconclusive,
      cases: row.cases,
      meanClaimMs: whole(row.mean_claim_ms),
      meanJudgeMs: whole(row.mean_judge_ms),
      meanAcknowledgeMs: whole(row.mean_acknowledge_ms),
      meanHandleMs: whole(row.mean_handle_ms),
      meanCloseMs: whole(row.mean_close_ms),
    }));
  }

  private rangeOf({ from, to, unit }: AlarmStatisticsRequest): Period {
    const last = to ?? siteDay(this.clock.now(), ZONE);
    const periods = periodsBetween(from ?? last, last, unit);
    const [first] = periods;
    if (first === undefined) {
      throw new DomainError('request.invalid', 'invalid', 'from lies after to.', {
        errors: [{ pointer: '/from', detail: `must not be after ${last}` }],
      });
    }
    return { from: first.from, until: (periods.at(-1) ?? first).until };
  }

  private nameOf(grouping: AlarmGrouping, key: string): string {
    switch (grouping) {
      case 'enterprise':
        return this.entities.enterprise(key)?.name ?? key;
      case 'site':
        return this.entities.site(key)?.name ?? key;
      case 'institution':
        return this.entities.institution(key)?.name ?? key;
      case 'total':
      case 'family':
      case 'severity':
        return key;
    }
  }
}

function whole(ms: number | null): number | null {
  return ms === null ? null : Math.round(ms);
}
