import { Body, Controller, Get, Inject } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import {
  Access,
  type Answer,
  CurrentPrincipal,
  IdempotentCommand,
  type IdempotentRequest,
  IfMatch,
  type Principal,
  UuidParam,
} from '@loanwatch/platform';
import type { CaseDesk } from './case-desk';
import { Command, ETAG } from './command';
import { NoteBody } from './dto/alarm.dto';
import {
  AssignBody,
  CaseDto,
  CaseWithHistoryDto,
  CommentBody,
  CompleteStepBody,
  FalsePositiveBody,
  HandleBody,
  StartHandlingBody,
  StepNotNecessaryBody,
  SwapPlanBody,
} from './dto/case.dto';
import { CASE_DESK } from './tokens';

/** From dispatch to an outcome. */
@ApiTags('alarm-review')
@Controller('v1/cases')
@Access({ roles: ['risk_manager', 'account_manager', 'client'] })
export class CaseHandlingController {
  constructor(@Inject(CASE_DESK) private readonly desk: CaseDesk) {}

  @Get(':id')
  @ApiOperation({ summary: 'A case of the own institution with its history' })
  @ApiResponse({ status: 200, type: CaseWithHistoryDto, headers: ETAG })
  show(@UuidParam('id') id: string, @CurrentPrincipal() principal: Principal): Promise<Answer> {
    return this.desk.show(id, principal);
  }

  @Command('assign', 'Put somebody in charge', CaseDto)
  assign(
    @UuidParam('id') id: string,
    @IfMatch() revision: number,
    @IdempotentCommand() request: IdempotentRequest,
    @CurrentPrincipal() principal: Principal,
    @Body() body: AssignBody,
  ): Promise<Answer> {
    return this.desk.run(id, { principal, revision, request }, (act) => ({
      type: 'AssignCase',
      data: Object.assign(act, body),
    }));
  }

  @Command('acknowledge', 'Sign for the case 签收', CaseDto)
  acknowledge(
    @UuidParam('id') id: string,
    @IfMatch() revision: number,
    @IdempotentCommand() request: IdempotentRequest,
    @CurrentPrincipal() principal: Principal,
  ): Promise<Answer> {
    return this.desk.run(id, { principal, revision, request }, (act) => ({ type: 'AcknowledgeCase', data: act }));
  }

  @Command('start-handling', 'Begin handling; pins the plan that fits', CaseDto)
  startHandling(
    @UuidParam('id') id: string,
    @IfMatch() revision: number,
    @IdempotentCommand() request: IdempotentRequest,
    @CurrentPrincipal() principal: Principal,
    @Body() { planId }: StartHandlingBody,
  ): Promise<Answer> {
    return this.desk.startHandling(id, { principal, revision, request }, planId);
  }

  @Command('swap-plan', 'Follow another plan; what was done stays', CaseDto)
  swapPlan(
    @UuidParam('id') id: string,
    @IfMatch() revision: number,
    @IdempotentCommand() request: IdempotentRequest,
    @CurrentPrincipal() principal: Principal,
    @Body() { planId, reason }: SwapPlanBody,
  ): Promise<Answer> {
    return this.desk.swapPlan(id, { principal, revision, request }, planId, reason);
  }

  @Command('complete-step', 'Record a step of the plan as done', CaseDto)
  completeStep(
    @UuidParam('id') id: string,
    @IfMatch() revision: number,
    @IdempotentCommand() request: IdempotentRequest,
    @CurrentPrincipal() principal: Principal,
    @Body() body: CompleteStepBody,
  ): Promise<Answer> {
    return this.desk.run(id, { principal, revision, request }, (act) => ({
      type: 'CompleteStep',
      data: Object.assign(act, body),
    }));
  }

  @Command('mark-step-not-necessary', 'Pass over a step that is not mandatory', CaseDto)
  markStepNotNecessary(
    @UuidParam('id') id: string,
    @IfMatch() revision: number,
    @IdempotentCommand() request: IdempotentRequest,
    @CurrentPrincipal() principal: Principal,
    @Body() body: StepNotNecessaryBody,
  ): Promise<Answer> {
    return this.desk.run(id, { principal, revision, request }, (act) => ({
      type: 'MarkStepNotNecessary',
      data: Object.assign(act, body),
    }));
  }

  @Command('comment', 'Write a comment', CaseDto)
  comment(
    @UuidParam('id') id: string,
    @IfMatch() revision: number,
    @IdempotentCommand() request: IdempotentRequest,
    @CurrentPrincipal() principal: Principal,
    @Body() body: CommentBody,
  ): Promise<Answer> {
    return this.desk.run(id, { principal, revision, request }, (act) => ({
      type: 'CommentCase',
      data: Object.assign(act, body),
    }));
  }

  @Command('escalate', 'Bring the case before the next level', CaseDto)
  escalate(
    @UuidParam('id') id: string,
    @IfMatch() revision: number,
    @IdempotentCommand() request: IdempotentRequest,
    @CurrentPrincipal() principal: Principal,
    @Body() body: NoteBody,
  ): Promise<Answer> {
    return this.desk.run(id, { principal, revision, request }, (act) => ({
      type: 'EscalateCase',
      data: Object.assign(act, body),
    }));
  }

  @Command('handle', 'End handling with an outcome 处置', CaseDto)
  handle(
    @UuidParam('id') id: string,
    @IfMatch() revision: number,
    @IdempotentCommand() request: IdempotentRequest,
    @CurrentPrincipal() principal: Principal,
    @Body() body: HandleBody,
  ): Promise<Answer> {
    return this.desk.run(id, { principal, revision, request }, (act) => ({
      type: 'HandleCase',
      data: Object.assign(act, body),
    }));
  }

  @Command('report-false-positive', 'End handling because there was no problem; it goes back to the rule', CaseDto)
  reportFalsePositive(
    @UuidParam('id') id: string,
    @IfMatch() revision: number,
    @IdempotentCommand() request: IdempotentRequest,
    @CurrentPrincipal() principal: Principal,
    @Body() body: FalsePositiveBody,
  ): Promise<Answer> {
    return this.desk.run(id, { principal, revision, request }, (act) => ({
      type: 'ReportFalsePositive',
      data: Object.assign(act, body),
    }));
  }
}
