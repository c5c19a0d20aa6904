import type { Command } from 'commander';
import { ALARMS, type AlarmRow, type CaseRow, CASES, type FigureRow, FIGURES } from './report-columns';
import { Session } from './session';

interface Figure {
  readonly value: number | null;
  readonly unit: string;
  readonly coverage: number | null;
  readonly change?: number | null;
}

interface StatisticsRow {
  readonly group: { readonly name: string };
  readonly period: { readonly from: string; readonly to: string };
  readonly figures: Readonly<Record<string, Figure>>;
}

interface StatisticsOptions {
  readonly period: string;
  readonly from?: string;
  readonly to?: string;
  readonly group: string;
  readonly metrics?: string;
}

/** loanwatch get alarms, cases, statistics: what Loanwatch found. */
export function addReportCommands(get: Command): void {
  get
    .command('alarms')
    .description('newest first')
    .option('--severity <list>', 'RED,ORANGE,YELLOW,BLUE')
    .option('--review <list>', 'e.g. PENDING_REVIEW,DISPATCHED')
    .option('--from <time>', 'that began at this time or later, ISO 8601 with an offset')
    .option('--limit <n>', 'most rows', '50')
    .action(async ({ severity, review, from, limit }: Readonly<Record<string, string>>, command: Command) => {
      const session = Session.of(command);
      const client = await session.staff('risk_manager', 'service_manager');
      const query = { severity, review, from, enterpriseId: session.enterprise };
      session.show(await client.collect<AlarmRow>('/v1/alarms', query, Number(limit)), ALARMS);
    });

  get
    .command('cases')
    .description('newest first; of an institution: --institution')
    .option('--status <list>', 'e.g. DISPATCHED,HANDLING')
    .option('--limit <n>', 'most rows', '50')
    .action(async ({ status, limit }: Readonly<Record<string, string>>, command: Command) => {
      const session = Session.of(command);
      const client = await session.staff('account_manager', 'service_manager');
      const query = { status, enterpriseId: session.enterprise };
      session.show(await client.collect<CaseRow>('/v1/cases', query, Number(limit)), CASES);
    });

  get
    .command('statistics')
    .description('figures per month, quarter or year, each with its coverage and the change against the period before')
    .option('--period <unit>', 'month, quarter or year', 'month')
    .option('--from <date>', 'a date in the first period')
    .option('--to <date>', 'a date in the last period')
    .option('--group <group>', 'enterprise, site or institution', 'enterprise')
    .option('--metrics <list>', 'people,electricity,operating-rate,climate,alarms')
    .action(async (options: StatisticsOptions, command: Command) => {
      const session = Session.of(command);
      const client = await session.staff('risk_manager', 'service_manager');
      const query = { ...options, enterpriseId: session.enterprise };
      const { rows } = await client.get<{ rows: readonly StatisticsRow[] }>('/v1/statistics', query);
      session.show(rows.flatMap(figureRows), FIGURES);
    });
}

function figureRows({ group, period, figures }: StatisticsRow): FigureRow[] {
  return Object.entries(figures).map(([figure, { value, unit, coverage, change = null }]) => ({
    group: group.name,
    ...period,
    figure,
    value,
    unit,
    coverage,
    change,
  }));
}
