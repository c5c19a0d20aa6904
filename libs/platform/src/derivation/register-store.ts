import { copyRow, type Tx } from '@loanwatch/engines';
import { DAY_MS, newCycleReason, RegisterSeries, type SeriesPoint, type StepOutcome } from '@loanwatch/kernel';
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
    `SELECT point.device_id, point.channel, (extract(epoch FROM point.at) * 1000)::bigint AS at, point.value,
       (extract(epoch FROM point.counted_from) * 1000)::bigint AS counted_from,
       point.outcome, point.amount, point.revision
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
  const added: ChangedPoint[] = [];
  const recounted: ChangedPoint[] = [];
  for (const [channel, series] of work.allRegisters()) {
    for (const point of series.added()) added.push({ channel, point });
    for (const point of series.recounted()) recounted.push({ channel, point });
  }
  if (added.length > 0) {
    await tx.copyFrom(
      'COPY register_point (device_id, channel, at, value, counted_from, outcome, amount, revision) FROM STDIN',
      added.map(pointRow).join(''),
    );
  }
  if (recounted.length > 0) await updateRecounted(tx, recounted);
  await saveCycles(tx, [...added, ...recounted]);
}

function pointRow({ channel, point: { at, value, counted } }: ChangedPoint): string {
  const place = [deviceIn(channel), nameIn(channel), instant(at), value];
  if (counted === null) return copyRow([...place, null, null, null, null]);
  return copyRow([...place, instant(counted.from), counted.outcome, counted.amount, counted.revision]);
}

async function updateRecounted(tx: Tx, points: readonly ChangedPoint[]): Promise<void> {
  await tx.query(
    `UPDATE register_point point
     SET counted_from = put.counted_from, outcome = put.outcome, amount = put.amount, revision = put.revision
     FROM unnest($1::uuid[], $2::text[], $3::timestamptz[], $4::timestamptz[], $5::text[], $6::bigint[], $7::integer[])
       AS put (device_id, channel, at, counted_from, outcome, amount, revision)
     WHERE point.device_id = put.device_id AND point.channel = put.channel AND point.at = put.at`,
    [
      points.map(({ channel }) => deviceIn(channel)),
      points.map(({ channel }) => nameIn(channel)),
      points.map(({ point }) => instant(point.at)),
      points.map(({ point }) => instant(point.counted?.from ?? point.at)),
      points.map(({ point }) => point.counted?.outcome ?? null),
      points.map(({ point }) => point.counted?.amount ?? null),
      points.map(({ point }) => point.counted?.revision ?? 0),
    ],
    'derivation-recount-registers',
  );
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
  return newCycleReason(counted);
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
  readonly counted_from: string | null;
  readonly outcome: StepOutcome | null;
  readonly amount: string | null;
  readonly revision: number | null;
}

function seriesPoint(row: RegisterRow): SeriesPoint {
  const at = Number(row.at);
  const value = Number(row.value);
  if (row.outcome === null) return { at, value, counted: null };
  const amount = row.amount === null ? null : Number(row.amount);
  const from = Number(row.counted_from);
  return { at, value, counted: { from, at, outcome: row.outcome, amount, revision: row.revision ?? 0 } };
}

/** Of `<device id>/<name>`. */
const deviceIn = (channelKey: string): string => channelKey.slice(0, channelKey.indexOf('/'));
const nameIn = (channelKey: string): string => channelKey.slice(channelKey.indexOf('/') + 1);
