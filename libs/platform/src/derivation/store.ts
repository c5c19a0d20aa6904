import type { Database, Tx } from '@loanwatch/engines';
import { addDays, type ChannelDay, DayLedger } from '@loanwatch/kernel';
import type { DayDemand, Demand } from './demand';
import { type DayRecord, DayRecords } from './day-records';
import { forgetRegisters, loadRegisters, saveRegisters } from './register-store';
import { instant } from './sql-time';
import { Workset } from './workset';

/** Reads a {@link Workset} and writes it back, in one transaction that holds the rows' locks in between. */
export class DerivationStore<Facts> {
  constructor(
    private readonly recordDays: number,
    /** How long before the newest reading of a register a late one may lie, ms. */
    private readonly latenessLimitMs: (deviceId: string) => number,
  ) {}

  async load(tx: Tx, { keys, siteOf, registersFrom }: Demand): Promise<Workset<Facts>> {
    const work = new Workset<Facts>();
    const found = await lockState(tx, [...keys]);
    const missing = [...keys].filter((key) => !found.has(key)).sort();
    if (missing.length > 0) {
      await createState(tx, missing, siteOf);
      for (const [key, body] of await lockState(tx, missing)) found.set(key, body);
    }
    for (const [key, body] of found) if (body !== null) work.remember(key, body);
    if (registersFrom.size > 0) await loadRegisters(tx, registersFrom, work);
    return work;
  }

  async loadDays(tx: Tx, demand: DayDemand, work: Workset<Facts>): Promise<void> {
    if (demand.size === 0) return;
    const sites = [...demand.keys()];
    const dates = [...demand.values()];
    const contributions = await tx.query<ChannelDayRow>(
      `SELECT day.site_id, day.date, day.channel, day.amount, day.observed_ms
       FROM unnest($1::uuid[], $2::date[]) AS needed (site_id, since)
       JOIN channel_day day ON day.site_id = needed.site_id AND day.date >= needed.since`,
      [sites, dates.map((date) => DayLedger.neededFrom(date))],
      'derivation-channel-days',
    );
    const records = await tx.query<SiteDayRow<Facts>>(
      `SELECT day.site_id, day.date, day.revision, day.facts
       FROM unnest($1::uuid[], $2::date[]) AS needed (site_id, since)
       JOIN site_day day ON day.site_id = needed.site_id AND day.date >= needed.since
       ORDER BY day.site_id, day.date`,
      [sites, dates.map((date) => addDays(date, -this.recordDays))],
      'derivation-site-days',
    );
    const rows = Map.groupBy(contributions.rows, ({ site_id }) => site_id);
    const days = Map.groupBy(records.rows, ({ site_id }) => site_id);
    for (const siteId of sites) {
      work.rememberDays(
        siteId,
        new DayLedger((rows.get(siteId) ?? []).map(channelDay)),
        new DayRecords(
          new Map((days.get(siteId) ?? []).map(({ date, revision, facts }) => [date, { revision, facts }] as const)),
        ),
      );
    }
  }

  async save(tx: Tx, work: Workset<Facts>): Promise<void> {
    await saveState(tx, work);
    await saveRegisters(tx, work);
    await forgetRegisters(tx, work, this.latenessLimitMs);
    await saveContributions(tx, work);
    await saveRecords(tx, work);
  }
}

/** Something remembered that wall time has made due. */
export interface Due {
  readonly key: string;
  readonly siteId: string;
}

/** Keys that are due at `now` (ms); not locked, so look again at what they say once they are. */
export async function dueKeys(database: Database, now: number, limit: number): Promise<readonly Due[]> {
  const { rows } = await database.query<{ key: string; site_id: string }>(
    `SELECT key, site_id FROM derivation_state WHERE due_at <= $1 ORDER BY due_at LIMIT $2`,
    [instant(now), limit],
    'derivation-due',
  );
  return rows.map(({ key, site_id }) => ({ key, siteId: site_id }));
}

