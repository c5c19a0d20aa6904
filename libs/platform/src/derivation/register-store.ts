import type { Tx } from '@loanwatch/engines';
import { type CountedStep, DAY_MS, RegisterSeries, type SeriesPoint } from '@loanwatch/kernel';
import { instant } from './sql-time';
import type { Workset } from './workset';

interface ChangedPoint {
  /** `<device id>/<name>`. */
  readonly channel: string;
  readonly point: SeriesPoint;
}

/** The series of each register from the last reading before the given time on. */
export async function loadRegisters<Facts>(
  tx: Tx,
  registersFrom: ReadonlyMap<string, number>,
  work: Workset<Facts>,
): Promise<void> {
  const channels = [...registersFrom.keys()];
  const { rows } = await tx.query<RegisterRow>(
    `SELECT point.device_id, point.channel, (extract(epoch FROM point.at) * 1000)::bigint AS at, point.value, point.counted
     FROM unnest($1::uuid[], $2::text[], $3::timestamptz[]) AS needed (device_id, channel, since)
     CROSS JOIN LATERAL (
       SELECT * FROM register_point known
       WHERE known.device_id = needed.device_id AND known.channel = needed.channel AND known.at >= coalesce(
         (SELECT max(earlier.at) FROM register_point earlier
          WHERE earlier.device_id = needed.device_id AND earlier.channel = needed.channel
            AND earlier.at <= needed.since),
         needed.since)
     ) point
     ORDER BY point.device_id, point.channel, point.at`,
    [channels.map(deviceIn), channels.map(nameIn), [...registersFrom.values()].map(instant)],
    'derivation-registers',
  );
  const points = Map.groupBy(rows, (row) => `${row.device_id}/${row.channel}`);
  for (const channel of channels) {
    work.rememberRegister(channel, new RegisterSeries((points.get(channel) ?? []).map(seriesPoint)));
  }
}

export async function saveRegisters<Facts>(tx: Tx, work: Workset<Facts>): Promise<void> {
  const points = [...work.allRegisters()].flatMap(([channel, series]) =>
    series.changed().map((point) => ({ channel, point })),
  );
  if (points.length === 0) return;
  await tx.query(
    `INSERT INTO register_point (device_id, channel, at, value, counted)
     SELECT * FROM unnest($1::uuid[], $2::text[], $3::timestamptz[], $4::bigint[], $5::jsonb[])
     ON CONFLICT (device_id, channel, at) DO UPDATE SET counted = excluded.counted`,
    [
      points.map(({ channel }) => deviceIn(channel)),
      points.map(({ channel }) => nameIn(channel)),
      points.map(({ point }) => instant(point.at)),
      points.map(({ point }) => point.value),
      points.map(({ point }) => (point.counted === null ? null : JSON.stringify(point.counted))),
    ],
    'derivation-save-registers',
  );
  await saveCycles(tx, points);
}

/** Where a register started again; a late reading may show that it started elsewhere. */
async function saveCycles(tx: Tx, points: readonly ChangedPoint[]): Promise<void> {
  const starts = points.flatMap(({ channel, point }) => {
    const reason = cycleStart(point);
    return reason === undefined && (point.counted?.revision ?? 0) === 0 ? [] : [{ channel, point, reason }];
  });
  if (starts.length === 0) return;
  await tx.query(
    `MERGE INTO register_cycle cycle
     USING unnest($1::uuid[], $2::text[], $3::timestamptz[], $4::bigint[], $5::text[])
       AS start (device_id, channel, at, value, reason)
     ON cycle.device_id = start.device_id AND cycle.channel = start.channel AND cycle.at = start.at
     WHEN MATCHED AND start.reason IS NULL THEN DELETE
     WHEN MATCHED THEN UPDATE SET reason = start.reason
     WHEN NOT MATCHED AND start.reason IS NOT NULL THEN
       INSERT (device_id, channel, at, value, reason)
       VALUES (start.device_id, start.channel, start.at, start.value, start.reason)`,
    [
      starts.map(({ channel }) => deviceIn(channel)),
      starts.map(({ channel }) => nameIn(channel)),
      starts.map(({ point }) => instant(point.at)),
      starts.map(({ point }) => point.value),
      starts.map(({ reason }) => reason ?? null),
    ],
    'derivation-save-cycles',
  );
}

function cycleStart({ counted }: SeriesPoint): 'first' | 'wrap' | 'reset' | undefined {
  if (counted === null) return 'first';
  return counted.step.kind === 'new-cycle' ? counted.step.reason : undefined;
}

/** Points that no late reading can come after any more, once a day for each register. */
export async function forgetRegisters<Facts>(
  tx: Tx,
  work: Workset<Facts>,
  latenessLimitMs: (deviceId: string) => number,
): Promise<void> {
  const due = [...work.allRegisters()].flatMap(([channel, { oldest, newest }]) => {
    if (oldest === undefined || newest === undefined) return [];
    const isNewDay = Math.floor(oldest.at / DAY_MS) < Math.floor(newest.at / DAY_MS);
    return isNewDay ? [{ channel, before: newest.at - latenessLimitMs(deviceIn(channel)) }] : [];
  });
  if (due.length === 0) return;
  await tx.query(
    `DELETE FROM register_point point
     USING unnest($1::uuid[], $2::text[], $3::timestamptz[]) AS due (device_id, channel, before)
     WHERE point.device_id = due.device_id AND point.channel = due.channel AND point.at < (
       SELECT max(kept.at) FROM register_point kept
       WHERE kept.device_id = due.device_id AND kept.channel = due.channel AND kept.at <= due.before)`,
    [
      due.map(({ channel }) => deviceIn(channel)),
      due.map(({ channel }) => nameIn(channel)),
      due.map(({ before }) => instant(before)),
    ],
    'derivation-forget-registers',
  );
}

interface RegisterRow {
  readonly device_id: string;
  readonly channel: string;
  readonly at: string;
  readonly value: string;
  readonly counted: CountedStep | null;
}

function seriesPoint({ at, value, counted }: RegisterRow): SeriesPoint {
  return { at: Number(at), value: Number(value), counted };
}

/** Of `<device id>/<name>`. */
const deviceIn = (channelKey: string): string => channelKey.slice(0, channelKey.indexOf('/'));
const nameIn = (channelKey: string): string => channelKey.slice(channelKey.indexOf('/') + 1);
