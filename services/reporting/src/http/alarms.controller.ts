import type { EntityIndex } from '@loanwatch/platform';
import { Access, CurrentPrincipal, type Page, type Principal, PROBLEM_CONTENT, scopeOf } from '@loanwatch/platform';
import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { listAlarms } from '../app/alarm-list';
import { listCases } from '../app/case-list';
import { AlarmPage, AlarmQuery, CasePage, CaseQuery } from './alarms.dto';
import { isoTimeOrNull, withIsoTimes } from './instants';
import { instantOf } from './query-fields';
import { READERS, type Readers } from './tokens';

@ApiTags('reporting')
@Controller('v1')
@Access({
  roles: ['service_manager', 'admin', 'information_officer', 'risk_manager', 'account_manager', 'client'],
})
export class AlarmListsController {
  constructor(@Inject(READERS) private readonly readers: Readers) {}

  @Get('alarms')
  @ApiOperation({
    summary: 'Alarms, those that began last first',
    description: 'The platform sees all, an institution those that were dispatched to it. Filters are joined by "and".',
  })
  @ApiResponse({ status: 200, type: AlarmPage })
  @ApiResponse({ status: 422, description: 'A filter or the cursor is wrong', ...PROBLEM_CONTENT })
  async alarms(
    @Query() { from, to, ...filters }: AlarmQuery,
    @CurrentPrincipal() principal: Principal,
  ): Promise<Page<object>> {
    const { database, entities, sights } = this.readers;
    const page = await listAlarms(database, sights.of(scopeOf(principal)), {
      ...filters,
      from: instantOf(from),
      to: instantOf(to),
    });
    return {
      nextCursor: page.nextCursor,
      items: page.items.map(({ revision, raisedAt, alarm }) => ({
        ...(withIsoTimes(alarm) as object),
        ...namesOf(alarm, entities),
        revision,
        raisedAt: isoTimeOrNull(raisedAt),
      })),
    };
  }

  @Get('cases')
  @ApiOperation({
    summary: 'Cases, those opened last first',
    description: 'An institution sees its own, the platform all. Filters are joined by "and".',
  })
  @ApiResponse({ status: 200, type: CasePage })
  @ApiResponse({ status: 422, description: 'A filter or the cursor is wrong', ...PROBLEM_CONTENT })
  async cases(
    @Query() { from, to, ...filters }: CaseQuery,
    @CurrentPrincipal() principal: Principal,
  ): Promise<Page<object>> {
    const { database, entities } = this.readers;
    const scope = scopeOf(principal);
    const page = await listCases(database, scope, { ...filters, from: instantOf(from), to: instantOf(to) });
    return {
      nextCursor: page.nextCursor,
      items: page.items.map((item) => ({
        ...(withIsoTimes(item.case) as object),
        ...namesOf(item.case, entities),
        revision: item.revision,
      })),
    };
  }
}

function namesOf(
  { enterpriseId, siteId }: { readonly enterpriseId: string; readonly siteId: string | null },
  entities: EntityIndex,
): object {
  return {
    enterpriseName: entities.enterprise(enterpriseId)?.name ?? null,
    siteName: siteId === null ? null : (entities.site(siteId)?.name ?? null),
  };
}
