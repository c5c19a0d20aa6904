import { Controller, Get, Headers, HttpCode, Inject, type MessageEvent, Post, Query, Sse } from '@nestjs/common';
import { ApiHeader, ApiOperation, ApiProperty, ApiPropertyOptional, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Database } from '@loanwatch/engines';
import { type Clock, DomainError } from '@loanwatch/kernel';
import {
  Access,
  Cursor,
  CurrentPrincipal,
  type Page,
  PageQuery,
  type Principal,
  scopeOf,
  UuidParam,
} from '@loanwatch/platform';
import { IsIn, IsOptional, IsUUID } from 'class-validator';
import { concatMap, defer, from, map, merge, type Observable, repeat, timer } from 'rxjs';
import type { Dispatcher } from '../app/dispatcher';
import {
  feedEnd,
  type FeedEntry,
  findNotification,
  listNotifications,
  type LogFilter,
  type LoggedNotification,
  readFeed,
  recordProgress,
} from '../app/notification-log';
import { headline } from '../domain/texts';
import { CLOCK, DATABASE, DISPATCHER } from './tokens';

const STATUSES = ['PENDING', 'SENT', 'DROPPED', 'DEAD'] as const;
const CHANNELS = ['webhook', 'email', 'in-app'] as const;
const FEED_POLL_MS = 1_000;
const HEARTBEAT_MS = 15_000;
const FEED_PAGE = 200;
const FEED_CURSOR = /^\d{1,20}:\d{1,19}$/;

class DeliveriesQuery extends PageQuery {
  @ApiPropertyOptional({ enum: STATUSES })
  @IsOptional()
  @IsIn(STATUSES)
  status?: (typeof STATUSES)[number];

  @ApiPropertyOptional({ enum: CHANNELS })
  @IsOptional()
  @IsIn(CHANNELS)
  channel?: (typeof CHANNELS)[number];

  @ApiPropertyOptional({ format: 'uuid' })
  @IsOptional()
  @IsUUID()
  recipientId?: string;

  @ApiPropertyOptional({ format: 'uuid' })
  @IsOptional()
  @IsUUID()
  alarmId?: string;

  @ApiPropertyOptional({ format: 'uuid' })
  @IsOptional()
  @IsUUID()
  caseId?: string;
}

class DeliveryReasonDto {
  @ApiProperty({ example: 'quiet-hours' })
  code!: string;

  @ApiProperty()
  detail!: string;
}

class DeliveryAboutDto {
  @ApiProperty({ format: 'uuid' })
  alarmId!: string;

  @ApiPropertyOptional({ format: 'uuid' })
  caseId?: string;

  @ApiProperty({ example: 'CaseDispatched' })
  change!: string;
}

class DeliveryDto {
  @ApiProperty({ format: 'uuid', description: 'Also the webhook-id; the same over retries' })
  id!: string;

  @ApiProperty({ format: 'uuid' })
  recipientId!: string;

  @ApiProperty({ enum: CHANNELS })
  channel!: string;

  @ApiProperty({ type: DeliveryAboutDto })
  about!: DeliveryAboutDto;

  @ApiProperty({ enum: STATUSES })
  status!: string;

  @ApiProperty({ type: DeliveryReasonDto, nullable: true, description: 'Why it was not sent, or not yet' })
  reason!: DeliveryReasonDto | null;

  @ApiProperty({ minimum: 0, description: 'Attempts made' })
  attempts!: number;

  @ApiProperty({ format: 'date-time', nullable: true, type: String, description: 'Not before' })
  nextAt!: string | null;

  @ApiProperty({ format: 'date-time' })
  createdAt!: string;

  @ApiProperty({ format: 'date-time' })
  updatedAt!: string;
}

class DeliveriesDto {
  @ApiProperty({ type: [DeliveryDto] })
  items!: readonly DeliveryDto[];

  @ApiProperty({ type: String, nullable: true })
  nextCursor!: string | null;
}

const cursor = new Cursor('deliveries', ['time', 'uuid']);

