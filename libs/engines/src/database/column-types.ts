import { types } from 'pg';

/**
 * How column values arrive: timestamptz as ISO 8601 UTC with at least milliseconds (`2026-01-31T16:00:00.000Z`; the
 * microseconds stay when there are any), date as `YYYY-MM-DD`, int8 and numeric as strings because a double would round
 * them, json parsed, float8 and int4 as numbers, bytea as Buffer.
 */
const OID = {
  date: 1082,
  timestamp: 1114,
  timestamptz: 1184,
  dates: 1182,
  timestamps: 1115,
  timestamptzs: 1185,
} as const;

type Parser = (text: string) => unknown;

const textArray = types.getTypeParser(1009 as number, 'text') as (text: string) => (string | null)[];
const asText: Parser = (text) => text;

const PARSERS: ReadonlyMap<number, Parser> = new Map<number, Parser>([
  [OID.date, asText],
  [OID.timestamp, asText],
  [OID.timestamptz, isoInstant],
  [OID.dates, textArray],
  [OID.timestamps, textArray],
  [OID.timestamptzs, (text) => textArray(text).map((item) => (item === null ? null : isoInstant(item)))],
]);

/** The session's time zone is UTC, so the text ends in `+00`. */
export function isoInstant(text: string): string {
  if (!text.endsWith('+00')) return text;
  const instant = `${text.slice(0, 10)}T${text.slice(11, -3)}`;
  const fraction = instant.length - 20;
  if (fraction >= 3) return `${instant}Z`;
  return fraction < 0 ? `${instant}.000Z` : `${instant.padEnd(23, '0')}Z`;
}

export const columnTypes = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') => {
    const parser = format === 'binary' ? undefined : PARSERS.get(oid);
    return parser ?? (types.getTypeParser(oid, format) as Parser);
  }) as typeof types.getTypeParser,
};
