import { Controller, Get, HttpCode, Inject, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiProperty, ApiPropertyOptional, ApiResponse, ApiTags } from '@nestjs/swagger';
import { DomainError, grantInForce, type Clock } from '@loanwatch/kernel';
import {
  Access,
  Cursor,
  CurrentPrincipal,
  type EntityReplica,
  type Page,
  PageQuery,
  type Principal,
  scopeOf,
  UuidParam,
} from '@loanwatch/platform';
import { IsOptional, IsUUID } from 'class-validator';
import type { DeviceKeys } from '../app/device-keys';
import type { Ingest, Outcome } from '../app/ingest';
import type { HeldMessage, Quarantine } from '../app/quarantine';
import { DeviceKeyDto, ReceiptDto, RejectionDto } from './ingest.dto';
import { CLOCK, DEVICE_KEYS, INGEST, QUARANTINE, REPLICA } from './tokens';

/** A device just registered reaches this service within milliseconds; wait rather than answer 404. */
const DEVICE_WAIT_MS = 3_000;
/** Most of a held payload that is shown; it may be large and may be binary. */
const SHOWN_BYTES = 4_096;

class QuarantineQuery extends PageQuery {
  @ApiPropertyOptional({ format: 'uuid' })
  @IsOptional()
  @IsUUID()
  deviceId?: string;
}

class HeldMessageDto {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty({ format: 'uuid' })
  deviceId!: string;

  @ApiProperty({ format: 'date-time' })
  receivedAt!: string;

  @ApiProperty({ enum: ['http', 'mqtt'] })
  transport!: string;

  @ApiProperty({ example: 'hikvision-people-counting' })
  format!: string;

  @ApiProperty({ type: [RejectionDto] })
  reasons!: readonly RejectionDto[];

  @ApiProperty({ description: `The payload as text, at most its first ${SHOWN_BYTES} bytes` })
  payload!: string;
}

class HeldMessagesDto {
  @ApiProperty({ type: [HeldMessageDto] })
  items!: readonly HeldMessageDto[];

  @ApiProperty({ type: String, nullable: true })
  nextCursor!: string | null;
}

const cursor = new Cursor('quarantine', ['time', 'uuid']);

@ApiTags('device-ingest')
@Controller('v1')
export class OperationsController {
  constructor(
    @Inject(INGEST) private readonly ingest: Ingest,
    @Inject(DEVICE_KEYS) private readonly keys: DeviceKeys,
    @Inject(QUARANTINE) private readonly quarantine: Quarantine,
    @Inject(REPLICA) private readonly replica: EntityReplica,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Post('devices/:deviceId/credentials')
  @Access({ roles: ['admin', 'information_officer'] })
  @ApiOperation({ summary: 'Issue a new key for a device; shown this once, the former key works for 24 hours more' })
  @ApiResponse({ status: 201, type: DeviceKeyDto })
  async issueKey(
    @UuidParam('deviceId') deviceId: string,
    @CurrentPrincipal() principal: Principal,
  ): Promise<DeviceKeyDto> {
    await this.replica.waitFor('device', deviceId, DEVICE_WAIT_MS);
    this.requireRegistrar(principal, deviceId);
    return { deviceId, key: await this.keys.issue(deviceId) };
  }

  @Get('quarantine')
  @Access({ roles: ['service_manager', 'admin'] })
  @ApiOperation({ summary: 'Messages that could not be taken, newest first' })
  @ApiResponse({ status: 200, type: HeldMessagesDto })
  async list(@Query() query: QuarantineQuery, @CurrentPrincipal() principal: Principal): Promise<Page<HeldMessageDto>> {
    requirePlatform(principal);
    const before = cursor.decode(query.cursor);
    const rows = await this.quarantine.list({
      limit: query.limit + 1,
      ...(query.deviceId !== undefined && { deviceId: query.deviceId }),
      ...(before !== undefined && { before: { receivedAt: String(before[0]), id: String(before[1]) } }),
    });
    return cursor.page(rows, query.limit, (row) => [row.receivedAt, row.id], shown);
  }

  @Post('quarantine/:id/replay')
  @HttpCode(200)
  @Access({ roles: ['service_manager', 'admin'] })
  @ApiOperation({
    summary: 'Send a held message through again; it leaves quarantine when nothing of it is refused any more',
  })
  @ApiResponse({ status: 200, type: ReceiptDto })
  replay(@UuidParam('id') id: string, @CurrentPrincipal() principal: Principal): Promise<Outcome> {
    requirePlatform(principal);
    return this.ingest.replay(id);
  }

  /**
   * A key lets its holder speak for the device, so only who registered the enterprise, and the platform, get one. Who sees
   * the device by a grant is refused (403); to everybody else it does not exist (404).
   */
  private requireRegistrar(principal: Principal, deviceId: string): void {
    const device = this.replica.device(deviceId);
    const scope = scopeOf(principal);
    if (device !== undefined && scope.kind === 'platform') return;
    if (device !== undefined && scope.kind === 'institution') {
      const { institutionId } = scope;
      if (this.replica.enterprise(device.enterpriseId)?.registeredBy === institutionId) return;
      const now = this.clock.now();
      const isGranted = this.replica
        .grantsFor(device.enterpriseId)
        .some(
          (grant) =>
            grant.institutionId === institutionId && grant.signalKinds.some((kind) => grantInForce(grant, kind, now)),
        );
      if (isGranted) throw new DomainError('registry.not-registrar', 'forbidden', 'Another institution registered it.');
    }
    throw new DomainError('entity.not-found', 'not-found', 'no such device');
  }
}

/** Held messages are of all tenants. */
function requirePlatform(principal: Principal): void {
  if (scopeOf(principal).kind === 'platform') return;
  throw new DomainError('auth.forbidden', 'forbidden', 'Only staff of the platform may see held messages.');
}

function shown({ payload, ...message }: HeldMessage): HeldMessageDto {
  return { ...message, payload: payload.toString('utf8', 0, SHOWN_BYTES) };
}
