import {
  Access,
  Answer,
  ApiIdempotencyKey,
  CurrentPrincipal,
  Idempotent,
  type IdempotentRequest,
  PROBLEM_CONTENT,
  type Principal,
} from '@loanwatch/platform';
import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { ExternalIndicators } from '../app/external-indicators';
import type { Transactions } from '../app/transactions';
import { AcceptedIndicatorView, ExternalIndicatorDraft } from './dto/external-indicators.dto';
import { EXTERNAL_INDICATORS, TRANSACTIONS } from './tokens';

@ApiTags('external-indicators')
@Controller('v1/external-indicators')
export class ExternalIndicatorsController {
  constructor(
    @Inject(EXTERNAL_INDICATORS) private readonly indicators: ExternalIndicators,
    @Inject(TRANSACTIONS) private readonly transactions: Transactions,
  ) {}

  @Post()
  @HttpCode(202)
  @Access({ roles: ['client'] })
  @ApiOperation({
    summary: 'Report an indicator of an enterprise',
    description:
      'Becomes a signal of the enterprise that rules judge. The same value for the same time changes nothing; another value corrects the first. 202: it is stored durably.',
  })
  @ApiIdempotencyKey({ required: false })
  @ApiResponse({ status: 202, type: AcceptedIndicatorView })
  @ApiResponse({
    status: 422,
    description: 'Metric, value or time make no sense, or no such enterprise',
    ...PROBLEM_CONTENT,
  })
  report(
    @Body() draft: ExternalIndicatorDraft,
    @CurrentPrincipal() principal: Principal,
    @Idempotent() request: IdempotentRequest | undefined,
  ): Promise<Answer> {
    return this.transactions.once(
      request,
      principal,
      async (tx, scope) => new Answer(202, await this.indicators.report(tx, scope, draft)),
    );
  }
}
