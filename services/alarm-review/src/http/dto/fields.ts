import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsIn, IsString, Matches, MaxLength, ValidateIf } from 'class-validator';
import type { SchemaName } from '@loanwatch/contracts';
import { schemaEnum } from './schema-enum';

/** One decorator per field of a body: what OpenAPI says of it and what is checked cannot differ. */
interface About {
  readonly description: string;
  readonly example?: unknown;
  /** May be left out; null may not be sent. */
  readonly optional?: boolean;
}

const VISIBLE = /\S/;
const ISO_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d([.,]\d{1,9})?)?(Z|[+-]\d\d:?\d\d)$/;

/** 1 to `maxLength` characters, not all blank. */
export function Text({ maxLength, ...about }: About & { readonly maxLength: number }): PropertyDecorator {
  return applyDecorators(
    field(about, { type: String, minLength: 1, maxLength, pattern: VISIBLE.source }),
    IsString(),
    MaxLength(maxLength),
    Matches(VISIBLE, { message: 'must not be blank' }),
  );
}

export function Time(about: About): PropertyDecorator {
  return applyDecorators(
    field(about, { type: String, format: 'date-time', example: '2026-03-02T18:00:00+08:00' }),
    Matches(ISO_TIME, { message: 'must be an ISO 8601 time with an offset' }),
  );
}

export function Uuid(about: About): PropertyDecorator {
  const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
  return applyDecorators(field(about, { type: String, format: 'uuid' }), Matches(uuid, { message: 'must be a UUID' }));
}

/** One of the values of an enumeration of the contracts, less those in `except`. */
export function OneOf(schema: SchemaName, about: About, except: readonly string[] = []): PropertyDecorator {
  const values = (schemaEnum(schema) as string[]).filter((value) => !except.includes(value));
  return applyDecorators(field(about, { enum: values }), IsIn(values));
}

/** A list of values of an enumeration of the contracts. */
export function ListOf(schema: SchemaName, about: About): PropertyDecorator {
  const values = schemaEnum(schema) as string[];
  return applyDecorators(
    field(about, { enum: values, isArray: true, maxItems: values.length }),
    IsArray(),
    ArrayMaxSize(values.length),
    IsIn(values, { each: true }),
  );
}

/** References to what was looked at or what shows something, 500 characters each. */
export function References({
  min,
  max,
  ...about
}: About & { readonly min: number; readonly max: number }): PropertyDecorator {
  return applyDecorators(
    field(about, {
      type: [String],
      minItems: min,
      maxItems: max,
      items: { type: 'string', minLength: 1, maxLength: 500 },
    }),
    IsArray(),
    ArrayMinSize(min),
    ArrayMaxSize(max),
    IsString({ each: true }),
    MaxLength(500, { each: true }),
    Matches(VISIBLE, { each: true, message: 'must not be blank' }),
  );
}

function field({ optional = false, ...about }: About, schema: Parameters<typeof ApiProperty>[0]): PropertyDecorator {
  return applyDecorators(
    ApiProperty({ ...schema, ...about, required: !optional } as Parameters<typeof ApiProperty>[0]),
    ValidateIf((_, value: unknown) => !(optional && value === undefined)),
  );
}
