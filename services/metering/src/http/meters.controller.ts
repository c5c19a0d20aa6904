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
import { meterRegisters } from '../app/meter-records';

export const METER_SOURCES = Symbol('meter sources');

export interface MeterSources {
  readonly database: Database;
  readonly replica: EntityReplica;
  readonly clock: Clock;
}

class MeterCycleDto {
  @ApiProperty({ format: 'date-time', description: 'First reading of the cycle' })
  startedAt!: string;

  @ApiProperty({ description: 'Wh that the register showed then, before the multiplier', example: 0 })
  valueWh!: number;

  @ApiProperty({ enum: ['first', 'wrap', 'reset'], description: 'first known, roll-over, or reset or replacement' })
  reason!: string;
}

class MeterRegisterDto {
  @ApiProperty({ example: 'main' })
  channel!: string;

  @ApiProperty({ description: 'Wh that the register shows, before the multiplier', example: 1_234_567.8 })
  valueWh!: number;

  @ApiProperty({ format: 'date-time', description: 'Newest reading' })
  observedAt!: string;

  @ApiProperty({ type: [MeterCycleDto], description: 'Newest first, at most 20' })
  cycles!: readonly MeterCycleDto[];
}

class MeterDto {
  @ApiProperty({ format: 'uuid' })
  deviceId!: string;

  @ApiProperty({ type: [MeterRegisterDto] })
  registers!: readonly MeterRegisterDto[];
}

@ApiTags('metering')
@Controller('v1/meters')
export class MetersController {
  constructor(@Inject(METER_SOURCES) private readonly sources: MeterSources) {}

  @Get(':deviceId')
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
  @ApiOperation({ summary: 'What the registers of a meter show, and where they started again' })
  @ApiResponse({ status: 200, type: MeterDto })
  async meter(@UuidParam('deviceId') deviceId: string, @CurrentPrincipal() principal: Principal): Promise<MeterDto> {
    const { database, replica, clock } = this.sources;
    const device = replica.device(deviceId);
    const scope = scopeOf(principal);
    if (device === undefined || !maySeeFamily(scope, device.enterpriseId, 'electricity', replica, clock.now())) {
      throw new DomainError('entity.not-found', 'not-found', 'no such meter');
    }
    return { deviceId, registers: await meterRegisters(database, deviceId) };
  }
}
