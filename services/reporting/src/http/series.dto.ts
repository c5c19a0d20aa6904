import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, IsString, MaxLength } from 'class-validator';
import { BUCKETS, type BucketSize } from '../app/series-query';
import { IdQuery, InstantQuery, OneOfQuery } from './query-fields';

export class SeriesQueryDto {
  @ApiProperty({ description: 'Metric of signals', example: 'energy.interval', maxLength: 64 })
  @IsString()
  @MaxLength(64)
  metric!: string;

  @ApiPropertyOptional({
    description: 'enterprise:<id>, site:<id>, device:<id>, channel:<device id>/<name> or person:<token>',
    maxLength: 200,
  })
  @IsOptional()
  @IsString()
  @MaxLength(200)
  subject?: string;

  @IdQuery('All series of this site')
  siteId?: string;

  @IdQuery('All series of this enterprise')
  enterpriseId?: string;

  @InstantQuery('Points that begin at this time or later; default: a day (raw), 7 days, 90 days, 2 years before `to`')
  from?: string;

  @InstantQuery('Points that begin before this time; default: now')
  to?: string;

  @OneOfQuery(BUCKETS, 'Single signals, or hours, days, months of the site', 'hour')
  bucket: BucketSize = 'hour';
}

class ReasonDto {
  @ApiProperty({ example: 'coverage-too-low' })
  code!: string;

  @ApiProperty()
  detail!: string;
}

class PointDto {
  @ApiProperty({ format: 'date-time', description: 'The instant, or the beginning of the interval or bucket' })
  at!: string;

  @ApiPropertyOptional({ format: 'date-time', description: 'End of the interval or bucket (exclusive)' })
  until?: string;

  @ApiProperty({
    oneOf: [{ type: 'number' }, { type: 'string' }],
    nullable: true,
    description: 'Buckets: sum of amounts and events, mean of gauges, newest state. Null: not judged, never 0 for that',
  })
  value!: number | string | null;

  @ApiProperty({
    type: Number,
    nullable: true,
    minimum: 0,
    maximum: 1,
    description: 'Share of the time that was observed; null for events',
  })
  coverage!: number | null;

  @ApiPropertyOptional({ description: 'Signals with a value in a bucket' })
  n?: number;

  @ApiPropertyOptional({ description: 'Signals without a value in a bucket' })
  notJudged?: number;

  @ApiPropertyOptional()
  min?: number;

  @ApiPropertyOptional()
  max?: number;

  @ApiPropertyOptional({ type: ReasonDto, description: 'Why a single signal has no value' })
  reason?: ReasonDto;

  @ApiPropertyOptional({ type: 'object', additionalProperties: true, description: 'What else a single signal says' })
  attributes?: object;
}

class SeriesDto {
  @ApiProperty({ example: 'channel:0197…/main' })
  subject!: string;

  @ApiProperty({ format: 'uuid' })
  enterpriseId!: string;

  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  siteId!: string | null;

  @ApiProperty({ example: 'Asia/Shanghai', description: 'Whose hours, days and months the buckets are' })
  timeZone!: string;

  @ApiProperty({ type: [PointDto], description: 'In order of time. Where nothing was observed there is no point' })
  points!: PointDto[];
}

export class SeriesAnswerDto {
  @ApiProperty({ example: 'energy.interval' })
  metric!: string;

  @ApiProperty({ example: '区间用电量' })
  zh!: string;

  @ApiProperty({ example: 'Interval energy' })
  en!: string;

  @ApiProperty({ enum: ['gauge', 'event', 'state', 'delta'] })
  kind!: string;

  @ApiProperty({ example: 'Wh' })
  unit!: string;

  @ApiProperty({ enum: BUCKETS })
  bucket!: string;

  @ApiProperty({ type: [SeriesDto] })
  series!: SeriesDto[];
}
