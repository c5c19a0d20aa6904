import { Body, Controller, Get, Inject } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { DomainError, parseTime } from '@loanwatch/kernel';
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
import type { AlarmDesk } from './alarm-desk';
import { Command, ETAG } from './command';
import { AlarmDto, AlarmWithHistoryDto, JudgeBody, NoteBody, ReasonBody, ShelveBody } from './dto/alarm.dto';
import { ALARM_DESK } from './tokens';

@ApiTags('alarm-review')
@Controller('v1/alarms')
@Access({ roles: ['service_manager'] })
export class AlarmsController {
  constructor(@Inject(ALARM_DESK) private readonly desk: AlarmDesk) {}

  @Get(':id')
  @Access({ roles: ['service_manager', 'admin', 'risk_manager', 'account_manager', 'client'] })
  @ApiOperation({ summary: 'An alarm with its history; a lender sees those that were dispatched to it' })
  @ApiResponse({ status: 200, type: AlarmWithHistoryDto, headers: ETAG })
  show(@UuidParam('id') id: string, @CurrentPrincipal() principal: Principal): Promise<Answer> {
    return this.desk.show(id, principal);
  }

  @Command('claim', 'Take an alarm for review; an idle claim ends by itself', AlarmDto)
  claim(
    @UuidParam('id') id: string,
    @IfMatch() revision: number,
    @IdempotentCommand() request: IdempotentRequest,
    @CurrentPrincipal() principal: Principal,
  ): Promise<Answer> {
    return this.desk.claim(id, { principal, revision, request });
  }

  @Command('release', 'Give a claimed alarm back', AlarmDto)
  release(
    @UuidParam('id') id: string,
    @IfMatch() revision: number,
    @IdempotentCommand() request: IdempotentRequest,
    @CurrentPrincipal() principal: Principal,
  ): Promise<Answer> {
    return this.desk.run(id, { principal, revision, request }, (act) => ({ type: 'ReleaseAlarm', data: act }));
  }

  @Command('judge', 'Give a verdict on a claimed alarm; a confirmed one is dispatched', AlarmDto)
  judge(
    @UuidParam('id') id: string,
    @IfMatch() revision: number,
    @IdempotentCommand() request: IdempotentRequest,
    @CurrentPrincipal() principal: Principal,
    @Body() body: JudgeBody,
  ): Promise<Answer> {
    return this.desk.run(id, { principal, revision, request }, (act) => ({
      type: 'JudgeAlarm',
      data: Object.assign(act, body),
    }));
  }

  @Command('shelve', 'Hold notification back for a while', AlarmDto)
  shelve(
    @UuidParam('id') id: string,
    @IfMatch() revision: number,
    @IdempotentCommand() request: IdempotentRequest,
    @CurrentPrincipal() principal: Principal,
    @Body() { until, reason }: ShelveBody,
  ): Promise<Answer> {
    const untilMs = timeOf(until);
    return this.desk.run(id, { principal, revision, request }, (act) => ({
      type: 'ShelveAlarm',
      data: { ...act, until: untilMs, reason },
    }));
  }

  @Command('unshelve', 'End shelving; the review stands where it stood', AlarmDto)
  unshelve(
    @UuidParam('id') id: string,
    @IfMatch() revision: number,
    @IdempotentCommand() request: IdempotentRequest,
    @CurrentPrincipal() principal: Principal,
  ): Promise<Answer> {
    return this.desk.run(id, { principal, revision, request }, (act) => ({ type: 'UnshelveAlarm', data: act }));
  }

  @Command('take-out-of-service', 'Declare what the alarm watches out of service', AlarmDto)
  takeOutOfService(
    @UuidParam('id') id: string,
    @IfMatch() revision: number,
    @IdempotentCommand() request: IdempotentRequest,
    @CurrentPrincipal() principal: Principal,
    @Body() { reason }: ReasonBody,
  ): Promise<Answer> {
    return this.desk.run(id, { principal, revision, request }, (act) => ({
      type: 'TakeOutOfService',
      data: { ...act, reason },
    }));
  }

  @Command('return-to-service', 'Declare what the alarm watches in service again', AlarmDto)
  returnToService(
    @UuidParam('id') id: string,
    @IfMatch() revision: number,
    @IdempotentCommand() request: IdempotentRequest,
    @CurrentPrincipal() principal: Principal,
  ): Promise<Answer> {
    return this.desk.run(id, { principal, revision, request }, (act) => ({ type: 'ReturnToService', data: act }));
  }

  @Command('reopen', 'Put a closed or false alarm back into the queue', AlarmDto)
  reopen(
    @UuidParam('id') id: string,
    @IfMatch() revision: number,
    @IdempotentCommand() request: IdempotentRequest,
    @CurrentPrincipal() principal: Principal,
    @Body() { reason }: ReasonBody,
  ): Promise<Answer> {
    return this.desk.reopen(id, { principal, revision, request }, reason);
  }

  @Command('close', 'Close an alarm that was judged and has no case', AlarmDto)
  close(
    @UuidParam('id') id: string,
    @IfMatch() revision: number,
    @IdempotentCommand() request: IdempotentRequest,
    @CurrentPrincipal() principal: Principal,
    @Body() body: NoteBody,
  ): Promise<Answer> {
    return this.desk.run(id, { principal, revision, request }, (act) => ({
      type: 'CloseAlarm',
      data: Object.assign(act, body),
    }));
  }
}

function timeOf(text: string): number {
  const ms = parseTime(text);
  if (ms !== undefined) return ms;
  throw new DomainError('request.invalid', 'invalid', 'This is no time.', {
    errors: [{ pointer: '/until', detail: 'must be an ISO 8601 time with an offset' }],
  });
}
