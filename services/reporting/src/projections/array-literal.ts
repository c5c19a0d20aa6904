/** A PostgreSQL array of numbers, dates and NULL; `pg` would quote and escape every element. */
export function arrayLiteral(values: readonly (string | number)[]): string {
  return `{${values.join(',')}}`;
}
