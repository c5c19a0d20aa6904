const NEEDS_ESCAPE = /[\\"]/;

/**
 * A PostgreSQL array literal for a parameter that is unnested: half the cost of letting `pg` format the array. Numbers,
 * uuids and the like need no quotes ({@link plainArray}).
 */
export function textArray(values: readonly string[]): string {
  let literal = '{';
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as string;
    literal += `${i === 0 ? '"' : ',"'}${NEEDS_ESCAPE.test(value) ? value.replace(/[\\"]/g, '\\$&') : value}"`;
  }
  return literal + '}';
}

export function plainArray(values: readonly (string | number)[]): string {
  return `{${values.join(',')}}`;
}
