import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiHeader, ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import { DomainError } from '@loanwatch/kernel';
import {
  Access,
  Answer,
  ApiIdempotencyKey,
  Cursor,
  CurrentPrincipal,
  Idempotent,
  type IdempotencyStore,
  type IdempotentRequest,
  IfMatch,
  type Page,
  PageQuery,
  type Principal,
  UuidParam,
} from '@loanwatch/platform';
import type { Plans, StoredPlan } from '../app/plans';
import { institutionOf } from './case-desk';
import { ETAG, refused } from './command';
import { PlanBody, PlanDto, PlansDto } from './dto/plan.dto';
import { IDEMPOTENCY, PLANS } from './tokens';

const cursor = new Cursor('plans', ['uuid']);
const MAX_VERSION = 2_147_483_647;

const IF_MATCH = {
  name: 'If-Match',
  required: true,
  description: 'ETag: the version last read',
  schema: { type: 'string', example: '"1"' },
};

@ApiTags('alarm-review')
@Controller('v1/plans')
@Access({ roles: ['risk_manager', 'client'] })
export class PlansController {
  constructor(
    @Inject(PLANS) private readonly plans: Plans,
    @Inject(IDEMPOTENCY) private readonly idempotency: IdempotencyStore,
  ) {}

  @Post()
  @ApiIdempotencyKey({ required: false })
  @ApiOperation({ summary: 'Make a plan for some families and severities of alarms' })
  @ApiResponse({ status: 201, type: PlanDto, headers: ETAG })
  @refused(400, 'The body is malformed')
  @refused(409, 'The same request is being handled')
  @refused(422, 'The body is not valid')
  create(
    @Body() body: PlanBody,
    @Idempotent() request: IdempotentRequest | undefined,
    @CurrentPrincipal() principal: Principal,
  ): Promise<Answer> {
    const scope = institutionOf(principal);
    const make = async (tx: Parameters<Plans['create']>[0]) => {
      const plan = await this.plans.create(tx, scope, body, principal.subject);
      return Answer.created(plan, `/v1/plans/${plan.planId}`, plan.version);
    };
    return this.idempotency.inTransaction(request, make, scope);
  }

  @Get()
  @Access({ roles: ['risk_manager', 'account_manager', 'client'] })
  @ApiOperation({ summary: 'The plans of the own institution in their current versions' })
  @ApiResponse({ status: 200, type: PlansDto })
  @refused(422, 'The cursor is not valid')
  async list(@Query() query: PageQuery, @CurrentPrincipal() principal: Principal): Promise<Page<StoredPlan>> {
    const after = cursor.decode(query.cursor)?.[0];
    const rows = await this.plans.list(institutionOf(principal), {
      after: after === undefined ? undefined : String(after),
      limit: query.limit + 1,
    });
    return cursor.page(
      rows,
      query.limit,
      ({ planId }) => [planId],
      (plan) => plan,
    );
  }

  @Get(':id')
  @Access({ roles: ['risk_manager', 'account_manager', 'client'] })
  @ApiOperation({ summary: 'A plan in its current version' })
  @ApiResponse({ status: 200, type: PlanDto, headers: ETAG })
  async show(@UuidParam('id') id: string, @CurrentPrincipal() principal: Principal): Promise<Answer> {
    const plan = await this.plans.get(institutionOf(principal), id);
    return Answer.ok(plan, plan.version);
  }

  @Get(':id/versions/:version')
  @Access({ roles: ['risk_manager', 'account_manager', 'client'] })
  @ApiOperation({ summary: 'A plan as one of its versions says' })
  @ApiParam({ name: 'version', schema: { type: 'integer', minimum: 1 } })
  @ApiResponse({ status: 200, type: PlanDto })
  showVersion(
    @UuidParam('id') id: string,
    @Param('version') version: string,
    @CurrentPrincipal() principal: Principal,
  ): Promise<StoredPlan> {
    return this.plans.get(institutionOf(principal), id, versionOf(version));
  }

  @Post(':id/versions')
  @ApiIdempotencyKey({ required: false })
  @ApiHeader(IF_MATCH)
  @ApiOperation({ summary: 'Write the next version; cases keep the one they were given' })
  @ApiResponse({ status: 201, type: PlanDto, headers: ETAG })
  @refused(400, 'A malformed body or If-Match')
  @refused(409, 'The plan is retired')
  @refused(412, 'Somebody has written a version since')
  @refused(422, 'The body is not valid')
  @refused(428, 'No If-Match')
  addVersion(
    @UuidParam('id') id: string,
    @IfMatch() version: number,
    @Body() body: PlanBody,
    @Idempotent() request: IdempotentRequest | undefined,
    @CurrentPrincipal() principal: Principal,
  ): Promise<Answer> {
    const write = async (tx: Parameters<Plans['create']>[0]) => {
      const plan = await this.plans.addVersion(tx, id, version, body, principal.subject);
      return Answer.created(plan, `/v1/plans/${id}/versions/${plan.version}`, plan.version);
    };
    return this.idempotency.inTransaction(request, write, institutionOf(principal));
  }

  @Post(':id/retire')
  @HttpCode(200)
  @ApiIdempotencyKey({ required: false })
  @ApiHeader(IF_MATCH)
  @ApiOperation({ summary: 'No new case takes the plan any more' })
  @ApiResponse({ status: 200, type: PlanDto, headers: ETAG })
  @refused(400, 'A malformed If-Match')
  @refused(409, 'The same request is being handled')
  @refused(412, 'Somebody has written a version since')
  @refused(428, 'No If-Match')
  retire(
    @UuidParam('id') id: string,
    @IfMatch() version: number,
    @Idempotent() request: IdempotentRequest | undefined,
    @CurrentPrincipal() principal: Principal,
  ): Promise<Answer> {
    const retire = async (tx: Parameters<Plans['create']>[0]) => {
      const plan = await this.plans.retire(tx, id, version);
      return Answer.ok(plan, plan.version);
    };
    return this.idempotency.inTransaction(request, retire, institutionOf(principal));
  }
}

function versionOf(text: string): number {
  const version = /^[1-9]\d{0,9}$/.test(text) ? Number(text) : Infinity;
  if (version <= MAX_VERSION) return version;
  throw new DomainError('plan.not-found', 'not-found', 'There is no version with this number.');
}
