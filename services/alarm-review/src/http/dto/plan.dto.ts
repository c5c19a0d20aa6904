import { ApiProperty } from '@nestjs/swagger';
import type { Family, Severity } from '@loanwatch/contracts';
import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsBoolean, ValidateNested } from 'class-validator';
import type { PlanDraft } from '../../app/plans';
import { ListOf, Text } from './fields';
import { schemaEnum } from './schema-enum';

export class StepBody {
  @Text({
    description: 'Id within the plan; a step that keeps its id keeps what was done when plans are swapped',
    maxLength: 64,
    example: 'visit',
  })
  id!: string;

  @Text({ description: 'What is to be done', maxLength: 200, example: 'Visit the site' })
  title!: string;

  @ApiProperty({ description: 'Whether a case cannot be handled without it' })
  @IsBoolean()
  mandatory!: boolean;

  @ApiProperty({ description: 'Whether it counts as done only with evidence' })
  @IsBoolean()
  evidenceRequired!: boolean;
}

/** A version of a plan. */
export class PlanBody implements PlanDraft {
  @Text({ description: 'Name', maxLength: 200, example: 'Goods missing' })
  name!: string;

  @ListOf('Family', { description: 'Families of alarms it is for; empty: any' })
  families!: Family[];

  @ListOf('Severity', { description: 'Severities it is for; empty: any' })
  severities!: Severity[];

  @ApiProperty({ type: [StepBody], minItems: 1, maxItems: 100 })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(100)
  @ValidateNested({ each: true })
  @Type(() => StepBody)
  steps!: StepBody[];
}

export class PlanDto {
  @ApiProperty({ format: 'uuid' })
  planId!: string;

  @ApiProperty({ type: 'integer', minimum: 1, description: 'Also the ETag of the plan' })
  version!: number;

  @ApiProperty({ format: 'uuid' })
  institutionId!: string;

  @ApiProperty()
  name!: string;

  @ApiProperty({ enum: schemaEnum('Family'), isArray: true })
  families!: readonly string[];

  @ApiProperty({ enum: schemaEnum('Severity'), isArray: true })
  severities!: readonly string[];

  @ApiProperty({ type: [StepBody] })
  steps!: readonly StepBody[];

  @ApiProperty({ description: 'Subject who wrote this version' })
  createdBy!: string;

  @ApiProperty({ format: 'date-time', description: 'When this version was written' })
  createdAt!: string;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, description: 'Since when no new case takes it' })
  retiredAt!: string | null;
}

export class PlansDto {
  @ApiProperty({ type: [PlanDto] })
  items!: readonly PlanDto[];

  @ApiProperty({ type: String, nullable: true })
  nextCursor!: string | null;
}
