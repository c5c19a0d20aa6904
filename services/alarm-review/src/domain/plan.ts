import type { CasePlanSwapped, Family, PlanStep, Severity } from '@loanwatch/contracts';

/** A plan 预案 as published by an institution: its preset steps for some kinds and colours of alarm. */
export interface PlanVersion {
  readonly planId: string;
  readonly version: number;
  readonly name: string;
  /** Families it is for; empty: any. */
  readonly families: readonly Family[];
  /** Severities it is for; empty: any. */
  readonly severities: readonly Severity[];
  readonly steps: readonly StepDefinition[];
}

/** A plan as a case pins it: later versions do not touch it. */
export type PlanText = CasePlanSwapped['data']['plan'];
export type StepDefinition = PlanText['steps'][number];

export interface PinnedPlan extends Omit<PlanText, 'steps'> {
  readonly steps: readonly PinnedStep[];
}
export type PinnedStep = StepDefinition & Pick<PlanStep, 'done' | 'notNecessary'>;

/**
 * The plan that fits an alarm best: one that names both its family and its severity before one that names the family,
 * before one that names the severity, before one for anything; of equals the one made last (ids rise with time).
 */
export function choosePlan(plans: readonly PlanVersion[], family: Family, severity: Severity): PlanVersion | undefined {
  const fitting = plans.filter(
    (plan) =>
      (plan.families.length === 0 || plan.families.includes(family)) &&
      (plan.severities.length === 0 || plan.severities.includes(severity)),
  );
  return fitting.sort((a, b) => precision(b) - precision(a) || (a.planId < b.planId ? 1 : -1))[0];
}

function precision({ families, severities }: PlanVersion): number {
  return (families.length > 0 ? 2 : 0) + (severities.length > 0 ? 1 : 0);
}

export function planText({ planId, version, name, steps }: PlanVersion): PlanText {
  return { planId, version, name, steps };
}

export function stepOf(plan: PinnedPlan | null, stepId: string): PinnedStep | undefined {
  return plan?.steps.find(({ id }) => id === stepId);
}

/** Mandatory steps that nobody has done. */
export function openSteps(plan: PinnedPlan | null): readonly PinnedStep[] {
  return plan?.steps.filter((step) => step.mandatory && step.done === undefined) ?? [];
}

export function withStep(plan: PinnedPlan | null, stepId: string, change: Partial<PinnedStep>): PinnedPlan | null {
  if (plan === null) return null;
  return { ...plan, steps: plan.steps.map((step) => (step.id === stepId ? { ...step, ...change } : step)) };
}

/** What was done stays: in the step of the same id, or as a step of its own behind those of the new plan. */
export function swapped(old: PinnedPlan | null, next: PlanText): PinnedPlan {
  const before = new Map(old?.steps.map((step) => [step.id, step]));
  const steps = next.steps.map((step) => carriedOver(step, before.get(step.id)));
  const wanted = new Set(next.steps.map(({ id }) => id));
  const left = [...before.values()].filter(({ id, done }) => done !== undefined && !wanted.has(id));
  return { ...next, steps: [...steps, ...left.map((step) => ({ ...step, mandatory: false }))] };
}

function carriedOver(step: StepDefinition, before: PinnedStep | undefined): PinnedStep {
  if (before?.done !== undefined) return { ...step, done: before.done };
  if (before?.notNecessary !== undefined && !step.mandatory) return { ...step, notNecessary: before.notNecessary };
  return step;
}
