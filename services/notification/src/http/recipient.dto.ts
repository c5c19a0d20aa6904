import type { Family, Severity } from '@loanwatch/contracts';
import { SEVERITIES } from '@loanwatch/kernel';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsIn,
  IsString,
  IsTimeZone,
  Length,
  Matches,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import type { Channel } from '../app/recipients';
import type { Language } from '../domain/texts';

const CHANNELS = ['webhook', 'email', 'in-app'] as const;
const FAMILIES = ['people', 'goods', 'presence', 'intrusion', 'electricity', 'climate', 'health', 'external'] as const;
const TIME_OF_DAY = /^([01]\d|2[0-3]):[0-5]\d$/;

/** A field with a default: it may be absent, and may not be null. */
function MayBeLeftOut(): PropertyDecorator {
  return ValidateIf((_settings, value: unknown) => value !== undefined);
}

export class QuietHoursDto {
  @ApiProperty({ description: 'Local time they begin, inclusive', example: '22:00', pattern: TIME_OF_DAY.source })
  @Matches(TIME_OF_DAY)
  start!: string;

  @ApiProperty({
    description: 'Local time they end, exclusive; at or before the start means the next morning',
    example: '08:00',
  })
  @Matches(TIME_OF_DAY)
  end!: string;

  @ApiProperty({ description: 'IANA time zone', example: 'Asia/Shanghai' })
  @IsTimeZone()
  timeZone!: string;
}

/** What can be changed of a recipient. */
export class RecipientSettingsDto {
  @ApiProperty({ description: 'For the list; not sent to anybody', maxLength: 100, example: 'Risk desk' })
  @IsString()
  @Length(1, 100)
  name!: string;

  @ApiPropertyOptional({ description: 'https URL of a webhook, or e-mail address; none for in-app', maxLength: 500 })
  @MayBeLeftOut()
  @IsString()
  @Length(3, 500)
  address?: string;

  @ApiPropertyOptional({ enum: ['ACTIVE', 'DISABLED'], default: 'ACTIVE' })
  @MayBeLeftOut()
  @IsIn(['ACTIVE', 'DISABLED'])
  status: 'ACTIVE' | 'DISABLED' = 'ACTIVE';

  @ApiPropertyOptional({ enum: SEVERITIES, default: 'BLUE', description: 'Milder ones are not sent; RED always is' })
  @MayBeLeftOut()
  @IsIn(SEVERITIES)
  minSeverity: Severity = 'BLUE';

  @ApiPropertyOptional({
    enum: FAMILIES,
    isArray: true,
    default: [],
    description: 'Kinds of signals wanted; empty means all',
  })
  @MayBeLeftOut()
  @IsArray()
  @ArrayMaxSize(FAMILIES.length)
  @IsIn(FAMILIES, { each: true })
  families: Family[] = [];

  @ApiPropertyOptional({ type: QuietHoursDto, description: 'Notices wait until they end; RED does not wait' })
  @MayBeLeftOut()
  @ValidateNested()
  @Type(() => QuietHoursDto)
  quietHours?: QuietHoursDto;

  @ApiPropertyOptional({ enum: ['zh', 'en'], default: 'zh' })
  @MayBeLeftOut()
  @IsIn(['zh', 'en'])
  language: Language = 'zh';
}

export class NewRecipientDto extends RecipientSettingsDto {
  @ApiProperty({ enum: CHANNELS })
  @IsIn(CHANNELS)
  channel!: Channel;
}

export class RecipientDto extends RecipientSettingsDto {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty({ enum: CHANNELS })
  channel!: Channel;

  @ApiProperty({ format: 'uuid', nullable: true, type: String, description: 'Null for the platform’s own staff' })
  institutionId!: string | null;

  @ApiPropertyOptional({
    description: 'Signing secret of a webhook; only in the answer that made it',
    example: 'whsec_…',
  })
  secret?: string;
}

export class RecipientsDto {
  @ApiProperty({ type: [RecipientDto] })
  items!: readonly RecipientDto[];

  @ApiProperty({ type: String, nullable: true })
  nextCursor!: string | null;
}
