import { Body, Controller, Headers, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import { DomainError } from '@loanwatch/kernel';
import { Access, CurrentDeviceKey, currentTraceparent, type DeviceKey, PROBLEM_CONTENT } from '@loanwatch/platform';
import type { DeviceKeys } from '../app/device-keys';
import type { Ingest, Outcome } from '../app/ingest';
import { decoders } from '../domain/decoders';
import { ReadingsDto, ReceiptDto } from './ingest.dto';
import { DEVICE_KEYS, INGEST } from './tokens';

@ApiTags('device-ingest')
@Access({ device: true })
@Controller('v1')
export class ReadingsController {
  constructor(
    @Inject(INGEST) private readonly ingest: Ingest,
    @Inject(DEVICE_KEYS) private readonly keys: DeviceKeys,
  ) {}

  @Post('readings')
  @HttpCode(202)
  @ApiOperation({
    summary: 'Take up to 1,000 readings of one device',
    description:
      '202 means the readings are stored durably. Valid readings of a batch are kept, the others are listed by index. ' +
      'Sending a batch again is safe: readings are recognised by device, channel and observed time.',
  })
  @ApiConsumes('application/json', 'application/senml+json')
  @ApiBody({ type: ReadingsDto })
  @ApiResponse({ status: 202, type: ReceiptDto })
  @ApiResponse({ status: 422, description: 'None of the readings could be taken', ...PROBLEM_CONTENT })
  async post(
    @CurrentDeviceKey() credential: DeviceKey,
    @Headers('content-type') contentType: string | undefined,
    @Body() body: unknown,
  ): Promise<Outcome> {
    await this.authenticate(credential);
    const format = contentType?.startsWith('application/senml+json') === true ? 'senml' : 'generic';
    return this.ingest.takeRequest(credential.deviceId, body, format, currentTraceparent());
  }

  @Post('payloads/:format')
  @HttpCode(202)
  @ApiOperation({
    summary: 'Take one message in a vendor’s own format',
    description:
      'For devices that push and do not read answers: what cannot be taken is put into quarantine with the reason.',
  })
  @ApiConsumes('application/json', 'application/xml', 'text/xml')
  @ApiParam({ name: 'format', enum: [...decoders.keys()] })
  @ApiResponse({ status: 202, type: ReceiptDto })
  async push(
    @CurrentDeviceKey() credential: DeviceKey,
    @Param('format') format: string,
    @Body() body: unknown,
  ): Promise<Outcome> {
    await this.authenticate(credential);
    if (!decoders.has(format)) {
      throw new DomainError('payload.unknown-format', 'not-found', `formats: ${[...decoders.keys()].join(', ')}`);
    }
    const traceparent = currentTraceparent();
    return this.ingest.takeMessage({
      deviceId: credential.deviceId,
      format,
      payload: bytesOf(body),
      transport: 'http',
      ...(traceparent !== undefined && { traceparent }),
    });
  }

  /** Unknown device and wrong key get the same answer: the difference would tell which device ids exist. */
  private async authenticate({ deviceId, key }: DeviceKey): Promise<void> {
    if (await this.keys.verify(deviceId, key)) return;
    throw new DomainError('reading.wrong-key', 'unauthenticated', 'unknown device or wrong key', {
      errors: [{ pointer: '/header/Authorization', detail: 'unknown device or wrong key' }],
    });
  }
}

/** The edge hands JSON over parsed and everything else as bytes; decoders want what was sent. */
function bytesOf(body: unknown): Buffer {
  if (Buffer.isBuffer(body)) return body;
  return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body ?? null));
}
