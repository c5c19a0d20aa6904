import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { CaseOutcome, CaseView, CloseGround, FeedbackLabel, LoanState, VerdictReason } from '@loanwatch/contracts';
import { HistoryEntryDto } from './alarm.dto';
import { OneOf, References, Text, Uuid } from './fields';
import { schemaEnum } from './schema-enum';

export class AssignBody {
  @Text({ description: 'Subject of the person in charge', maxLength: 200 })
  assignee!: string;
}

export class StartHandlingBody {
  @Uuid({ description: 'Plan to follow; default: the one that fits the family and the severity best', optional: true })
  planId?: string;
}

export class SwapPlanBody {
  @Uuid({ description: 'Plan to follow from now on, in its current version' })
  planId!: string;

  @Text({ description: 'Why', maxLength: 1000 })
  reason!: string;
}

export class CompleteStepBody {
  @Text({ description: 'Step of the pinned plan', maxLength: 64 })
  stepId!: string;

  @References({
    description: 'What shows it; steps may ask for at least one',
    example: ['photo:2026-03-02/17'],
    min: 0,
    max: 20,
  })
  evidence!: string[];
}

export class StepNotNecessaryBody {
  @Text({ description: 'Step of the pinned plan', maxLength: 64 })
  stepId!: string;

  @Text({ description: 'Why', maxLength: 500 })
  reason!: string;
}

export class CommentBody {
  @Text({ description: 'The comment', maxLength: 4000 })
  text!: string;
}

export class HandleBody {
  @OneOf('CaseOutcome', { description: 'How it ended; a false alarm is reported instead' }, ['FALSE_POSITIVE'])
  outcome!: Exclude<CaseOutcome, 'FALSE_POSITIVE'>;

  @Text({ description: 'Remark', maxLength: 2000, optional: true })
  note?: string;
}

export class FalsePositiveBody {
  @OneOf('VerdictReason', { description: 'Why there was no problem', example: 'planned-activity' })
  reason!: VerdictReason;

  @Text({ description: 'Remark', maxLength: 2000, optional: true })
  note?: string;
}

export class CloseCaseBody {
  @OneOf('CloseGround', { description: 'Ground on which the warning is lifted' })
  ground!: CloseGround;

  @Text({ description: 'Remark', maxLength: 2000, optional: true })
  note?: string;
}

export class FeedbackBody {
  @OneOf('FeedbackLabel', { description: 'What the warning was worth' })
  label!: FeedbackLabel;

  @OneOf('LoanState', { description: 'What became of the loan', optional: true })
  loanState?: LoanState;

  @Text({ description: 'Remark', maxLength: 2000, optional: true })
  note?: string;
}

class TextDto {
  @ApiProperty()
  zh!: string;

  @ApiProperty()
  en!: string;
}

class StepDto {
  @ApiProperty()
  id!: string;

  @ApiProperty()
  title!: string;

  @ApiProperty()
  mandatory!: boolean;

  @ApiProperty()
  evidenceRequired!: boolean;

  @ApiPropertyOptional({ type: 'object', additionalProperties: true, description: 'by, at, evidence' })
  done?: Record<string, unknown>;

  @ApiPropertyOptional({ type: 'object', additionalProperties: true, description: 'by, at, reason' })
  notNecessary?: Record<string, unknown>;
}

class PinnedPlanDto {
  @ApiProperty({ format: 'uuid' })
  planId!: string;

  @ApiProperty({ type: 'integer', minimum: 1 })
  version!: number;

  @ApiProperty({ type: [StepDto] })
  steps!: StepDto[];
}

/** A case as it stands. */
export class CaseDto {
  @ApiProperty({ format: 'uuid' })
  caseId!: string;

  @ApiProperty({ format: 'uuid' })
  alarmId!: string;

  @ApiProperty({ format: 'uuid' })
  institutionId!: string;

  @ApiProperty({ format: 'uuid' })
  enterpriseId!: string;

  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  siteId!: string | null;

  @ApiProperty({ description: 'What the alarm is about' })
  subject!: string;

  @ApiProperty({ enum: schemaEnum('Family') })
  family!: string;

  @ApiProperty({ format: 'uuid' })
  ruleId!: string;

  @ApiProperty({ type: TextDto })
  ruleName!: TextDto;

  @ApiProperty({ enum: schemaEnum('Severity') })
  severity!: string;

  @ApiProperty({ enum: ['ACTIVE', 'RETURNED'] })
  condition!: CaseView['condition'];

  @ApiProperty({ enum: ['DISPATCHED', 'ACKNOWLEDGED', 'HANDLING', 'HANDLED', 'CLOSED', 'FEEDBACK'] })
  status!: CaseView['status'];

  @ApiPropertyOptional({ description: 'Subject of the person in charge' })
  assignee?: string;

  @ApiPropertyOptional({ type: PinnedPlanDto })
  plan?: PinnedPlanDto;

  @ApiPropertyOptional({ enum: schemaEnum('CaseOutcome') })
  outcome?: string;

  @ApiPropertyOptional({ enum: schemaEnum('CloseGround') })
  closedGround?: string;

  @ApiPropertyOptional({ enum: schemaEnum('FeedbackLabel') })
  feedback?: string;

  @ApiPropertyOptional({ description: 'Whether a request to reopen waits for approval' })
  reopenRequested?: boolean;

  @ApiPropertyOptional({
    format: 'date-time',
    description: 'Absent while nothing is awaited or the clock stands still',
  })
  dueAt?: string;

  @ApiProperty({ type: 'integer', minimum: 0 })
  escalations!: number;

  @ApiProperty({ type: 'integer', minimum: 0 })
  reopened!: number;

  @ApiProperty({ format: 'date-time' })
  openedAt!: string;

  @ApiPropertyOptional({ format: 'date-time', description: '签收' })
  acknowledgedAt?: string;

  @ApiPropertyOptional({ format: 'date-time', description: '处置' })
  handledAt?: string;

  @ApiPropertyOptional({ format: 'date-time', description: '解除' })
  closedAt?: string;
}

export class CaseWithHistoryDto extends CaseDto {
  @ApiProperty({ type: [HistoryEntryDto], description: 'Everything that happened to it, oldest first' })
  history!: HistoryEntryDto[];
}
