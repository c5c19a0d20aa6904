import { isDate, parseTime } from '@loanwatch/kernel';
import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional, type ApiPropertyOptions } from '@nestjs/swagger';
import { Transform, type TransformFnParams } from 'class-transformer';
import { IsIn, IsOptional, IsUUID, ValidateBy } from 'class-validator';

const FIRST_DATE = '1990-01-01';
const LAST_DATE = '2100-12-31';

function optional(schema: ApiPropertyOptions, ...checks: readonly PropertyDecorator[]): PropertyDecorator {
  return applyDecorators(ApiPropertyOptional(schema), IsOptional(), ...checks);
}

/** An instant: ISO 8601 with offset. Read it with {@link instantOf}. */
export function InstantQuery(description: string): PropertyDecorator {
  const isInstant = (value: unknown): boolean => typeof value === 'string' && parseTime(value) !== undefined;
  return optional(
    { type: String, format: 'date-time', description, example: '2026-03-02T00:00:00+08:00' },
    ValidateBy({
      name: 'isInstant',
      validator: { validate: isInstant, defaultMessage: () => 'must be an ISO 8601 time with offset' },
    }),
  );
}

/** The milliseconds of a checked {@link InstantQuery}. */
export function instantOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : parseTime(text);
}

/** A date YYYY-MM-DD from 1990 to 2100. */
export function DateQuery(description: string): PropertyDecorator {
  const isUsable = (value: unknown): boolean =>
    typeof value === 'string' && isDate(value) && value >= FIRST_DATE && value <= LAST_DATE;
  return optional(
    { type: String, format: 'date', description, example: '2026-03-01' },
    ValidateBy({
      name: 'isUsableDate',
      validator: { validate: isUsable, defaultMessage: () => `must be a date from ${FIRST_DATE} to ${LAST_DATE}` },
    }),
  );
}

/** A UUID; kept in lower case. */
export function IdQuery(description: string): PropertyDecorator {
  const lower = ({ value }: TransformFnParams): unknown => (typeof value === 'string' ? value.toLowerCase() : value);
  return optional({ type: String, format: 'uuid', description }, Transform(lower), IsUUID());
}

export function OneOfQuery(values: readonly string[], description: string, byDefault?: string): PropertyDecorator {
  const usual = byDefault === undefined ? {} : { default: byDefault };
  return optional({ enum: [...values], description, ...usual }, IsIn([...values]));
}

/** One or more of a list, joined by commas. */
export function SomeOfQuery(values: readonly string[], description: string): PropertyDecorator {
  const split = ({ value }: TransformFnParams): unknown => (typeof value === 'string' ? value.split(',') : value);
  return optional(
    { type: String, description: `${description}: one or more, joined by commas: ${values.join(', ')}` },
    Transform(split),
    IsIn([...values], { each: true }),
  );
}
