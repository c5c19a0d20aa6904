import { METRICS } from '@loanwatch/contracts';
import { ApiProperty } from '@nestjs/swagger';
import { IsNumber, IsString, MaxLength } from 'class-validator';
import { EXTERNAL_FAMILY } from '../../domain/external-indicator';
import { Id, OneOf } from '../fields';

const METRICS_OF_PARTNERS = Object.values(METRICS).filter(({ family }) => family === EXTERNAL_FAMILY);
const RANGES = METRICS_OF_PARTNERS.map(
  ({ code, min, max, unit, digits }) => `${code}: ${min} to ${max} ${unit}, ${digits} decimals`,
);

export class ExternalIndicatorDraft {
  @Id({
    description: 'Enterprise; the own institution needs a loan to it, or a grant in force for the family external',
  })
  enterpriseId!: string;

  @OneOf(METRICS_OF_PARTNERS.map(({ code }) => code), { description: 'Metric', example: 'external.overdue-days' })
  metric!: string;

  @ApiProperty({ description: `Value in the unit of the metric. ${RANGES.join('; ')}`, example: 12 })
  @IsNumber()
  value!: number;

  @ApiProperty({
    description: 'When it was so: ISO 8601 with an offset, at most 5 minutes ahead of now',
    ...{ format: 'date-time', example: '2026-03-02T08:00:00+08:00' },
  })
  @IsString()
  @MaxLength(40)
  observedAt!: string;
}

export class AcceptedIndicatorView {
  @ApiProperty({ format: 'uuid' })
  enterpriseId!: string;

  @ApiProperty({ example: 'external.overdue-days' })
  metric!: string;

  @ApiProperty({ example: 12 })
  value!: number;

  @ApiProperty({ description: 'Unit of the value', example: 'd' })
  unit!: string;

  @ApiProperty({ description: 'UTC, milliseconds', format: 'date-time', example: '2026-03-02T00:00:00.000Z' })
  observedAt!: string;

  @ApiProperty({ description: '0 for the first value, one more with every correction', type: 'integer', minimum: 0 })
  revision!: number;

  @ApiProperty({ description: 'False when the same value had been reported before: nothing happened' })
  changed!: boolean;
}
