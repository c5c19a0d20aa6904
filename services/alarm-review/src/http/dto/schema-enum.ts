import { SCHEMAS, type SchemaName, type SchemaTypes } from '@loanwatch/contracts';

/** The values of an enumeration of the contracts, so that a DTO cannot drift from it. */
export function schemaEnum<N extends SchemaName>(name: N): SchemaTypes[N][] {
  const values = SCHEMAS[name]['enum'];
  if (!Array.isArray(values)) throw new Error(`${name} is no enumeration`);
  return values as SchemaTypes[N][];
}
