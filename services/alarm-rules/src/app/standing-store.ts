import type { Signal } from '@loanwatch/contracts';
import type { Queryable, Tx } from '@loanwatch/engines';
import type { Memory, Standing } from '../domain/standing';

/** A standing as it is stored, and whose it is. */
export interface StoredStanding {
  readonly ruleId: string;
  readonly version: number;
  readonly subject: string;
  readonly enterpriseId: string;
  readonly siteId: string | null;
  /** Whether the subject's newest batch came from now and not from a history: then timers follow the wall clock. */
  readonly live: boolean;
  readonly standing: Standing;
  /** Counts the writes of this row; 0: not stored yet. */
  readonly revision: number;
}

/** A subject of a rule that has a timer running. */
export interface TimedSubject {
  readonly ruleId: string;
  readonly subject: string;
  readonly enterpriseId: string;
  readonly siteId: string | null;
}

/** Another instance has judged the same subject: what this one remembers is out of date. */
export class StandingMoved extends Error {
  override readonly name = 'StandingMoved';
}

/** What is stored of a standing, as JSON. */
interface StandingJson {
  readonly memory: Memory;
  readonly judgedAt: number;
  readonly heardAt: number;
  readonly evidence?: Signal;
}

interface StandingRow {
  readonly rule_id: string;
  readonly version: number;
  readonly subject: string;
  readonly enterprise_id: string;
  readonly site_id: string | null;
  readonly live: boolean;
  /** int8 arrives as text. */
  readonly due_at: string | null;
  readonly revision: number;
  readonly state: StandingJson;
}

export interface StandingStore {
  /** The newest version's standing of each pair that has one. */
  load(
    wanted: readonly { readonly ruleId: string; readonly subject: string }[],
    db: Queryable,
  ): Promise<StoredStanding[]>;
  /** Subjects with a timer, of the given rules or of all. */
  timed(ruleIds: readonly string[] | 'all', db: Queryable): Promise<TimedSubject[]>;
  /** Writes them all or throws {@link StandingMoved}; each row's revision becomes one more. */
  save(standings: readonly StoredStanding[], tx: Tx): Promise<void>;
}

export const postgresStandings: StandingStore = {
  async load(wanted, db) {
    const { rows } = await db.query<StandingRow>(
      `SELECT DISTINCT ON (rule_id, subject)
         rule_id, version, subject, enterprise_id, site_id, live, due_at, revision, state
       FROM unnest($1::uuid[], $2::text[]) AS wanted (rule_id, subject)
       JOIN evaluation_state USING (rule_id, subject)
       ORDER BY rule_id, subject, version DESC`,
      [wanted.map(({ ruleId }) => ruleId), wanted.map(({ subject }) => subject)],
      'standings-load',
    );
    return rows.map(stored);
  },

  async timed(ruleIds, db) {
    const { rows } = await db.query<StandingRow>(
      `SELECT DISTINCT rule_id, subject, enterprise_id, site_id FROM evaluation_state
       WHERE due_at IS NOT NULL AND ($1::uuid[] IS NULL OR rule_id = ANY ($1))`,
      [ruleIds === 'all' ? null : ruleIds],
    );
    return rows.map((row) => ({
      ruleId: row.rule_id,
      subject: row.subject,
      enterpriseId: row.enterprise_id,
      siteId: row.site_id,
    }));
  },

  async save(standings, tx) {
    if (standings.length === 0) return;
    const { rowCount } = await tx.query(
      `INSERT INTO evaluation_state AS known
         (rule_id, version, subject, enterprise_id, site_id, live, due_at, revision, state)
       SELECT * FROM unnest($1::uuid[], $2::integer[], $3::text[], $4::uuid[], $5::uuid[], $6::boolean[], $7::bigint[],
         $8::integer[], $9::jsonb[])
       ON CONFLICT (rule_id, version, subject) DO UPDATE SET
         live = excluded.live, due_at = excluded.due_at, revision = excluded.revision, state = excluded.state
       WHERE known.revision = excluded.revision - 1`,
      [
        standings.map(({ ruleId }) => ruleId),
        standings.map(({ version }) => version),
        standings.map(({ subject }) => subject),
        standings.map(({ enterpriseId }) => enterpriseId),
        standings.map(({ siteId }) => siteId),
        standings.map(({ live }) => live),
        standings.map(({ standing }) => standing.dueAt ?? null),
        standings.map(({ revision }) => revision + 1),
        standings.map(({ standing }) => JSON.stringify(json(standing))),
      ],
      'standings-save',
    );
    if (rowCount !== standings.length) throw new StandingMoved('another instance has judged a subject meanwhile');
  },
};

function json({ memory, judgedAt, heardAt, evidence }: Standing): StandingJson {
  if (evidence === undefined) return { memory, judgedAt, heardAt };
  const { readings: _readings, ...kept } = evidence;
  return { memory, judgedAt, heardAt, evidence: kept };
}

function stored(row: StandingRow): StoredStanding {
  const { memory, judgedAt, heardAt, evidence } = row.state;
  const dueAt = row.due_at === null ? undefined : Number(row.due_at);
  return {
    ruleId: row.rule_id,
    version: row.version,
    subject: row.subject,
    enterpriseId: row.enterprise_id,
    siteId: row.site_id,
    live: row.live,
    standing: { memory, judgedAt, heardAt, evidence, dueAt },
    revision: row.revision,
  };
}
