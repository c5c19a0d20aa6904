/** Names of times in messages and stored events, where they are epoch milliseconds. */
const TIME = /^(at|from|to|until)$|(At|Until)$/;

/** A copy of a view or event with its times as HTTP sends them: ISO 8601 UTC with milliseconds. */
export function isoTimes(value: unknown, name = ''): unknown {
  if (typeof value === 'number') return TIME.test(name) ? new Date(value).toISOString() : value;
  if (Array.isArray(value)) return value.map((item) => isoTimes(item));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, isoTimes(part, key)]));
}
