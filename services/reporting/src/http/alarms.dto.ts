import type { AlarmView, CaseView, Severity } from '@loanwatch/contracts';
import { SEVERITIES } from '@loanwatch/kernel';
import { PageQuery } from '@loanwatch/platform';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, IsString, MaxLength } from 'class-validator';
import { FAMILIES } from '../app/sights';
import { IdQuery, InstantQuery, OneOfQuery, SomeOfQuery } from './query-fields';

export const CONDITIONS: readonly AlarmView['condition'][] = ['ACTIVE', 'RETURNED'];
export const REVIEWS: readonly AlarmView['review'][] = [
  'RAISED',
  'PENDING_REVIEW',
  'IN_REVIEW',
  'FALSE_POSITIVE',
  'INCONCLUSIVE',
  'CONFIRMED',
  'DISPATCHED',
  'CLOSED',
];
export const CASE_STATUS: readonly CaseView['status'][] = [
  'DISPATCHED',
  'ACKNOWLEDGED',
  'HANDLING',
  'HANDLED',
  'CLOSED',
  'FEEDBACK',
];

export class AlarmQuery extends PageQuery {
  @IdQuery('Of this enterprise')
  enterpriseId?: string;

  @IdQuery('Of this site')
  siteId?: string;

  @IdQuery('Of this rule')
  ruleId?: string;

  @OneOfQuery(FAMILIES, 'Family of the metric')
  family?: string;

  @SomeOfQuery(SEVERITIES, 'Colour')
  severity?: Severity[];

  @SomeOfQuery(REVIEWS, 'Where review stands')
  review?: string[];

  @OneOfQuery(CONDITIONS, 'Whether the cause persists')
  condition?: string;

  @InstantQuery('Alarms that began at this time or later')
  from?: string;

  @InstantQuery('Alarms that began before this time')
  to?: string;
}

export class CaseQuery extends PageQuery {
  @IdQuery('Of this enterprise')
  enterpriseId?: string;

  @IdQuery('Of this site')
  siteId?: string;

  @IdQuery('Of this alarm')
  alarmId?: string;

  @SomeOfQuery(SEVERITIES, 'Colour')
  severity?: Severity[];

  @SomeOfQuery(CASE_STATUS, 'How far handling is')
  status?: string[];

  @ApiPropertyOptional({ description: 'Subject of the person it is assigned to', maxLength: 255 })
  @IsOptional()
  @IsString()
  @MaxLength(255)
  assignee?: string;

  @InstantQuery('Cases opened at this time or later')
  from?: string;

  @InstantQuery('Cases opened before this time')
  to?: string;
}

class TextDto {
  @ApiProperty({ example: '夜间入侵' })
  zh!: string;

  @ApiProperty({ example: 'Intrusion at night' })
  en!: string;
}

class OwnerDto {
  @ApiProperty({ enum: ['platform', 'institution'] })
  kind!: string;

  @ApiPropertyOptional({ format: 'uuid' })
  institutionId?: string;
}

class VerdictDto {
  @ApiProperty({ enum: ['FALSE_POSITIVE', 'INCONCLUSIVE', 'CONFIRMED'] })
  outcome!: string;

  @ApiProperty({ example: 'pattern-consistent' })
  reason!: string;

  @ApiProperty({ description: 'Reviewer; for institutions: platform', example: 'platform' })
  by!: string;

  @ApiProperty({ format: 'date-time' })
  at!: string;
}

export class AlarmItem {
  @ApiProperty({ format: 'uuid' })
  alarmId!: string;

  @ApiProperty({ description: 'Also its ETag at /v1/alarms/{id}', minimum: 0 })
  revision!: number;

  @ApiProperty({ format: 'uuid', description: 'Same for all alarms of one problem' })
  fingerprint!: string;

  @ApiProperty({ format: 'uuid' })
  ruleId!: string;

  @ApiProperty({ minimum: 1 })
  ruleVersion!: number;

  @ApiProperty({ type: TextDto })
  ruleName!: TextDto;

  @ApiProperty({ type: OwnerDto, description: 'Whose rule it is' })
  owner!: OwnerDto;

  @ApiProperty({ format: 'uuid' })
  enterpriseId!: string;

  @ApiProperty({ type: String, nullable: true, description: 'As registered' })
  enterpriseName!: string | null;

  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  siteId!: string | null;

  @ApiProperty({ type: String, nullable: true })
  siteName!: string | null;

  @ApiProperty({ example: 'site:0197…' })
  subject!: string;

  @ApiProperty({ example: 'operating.rate' })
  metric!: string;

  @ApiProperty({ enum: FAMILIES })
  family!: string;