@ApiTags('notification')
@Controller('v1')
export class DeliveriesController {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(DISPATCHER) private readonly dispatcher: Dispatcher,
  ) {}

  @Get('deliveries')
  @Access({ roles: ['risk_manager', 'account_manager', 'service_manager', 'admin', 'client'] })
  @ApiOperation({ summary: 'Who was told what, through what, when, and why not' })
  @ApiResponse({ status: 200, type: DeliveriesDto })
  async list(@Query() query: DeliveriesQuery, @CurrentPrincipal() principal: Principal): Promise<Page<DeliveryDto>> {
    const { limit, cursor: text, ...wanted } = query;
    const place = cursor.decode(text);
    const filter: LogFilter = {
      ...wanted,
      limit: limit + 1,
      ...(place !== undefined && { before: { createdAt: String(place[0]), id: String(place[1]) } }),
    };
    const rows = await this.database.transaction((tx) => listNotifications(tx, filter), scopeOf(principal));
    return cursor.page(rows, limit, (row) => [row.createdAt, row.id], shown);
  }

  @Post('deliveries/:id/retry')
  @HttpCode(202)
  @Access({ roles: ['risk_manager', 'service_manager', 'admin'] })
  @ApiOperation({ summary: 'Try a dead delivery again, from its first attempt, with the same id' })
  @ApiResponse({ status: 202, type: DeliveryDto })
  async retry(@UuidParam('id') id: string, @CurrentPrincipal() principal: Principal): Promise<DeliveryDto> {
    const now = this.clock.now();
    const retried = await this.database.transaction(async (tx) => {
      const found = await findNotification(tx, id);
      if (found === undefined) throw new DomainError('delivery.not-found', 'not-found', 'no such delivery');
      if (found.status !== 'DEAD') throw new DomainError('delivery.not-dead', 'conflict', `it is ${found.status}`);
      await recordProgress(tx, id, { status: 'PENDING', reason: null, attempt: 0, nextAtMs: now }, now);
      tx.afterCommit(() => this.dispatcher.wake());
      return findNotification(tx, id);
    }, scopeOf(principal));
    return shown(retried as LoggedNotification);
  }

  @Sse('notifications/stream')
  @Access({ roles: ['risk_manager', 'account_manager', 'service_manager', 'admin', 'client'] })
  @ApiOperation({
    summary: 'In-app notifications as server-sent events; Last-Event-ID continues where a connection broke',
  })
  @ApiHeader({ name: 'Last-Event-ID', required: false, description: 'Id of the last event received' })
  @ApiResponse({ status: 200, content: { 'text/event-stream': { schema: { type: 'string' } } } })
  stream(
    @Headers('last-event-id') lastEventId: string | undefined,
    @CurrentPrincipal() principal: Principal,
  ): Observable<MessageEvent> {
    const scope = scopeOf(principal);
    if (lastEventId !== undefined && !FEED_CURSOR.test(lastEventId)) {
      throw new DomainError('request.cursor-invalid', 'invalid', 'Send the id of the last event, unchanged.');
    }
    let after = lastEventId;
    const page = async (): Promise<readonly FeedEntry[]> => {
      after ??= await this.database.transaction((tx) => feedEnd(tx), scope);
      const entries = await this.database.transaction((tx) => readFeed(tx, after, FEED_PAGE), scope);
      after = entries.at(-1)?.cursor ?? after;
      return entries;
    };
    const entries = defer(page).pipe(
      repeat({ delay: FEED_POLL_MS }),
      concatMap((list) => from(list)),
      map(({ cursor: id, notice }) => ({
        id,
        type: notice.kind,
        data: { ...notice, headline: { zh: headline(notice, 'zh'), en: headline(notice, 'en') } },
      })),
    );
    const heartbeat = timer(HEARTBEAT_MS, HEARTBEAT_MS).pipe(map(() => ({ type: 'heartbeat', data: {} })));
    return merge(entries, heartbeat);
  }
}

function shown({
  id,
  recipientId,
  channel,
  notice,
  status,
  reason,
  attempt,
  nextAt,
  createdAt,
  updatedAt,
}: LoggedNotification): DeliveryDto {
  return {
    id,
    recipientId,
    channel,
    about: notice.about,
    status,
    reason,
    attempts: attempt,
    nextAt,
    createdAt,
    updatedAt,
  };
}
