import { ApiProperty } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import { IMPORT_KINDS } from '../../domain/import-columns';

export class ImportQuery {
  @ApiProperty({
    required: false,
    enum: ['true', 'false'],
    default: 'false',
    description: 'true: check everything, keep nothing',
  })
  @IsOptional()
  @IsIn(['true', 'false'])
  dryRun?: string;
}

export class TemplateQuery {
  @ApiProperty({ required: false, enum: ['en', 'zh'], default: 'en', description: 'Language of the header row' })
  @IsOptional()
  @IsIn(['en', 'zh'])
  lang?: string;
}

export class ImportedRowView {
  @ApiProperty({ description: 'Row of the file; the header is row 1', type: 'integer', minimum: 2 })
  row!: number;

  @ApiProperty({ description: 'Id of the record that was made of it', format: 'uuid' })
  id!: string;
}

export class ImportView {
  @ApiProperty({ enum: IMPORT_KINDS })
  kind!: string;

  @ApiProperty({ description: 'Whether it was a rehearsal that kept nothing' })
  dryRun!: boolean;

  @ApiProperty({
    description: 'Records made, or that would have been made',
    type: 'integer',
    minimum: 0,
    maximum: 5000,
  })
  imported!: number;

  @ApiProperty({ type: [ImportedRowView], description: 'In the order of the file; empty after a rehearsal' })
  records!: readonly ImportedRowView[];
}
