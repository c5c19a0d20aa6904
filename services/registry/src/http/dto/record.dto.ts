import { ApiProperty } from '@nestjs/swagger';

/** What the registry adds to every record it shows. */
export class RecordView {
  @ApiProperty({ description: 'Id, UUIDv7', format: 'uuid', example: '0196a000-0000-7000-8000-000000000001' })
  id!: string;

  @ApiProperty({ description: 'Number of changes, from 1; also the ETag', type: 'integer', minimum: 1, example: 1 })
  version!: number;

  @ApiProperty({ description: 'Last change, UTC', format: 'date-time', example: '2026-03-02T01:00:00.000Z' })
  updatedAt!: string;
}

/** Fields of this shape stand in every view of what belongs to an enterprise. */
export const ENTERPRISE_ID = { description: 'Enterprise it belongs to' };
export const INSTITUTION_ID = { description: 'Institution it belongs to' };
export const TAGS = { description: 'Free labels', example: ['长三角'], maxItems: 50, maxLength: 64 };
