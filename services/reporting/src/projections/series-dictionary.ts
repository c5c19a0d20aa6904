import { metric as metricOf } from '@loanwatch/contracts';
import { PermanentFailure, type Tx } from '@loanwatch/engines';
import { NOT_BEGUN_MS } from '../domain/recording';
import { type Seen, SeriesEntry, type Shelf } from './series-entry';
import type { PinSource, SeriesKey } from './series-pins';

/** Telling that a device is silent, or that somebody is away, is no sign of life. */
export const NO_SIGN_OF_LIFE: readonly string[] = ['blind.time', 'person.absent'];

interface SeriesRow {
  readonly id: number;
  readonly metric: string;
  readonly family: string;
  readonly subject: string;
  readonly enterprise_id: string;
  readonly site_id: string | null;
  readonly time_zone: string;
  readonly usual_ms: number;
  readonly longest_ms: string;
  readonly since: string;
  readonly last_at: string | null;
}

/** The series that the signals of one partition belong to, read or created when they are first needed. */
export class SeriesDictionary {
  private readonly shelves = new Map<string, Shelf>();
  private readonly byId = new Map<number, SeriesEntry>();
  private readonly seen = new Map<string, Seen>();

  constructor(private readonly pins: PinSource) {}

  shelf(enterpriseId: string, siteId: string | null): Shelf {
    const key = siteId === null ? enterpriseId : `${enterpriseId}/${siteId}`;
    let shelf = this.shelves.get(key);
    if (shelf === undefined) this.shelves.set(key, (shelf = new Map<string, Map<string, SeriesEntry>>()));
    return shelf;
  }

  get(id: number): SeriesEntry | undefined {
    return this.byId.get(id);
  }

  /** Puts the wanted series on their shelves; none may be there already, and none twice. */
  async load(tx: Tx, wanted: readonly SeriesKey[]): Promise<void> {
    if (wanted.length === 0) return;
    await this.pins.ready([...new Set(wanted.flatMap(({ siteId }) => siteId ?? []))]);
    for (const row of await findOrCreate(tx, wanted, this.pins)) this.put(row);
  }

  private put(row: SeriesRow): void {
    const shelf = this.shelf(row.enterprise_id, row.site_id);
    const entry = new SeriesEntry(
      {
        id: row.id,
        metric: requireMetric(row.metric),
        enterpriseId: row.enterprise_id,
        siteId: row.site_id,
        timeZone: row.time_zone,
        usualMs: row.usual_ms,
      },
      row.subject,
      shelf,
      Number(row.longest_ms),
      Number(row.since),
      row.last_at === null ? -Infinity : Number(row.last_at),
      NO_SIGN_OF_LIFE.includes(row.metric) ? null : this.seenOf(row),
    );
    const subjects = shelf.get(row.metric);
    if (subjects === undefined) shelf.set(row.metric, new Map([[row.subject, entry]]));
    else subjects.set(row.subject, entry);
    this.byId.set(row.id, entry);
  }

  private seenOf({ enterprise_id, site_id, family }: SeriesRow): Seen {
    const key = `${enterprise_id} ${site_id} ${family}`;
    let seen = this.seen.get(key);
    if (seen === undefined) {
      seen = { enterpriseId: enterprise_id, siteId: site_id, family, at: -Infinity };
      this.seen.set(key, seen);
    }
    return seen;
  }
}

/** A metric of a newer producer: its record waits in the dead letters until this service knows it too. */
export function requireMetric(code: string) {
  const metric = metricOf(code);
  if (metric === undefined) throw new PermanentFailure(`there is no metric ${code}`);
  return metric;
}

async function findOrCreate(tx: Tx, wanted: readonly SeriesKey[], pins: PinSource): Promise<readonly SeriesRow[]> {
  const given = wanted.map((key) => pins.pinsOf(key));
  const keys = [
    wanted.map(({ enterpriseId }) => enterpriseId),
    wanted.map(({ siteId }) => siteId),
    wanted.map(({ metric }) => metric),
    wanted.map(({ subject }) => subject),
  ];
  await tx.query(
    `INSERT INTO series (enterprise_id, site_id, metric, subject, family, time_zone, usual_ms, longest_ms, since)
     SELECT *, 0, ${NOT_BEGUN_MS}
     FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::integer[])
     ON CONFLICT DO NOTHING`,
    [
      ...keys,
      wanted.map(({ metric }) => requireMetric(metric).family),
      given.map(({ timeZone }) => timeZone),
      given.map(({ usualMs }) => usualMs),
    ],
    'series-create',
  );
  // One look into series_key per series: LIMIT keeps the planner from joining, IS NOT DISTINCT FROM from the index by
  // enterprise. Without statistics, as at the start of a rebuild, both compare every wanted series with every known one.
  const { rows } = await tx.query<SeriesRow>(
    `SELECT found.*, (SELECT max(at) FROM history WHERE series_id = found.id) AS last_at
     FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[]) AS wanted (enterprise_id, site_id, metric, subject)
     CROSS JOIN LATERAL (
       SELECT * FROM series
       WHERE series.subject = wanted.subject AND series.metric = wanted.metric
         AND (series.enterprise_id, series.site_id) IS NOT DISTINCT FROM (wanted.enterprise_id, wanted.site_id)
       LIMIT 1
     ) AS found`,
    keys,
    'series-find',
  );
  return rows;
}
