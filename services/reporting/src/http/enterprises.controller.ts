import {
  Access,
  CurrentPrincipal,
  type Page,
  PageQuery,
  type Principal,
  PROBLEM_CONTENT,
  scopeOf,
  UuidParam,
} from '@loanwatch/platform';
import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Overview } from '../app/overview';
import { OverviewDto, WatchListPage } from './enterprises.dto';
import { isoTime, isoTimeOrNull, withIsoTimes } from './instants';
import { READERS, type Readers } from './tokens';

@ApiTags('reporting')
@Controller('v1')
export class EnterprisesController {
  constructor(@Inject(READERS) private readonly readers: Readers) {}

  @Get('watch-list')
  @Access({
    roles: ['service_manager', 'admin', 'information_officer', 'risk_manager', 'account_manager', 'client'],
  })
  @ApiOperation({
    summary: 'Enterprises with what stands out: traffic light, open alarms, last seen, operating rate, coverage',
    description: 'The platform sees all, an institution those with a grant in force.',
  })
  @ApiResponse({ status: 200, type: WatchListPage })
  @ApiResponse({ status: 422, description: 'The cursor is wrong', ...PROBLEM_CONTENT })
  async watchList(@Query() query: PageQuery, @CurrentPrincipal() principal: Principal): Promise<Page<object>> {
    const scope = scopeOf(principal);
    const page = await this.readers.watchList.page(scope, query);
    return {
      nextCursor: page.nextCursor,
      items: page.items.map(({ enterprise, lastSeenAt, operatingRate, ...rest }) => ({
        id: enterprise.id,
        name: enterprise.name,
        industry: enterprise.industry,
        ...rest,
        lastSeenAt: isoTimeOrNull(lastSeenAt),
        operatingRate: operatingRate === null ? null : { ...operatingRate, at: isoTime(operatingRate.at) },
      })),
    };
  }

  @Get('enterprises/:id/overview')
  @Access({
    roles: [
      'service_manager',
      'admin',
      'information_officer',
      'risk_manager',
      'account_manager',
      'client',
      'enterprise_user',
    ],
  })
  @ApiOperation({
    summary: 'An enterprise at one glance: newest signals, open cases, silent devices',
    description: 'An institution needs a grant in force and sees the families that it names.',
  })
  @ApiResponse({ status: 200, type: OverviewDto })
  async overview(@UuidParam('id') id: string, @CurrentPrincipal() principal: Principal): Promise<object> {
    const scope = scopeOf(principal);
    return overviewDto(await this.readers.overviews.of(scope, id));
  }
}

function overviewDto({ enterprise, asOf, sites, signals, devices, openCases, ...rest }: Overview): object {
  const { id, name, creditCode, industry, tags } = enterprise;
  return {
    ...rest,
    enterprise: { id, name, ...(creditCode !== undefined && { creditCode }), industry, tags },
    asOf: isoTime(asOf),
    openCases: withIsoTimes(openCases),
    sites: sites.map((site) => ({
      id: site.id,
      name: site.name,
      timeZone: site.timeZone,
      ...(site.address !== undefined && { address: site.address }),
    })),
    signals: signals.map(({ metric, at, ageMs, ...signal }) => ({
      metric: metric.code,
      zh: metric.zh,
      en: metric.en,
      unit: metric.unit,
      ...signal,
      at: isoTime(at),
      ageSeconds: Math.floor(ageMs / 1_000),
    })),
    devices: devices.map(({ device, lastSeenAt, isSilent }) => ({
      id: device.id,
      siteId: device.siteId,
      name: device.name,
      kind: device.kind,
      status: device.status,
      lastSeenAt: isoTimeOrNull(lastSeenAt),
      silent: isSilent,
    })),
  };
}
