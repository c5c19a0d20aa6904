import type { Family } from '@loanwatch/contracts';
import type { Database } from '@loanwatch/engines';
import { type Clock, DomainError, grantInForce } from '@loanwatch/kernel';
import { type EntityReplica, type Principal, scopeOf } from '@loanwatch/platform';
import type { Unjudged } from '../domain/condition';
import type { Rule } from '../domain/rule';
import type { Memory } from '../domain/standing';

/** How a rule stands towards one subject, as its owner and its readers see it. */
export interface SubjectStatus {
  readonly subject: string;
  readonly enterpriseId: string;
  readonly siteId: string | null;
  /** Event time of the newest judgement, epoch ms; it may be a minute behind. */
  readonly judgedAt: number;
  readonly open: Memory['open'];
  /** Undefined: judged. */
  readonly unjudged: Unjudged | undefined;
}

interface StatusRow {
  readonly subject: string;
  readonly enterprise_id: string;
  readonly site_id: string | null;
  readonly judged_at: string;
  readonly open: Memory['open'];
  readonly unjudged: Unjudged | null;
}

/** Reads what the rules remember, for the question why something is or is not judged. */
export class JudgedSubjects {
  constructor(
    private readonly database: Database,
    private readonly records: Pick<EntityReplica, 'all'>,
    private readonly clock: Clock,
  ) {}

  /** Subjects of enterprises that the caller may see, in order of their names. */
  async of(
    rule: Rule,
    { after, limit }: { readonly after?: string; readonly limit: number },
    by: Principal,
  ): Promise<readonly SubjectStatus[]> {
    const family = rule.published?.family;
    if (rule.version === null || family === undefined) return [];
    const visible = this.visibleEnterprises(family, by);
    const { rows } = await this.database.transaction(
      (tx) =>
        tx.query<StatusRow>(
          `SELECT subject, enterprise_id, site_id, state -> 'judgedAt' AS judged_at,
             state #> '{memory,open}' AS open, state #> '{memory,unjudged}' AS unjudged
           FROM evaluation_state
           WHERE rule_id = $1 AND version = $2 AND ($3::uuid[] IS NULL OR enterprise_id = ANY ($3))
             AND ($4::text IS NULL OR subject > $4)
           ORDER BY subject LIMIT $5`,
          [rule.id, rule.version, visible, after ?? null, limit],
        ),
      // What may be seen follows from grants, which the table does not know.
      { kind: 'platform' },
    );
    return rows.map((row) => ({
      subject: row.subject,
      enterpriseId: row.enterprise_id,
      siteId: row.site_id,
      judgedAt: Number(row.judged_at),
      open: row.open,
      unjudged: row.unjudged ?? undefined,
    }));
  }

  /** Null: all of them. */
  private visibleEnterprises(family: Family, by: Principal): readonly string[] | null {
    const scope = scopeOf(by);
    if (scope.kind === 'platform') return null;
    if (scope.kind === 'enterprise') throw new DomainError('auth.forbidden', 'forbidden', 'Not for enterprise users.');
    const now = this.clock.now();
    return this.records
      .all('grant')
      .filter((grant) => grant.institutionId === scope.institutionId && grantInForce(grant, family, now))
      .map(({ enterpriseId }) => enterpriseId);
  }
}
