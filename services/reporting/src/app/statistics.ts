import { metric as metricOf } from '@loanwatch/contracts';
import type { Database, Scope } from '@loanwatch/engines';
import { type Clock, dayEnd, dayStart, DomainError, siteDay } from '@loanwatch/kernel';
import type { EntityIndex } from '@loanwatch/platform';
import {
  compared,
  type Figure,
  figureOf,
  FIGURES,
  type FigureRule,
  type PeriodSums,
  type Statistic,
} from '../domain/figures';
import { lastDate, type Period, periodBefore, periodsBetween, type PeriodUnit } from '../domain/period';
import { type Stretch, wholeDays } from '../domain/sight';
import { deviceIn } from '../projections/series-pins';
import { alarmFigures } from './alarm-figures';
import { type Claim, sumRollUps } from './roll-up-sums';
import { findSeries, type SeriesRecord } from './series-records';
import { type Sights } from './sights';
import { type Group, groupsOf, type GroupFilter } from './statistics-groups';

/** Most rows (groups x periods) of one answer. */
export const MOST_ROWS = 5_000;

export interface StatisticsRequest extends GroupFilter {
  readonly unit: PeriodUnit;
  /** Dates, both inclusive; widened to whole periods. Undefined: the running period. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly statistics: readonly Statistic[];
}

export interface StatisticsRow {
  readonly group: { readonly id: string; readonly name: string };
  /** Dates of the sites, both inclusive. */
  readonly period: { readonly from: string; readonly to: string };
  /** By code of the figure. */
  readonly figures: Readonly<Record<string, Figure>>;
}

interface GroupSeries {
  readonly group: number;
  readonly series: SeriesRecord;
  readonly stretch: Stretch;
  /** Whether it should report: its device is in service. */
  readonly isActive: boolean;
}

const DEFAULT_ZONE = 'Asia/Shanghai';

/** Month, quarter and year figures of what a caller may see, each beside the period before it. */
export class Statistics {
  constructor(
    private readonly database: Database,
    private readonly entities: EntityIndex,
    private readonly sights: Sights,
    private readonly clock: Clock,
  ) {}

  /** Throws `statistics.too-many-rows`, `entity.not-found`, `auth.forbidden`. */
  async rows(scope: Scope, request: StatisticsRequest): Promise<readonly StatisticsRow[]> {
    const groups = groupsOf(this.sights.of(scope), this.sights, this.entities, request);
    const periods = this.periodsOf(request);
    if (groups.length * periods.length > MOST_ROWS) throw tooManyRows(groups.length, periods.length);
    const [first] = periods;
    if (first === undefined || groups.length === 0) return [];
    const withPrevious = [periodBefore(first, request.unit), ...periods];
    const rules = FIGURES.filter(({ statistic }) => request.statistics.includes(statistic));
    const [sums, alarms] = await Promise.all([
      this.sumsOf(groups, withPrevious, rules, request.unit),
      request.statistics.includes('alarms') && scope.kind !== 'enterprise'
        ? alarmFigures(this.database, scope, groups, withPrevious, request)
        : undefined,
    ]);
    return groups.flatMap(({ id, name }, group) =>
      periods.map((period, place) => {
        const before = withPrevious[place] as Period;
        const figures = rules.map((rule): [string, Figure] => {
          const inPeriod = ({ from }: Period): Figure => figureOf(rule, (code) => sums.get(sumKey(group, code, from)));
          return [rule.code, compared(inPeriod(period), inPeriod(before))];
        });
        return {
          group: { id, name },
          period: { from: period.from, to: lastDate(period) },
          figures: { ...Object.fromEntries(figures), ...alarms?.(group, period, before) },
        };
      }),
    );
  }

  private periodsOf({ from, to, unit }: StatisticsRequest): Period[] {
    const last = to ?? siteDay(this.clock.now(), DEFAULT_ZONE);
    const first = from ?? last;
    if (first > last) {
      throw new DomainError('request.invalid', 'invalid', 'from lies after to.', {
        errors: [{ pointer: '/from', detail: `must not be after ${last}` }],
      });
    }
    return periodsBetween(first, last, unit);
  }

  private async sumsOf(
    groups: readonly Group[],
    periods: readonly Period[],
    rules: readonly FigureRule[],
    unit: PeriodUnit,
  ): Promise<ReadonlyMap<string, PeriodSums>> {
    const members = await this.membersOf(groups, rules);
    const [from, until] = [(periods[0] as Period).from, (periods.at(-1) as Period).until];
    const found = await sumRollUps(
      this.database,
      members.flatMap((member) => this.claimOf(member, from, until) ?? []),
      unit,
    );
    const expected = expectedTime(members, periods, this.clock.now());
    const isActive = new Map(members.map(({ series, isActive }) => [series.id, isActive]));
    return new Map(
      found.map((row) => {
        const key = sumKey(row.group, row.metric, row.period);
        // A series whose device has left counts for the periods in which it told something.
        const retired = row.seriesIds.filter((id) => isActive.get(id) !== true).length;
        const { each, all } = expected(row.group, row.metric, row.period);
        return [key, { ...row, expectedMs: all + retired * each }];
      }),
    );
  }

