import { type ArgumentMetadata, Injectable, Param, type PipeTransform, ValidationPipe } from '@nestjs/common';
import { DomainError, type FieldError } from '@loanwatch/kernel';
import type { ValidationError } from 'class-validator';

/** DTOs of low-rate routes: unknown fields are refused, wrong ones are named by JSON Pointer (`request.invalid`, 422). */
export function createValidationPipe(): ValidationPipe {
  return new ValidationPipe({
    transform: true,
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: true,
    stopAtFirstError: true,
    exceptionFactory: (errors) =>
      new DomainError('request.invalid', 'invalid', 'The request does not match what this address takes.', {
        errors: fieldErrors(errors),
      }),
  });
}

/** What is read of class-validator's ValidationError. */
type FailedProperty = Pick<ValidationError, 'property' | 'constraints'> & { readonly children?: FailedProperty[] };

/** Every leaf of a class-validator tree with its JSON Pointer. */
export function fieldErrors(errors: readonly FailedProperty[], parent = ''): FieldError[] {
  return errors.flatMap(({ property, constraints, children }) => {
    const pointer = `${parent}/${property.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    return [
      ...Object.values(constraints ?? {}).map((detail) => ({ pointer, detail })),
      ...fieldErrors(children ?? [], pointer),
    ];
  });
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

@Injectable()
class UuidPipe implements PipeTransform<unknown, string> {
  transform(value: unknown, { data = 'id' }: ArgumentMetadata): string {
    if (typeof value === 'string' && UUID.test(value)) return value.toLowerCase();
    throw new DomainError('entity.not-found', 'not-found', `There is nothing with this ${data}.`);
  }
}

/** A path parameter that is a UUID. Anything else is an id nobody has (404), as a stranger's id is. */
export function UuidParam(name: string): ParameterDecorator {
  return Param(name, UuidPipe);
}
