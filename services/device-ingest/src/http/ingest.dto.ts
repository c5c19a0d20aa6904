import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

/** One reading of the generic body. Documents the body; `domain/generic-readings.ts` reads it. */
export class ReadingDto {
  @ApiProperty({ description: 'Name of one of the device’s channels', maxLength: 128, example: 'meter-1' })
  channel!: string;

  @ApiPropertyOptional({ description: 'Reading metric; must be the channel’s own', example: 'energy.register' })
  metric?: string;

  @ApiProperty({
    description: 'Number, or the name of a state',
    oneOf: [{ type: 'number' }, { type: 'string' }],
    example: 12345.6,
  })
  value!: number | string;

  @ApiPropertyOptional({ description: 'Unit of the value; the metric’s canonical unit when absent', example: 'kWh' })
  unit?: string;

  @ApiProperty({
    description:
      'When it was observed: ISO 8601 with an offset; at most 5 minutes ahead, not older than the device’s lateness limit',
    format: 'date-time',
    example: '2026-05-04T10:15:00+08:00',
  })
  observedAt!: string;

  @ApiPropertyOptional({
    description: 'The value covers this many seconds up to observedAt',
    minimum: 0,
    maximum: 2_678_400,
  })
  intervalSeconds?: number;

  @ApiPropertyOptional({
    description: 'At most 20 texts, numbers or booleans',
    type: 'object',
    additionalProperties: true,
  })
  attributes?: Record<string, string | number | boolean>;
}

export class ReadingsDto {
  @ApiProperty({ type: [ReadingDto], minItems: 1, maxItems: 1000 })
  readings!: ReadingDto[];
}

export class RejectionDto {
  @ApiProperty({ description: 'JSON Pointer to the field that is wrong', example: '/readings/17/unit' })
  pointer!: string;

  @ApiProperty({ description: 'Problem code', example: 'reading.wrong-unit' })
  code!: string;

  @ApiProperty({ example: 'expected Wh, kWh, MWh' })
  detail!: string;
}

export class ReceiptDto {
  @ApiProperty({ description: 'Readings now stored durably', minimum: 0 })
  accepted!: number;

  @ApiProperty({ description: 'Readings taken before (same device, channel and observed time)', minimum: 0 })
  duplicates!: number;

  @ApiProperty({ type: [RejectionDto], description: 'Readings not taken, by index' })
  rejected!: readonly RejectionDto[];

  @ApiPropertyOptional({
    description: 'Where the message is held, when all or a part of it was put into quarantine',
    format: 'uuid',
  })
  quarantineId?: string;
}

export class DeviceKeyDto {
  @ApiProperty({ format: 'uuid' })
  deviceId!: string;

  @ApiProperty({ description: 'The device’s key. Shown once; a former key works for 24 hours more.', example: 'lwd_…' })
  key!: string;
}