  @ApiProperty({ enum: SEVERITIES })
  severity!: string;

  @ApiProperty({ enum: CONDITIONS })
  condition!: string;

  @ApiProperty({ enum: REVIEWS })
  review!: string;

  @ApiProperty({ enum: ['NONE', 'SHELVED', 'SUPPRESSED_BY_DESIGN', 'OUT_OF_SERVICE'] })
  suppression!: string;

  @ApiProperty({ enum: ['NORM', 'UNACK', 'ACKED', 'RTNUN', 'SHLVD', 'DSUPR', 'OOSRV'], description: 'ISA-18.2' })
  isaState!: string;

  @ApiProperty({ minimum: 1, description: 'How often the rule has said so' })
  occurrences!: number;

  @ApiProperty({ format: 'date-time', description: 'Event time of the beginning' })
  firstAt!: string;

  @ApiProperty({ format: 'date-time', description: 'Event time of the newest verdict' })
  lastAt!: string;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, description: 'When the platform raised it' })
  raisedAt!: string | null;

  @ApiProperty({
    type: 'array',
    items: { type: 'object', additionalProperties: true },
    description:
      'Why: thresholds, actual values, baselines and times of the newest verdict, with a sentence in zh and en',
  })
  lastReasons!: unknown[];

  @ApiPropertyOptional({ description: 'Reviewer who has it; platform staff only' })
  claimedBy?: string;

  @ApiPropertyOptional({ type: VerdictDto })
  verdict?: VerdictDto;

  @ApiProperty({ type: [String], description: 'Institutions; for an institution itself alone' })
  dispatchedTo!: string[];

  @ApiPropertyOptional({ format: 'uuid', description: 'Closed alarm of the same problem before this one' })
  recurrenceOf?: string;

  @ApiProperty({ minimum: 0, description: 'How often it was reopened' })
  reopened!: number;

  @ApiPropertyOptional({ format: 'date-time' })
  shelvedUntil?: string;

  @ApiPropertyOptional({ format: 'date-time', description: 'When review is due' })
  reviewDueAt?: string;
}

export class AlarmPage {
  @ApiProperty({ type: [AlarmItem] })
  items!: AlarmItem[];

  @ApiProperty({ type: String, nullable: true })
  nextCursor!: string | null;
}

export class CaseItem {
  @ApiProperty({ format: 'uuid' })
  caseId!: string;

  @ApiProperty({ description: 'Also its ETag at /v1/cases/{id}', minimum: 0 })
  revision!: number;

  @ApiProperty({ format: 'uuid' })
  alarmId!: string;

  @ApiProperty({ format: 'uuid' })
  institutionId!: string;

  @ApiProperty({ format: 'uuid' })
  enterpriseId!: string;

  @ApiProperty({ type: String, nullable: true })
  enterpriseName!: string | null;

  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  siteId!: string | null;

  @ApiProperty({ type: String, nullable: true })
  siteName!: string | null;

  @ApiProperty({ enum: SEVERITIES })
  severity!: string;

  @ApiProperty({ enum: FAMILIES })
  family!: string;

  @ApiProperty({ type: TextDto })
  ruleName!: TextDto;

  @ApiProperty({ enum: CASE_STATUS })
  status!: string;

  @ApiProperty({ enum: CONDITIONS })
  condition!: string;

  @ApiPropertyOptional()
  assignee?: string;

  @ApiPropertyOptional({ type: 'object', additionalProperties: true, description: 'Pinned version and steps' })
  plan?: object;

  @ApiPropertyOptional({ enum: ['RISK_CONFIRMED', 'RISK_REMOVED', 'NO_RISK', 'FALSE_POSITIVE', 'TRANSFERRED'] })
  outcome?: string;

  @ApiPropertyOptional()
  closedGround?: string;

  @ApiPropertyOptional()
  feedback?: string;

  @ApiPropertyOptional({ format: 'date-time', description: 'When the stage is due' })
  dueAt?: string;

  @ApiProperty({ minimum: 0 })
  escalations!: number;

  @ApiPropertyOptional()
  reopenRequested?: boolean;

  @ApiProperty({ format: 'date-time' })
  openedAt!: string;

  @ApiPropertyOptional({ format: 'date-time' })
  acknowledgedAt?: string;

  @ApiPropertyOptional({ format: 'date-time' })
  handledAt?: string;

  @ApiPropertyOptional({ format: 'date-time' })
  closedAt?: string;
}

export class CasePage {
  @ApiProperty({ type: [CaseItem] })
  items!: CaseItem[];

  @ApiProperty({ type: String, nullable: true })
  nextCursor!: string | null;
}
