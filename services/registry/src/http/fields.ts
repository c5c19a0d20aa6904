import { applyDecorators } from '@nestjs/common';
import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { Transform, type TransformFnParams, Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsIn,
  IsInt,
  IsNumber,
  IsObject,
  IsPositive,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  MinLength,
  ValidateIf,
  ValidateNested,
} from 'class-validator';

/** One decorator per field of a DTO: what OpenAPI says about it and what is checked cannot differ. */
export interface About {
  readonly description: string;
  readonly example?: unknown;
  /** May be left out. Null is not the same and is refused, unless `nullable`. */
  readonly optional?: boolean;
  readonly nullable?: boolean;
  /** What it is when left out. */
  readonly default?: unknown;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const DATE = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;
const TIME_OF_DAY = /^([01]\d|2[0-3]):[0-5]\d$/;
/** At least one character that can be seen. */
const VISIBLE = /\S/;

function field(about: About, schema: ApiPropertyOptions, checks: readonly PropertyDecorator[]): PropertyDecorator {
  const { optional = false, nullable = false, ...documented } = about;
  const options = {
    ...schema,
    ...documented,
    required: !optional,
    ...(nullable && { nullable }),
  } as ApiPropertyOptions;
  const isGiven = (object: unknown, value: unknown): boolean =>
    !(optional && value === undefined) && !(nullable && value === null);
  return applyDecorators(ApiProperty(options), ValidateIf(isGiven), ...checks);
}

/** A UUID; kept in lower case. */
export function Id(about: About): PropertyDecorator {
  const lower = Transform(({ value }: TransformFnParams): unknown =>
    typeof value === 'string' ? value.toLowerCase() : value,
  );
  return field(about, { type: String, format: 'uuid' }, [lower, Matches(UUID, { message: 'must be a UUID' })]);
}

/** 1 to `maxLength` characters, not all blank; kept as it is. */
export function Text(about: About & { readonly maxLength: number; readonly pattern?: RegExp }): PropertyDecorator {
  const { maxLength, pattern = VISIBLE, ...rest } = about;
  return field(rest, { type: String, minLength: 1, maxLength, pattern: pattern.source }, [
    IsString(),
    MinLength(1),
    MaxLength(maxLength),
    Matches(pattern),
  ]);
}

/** YYYY-MM-DD. Whether the day exists is checked with the record. */
export function DateField(about: About): PropertyDecorator {
  return field({ example: '2026-03-02', ...about }, { type: String, format: 'date' }, [
    IsString(),
    Matches(DATE, { message: 'must be a date YYYY-MM-DD' }),
  ]);
}

/** HH:MM, 00:00 to 23:59. */
export function TimeOfDay(about: About): PropertyDecorator {
  return field(about, { type: String, pattern: TIME_OF_DAY.source }, [
    IsString(),
    Matches(TIME_OF_DAY, { message: 'must be a time of day HH:MM' }),
  ]);
}

export function Integer(about: About & { readonly minimum: number; readonly maximum: number }): PropertyDecorator {
  const { minimum, maximum, ...rest } = about;
  return field(rest, { type: 'integer', minimum, maximum }, [IsInt(), Min(minimum), Max(maximum)]);
}

/** A number above 0. */
export function Positive(about: About & { readonly maximum?: number }): PropertyDecorator {
  const { maximum = Number.MAX_SAFE_INTEGER, ...rest } = about;
  return field(rest, { type: Number, minimum: 0, exclusiveMinimum: true, maximum }, [
    IsNumber(),
    IsPositive(),
    Max(maximum),
  ]);
}

export function OneOf(values: readonly string[], about: About): PropertyDecorator {
  return field(about, { type: String, enum: [...values] }, [IsIn(values)]);
}

export function SomeOf(
  values: readonly (string | number)[],
  about: About & { readonly minItems?: number },
): PropertyDecorator {
  const { minItems = 0, ...rest } = about;
  const type = typeof values[0] === 'number' ? 'integer' : 'string';
  const size = { minItems, maxItems: values.length };
  return field(rest, { type: 'array', items: { type, enum: [...values] }, uniqueItems: true, ...size }, [
    IsArray(),
    ArrayMinSize(minItems),
    ArrayUnique(),
    IsIn(values, { each: true }),
  ]);
}

export function Texts(about: About & { readonly maxItems: number; readonly maxLength: number }): PropertyDecorator {
  const { maxItems, maxLength, ...rest } = about;
  return field(rest, { type: 'array', items: { type: 'string', minLength: 1, maxLength }, maxItems }, [
    IsArray(),
    ArrayMaxSize(maxItems),
    IsString({ each: true }),
    MinLength(1, { each: true }),
    MaxLength(maxLength, { each: true }),
  ]);
}

export function Dates(about: About & { readonly maxItems: number }): PropertyDecorator {
  const { maxItems, ...rest } = about;
  return field(rest, { type: 'array', items: { type: 'string', format: 'date' }, maxItems }, [
    IsArray(),
    ArrayMaxSize(maxItems),
    Matches(DATE, { each: true, message: 'each must be a date YYYY-MM-DD' }),
  ]);
}

export function Part(part: () => new () => object, about: About): PropertyDecorator {
  // Swagger takes a function for a late type only when it is written under the name `type`.
  return field(about, { type: () => part() }, [IsObject(), ValidateNested(), Type(part)]);
}

export function Parts(part: () => new () => object, about: About & { readonly maxItems: number }): PropertyDecorator {
  const { maxItems, ...rest } = about;
  return field(rest, { type: () => part(), isArray: true, maxItems }, [
    IsArray(),
    ArrayMaxSize(maxItems),
    // An element that is no object would be skipped.
    IsObject({ each: true }),
    ValidateNested({ each: true }),
    Type(part),
  ]);
}
