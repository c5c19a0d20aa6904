import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { AlarmView, VerdictOutcome, VerdictReason } from '@loanwatch/contracts';
import { QUEUED } from '../../app/review-queue';
import { OneOf, References, Text, Time } from './fields';
import { schemaEnum } from './schema-enum';

export class JudgeBody {
  @OneOf('VerdictOutcome', { description: 'What was found', example: 'CONFIRMED' })
  verdict!: VerdictOutcome;

  @OneOf('VerdictReason', {
    description: 'Why; which reasons fit depends on the verdict',
    example: 'pattern-consistent',
  })
  reason!: VerdictReason;

  @References({ description: 'What was looked at', example: ['signal:temperature'], min: 1, max: 50 })
  evidenceSeen!: string[];

  @Text({ description: 'Remark', maxLength: 2000, optional: true })
  note?: string;
}

export class ShelveBody {
  @Time({
    description: 'When shelving ends. At most 4 h (RED), 24 h (ORANGE), 3 d (YELLOW), 7 d (BLUE) from its beginning',
  })
  until!: string;

  @Text({ description: 'Why', maxLength: 1000 })
  reason!: string;
}

export class ReasonBody {
  @Text({ description: 'Why', maxLength: 1000 })
  reason!: string;
}

export class NoteBody {
  @Text({ description: 'Remark', maxLength: 2000, optional: true })
  note?: string;
}

export class ActorDto {
  @ApiProperty({ description: 'Subject of the token, or system:<service>' })
  subject!: string;

  @ApiProperty({ enum: schemaEnum('Role') })
  role!: string;
}

export class HistoryEntryDto {
  @ApiProperty({ type: 'integer', minimum: 0 })
  revision!: number;

  @ApiProperty({ description: 'What happened', example: 'AlarmClaimed' })
  change!: string;

  @ApiProperty({ format: 'date-time' })
  at!: string;

  @ApiProperty({ type: ActorDto })
  by!: ActorDto;

  @ApiProperty({ type: 'object', additionalProperties: true, description: 'What else the event says' })
  detail!: Record<string, unknown>;
}

class TextDto {
  @ApiProperty()
  zh!: string;

  @ApiProperty()
  en!: string;
}

class OwnerDto {
  @ApiProperty({ enum: ['platform', 'institution'] })
  kind!: string;

  @ApiPropertyOptional({ format: 'uuid' })
  institutionId?: string;
}

class VerdictDto {
  @ApiProperty({ enum: schemaEnum('VerdictOutcome') })
  outcome!: string;

  @ApiProperty({ enum: schemaEnum('VerdictReason') })
  reason!: string;

  @ApiProperty({ description: 'Subject of the reviewer' })
  by!: string;

  @ApiProperty({ format: 'date-time' })
  at!: string;
}

/** An alarm as it stands. */
export class AlarmDto {
  @ApiProperty({ format: 'uuid' })
  alarmId!: string;

  @ApiProperty({ format: 'uuid', description: 'Identity of the problem: enterprise, rule and subject' })
  fingerprint!: string;

  @ApiProperty({ format: 'uuid' })
  ruleId!: string;

  @ApiProperty({ type: 'integer', minimum: 1 })
  ruleVersion!: number;

  @ApiProperty({ type: TextDto })
  ruleName!: TextDto;

  @ApiProperty({ type: OwnerDto, description: 'Whose rule it is' })
  owner!: OwnerDto;

  @ApiProperty({ format: 'uuid' })
  enterpriseId!: string;

  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  siteId!: string | null;

  @ApiProperty({ example: 'channel:0198b6f0-0000-7000-8000-000000000000/temperature' })
  subject!: string;

  @ApiProperty({ example: 'temperature' })
  metric!: string;

  @ApiProperty({ enum: schemaEnum('Family') })
  family!: string;

  @ApiProperty({ enum: schemaEnum('Severity') })
  severity!: string;

  @ApiProperty({ enum: ['ACTIVE', 'RETURNED'], description: 'What the machine says; moved by triggers only' })
  condition!: AlarmView['condition'];

  @ApiProperty({ enum: ['RAISED', ...QUEUED, 'FALSE_POSITIVE', 'CONFIRMED', 'DISPATCHED', 'CLOSED'] })
  review!: AlarmView['review'];

  @ApiProperty({ enum: ['NONE', 'SHELVED', 'SUPPRESSED_BY_DESIGN', 'OUT_OF_SERVICE'] })
  suppression!: AlarmView['suppression'];

  @ApiProperty({
    enum: ['NORM', 'UNACK', 'ACKED', 'RTNUN', 'SHLVD', 'DSUPR', 'OOSRV'],
    description: 'ISA-18.2, derived',
  })
  isaState!: AlarmView['isaState'];

  @ApiProperty({ type: 'integer', minimum: 1 })
  occurrences!: number;

  @ApiProperty({ format: 'date-time', description: 'Event time of the first occurrence' })
  firstAt!: string;

  @ApiProperty({ format: 'date-time', description: 'Event time of the latest trigger' })
  lastAt!: string;

  @ApiProperty({
    type: 'array',
    items: { type: 'object', additionalProperties: true },
    description: 'Why the rule decided so the last time, with thresholds, baseline values and times it used',
  })
  lastReasons!: readonly unknown[];

  @ApiPropertyOptional({ description: 'Subject of the reviewer who has claimed it' })
  claimedBy?: string;

  @ApiPropertyOptional({ type: VerdictDto })
  verdict?: VerdictDto;

  @ApiProperty({ type: [String], description: 'Institutions that have a case of it; a lender sees itself only' })
  dispatchedTo!: string[];

  @ApiPropertyOptional({ format: 'uuid', description: 'The closed alarm of the same problem before this one' })
  recurrenceOf?: string;

  @ApiProperty({ type: 'integer', minimum: 0 })
  reopened!: number;

  @ApiPropertyOptional({ format: 'date-time' })
  shelvedUntil?: string;

  @ApiPropertyOptional({
    format: 'date-time',
    description: 'Absent while nothing is to be reviewed or the clock stands still',
  })
  reviewDueAt?: string;
}

export class AlarmWithHistoryDto extends AlarmDto {
  @ApiProperty({ type: [HistoryEntryDto], description: 'Everything that happened to it, oldest first' })
  history!: HistoryEntryDto[];
}

export class QueuedAlarmDto extends AlarmDto {
  @ApiProperty({ type: 'integer', minimum: 0, description: 'For If-Match, in quotes' })
  revision!: number;
}
