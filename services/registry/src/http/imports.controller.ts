import { DomainError, type FieldError } from '@loanwatch/kernel';
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
import { Body, Controller, Get, Header, Headers, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiOperation, ApiParam, ApiProduces, ApiResponse, ApiTags } from '@nestjs/swagger';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import type { CsvFile, CsvImport, ImportedRow } from '../app/csv-import';
import type { Transactions } from '../app/transactions';
import { IMPORT_COLUMNS, IMPORT_KINDS, IMPORTED, type ImportKind } from '../domain/import-columns';
import { ImportQuery, ImportView, TemplateQuery } from './dto/imports.dto';
import { RESOURCES } from './resources';
import { CSV_IMPORT, TRANSACTIONS } from './tokens';

const BOM = '\ufeff';
const COLUMNS = IMPORT_KINDS.map((kind) => {
  const names = IMPORT_COLUMNS[kind].map(({ name, required }) => (required ? `**${name}**` : name));
  return `- ${kind}: ${names.join(', ')}`;
}).join('\n');

/** Ends the transaction of a rehearsal. */
class Rehearsed extends Error {
  override readonly name = 'Rehearsed';
  constructor(readonly rows: readonly ImportedRow[]) {
    super('the rehearsal went well');
  }
}

@ApiTags('imports')
@Controller('v1/imports')
export class ImportsController {
  constructor(
    @Inject(CSV_IMPORT) private readonly imports: CsvImport,
    @Inject(TRANSACTIONS) private readonly transactions: Transactions,
  ) {}

  @Post(':kind')
  @Access({ roles: ['information_officer', 'admin'] })
  @ApiOperation({
    summary: 'Import records from a CSV file: all of them or none',
    description: `Header row and up to 5,000 rows; UTF-8 with or without BOM, or \`charset=gb18030\`. Columns (bold: required):\n${COLUMNS}\n\nA refusal lists \`rows\`: row, column, code, text (zh, en).`,
  })
  @ApiParam({ name: 'kind', enum: IMPORT_KINDS })
  @ApiConsumes('text/csv')
  @ApiBody({ schema: { type: 'string' } })
  @ApiIdempotencyKey({ required: false })
  @ApiResponse({ status: 201, type: ImportView })
  @ApiResponse({ status: 200, type: ImportView, description: 'The rehearsal (`dryRun=true`) went well' })
  @ApiResponse({ status: 400, description: 'The file cannot be read', ...PROBLEM_CONTENT })
  @ApiResponse({ status: 413, description: 'Too many rows, or too many bytes', ...PROBLEM_CONTENT })
  @ApiResponse({ status: 422, description: 'Rows are wrong; nothing was imported', ...PROBLEM_CONTENT })
  import(
    @Param('kind') name: string,
    @Query() { dryRun }: ImportQuery,
    @Headers('content-type') contentType: string | undefined,
    @Body() body: unknown,
    @CurrentPrincipal() principal: Principal,
    @Idempotent() request: IdempotentRequest | undefined,
  ): Promise<Answer> {
    const kind = importKind(name);
    const file = csvFile(body, contentType);
    if (dryRun === 'true') return this.rehearse(principal, kind, file);
    return this.transactions.once(request, principal, async (tx, scope) => {
      const records = await this.imports.run(tx, scope, kind, file, (draft) => draftErrors(kind, draft));
      return new Answer(201, { kind, dryRun: false, imported: records.length, records } satisfies ImportView);
    });
  }

  @Get(':kind/template.csv')
  @Access({ roles: ['information_officer', 'admin'] })
  @Header('content-type', 'text/csv; charset=utf-8')
  @Header('content-disposition', 'attachment')
  @ApiOperation({ summary: 'The header row of an import, for a spreadsheet' })
  @ApiParam({ name: 'kind', enum: IMPORT_KINDS })
  @ApiProduces('text/csv')
  @ApiResponse({ status: 200, schema: { type: 'string' } })
  template(@Param('kind') name: string, @Query() { lang }: TemplateQuery): string {
    const header = IMPORT_COLUMNS[importKind(name)].map((column) => (lang === 'zh' ? column.zh : column.name));
    return `${BOM}${header.join(',')}\r\n`;
  }

  private async rehearse(principal: Principal, kind: ImportKind, file: CsvFile): Promise<Answer> {
    try {
      return await this.transactions.run(principal, async (tx, scope) => {
        throw new Rehearsed(await this.imports.run(tx, scope, kind, file, (draft) => draftErrors(kind, draft)));
      });
    } catch (error) {
      if (!(error instanceof Rehearsed)) throw error;
      return new Answer(200, { kind, dryRun: true, imported: error.rows.length, records: [] } satisfies ImportView);
    }
  }
}

function importKind(name: string): ImportKind {
  const kind = IMPORT_KINDS.find((known) => known === name);
  if (kind === undefined) throw new DomainError('request.unknown-route', 'not-found', 'There is no such import.');
  return kind;
}

function csvFile(body: unknown, contentType: string | undefined): CsvFile {
  if (!Buffer.isBuffer(body) || contentType?.startsWith('text/csv') !== true) {
    throw new DomainError('import.unreadable', 'malformed', 'Send the file as the body, with Content-Type: text/csv.');
  }
  return { body, charset: /charset="?([\w-]+)/i.exec(contentType)?.[1] };
}

/** The same checks as for a record that is sent to its own address. */
function draftErrors(kind: ImportKind, draft: object): readonly FieldError[] {
  const type: new () => object = RESOURCES[IMPORTED[kind]].draft;
  const instance = plainToInstance(type, draft);
  return validateSync(instance, { whitelist: true, forbidNonWhitelisted: true, stopAtFirstError: true }).map(
    ({ property, constraints, children }) => {
      const inner = children?.[0];
      const pointer = inner === undefined ? `/${property}` : `/${property}/${inner.property}`;
      return { pointer, detail: Object.values(constraints ?? {}).join('; ') };
    },
  );
}
