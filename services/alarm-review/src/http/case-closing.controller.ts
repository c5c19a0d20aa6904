import { Body, Controller, Inject } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
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
import { Command } from './command';
import { ReasonBody } from './dto/alarm.dto';
import { CaseDto, CloseCaseBody, FeedbackBody } from './dto/case.dto';
import { CASE_DESK } from './tokens';

/** From an outcome to feedback, and back. */
@ApiTags('alarm-review')
@Controller('v1/cases')
@Access({ roles: ['risk_manager', 'account_manager', 'client'] })
export class CaseClosingController {
  constructor(@Inject(CASE_DESK) private readonly desk: CaseDesk) {}

  @Command('close', 'Lift the warning 解除; from ORANGE up by somebody who did not handle it', CaseDto)
  close(
    @UuidParam('id') id: string,
    @IfMatch() revision: number,
    @IdempotentCommand() request: IdempotentRequest,
    @CurrentPrincipal() principal: Principal,
    @Body() body: CloseCaseBody,
  ): Promise<Answer> {
    return this.desk.run(id, { principal, revision, request }, (act) => ({
      type: 'CloseCase',
      data: Object.assign(act, body),
    }));
  }

  @Command('record-feedback', 'Say what the warning was worth 反馈', CaseDto)
  recordFeedback(
    @UuidParam('id') id: string,
    @IfMatch() revision: number,
    @IdempotentCommand() request: IdempotentRequest,
    @CurrentPrincipal() principal: Principal,
    @Body() body: FeedbackBody,
  ): Promise<Answer> {
    return this.desk.run(id, { principal, revision, request }, (act) => ({
      type: 'RecordFeedback',
      data: Object.assign(act, body),
    }));
  }

  @Command('request-reopen', 'Ask to take the case up again', CaseDto)
  requestReopen(
    @UuidParam('id') id: string,
    @IfMatch() revision: number,
    @IdempotentCommand() request: IdempotentRequest,
    @CurrentPrincipal() principal: Principal,
    @Body() body: ReasonBody,
  ): Promise<Answer> {
    return this.desk.run(id, { principal, revision, request }, (act) => ({
      type: 'RequestReopen',
      data: Object.assign(act, body),
    }));
  }

  @Access({ roles: ['risk_manager', 'client'] })
  @Command('approve-reopen', 'Agree to take the case up again; not by who asked', CaseDto)
  approveReopen(
    @UuidParam('id') id: string,
    @IfMatch() revision: number,
    @IdempotentCommand() request: IdempotentRequest,
    @CurrentPrincipal() principal: Principal,
  ): Promise<Answer> {
    return this.desk.run(id, { principal, revision, request }, (act) => ({ type: 'ApproveReopen', data: act }));
  }

  @Command('refuse-reopen', 'Turn down, or withdraw, the request to take the case up again', CaseDto)
  refuseReopen(
    @UuidParam('id') id: string,
    @IfMatch() revision: number,
    @IdempotentCommand() request: IdempotentRequest,
    @CurrentPrincipal() principal: Principal,
    @Body() body: ReasonBody,
  ): Promise<Answer> {
    return this.desk.run(id, { principal, revision, request }, (act) => ({
      type: 'RefuseReopen',
      data: Object.assign(act, body),
    }));
  }
}
