import { createHash } from 'node:crypto';
import { DomainError } from '@loanwatch/kernel';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';

/** Query of every list route: `?limit=50&cursor=...`. */
export class PageQuery {
  @ApiPropertyOptional({ minimum: 1, maximum: 200, default: 50, description: 'Most items in one page' })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(200)
  limit = 50;

  @ApiPropertyOptional({ description: '`nextCursor` of the page before; opaque', maxLength: 1024 })
  @IsOptional()
  @IsString()
  @MaxLength(1024)
  cursor?: string;
}

export interface Page<T> {
  readonly items: readonly T[];
  /** Null on the last page. */
  readonly nextCursor: string | null;
}

/** What a keyset column holds; decides what a cursor may carry into the SQL. */
export type CursorField = 'integer' | 'uuid' | 'text' | 'time';
export type CursorValue = number | string;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
/** As a timestamptz arrives; see `column-types.ts`. */
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3,6}Z$/;
const CHECKSUM_LENGTH = 8;

/**
 * Opaque keyset cursors of one list. The checksum binds a cursor to its list and catches accidents; it is no secret,
 * so the values are checked by type as well, and what the caller may see is decided by row-level security.
 */
export class Cursor {
  constructor(
    private readonly list: string,
    private readonly fields: readonly CursorField[],
  ) {}

  /** The cursor after a row with these keyset values. */
  encode(values: readonly CursorValue[]): string {
    const json = JSON.stringify(values);
    return Buffer.from(this.checksum(json) + json).toString('base64url');
  }

  /** The keyset values; undefined for the first page. Throws `request.cursor-invalid` (422). */
  decode(cursor: string | undefined): CursorValue[] | undefined {
    if (cursor === undefined) return undefined;
    const text = Buffer.from(cursor, 'base64url').toString('utf8');
    const json = text.slice(CHECKSUM_LENGTH);
    const values = this.checksum(json) === text.slice(0, CHECKSUM_LENGTH) ? parse(json) : undefined;
    if (Array.isArray(values) && values.length === this.fields.length) {
      if (this.fields.every((field, index) => isOf(field, values[index]))) return values as CursorValue[];
    }
    throw new DomainError('request.cursor-invalid', 'invalid', 'Send nextCursor of the page before, unchanged.', {
      errors: [{ pointer: '/cursor', detail: 'not a cursor of this list' }],
    });
  }

  /**
   * A page out of `limit + 1` rows: one row more than asked for tells whether there is a next page.
   * `keyset` gives the row's values in the order of `fields`.
   */
  page<R, T>(
    rows: readonly R[],
    limit: number,
    keyset: (row: R) => readonly CursorValue[],
    item: (row: R) => T,
  ): Page<T> {
    const shown = rows.slice(0, limit);
    const last = shown.at(-1);
    return {
      items: shown.map(item),
      nextCursor: rows.length > limit && last !== undefined ? this.encode(keyset(last)) : null,
    };
  }

  private checksum(json: string): string {
    return createHash('sha256').update(`${this.list}\n${json}`).digest('base64url').slice(0, CHECKSUM_LENGTH);
  }
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

/** Of a day that exists: JavaScript takes 30 February for 2 March, PostgreSQL refuses it. */
function isTime(text: string): boolean {
  if (!TIME.test(text) || text.startsWith('0000') || Number.isNaN(Date.parse(text))) return false;
  return new Date(text).toISOString().slice(0, 19) === text.slice(0, 19);
}

function isOf(field: CursorField, value: unknown): boolean {
  switch (field) {
    case 'integer':
      return Number.isSafeInteger(value);
    case 'uuid':
      return typeof value === 'string' && UUID.test(value);
    case 'time':
      return typeof value === 'string' && isTime(value);
    case 'text':
      return typeof value === 'string' && !value.includes('\u0000') && value.isWellFormed();
  }
}
