import { Access, CurrentPrincipal, type Principal, PROBLEM_CONTENT, scopeOf } from '@loanwatch/platform';
import { Controller, Get, Header, Inject, Query } from '@nestjs/common';
import { ApiExtraModels, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { AlarmStatisticsRow } from '../app/alarm-statistics';
import type { StatisticsRow } from '../app/statistics';
import { csvDocument } from '../domain/csv';
import { CSV_ANSWER, CSV_TYPE } from './csv-answer';
import {
  AlarmStatisticsDto,
  AlarmStatisticsQueryDto,
  FigureDto,
  StatisticsDto,
  StatisticsQueryDto,
} from './statistics.dto';
import { READERS, type Readers } from './tokens';

const COLUMNS = [
  ...['from', 'to', 'groupId', 'groupName', 'figure', 'value', 'unit', 'coverage', 'n', 'min', 'max'],
  ...['daysJudged', 'daysNotJudged', 'previousValue', 'previousCoverage', 'change'],
];

@ApiTags('reporting')
@Controller('v1')
@Access({
  roles: [
    'service_manager',
    'admin',
    'information_officer',
    'risk_manager',
    'account_manager',
    'client',
    'enterprise_user',
  ],
})
@ApiExtraModels(FigureDto)
export class StatisticsController {
  constructor(@Inject(READERS) private readonly readers: Readers) {}

  @Get('statistics')
  @ApiOperation({
    summary: 'Figures per month, quarter or year: people, electricity, operating rate, climate, alarms',
    description:
      'In the time of the sites, each figure with its coverage and the period before. At most 5,000 rows. An institution sees what lies inside a grant in force; group=institution shows the platform every institution.',
  })
  @ApiResponse({ status: 200, type: StatisticsDto })
  @ApiResponse({ status: 422, description: 'A field is wrong, or there would be too many rows', ...PROBLEM_CONTENT })
  async statistics(@Query() query: StatisticsQueryDto, @CurrentPrincipal() principal: Principal): Promise<object> {
    return { period: query.period, group: query.group, rows: await this.ask(query, principal) };
  }

  @Get('statistics.csv')
  @Header('content-type', CSV_TYPE)
  @Header('content-disposition', 'attachment; filename="statistics.csv"')
  @ApiOperation({ summary: 'The same as a CSV file (RFC 4180, UTF-8), a line per figure' })
  @ApiResponse(CSV_ANSWER)
  @ApiResponse({ status: 422, description: 'A field is wrong, or there would be too many rows', ...PROBLEM_CONTENT })
  async statisticsCsv(@Query() query: StatisticsQueryDto, @CurrentPrincipal() principal: Principal): Promise<string> {
    const rows = await this.ask(query, principal);
    return csvDocument(
      COLUMNS,
      rows.flatMap(({ period, group, figures }) =>
        Object.entries(figures).map(([code, figure]) => [
          ...[period.from, period.to, group.id, group.name, code, figure.value, figure.unit, figure.coverage, figure.n],
          ...[figure.min ?? null, figure.max ?? null, figure.daysJudged ?? null, figure.daysNotJudged ?? null],
          ...[figure.previous?.value ?? null, figure.previous?.coverage ?? null, figure.change ?? null],
        ]),
      ),
    );
  }

  @Get('alarm-statistics')
  @Access({ roles: ['service_manager', 'admin', 'information_officer', 'risk_manager', 'account_manager', 'client'] })
  @ApiOperation({
    summary: 'How many alarms there were, what became of them, and how long review and handling took',
    description: 'By the site date on which they began. An institution sees those that were dispatched to it.',
  })
  @ApiResponse({ status: 200, type: AlarmStatisticsDto })
  @ApiResponse({ status: 422, description: 'A field is wrong, or there would be too many rows', ...PROBLEM_CONTENT })
  async alarmStatistics(
    @Query() { period, group, ...query }: AlarmStatisticsQueryDto,
    @CurrentPrincipal() principal: Principal,
  ): Promise<object> {
    const scope = scopeOf(principal);
    const rows = await this.readers.alarmStatistics.rows(scope, { ...query, unit: period, grouping: group });
    return { period, group, rows: rows.map(alarmRow) };
  }

  private ask(
    { period, group, metrics, ...query }: StatisticsQueryDto,
    principal: Principal,
  ): Promise<readonly StatisticsRow[]> {
    const scope = scopeOf(principal);
    return this.readers.statistics.rows(scope, { ...query, unit: period, grouping: group, statistics: metrics });
  }
}

function alarmRow(row: AlarmStatisticsRow): object {
  const { meanClaimMs, meanJudgeMs, meanAcknowledgeMs, meanHandleMs, meanCloseMs, ...counts } = row;
  return {
    ...counts,
    meanClaimSeconds: seconds(meanClaimMs),
    meanJudgeSeconds: seconds(meanJudgeMs),
    meanAcknowledgeSeconds: seconds(meanAcknowledgeMs),
    meanHandleSeconds: seconds(meanHandleMs),
    meanCloseSeconds: seconds(meanCloseMs),
  };
}

function seconds(ms: number | null): number | null {
  return ms === null ? null : Math.round(ms / 1_000);
}
