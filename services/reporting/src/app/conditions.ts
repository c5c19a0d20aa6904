import type { CursorValue } from '@loanwatch/platform';

/** SQL conditions that are there only when their filter is. */
export class Conditions {
  readonly values: unknown[] = [];
  private readonly texts: string[] = [];

  when(value: unknown, condition: (place: string) => string): this {
    if (value !== undefined) this.texts.push(condition(`$${this.values.push(value)}`));
    return this;
  }

  /** After a row in descending order of `at` and `id`. */
  after(keyset: readonly CursorValue[] | undefined, at: string, id: string): this {
    if (keyset === undefined) return this;
    const [time, key] = keyset.map((value) => `$${this.values.push(value)}`);
    this.texts.push(`(${at}, ${id}) < (${time}::bigint, ${key}::uuid)`);
    return this;
  }

  get sql(): string {
    return this.texts.length === 0 ? 'true' : this.texts.join(' AND ');
  }
}
