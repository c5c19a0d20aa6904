import { type Clock, DAY_MS } from '@loanwatch/kernel';
import { Access, CurrentPrincipal, type Principal, PROBLEM_CONTENT, scopeOf } from '@loanwatch/platform';
import { Controller, Get, Header, Inject, Query } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Point } from '../app/series-points';
import type { BucketSize, SeriesAnswer, SeriesRequest } from '../app/series-query';
import { type Cell, csvDocument } from '../domain/csv';
import { CSV_ANSWER, CSV_TYPE } from './csv-answer';
import { isoTime } from './instants';
import { instantOf } from './query-fields';
import { SeriesAnswerDto, SeriesQueryDto } from './series.dto';
import { CLOCK, READERS, type Readers } from './tokens';

const USUAL_RANGE_MS: Readonly<Record<BucketSize, number>> = {
  raw: DAY_MS,
  hour: 7 * DAY_MS,
  day: 90 * DAY_MS,
  month: 731 * DAY_MS,
};

const COLUMNS = [
  'subject',
  'metric',
  'unit',
  'at',
  'until',
  'value',
  'coverage',
  'n',
  'notJudged',
  'min',
  'max',
  'reason',
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
export class SeriesController {
  constructor(
    @Inject(READERS) private readonly readers: Readers,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get('series')
  @ApiOperation({
    summary: 'Points of a metric for charts: of a subject, a site or an enterprise',
    description:
      'At most 5,000 points. An institution sees what lies inside a grant in force. An interval belongs to the bucket in which it begins.',
  })
  @ApiResponse({ status: 200, type: SeriesAnswerDto })
  @ApiResponse({ status: 422, description: 'A field is wrong, or there would be too many points', ...PROBLEM_CONTENT })
  async series(@Query() query: SeriesQueryDto, @CurrentPrincipal() principal: Principal): Promise<object> {
    const { metric, series } = await this.ask(query, principal);
    const { code, zh, en, kind, unit } = metric;
    return {
      ...{ metric: code, zh, en, kind, unit, bucket: query.bucket },
      series: series.map(({ record, points }) => ({
        subject: record.subject,
        enterpriseId: record.enterpriseId,
        siteId: record.siteId,
        timeZone: record.timeZone,
        points: points.map(({ at, until, ...point }) => ({
          at: isoTime(at),
          ...(until !== undefined && { until: isoTime(until) }),
          ...point,
        })),
      })),
    };
  }

  @Get('series.csv')
  @Header('content-type', CSV_TYPE)
  @Header('content-disposition', 'attachment; filename="series.csv"')
  @ApiOperation({ summary: 'The same as a CSV file (RFC 4180, UTF-8)' })
  @ApiResponse(CSV_ANSWER)
  @ApiResponse({ status: 422, description: 'A field is wrong, or there would be too many points', ...PROBLEM_CONTENT })
  async seriesCsv(@Query() query: SeriesQueryDto, @CurrentPrincipal() principal: Principal): Promise<string> {
    const { metric, series } = await this.ask(query, principal);
    const rows = series.flatMap(({ record, points }) =>
      points.map((point) => [record.subject, metric.code, metric.unit, ...cellsOf(point)]),
    );
    return csvDocument(COLUMNS, rows);
  }

  private ask({ from, to, ...query }: SeriesQueryDto, principal: Principal): Promise<SeriesAnswer> {
    const until = instantOf(to) ?? this.clock.now();
    const request: SeriesRequest = {
      ...query,
      from: instantOf(from) ?? until - USUAL_RANGE_MS[query.bucket],
      to: until,
    };
    return this.readers.series.points(scopeOf(principal), request);
  }
}

function cellsOf({ at, until, value, coverage, n, notJudged, min, max, reason }: Point): Cell[] {
  return [
    isoTime(at),
    until === undefined ? null : isoTime(until),
    value,
    coverage,
    n ?? null,
    notJudged ?? null,
    min ?? null,
    max ?? null,
    reason?.code ?? null,
  ];
}