  private async membersOf(groups: readonly Group[], rules: readonly FigureRule[]): Promise<readonly GroupSeries[]> {
    const metrics = new Set(
      rules.flatMap((rule) => [...rule.metrics, ...(rule.days === undefined ? [] : [rule.days])]),
    );
    const enterpriseIds = [...new Set(groups.flatMap((group) => group.enterpriseIds))];
    const series = await findSeries(this.database, { metrics: [...metrics], enterpriseIds });
    const ofEnterprise = Map.groupBy(series, ({ enterpriseId }) => enterpriseId);
    return groups.flatMap(({ sight, enterpriseIds: ids, siteId }, group) =>
      ids
        .flatMap((id) => ofEnterprise.get(id) ?? [])
        .filter((one) => siteId === undefined || one.siteId === siteId)
        .flatMap((one) => {
          const stretch = sight.stretch(one.enterpriseId, one.family);
          return stretch === undefined ? [] : [{ group, series: one, stretch, isActive: this.isActive(one.subject) }];
        }),
    );
  }

  private claimOf({ group, series, stretch }: GroupSeries, from: string, until: string): Claim | undefined {
    const seen = wholeDays(stretch, series.timeZone);
    const claim = {
      group,
      seriesId: series.id,
      from: seen.from !== undefined && seen.from > from ? seen.from : from,
      until: seen.until !== undefined && seen.until < until ? seen.until : until,
      weight: this.weightOf(series),
    };
    return claim.from < claim.until ? claim : undefined;
  }

  /** Doors may count for more or less than one, as in the attendance of a day. */
  private weightOf({ metric, subject }: SeriesRecord): number {
    const deviceId = deviceIn(subject);
    if (deviceId === undefined || metricOf(metric)?.family !== 'people') return 1;
    return this.entities.channel(deviceId, subject.slice(subject.indexOf('/') + 1))?.weight ?? 1;
  }

  private isActive(subject: string): boolean {
    const deviceId = deviceIn(subject);
    if (deviceId === undefined) return true;
    if (this.entities.device(deviceId)?.status !== 'ACTIVE') return false;
    const slash = subject.indexOf('/');
    return slash < 0 || this.entities.channel(deviceId, subject.slice(slash + 1)) !== undefined;
  }
}

function sumKey(group: number, metric: string, period: string): string {
  return `${group} ${metric} ${period}`;
}

interface Expected {
  /** Of one series, ms. */
  readonly each: number;
  /** Of all that should report, ms. */
  readonly all: number;
}

/**
 * Time that should have been observed in a period: of every series that had begun before its end, the part of the
 * period that the caller may see and that is over.
 */
function expectedTime(
  members: readonly GroupSeries[],
  periods: readonly Period[],
  now: number,
): (group: number, metric: string, period: string) => Expected {
  const byFrom = new Map(periods.map((period) => [period.from, period]));
  const ofGroup = Map.groupBy(members, ({ group, series }) => `${group} ${series.metric}`);
  const visible = new Map<Stretch, Map<string, Visible>>();
  return (group, metric, from) => {
    const period = byFrom.get(from);
    let each = 0;
    let all = 0;
    if (period === undefined) return { each, all };
    for (const { series, stretch, isActive } of ofGroup.get(`${group} ${metric}`) ?? []) {
      const { lengthMs, until } = visiblePart(period, series.timeZone, stretch, now, visible);
      each = lengthMs;
      if (isActive && series.since < until) all += each;
    }
    return { each, all };
  };
}

interface Visible {
  readonly lengthMs: number;
  /** End of the whole period, ms. */
  readonly until: number;
}

/** Remembered, because the series of an enterprise share zone and grants. */
function visiblePart(
  period: Period,
  timeZone: string,
  stretch: Stretch,
  now: number,
  remembered: Map<Stretch, Map<string, Visible>>,
): Visible {
  let ofStretch = remembered.get(stretch);
  if (ofStretch === undefined) remembered.set(stretch, (ofStretch = new Map<string, Visible>()));
  const key = `${period.from} ${timeZone}`;
  let found = ofStretch.get(key);
  if (found === undefined) {
    const whole = { from: dayStart(period.from, timeZone), until: dayEnd(lastDate(period), timeZone) };
    const from = Math.max(whole.from, stretch.from);
    const until = Math.min(whole.until, stretch.until, now);
    found = { lengthMs: Math.max(0, until - from), until: whole.until };
    ofStretch.set(key, found);
  }
  return found;
}

function tooManyRows(groups: number, periods: number): DomainError {
  return new DomainError(
    'statistics.too-many-rows',
    'invalid',
    `${groups} groups x ${periods} periods are more than ${MOST_ROWS} rows: ask for fewer periods, or for one enterprise.`,
  );
}
