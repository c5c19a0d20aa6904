import { Controller, Get, HttpCode, Inject, Module, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiProperty, ApiPropertyOptional, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Bus, DeadLetter } from '@loanwatch/engines';
import { DomainError } from '@loanwatch/kernel';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, Length, Max, Min } from 'class-validator';
import { Access, CurrentPrincipal } from './access';
import { type Principal, scopeOf } from './principal';
import { PROBLEM_CONTENT } from './problem-schema';
import type { Service } from './service';
import { UuidParam } from './validation.pipe';

const BUS = Symbol('bus');

class DeadLetterQuery {
  @ApiPropertyOptional({ description: 'Only this consumer', example: 'metering.readings' })
  @IsOptional()
  @IsString()
  @Length(1, 100)
  group?: string;

  @ApiPropertyOptional({ minimum: 1, maximum: 200, default: 50 })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(200)
  limit = 50;
}

class DeadLetterView {
  @ApiProperty({ format: 'uuid', description: 'For replaying it' })
  id!: string;

  @ApiProperty({ description: 'Consumer that could not handle it', example: 'metering.readings' })
  group!: string;

  @ApiProperty({ example: 'readings' })
  topic!: string;

  @ApiProperty({ description: 'Type of the message', example: 'loanwatch.readings.recorded.v1' })
  type!: string;

  @ApiProperty({ description: 'Id of the message' })
  messageId!: string;

  @ApiProperty({ description: 'Why' })
  reason!: string;

  @ApiProperty({ minimum: 1 })
  attempts!: number;

  @ApiProperty({ format: 'date-time' })
  failedAt!: string;
}

class DeadLettersView {
  @ApiProperty({ type: [DeadLetterView] })
  items!: readonly DeadLetterView[];
}

class ReplayView {
  @ApiProperty({ enum: ['handled', 'failed'], description: 'failed: it stays where it is' })
  outcome!: 'handled' | 'failed';
}

@ApiTags('Operations')
@Controller('v1/dead-letters')
@Access({ roles: ['admin'] })
class DeadLettersController {
  constructor(@Inject(BUS) private readonly bus: Pick<Bus, 'deadLetters' | 'replayDeadLetter'>) {}

  @Get()
  @ApiOperation({
    summary: 'Messages that a consumer could not handle, oldest first',
    description: 'They were set aside so that the rest could go on. What they say is not shown.',
  })
  @ApiResponse({ status: 200, type: DeadLettersView })
  async list(@Query() query: DeadLetterQuery, @CurrentPrincipal() principal: Principal): Promise<DeadLettersView> {
    requirePlatform(principal);
    const { group, limit } = query;
    const letters = await this.bus.deadLetters({ limit, ...(group !== undefined && { group }) });
    return { items: letters.map(shown) };
  }

  @Post(':id/replay')
  @HttpCode(200)
  @ApiOperation({ summary: 'Hand a message to its consumer once more; it goes when the consumer succeeds' })
  @ApiResponse({ status: 200, type: ReplayView })
  @ApiResponse({ status: 409, description: 'Its consumer does not run in this process', ...PROBLEM_CONTENT })
  async replay(@UuidParam('id') id: string, @CurrentPrincipal() principal: Principal): Promise<ReplayView> {
    requirePlatform(principal);
    const outcome = await this.bus.replayDeadLetter(id);
    if (outcome === 'unknown') throw new DomainError('entity.not-found', 'not-found', 'There is no such dead letter.');
    if (outcome === 'no-consumer') {
      throw new DomainError('dead-letter.no-consumer', 'conflict', 'Its consumer does not run in this process.');
    }
    return { outcome };
  }
}

@Module({})
class DeadLettersModule {}

/** The dead letters of a bus as a service of its host. */
export function deadLettersService(bus: Pick<Bus, 'deadLetters' | 'replayDeadLetter'>): Service {
  return {
    name: 'dead-letters',
    module: {
      module: DeadLettersModule,
      controllers: [DeadLettersController],
      providers: [{ provide: BUS, useValue: bus }],
    },
    start: async () => undefined,
    stop: async () => undefined,
    checks: {},
  };
}

/** The messages of every institution lie side by side. */
function requirePlatform(principal: Principal): void {
  if (scopeOf(principal).kind === 'platform') return;
  throw new DomainError('auth.forbidden', 'forbidden', 'Only the platform itself may do this.');
}

function shown({ id, group, record, reason, attempts, failedAt }: DeadLetter): DeadLetterView {
  const { topic, headers } = record;
  return {
    id,
    group,
    topic,
    type: headers['ce_type'] ?? '',
    messageId: headers['ce_id'] ?? '',
    reason,
    attempts,
    failedAt,
  };
}
