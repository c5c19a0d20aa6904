import { type RuleDocument, metric } from '@loanwatch/contracts';
import type { Database } from '@loanwatch/engines';
import { compile } from '../domain/compile';
import { ownerOf } from '../domain/rule';
import type { PublishedRule } from '../domain/trigger';

const FOLLOW_EVERY_MS = 1_000;

interface RuleRow {
  readonly horizon: string;
  /** Null when no row has changed. */
  readonly id: string | null;
  readonly institution_id: string | null;
  readonly status: string;
  readonly version: number | null;
  readonly published: RuleDocument | null;
}

/** Rules of one metric, so that a subject meets only those that may be about it. */
export interface RulesOfMetric {
  /** Templates that name no enterprise. */
  readonly platform: readonly PublishedRule[];
  /** Rules of institutions that name no enterprise, by institution. */
  readonly byInstitution: ReadonlyMap<string, readonly PublishedRule[]>;
  /** Rules of anybody that name enterprises, by enterprise. */
  readonly byEnterprise: ReadonlyMap<string, readonly PublishedRule[]>;
}

/** The published rules, compiled, in memory; followed from the table, because another instance may publish. */
export class RuleSet {
  private readonly rules = new Map<string, PublishedRule>();
  private byMetric: ReadonlyMap<string, RulesOfMetric> = new Map();
  private judged: ReadonlySet<string> = new Set();
  private readonly listeners = new Set<(changed: readonly PublishedRule[]) => void>();
  /** Transactions from here on may have written rows not read yet. */
  private readUpTo = '0';
  private follower: NodeJS.Timeout | undefined;

  constructor(private readonly database: Database) {}

  async start(): Promise<void> {
    await this.refresh();
    this.follower = setInterval(() => void this.refresh().catch(() => undefined), FOLLOW_EVERY_MS);
    this.follower.unref();
  }

  stop(): void {
    clearInterval(this.follower);
  }

  /** Metrics that some rule judges. */
  get metrics(): ReadonlySet<string> {
    return this.judged;
  }

  ofMetric(metricCode: string): RulesOfMetric | undefined {
    return this.byMetric.get(metricCode);
  }

  get(ruleId: string): PublishedRule | undefined {
    return this.rules.get(ruleId);
  }

  /** Calls `listener` with the rules that were published or replaced, after any change. */
  onChange(listener: (changed: readonly PublishedRule[]) => void): void {
    this.listeners.add(listener);
  }

  /** Reads what has changed since the last reading. */
  async refresh(): Promise<void> {
    const { rows } = await this.database.transaction(
      (tx) =>
        tx.query<RuleRow>(
          `SELECT horizon, id, institution_id, status, version, published
           FROM (SELECT pg_snapshot_xmin(pg_current_snapshot())::text AS horizon) AS snapshot
           LEFT JOIN rule ON written_by >= $1::xid8`,
          [this.readUpTo],
          'rule-set-refresh',
        ),
      { kind: 'platform' },
    );
    const changed: PublishedRule[] = [];
    let removed = 0;
    for (const row of rows) {
      if (row.id !== null && row.status === 'RETIRED') removed += this.rules.delete(row.id) ? 1 : 0;
      const rule = published(row);
      if (rule === undefined || (this.rules.get(rule.id)?.version ?? 0) >= rule.version) continue;
      this.rules.set(rule.id, rule);
      changed.push(rule);
    }
    this.readUpTo = rows[0]?.horizon ?? this.readUpTo;
    if (changed.length + removed === 0) return;
    this.byMetric = rulesByMetric(this.rules.values());
    this.judged = new Set(this.byMetric.keys());
    for (const listener of this.listeners) listener(changed);
  }
}

function published(row: RuleRow): PublishedRule | undefined {
  if (row.id === null || row.status !== 'PUBLISHED' || row.version === null || row.published === null) return undefined;
  const judged = metric(row.published.metric);
  // A metric that a later release dropped: its rules judge nothing any more.
  if (judged === undefined) return undefined;
  return {
    id: row.id,
    version: row.version,
    owner: ownerOf(row.institution_id),
    compiled: compile(row.published, judged),
  };
}

export function rulesByMetric(rules: Iterable<PublishedRule>): ReadonlyMap<string, RulesOfMetric> {
  const index = new Map<string, ReturnType<typeof noRules>>();
  for (const rule of rules) {
    const { metric: judged, document } = rule.compiled;
    const entry = index.get(judged.code) ?? noRules();
    index.set(judged.code, entry);
    const enterprises = document.appliesTo?.enterprises;
    if (enterprises !== undefined) for (const id of enterprises) append(entry.byEnterprise, id, rule);
    else if (rule.owner.kind === 'platform') entry.platform.push(rule);
    else append(entry.byInstitution, rule.owner.institutionId, rule);
  }
  return index;
}

const noRules = () => ({
  platform: [] as PublishedRule[],
  byInstitution: new Map<string, PublishedRule[]>(),
  byEnterprise: new Map<string, PublishedRule[]>(),
});

function append(lists: Map<string, PublishedRule[]>, key: string, rule: PublishedRule): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [rule]);
  else list.push(rule);
}
