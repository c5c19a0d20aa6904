/** Fields of views that hold epoch milliseconds. */
const IS_INSTANT = /^(at|from|to|until)$|(At|Until)$/;

/** A bus view for HTTP: every time in it, at any depth, as ISO 8601 in UTC with milliseconds. */
export function withIsoTimes(view: unknown): unknown {
  if (Array.isArray(view)) return view.map(withIsoTimes);
  if (typeof view !== 'object' || view === null) return view;
  return Object.fromEntries(
    Object.entries(view).map(([name, value]) => [
      name,
      typeof value === 'number' && IS_INSTANT.test(name) ? isoTime(value) : withIsoTimes(value),
    ]),
  );
}

export function isoTime(ms: number): string {
  return new Date(ms).toISOString();
}

export function isoTimeOrNull(ms: number | null): string | null {
  return ms === null ? null : isoTime(ms);
}
