import { PartialType } from '@nestjs/swagger';

/** Where @nestjs/swagger keeps what `@ApiProperty` said. */
const PROPERTIES = 'swagger/apiModelPropertiesArray';
const PROPERTY = 'swagger/apiModelProperties';

interface Property {
  readonly default?: unknown;
  readonly required?: boolean;
}

/**
 * The body of a merge patch: every field may be left out, and null removes one that is optional in the whole record. What
 * is left out stays, so the schema names no defaults: generated clients would send them.
 */
export function PatchType<T extends object>(type: new () => T): new () => Partial<T> {
  const patch = PartialType(type);
  const prototype = patch.prototype as object;
  for (const marked of (Reflect.getMetadata(PROPERTIES, prototype) as string[] | undefined) ?? []) {
    const name = marked.slice(1);
    const { default: _, ...schema } = Reflect.getMetadata(PROPERTY, prototype, name) as Property;
    const whole = Reflect.getMetadata(PROPERTY, type.prototype as object, name) as Property;
    const isRemovable = whole.required === false;
    Reflect.defineMetadata(PROPERTY, { ...schema, ...(isRemovable && { nullable: true }) }, prototype, name);
  }
  return patch;
}