async function lockState(tx: Tx, keys: readonly string[]): Promise<Map<string, unknown>> {
  const { rows } = await tx.query<{ key: string; body: unknown }>(
    'SELECT key, body FROM derivation_state WHERE key = ANY($1) ORDER BY key FOR UPDATE',
    [keys],
    'derivation-lock',
  );
  return new Map(rows.map(({ key, body }) => [key, body]));
}

/** The row must exist to be locked: two instances may meet a site for the first time at once. */
async function createState(tx: Tx, keys: readonly string[], siteOf: ReadonlyMap<string, string>): Promise<void> {
  await tx.query(
    `INSERT INTO derivation_state (key, site_id)
     SELECT * FROM unnest($1::text[], $2::uuid[]) ON CONFLICT DO NOTHING`,
    [keys, keys.map((key) => siteOf.get(key))],
    'derivation-create',
  );
}

async function saveState<Facts>(tx: Tx, work: Workset<Facts>): Promise<void> {
  const entries = [...work.changedState()];
  if (entries.length === 0) return;
  await tx.query(
    `UPDATE derivation_state state SET site_id = put.site_id, body = put.body, due_at = put.due_at
     FROM unnest($1::text[], $2::uuid[], $3::jsonb[], $4::timestamptz[]) AS put (key, site_id, body, due_at)
     WHERE state.key = put.key`,
    [
      entries.map(([key]) => key),
      entries.map(([, { siteId }]) => siteId),
      entries.map(([, { body }]) => JSON.stringify(body)),
      entries.map(([, { dueAt }]) => (dueAt === null ? null : instant(dueAt))),
    ],
    'derivation-save',
  );
}

/** Added, not set: the days at hand may be none, and other instances add to other channels of the same day. */
async function saveContributions<Facts>(tx: Tx, work: Workset<Facts>): Promise<void> {
  const rows = [...work.allLedgers()].flatMap(([siteId, ledger]) =>
    ledger.additions().map((row) => ({ siteId, ...row })),
  );
  if (rows.length === 0) return;
  await tx.query(
    `INSERT INTO channel_day AS day (site_id, date, channel, amount, observed_ms)
     SELECT * FROM unnest($1::uuid[], $2::date[], $3::text[], $4::bigint[], $5::bigint[])
     ON CONFLICT (site_id, date, channel) DO UPDATE
       SET amount = day.amount + excluded.amount, observed_ms = day.observed_ms + excluded.observed_ms`,
    [
      rows.map(({ siteId }) => siteId),
      rows.map(({ date }) => date),
      rows.map(({ channel }) => channel),
      rows.map(({ amount }) => amount),
      rows.map(({ observedMs }) => observedMs),
    ],
    'derivation-save-channel-days',
  );
}

async function saveRecords<Facts>(tx: Tx, work: Workset<Facts>): Promise<void> {
  const days = [...work.allDays()].flatMap(([siteId, records]) =>
    records.changed().map((record) => ({ siteId, ...record })),
  );
  if (days.length === 0) return;
  await tx.query(
    `INSERT INTO site_day (site_id, date, revision, facts)
     SELECT * FROM unnest($1::uuid[], $2::date[], $3::integer[], $4::jsonb[])
     ON CONFLICT (site_id, date) DO UPDATE SET revision = excluded.revision, facts = excluded.facts`,
    [
      days.map(({ siteId }) => siteId),
      days.map(({ date }) => date),
      days.map(({ revision }) => revision),
      days.map(({ facts }) => JSON.stringify(facts)),
    ],
    'derivation-save-site-days',
  );
}

interface ChannelDayRow {
  readonly site_id: string;
  readonly date: string;
  readonly channel: string;
  readonly amount: string;
  readonly observed_ms: string;
}

interface SiteDayRow<Facts> extends DayRecord<Facts> {
  readonly site_id: string;
  readonly date: string;
}

function channelDay({ date, channel, amount, observed_ms }: ChannelDayRow): ChannelDay {
  return { date, channel, amount: Number(amount), observedMs: Number(observed_ms) };
}
