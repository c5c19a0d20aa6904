/**
 * A place in a log table: the writing transaction and the row's number, `xid:pos`. Rows are read in this order and only
 * below the oldest running transaction, so that a row which commits late is never behind a reader. Both parts are
 * numbers: `9:10` comes before `10:1`.
 */
export interface LogPosition {
  readonly xid: string;
  readonly pos: string;
}

export const LOG_BEGINNING: LogPosition = { xid: '0', pos: '0' };

export function parsePosition(text: string | null): LogPosition {
  if (text === null) return LOG_BEGINNING;
  const match = /^(\d{1,20}):(\d{1,19})$/.exec(text);
  if (match === null) throw new RangeError(`not a log position: ${text}`);
  return { xid: match[1] as string, pos: match[2] as string };
}

export function formatPosition({ xid, pos }: LogPosition): string {
  return `${xid}:${pos}`;
}

/** Negative when `a` comes first. */
export function comparePositions(a: LogPosition, b: LogPosition): number {
  const difference = a.xid === b.xid ? BigInt(a.pos) - BigInt(b.pos) : BigInt(a.xid) - BigInt(b.xid);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}
