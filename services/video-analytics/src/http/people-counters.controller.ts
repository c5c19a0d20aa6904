import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOperation, ApiProperty, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Database } from '@loanwatch/engines';
import { type Clock, DomainError } from '@loanwatch/kernel';
import {
  Access,
  CurrentPrincipal,
  type EntityReplica,
  maySeeFamily,
  type Principal,
  scopeOf,
  UuidParam,
} from '@loanwatch/platform';
import { currentOccupancy } from '../app/current-occupancy';

export const COUNTER_SOURCES = Symbol('people counter sources');

export interface CounterSources {
  readonly database: Database;
  readonly replica: EntityReplica;
  readonly clock: Clock;
}

class OccupancyDto {
  @ApiProperty({ format: 'uuid' })
  siteId!: string;

  @ApiProperty({
    type: Number,
    nullable: true,
    description: 'People inside; null while nothing was counted',
    example: 42,
  })
  people!: number | null;

  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'Newest movement that is counted',
  })
  at!: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, description: 'When the count begins anew at 0' })
  resetAt!: string | null;
}

@ApiTags('video-analytics')
@Controller('v1/people-counters')
export class PeopleCountersController {
  constructor(@Inject(COUNTER_SOURCES) private readonly sources: CounterSources) {}

  @Get(':siteId/occupancy')
  @Access({
    roles: [
      'risk_manager',
      'account_manager',
      'information_officer',
      'service_manager',
      'admin',
      'client',
      'enterprise_user',
    ],
  })
  @ApiOperation({ summary: 'How many people are on a site, by its counters' })
  @ApiResponse({ status: 200, type: OccupancyDto })
  async occupancy(
    @UuidParam('siteId') siteId: string,
    @CurrentPrincipal() principal: Principal,
  ): Promise<OccupancyDto> {
    const { database, replica, clock } = this.sources;
    const site = replica.site(siteId);
    const scope = scopeOf(principal);
    if (site === undefined || !maySeeFamily(scope, site.enterpriseId, 'people', replica, clock.now())) {
      throw new DomainError('entity.not-found', 'not-found', 'no such site');
    }
    return { siteId, ...(await currentOccupancy(database, siteId)) };
  }
}
