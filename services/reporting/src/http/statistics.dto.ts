import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ALARM_GROUPINGS, type AlarmGrouping } from '../app/alarm-statistics';
import { type Grouping, GROUPINGS } from '../app/statistics-groups';
import { type Statistic, STATISTICS } from '../domain/figures';
import { PERIOD_UNITS, type PeriodUnit } from '../domain/period';
import { DateQuery, IdQuery, OneOfQuery, SomeOfQuery } from './query-fields';

class PeriodQuery {
  @OneOfQuery(PERIOD_UNITS, 'Length of a period', 'month')
  period: PeriodUnit = 'month';

  @DateQuery('A date in the first period; default: in the running one')
  from?: string;

  @DateQuery('A date in the last period (inclusive); default: today')
  to?: string;

  @IdQuery('Of this enterprise alone')
  enterpriseId?: string;
}

export class StatisticsQueryDto extends PeriodQuery {
  @OneOfQuery(GROUPINGS, 'What a row is about', 'enterprise')
  group: Grouping = 'enterprise';

  @IdQuery('Of this site alone')
  siteId?: string;

  @SomeOfQuery(STATISTICS, 'Figures; default all')
  metrics: Statistic[] = [...STATISTICS];
}

export class AlarmStatisticsQueryDto extends PeriodQuery {
  @OneOfQuery(ALARM_GROUPINGS, 'What a row is about', 'total')
  group: AlarmGrouping = 'total';
}

class GroupDto {
  @ApiProperty({ description: 'Id of the enterprise, site or institution' })
  id!: string;

  @ApiProperty()
  name!: string;
}

class PeriodDto {
  @ApiProperty({ format: 'date', example: '2026-03-01' })
  from!: string;

  @ApiProperty({ format: 'date', example: '2026-03-31', description: 'Last date, inclusive' })
  to!: string;
}

class PreviousFigureDto {
  @ApiProperty({ type: Number, nullable: true })
  value!: number | null;

  @ApiProperty({ type: Number, nullable: true, minimum: 0, maximum: 1 })
  coverage!: number | null;
}

class FigureDto {
  @ApiProperty({ type: Number, nullable: true, description: 'Null: unknown, never 0 for that' })
  value!: number | null;

  @ApiProperty({ example: 'Wh' })
  unit!: string;

  @ApiProperty({
    type: Number,
    nullable: true,
    minimum: 0,
    maximum: 1,
    description: 'Share of the time that was observed, of the running period what is over; null for alarms',
  })
  coverage!: number | null;

  @ApiProperty({ description: 'Signals (or alarms) behind it' })
  n!: number;

  @ApiPropertyOptional()
  min?: number;

  @ApiPropertyOptional()
  max?: number;

  @ApiPropertyOptional({ description: 'Site days that could be judged' })
  daysJudged?: number;

  @ApiPropertyOptional({ description: 'Site days that could not' })
  daysNotJudged?: number;

  @ApiPropertyOptional({ type: PreviousFigureDto, description: 'The period before' })
  previous?: PreviousFigureDto;

  @ApiPropertyOptional({
    type: Number,
    nullable: true,
    description: '(value - previous) / |previous|; null when either is unknown or the previous one is 0',
    example: -0.35,
  })
  change?: number | null;
}

class StatisticsRowDto {
  @ApiProperty({ type: GroupDto })
  group!: GroupDto;

  @ApiProperty({ type: PeriodDto })
  period!: PeriodDto;

  @ApiProperty({
    type: 'object',
    additionalProperties: { $ref: '#/components/schemas/FigureDto' },
    description:
      'people.in, people.out, electricity (gaps included), operating-rate (mean of judged days, by observed time), temperature, humidity, alarms.raised, alarms.open, alarms.confirmed, alarms.false-positive, alarms.inconclusive',
  })
  figures!: Record<string, FigureDto>;
}

export class StatisticsDto {
  @ApiProperty({ enum: PERIOD_UNITS })
  period!: string;

  @ApiProperty({ enum: GROUPINGS })
  group!: string;

  @ApiProperty({ type: [StatisticsRowDto] })
  rows!: StatisticsRowDto[];
}

class AlarmStatisticsRowDto {
  @ApiProperty({ type: GroupDto })
  group!: GroupDto;

  @ApiProperty({ type: PeriodDto })
  period!: PeriodDto;

  @ApiProperty({ description: 'Alarms that began in the period' })
  raised!: number;

  @ApiProperty({ description: 'Of them not closed and not false' })
  open!: number;

  @ApiProperty()
  confirmed!: number;

  @ApiProperty()
  falsePositive!: number;

  @ApiProperty()
  inconclusive!: number;

  @ApiProperty({ description: 'Cases opened for them' })
  cases!: number;

  @ApiProperty({ type: Number, nullable: true, description: 'From raised to claimed for review, mean' })
  meanClaimSeconds!: number | null;

  @ApiProperty({ type: Number, nullable: true, description: 'From raised to the verdict, mean' })
  meanJudgeSeconds!: number | null;

  @ApiProperty({ type: Number, nullable: true, description: 'From dispatched to acknowledged 签收, mean' })
  meanAcknowledgeSeconds!: number | null;

  @ApiProperty({ type: Number, nullable: true, description: 'From dispatched to handled, mean' })
  meanHandleSeconds!: number | null;

  @ApiProperty({ type: Number, nullable: true, description: 'From dispatched to closed 解除, mean' })
  meanCloseSeconds!: number | null;
}

export class AlarmStatisticsDto {
  @ApiProperty({ enum: PERIOD_UNITS })
  period!: string;

  @ApiProperty({ enum: ALARM_GROUPINGS })
  group!: string;

  @ApiProperty({ type: [AlarmStatisticsRowDto], description: 'Periods in which no alarm began have no row' })
  rows!: AlarmStatisticsRowDto[];
}

export { FigureDto };
