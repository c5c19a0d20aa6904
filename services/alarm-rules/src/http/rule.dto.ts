import { METRICS, type RuleDocument, type Severity } from '@loanwatch/contracts';
import { SEVERITIES } from '@loanwatch/kernel';
import { PageQuery } from '@loanwatch/platform';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import type { SubjectStatus } from '../app/judged-subjects';
import { type Editor, ownerOf, type Rule, type RuleStatus, type RuleVersion } from '../domain/rule';
import { unjudgedText } from '../domain/wording';

/** The whole schema stands where a document is sent. */
const DOCUMENT = {
  type: 'object',
  additionalProperties: true,
  description: 'Rule document, as the body of POST /v1/rules',
} as const;
const STATUSES = ['DRAFT', 'PUBLISHED', 'RETIRED'] as const;

export class RuleQuery extends PageQuery {
  @ApiPropertyOptional({ enum: STATUSES })
  @IsOptional()
  @IsIn(STATUSES)
  status?: RuleStatus;

  @ApiPropertyOptional({ description: 'Code of the metric that is judged', example: 'operating.rate' })
  @IsOptional()
  @IsIn(Object.keys(METRICS))
  metric?: string;
}

class OwnerDto {
  @ApiProperty({ enum: ['platform', 'institution'], description: 'platform: a template that every institution sees' })
  kind!: 'platform' | 'institution';

  @ApiPropertyOptional({ format: 'uuid' })
  institutionId?: string;
}

class DraftDto {
  @ApiProperty(DOCUMENT)
  document!: RuleDocument;

  @ApiProperty({ description: 'Subject of the token that saved it', example: 'risk_manager-1' })
  author!: string;

  @ApiProperty({ format: 'date-time' })
  savedAt!: string;
}

export class RuleDto {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty({ type: OwnerDto })
  owner!: OwnerDto;

  @ApiProperty({ enum: STATUSES, description: 'DRAFT: never published; PUBLISHED: judges; RETIRED: judges no more' })
  status!: RuleStatus;

  @ApiProperty({ minimum: 1, description: 'Counts every change; also the ETag' })
  revision!: number;

  @ApiProperty({ type: Number, nullable: true, minimum: 1, description: 'Newest published version' })
  version!: number | null;

  @ApiProperty({ ...DOCUMENT, nullable: true, description: 'What the newest published version says' })
  published!: RuleDocument | null;

  @ApiProperty({ type: DraftDto, nullable: true, description: 'Not published yet; shown to its owner only' })
  draft!: DraftDto | null;

  @ApiProperty({ format: 'date-time' })
  createdAt!: string;
}

export class RulesDto {
  @ApiProperty({ type: [RuleDto] })
  items!: readonly RuleDto[];

  @ApiProperty({ type: String, nullable: true })
  nextCursor!: string | null;
}

export class RuleVersionDto {
  @ApiProperty({ minimum: 1 })
  version!: number;

  @ApiProperty(DOCUMENT)
  document!: RuleDocument;

  @ApiProperty({ description: 'Subject of the token that wrote it' })
  author!: string;

  @ApiProperty({ description: 'Subject of the token that published it' })
  publisher!: string;

  @ApiProperty({ format: 'date-time' })
  publishedAt!: string;
}

export class RuleVersionsDto {
  @ApiProperty({ type: [RuleVersionDto] })
  items!: readonly RuleVersionDto[];

  @ApiProperty({ type: String, nullable: true })
  nextCursor!: string | null;
}

class TextDto {
  @ApiProperty({ example: '尚未判定:工作日样本 9/14' })
  zh!: string;

  @ApiProperty({ example: 'not judged yet: 9 of 14 past working days' })
  en!: string;
}

class NotJudgedDto {
  @ApiProperty({ example: 'baseline-too-short' })
  code!: string;

  @ApiPropertyOptional({ minimum: 0, description: 'Past days at hand' })
  have?: number;

  @ApiPropertyOptional({ minimum: 1, description: 'Past days needed' })
  need?: number;

  @ApiProperty({ type: TextDto })
  text!: TextDto;
}

class OpenAlarmDto {
  @ApiProperty({ enum: SEVERITIES })
  severity!: Severity;

  @ApiProperty({ format: 'date-time', description: 'Event time' })
  raisedAt!: string;
}

export class SubjectStatusDto {
  @ApiProperty({ example: 'site:0190c3f4-0000-7000-8000-000000000001' })
  subject!: string;

  @ApiProperty({ format: 'uuid' })
  enterpriseId!: string;

  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  siteId!: string | null;

  @ApiProperty({ description: 'Whether its newest signal could be judged' })
  judged!: boolean;

  @ApiProperty({ type: NotJudgedDto, nullable: true, description: 'Why not' })
  notJudged!: NotJudgedDto | null;

  @ApiProperty({ format: 'date-time', description: 'Event time of the newest judgement; may be a minute behind' })
  judgedAt!: string;

  @ApiProperty({ type: OpenAlarmDto, nullable: true })
  open!: OpenAlarmDto | null;
}

export class RuleStatusDto {
  @ApiProperty({ type: [SubjectStatusDto] })
  items!: readonly SubjectStatusDto[];

  @ApiProperty({ type: String, nullable: true })
  nextCursor!: string | null;
}

/** A draft is shown to those who may change it. */
export function ruleDto(rule: Rule, reader: Pick<Editor, 'institutionId'>): RuleDto {
  const { id, institutionId, status, revision, version, published, createdAt } = rule;
  const draft = institutionId === reader.institutionId ? rule.draft : null;
  return {
    id,
    owner: ownerOf(institutionId),
    status,
    revision,
    version,
    published,
    draft: draft === null ? null : { ...draft, savedAt: iso(draft.savedAt) },
    createdAt: iso(createdAt),
  };
}

export function versionDto({ version, document, author, publisher, publishedAt }: RuleVersion): RuleVersionDto {
  return { version, document, author, publisher, publishedAt: iso(publishedAt) };
}

export function statusDto({ open, unjudged, judgedAt, ...subject }: SubjectStatus): SubjectStatusDto {
  return {
    ...subject,
    judged: unjudged === undefined,
    notJudged:
      unjudged === undefined
        ? null
        : {
            code: unjudged.code,
            ...(unjudged.have === undefined ? {} : { have: unjudged.have }),
            ...(unjudged.need === undefined ? {} : { need: unjudged.need }),
            text: unjudgedText(unjudged),
          },
    judgedAt: iso(judgedAt),
    open: open === null ? null : { severity: open.severity, raisedAt: iso(open.raisedAt) },
  };
}

const iso = (ms: number): string => new Date(ms).toISOString();
