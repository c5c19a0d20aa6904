import type { Family, Severity } from '@loanwatch/contracts';
import type { Database, Queryable, Scope, Tx } from '@loanwatch/engines';
import { type Clock, DomainError, type Ids } from '@loanwatch/kernel';
import { choosePlan, type PlanVersion, type StepDefinition } from '../domain/plan';

export interface PlanDraft {
  readonly name: string;
  /** Empty: any. */
  readonly families: readonly Family[];
  /** Empty: any. */
  readonly severities: readonly Severity[];
  readonly steps: readonly StepDefinition[];
}

/** A version of a plan, with what holds for the plan as a whole. */
export interface StoredPlan extends PlanVersion {
  readonly institutionId: string;
  /** Subject who wrote this version. */
  readonly createdBy: string;
  /** Of this version, ISO 8601 UTC. */
  readonly createdAt: string;
  /** Null while it may be chosen. */
  readonly retiredAt: string | null;
}

export type InstitutionScope = Extract<Scope, { readonly kind: 'institution' }>;

/** The plans of an institution. A version never changes; a case keeps the one it was given. */
export class Plans {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly ids: Ids,
  ) {}

  async create(tx: Tx, { institutionId }: InstitutionScope, draft: PlanDraft, by: string): Promise<StoredPlan> {
    requireDistinctSteps(draft.steps);
    const planId = this.ids.next();
    const createdAt = this.now();
    await tx.query('INSERT INTO plan (plan_id, institution_id, version, created_at) VALUES ($1, $2, 1, $3)', [
      planId,
      institutionId,
      createdAt,
    ]);
    const plan = { ...draft, planId, institutionId, version: 1, createdBy: by, createdAt, retiredAt: null };
    await insertVersion(tx, plan);
    return plan;
  }

  /** The next version, on top of the one the caller saw. Throws `plan.not-found`, `plan.retired`, `request.stale`. */
  async addVersion(tx: Tx, planId: string, expected: number, draft: PlanDraft, by: string): Promise<StoredPlan> {
    requireDistinctSteps(draft.steps);
    const current = await requirePlan(tx, planId, 'FOR UPDATE OF plan');
    if (current.retiredAt !== null) throw new DomainError('plan.retired', 'conflict', 'The plan is retired.');
    requireVersion(current, expected);
    const version = expected + 1;
    await tx.query('UPDATE plan SET version = $2 WHERE plan_id = $1', [planId, version]);
    const plan = { ...current, ...draft, version, createdBy: by, createdAt: this.now() };
    await insertVersion(tx, plan);
    return plan;
  }

  /** No new case takes it; cases that have it keep it. Throws `plan.not-found`, `request.stale`. */
  async retire(tx: Tx, planId: string, expected: number): Promise<StoredPlan> {
    const current = await requirePlan(tx, planId, 'FOR UPDATE OF plan');
    requireVersion(current, expected);
    const retiredAt = current.retiredAt ?? this.now();
    await tx.query('UPDATE plan SET retired_at = $2 WHERE plan_id = $1', [planId, retiredAt]);
    return { ...current, retiredAt };
  }

  /** The current version, or the one asked for. Throws `plan.not-found`. */
  get(scope: Scope, planId: string, version?: number): Promise<StoredPlan> {
    return this.database.transaction(async (tx) => {
      if (version === undefined) return requirePlan(tx, planId);
      const { rows } = await tx.query<PlanRow>(`${SELECT} WHERE plan_id = $1 AND v.version = $2`, [planId, version]);
      return requireRow(rows[0]);
    }, scope);
  }

  /** Current versions by id, from the one after `after`. */
  list(scope: Scope, { after, limit }: { readonly after: string | undefined; readonly limit: number }) {
    return this.database.transaction(async (tx) => {
      const { rows } = await tx.query<PlanRow>(
        `${SELECT} WHERE v.version = plan.version AND ($1::uuid IS NULL OR plan_id > $1) ORDER BY plan_id LIMIT $2`,
        [after ?? null, limit],
      );
      return rows.map(planOf);
    }, scope);
  }

  /** The plan that fits an alarm, or the one asked for; undefined when none fits. Throws `plan.not-found`. */
  async choose(
    scope: InstitutionScope,
    alarm: { readonly family: Family; readonly severity: Severity },
    planId?: string,
  ): Promise<PlanVersion | undefined> {
    if (planId !== undefined) {
      const plan = await this.get(scope, planId);
      return plan.retiredAt === null ? plan : Promise.reject(notFound());
    }
    return this.database.transaction(async (tx) => {
      const { rows } = await tx.query<PlanRow>(`${SELECT} WHERE v.version = plan.version AND retired_at IS NULL`);
      return choosePlan(rows.map(planOf), alarm.family, alarm.severity);
    }, scope);
  }

  private now(): string {
    return new Date(this.clock.now()).toISOString();
  }
}

interface PlanRow {
  readonly plan_id: string;
  readonly institution_id: string;
  readonly version: number;
  readonly name: string;
  readonly families: Family[];
  readonly severities: Severity[];
  readonly steps: StepDefinition[];
  readonly created_by: string;
  readonly created_at: string;
  readonly retired_at: string | null;
}

const SELECT = `
  SELECT plan_id, plan.institution_id, v.version, v.name, v.families, v.severities, v.steps, v.created_by, v.created_at,
    plan.retired_at
  FROM plan JOIN plan_version v USING (plan_id)`;

function planOf(row: PlanRow): StoredPlan {
  const { plan_id, institution_id, created_by, created_at, retired_at, ...version } = row;
  return {
    ...version,
    planId: plan_id,
    institutionId: institution_id,
    createdBy: created_by,
    createdAt: created_at,
    retiredAt: retired_at,
  };
}

async function insertVersion(tx: Tx, plan: StoredPlan): Promise<void> {
  await tx.query(
    `INSERT INTO plan_version (plan_id, version, institution_id, name, families, severities, steps, created_by, created_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      plan.planId,
      plan.version,
      plan.institutionId,
      plan.name,
      plan.families,
      plan.severities,
      JSON.stringify(plan.steps),
      plan.createdBy,
      plan.createdAt,
    ],
  );
}

async function requirePlan(queryable: Queryable, planId: string, lock = ''): Promise<StoredPlan> {
  const { rows } = await queryable.query<PlanRow>(`${SELECT} WHERE plan_id = $1 AND v.version = plan.version ${lock}`, [
    planId,
  ]);
  return requireRow(rows[0]);
}

function requireRow(row: PlanRow | undefined): StoredPlan {
  if (row === undefined) throw notFound();
  return planOf(row);
}

function requireVersion({ version }: StoredPlan, expected: number): void {
  if (version === expected) return;
  throw new DomainError('request.stale', 'stale', `You read version ${expected}; it is ${version} now.`);
}

function requireDistinctSteps(steps: readonly StepDefinition[]): void {
  const seen = new Set<string>();
  for (const [i, { id }] of steps.entries()) {
    if (seen.has(id)) {
      throw new DomainError('plan.step-repeated', 'invalid', 'Every step has an id of its own.', {
        errors: [{ pointer: `/steps/${i}/id`, detail: 'occurs above already' }],
      });
    }
    seen.add(id);
  }
}

function notFound(): DomainError {
  return new DomainError('plan.not-found', 'not-found', 'There is no plan with this id that can be chosen.');
}
