import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { LIGHTS } from '../domain/light';
import { CaseItem } from './alarms.dto';

const LIGHT = {
  enum: [...LIGHTS],
  description: 'Worst open alarm; GREEN: none; GREY: nothing heard for a day',
} as const;

export class OpenAlarmsDto {
  @ApiProperty({ minimum: 0 })
  RED!: number;

  @ApiProperty({ minimum: 0 })
  ORANGE!: number;

  @ApiProperty({ minimum: 0 })
  YELLOW!: number;

  @ApiProperty({ minimum: 0 })
  BLUE!: number;
}

class OperatingRateDto {
  @ApiProperty({ type: Number, nullable: true, description: '1 = as usual; null: not judged', example: 0.42 })
  value!: number | null;

  @ApiProperty({ format: 'date-time', description: 'End of the day' })
  at!: string;

  @ApiProperty({ minimum: 0, maximum: 1 })
  coverage!: number;
}

export class WatchedEnterpriseDto {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty()
  name!: string;

  @ApiProperty({ enum: ['factory', 'warehouse', 'shop', 'office', 'other'] })
  industry!: string;

  @ApiProperty(LIGHT)
  light!: string;

  @ApiProperty({ type: OpenAlarmsDto })
  openAlarms!: OpenAlarmsDto;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, description: 'Newest signal' })
  lastSeenAt!: string | null;

  @ApiProperty({ type: OperatingRateDto, nullable: true, description: 'Newest, the lowest of its sites' })
  operatingRate!: OperatingRateDto | null;

  @ApiProperty({
    type: Number,
    nullable: true,
    minimum: 0,
    maximum: 1,
    description: 'Lowest share observed of the newest days; null: no day was told',
  })
  coverage!: number | null;
}

export class WatchListPage {
  @ApiProperty({ type: [WatchedEnterpriseDto] })
  items!: WatchedEnterpriseDto[];

  @ApiProperty({ type: String, nullable: true })
  nextCursor!: string | null;
}

class EnterpriseDto {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty()
  name!: string;

  @ApiPropertyOptional({ description: 'Unified social credit code' })
  creditCode?: string;

  @ApiProperty({ enum: ['factory', 'warehouse', 'shop', 'office', 'other'] })
  industry!: string;

  @ApiProperty({ type: [String] })
  tags!: string[];
}

class SiteDto {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty()
  name!: string;

  @ApiProperty({ example: 'Asia/Shanghai' })
  timeZone!: string;

  @ApiPropertyOptional()
  address?: string;
}

class LatestSignalDto {
  @ApiProperty({ example: 'operating.rate' })
  metric!: string;

  @ApiProperty({ example: '开工率' })
  zh!: string;

  @ApiProperty({ example: 'Operating rate' })
  en!: string;

  @ApiProperty({ example: '1' })
  unit!: string;

  @ApiProperty({ example: 'site:0197…' })
  subject!: string;

  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  siteId!: string | null;

  @ApiProperty({ format: 'date-time', description: 'Event time, or end of the interval' })
  at!: string;

  @ApiProperty({ minimum: 0 })
  ageSeconds!: number;

  @ApiProperty({
    oneOf: [{ type: 'number' }, { type: 'string' }],
    nullable: true,
    description: 'A number in the unit, the name of a state, or null: not judged',
  })
  value!: number | string | null;

  @ApiProperty({ minimum: 0, maximum: 1 })
  coverage!: number;
}

class DeviceDto {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty({ format: 'uuid' })
  siteId!: string;

  @ApiProperty()
  name!: string;

  @ApiProperty({ example: 'meter' })
  kind!: string;

  @ApiProperty({ enum: ['ACTIVE', 'OUT_OF_SERVICE'] })
  status!: string;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  lastSeenAt!: string | null;

  @ApiProperty({ description: 'In service and not heard of for four expected intervals' })
  silent!: boolean;
}

export class OverviewDto {
  @ApiProperty({ type: EnterpriseDto })
  enterprise!: EnterpriseDto;

  @ApiProperty({ format: 'date-time' })
  asOf!: string;

  @ApiProperty({ ...LIGHT, nullable: true })
  light!: string | null;

  @ApiProperty({ type: OpenAlarmsDto, nullable: true, description: 'Null for the enterprise itself' })
  openAlarms!: OpenAlarmsDto | null;

  @ApiProperty({ type: [CaseItem], nullable: true, description: 'At most 100; null for the enterprise itself' })
  openCases!: CaseItem[] | null;

  @ApiProperty({ type: [SiteDto] })
  sites!: SiteDto[];

  @ApiProperty({ type: [LatestSignalDto], description: 'Newest of each metric and subject, at most 500' })
  signals!: LatestSignalDto[];

  @ApiProperty({ type: [DeviceDto] })
  devices!: DeviceDto[];
}
