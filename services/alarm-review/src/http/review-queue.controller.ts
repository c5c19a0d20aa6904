import { Body, Controller, Get, HttpCode, Inject, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiProperty, ApiPropertyOptional, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Family, Severity } from '@loanwatch/contracts';
import {
  Access,
  type Answer,
  ApiIdempotencyKey,
  Cursor,
  CurrentPrincipal,
  IdempotentCommand,
  type IdempotentRequest,
  type Page,
  PageQuery,
  type Principal,
} from '@loanwatch/platform';
import { IsIn, IsOptional } from 'class-validator';
import { QUEUED, type QueuedAlarm, type QueuedStatus, type QueuePlace } from '../app/review-queue';
import { alarmView } from '../domain/alarm.view';
import type { AlarmDesk } from './alarm-desk';
import { ETAG, refused } from './command';
import { AlarmDto, QueuedAlarmDto } from './dto/alarm.dto';
import { OneOf, Text, Uuid } from './dto/fields';
import { isoTimes } from './iso-times';
import { ALARM_DESK } from './tokens';

class QueueQuery extends PageQuery {
  @ApiPropertyOptional({ enum: QUEUED, default: 'PENDING_REVIEW', description: 'What the alarms wait for' })
  @IsOptional()
  @IsIn(QUEUED)
  status: QueuedStatus = 'PENDING_REVIEW';

  @OneOf('Severity', { description: 'Only this severity', optional: true })
  severity?: Severity;

  @OneOf('Family', { description: 'Only this family of metrics', optional: true })
  family?: Family;

  @Uuid({ description: 'Only this enterprise', optional: true })
  enterpriseId?: string;

  @Text({ description: 'Only alarms claimed by this subject; with status IN_REVIEW', maxLength: 200, optional: true })
  claimedBy?: string;
}

class ClaimNextBody {
  @OneOf('Severity', { description: 'Only this severity', optional: true })
  severity?: Severity;

  @OneOf('Family', { description: 'Only this family of metrics', optional: true })
  family?: Family;

  @Uuid({ description: 'Only this enterprise', optional: true })
  enterpriseId?: string;
}

class QueueDto {
  @ApiProperty({ type: [QueuedAlarmDto] })
  items!: QueuedAlarmDto[];

  @ApiProperty({ type: String, nullable: true })
  nextCursor!: string | null;
}

const cursor = new Cursor('review-queue', ['integer', 'integer', 'integer', 'uuid']);
/** 9999-12-31T23:59:59.999Z: what a cursor says is checked for its type only. */
const LAST_MS = 253_402_300_799_999;

@ApiTags('alarm-review')
@Controller('v1/review-queue')
@Access({ roles: ['service_manager'] })
export class ReviewQueueController {
  constructor(@Inject(ALARM_DESK) private readonly desk: AlarmDesk) {}

  @Get()
  @Access({ roles: ['service_manager', 'admin'] })
  @ApiOperation({ summary: 'Alarms that wait for a reviewer: worst first, then by due time, then by age' })
  @ApiResponse({ status: 200, type: QueueDto })
  @refused(422, 'A filter or the cursor is not valid')
  async list(@Query() query: QueueQuery, @CurrentPrincipal() principal: Principal): Promise<Page<unknown>> {
    const { limit, cursor: text, ...filter } = query;
    const after = placeOf(cursor.decode(text));
    const rows = await this.desk.list(principal, filter, limit + 1, after);
    return cursor.page(rows, limit, keyset, (row) => isoTimes({ ...alarmView(row.state), revision: row.revision }));
  }

  @Post('claim-next')
  @HttpCode(200)
  @ApiIdempotencyKey({ required: true })
  @ApiOperation({ summary: 'Take the first alarm of the queue that nobody else gets' })
  @ApiResponse({ status: 200, type: AlarmDto, headers: ETAG })
  @ApiResponse({ status: 204, description: 'Nothing waits' })
  @refused(400, 'No Idempotency-Key, or a malformed body')
  @refused(409, 'The same request is being handled')
  @refused(422, 'The body is not valid')
  claimNext(
    @IdempotentCommand() request: IdempotentRequest,
    @CurrentPrincipal() principal: Principal,
    @Body() body: ClaimNextBody,
  ): Promise<Answer> {
    return this.desk.claimNext(principal, request, body);
  }
}

function keyset({ severity_rank, due_at, raised_at, alarm_id }: QueuedAlarm) {
  return [severity_rank, Date.parse(due_at), Date.parse(raised_at), alarm_id];
}

function placeOf(values: readonly (number | string)[] | undefined): QueuePlace | undefined {
  if (values === undefined) return undefined;
  const [severityRank, due, raised, alarmId] = values;
  return {
    severityRank: Number(severityRank),
    dueAt: instant(due),
    raisedAt: instant(raised),
    alarmId: String(alarmId),
  };
}

function instant(ms: number | string | undefined): string {
  return new Date(Math.min(Math.max(Number(ms), 0), LAST_MS)).toISOString();
}
