import type { LoanwatchClient } from '../client';
import type { Applied } from './apply-registry';
import { covers } from './difference';
import type { Fields } from './setup-file';

interface PlanView extends Fields {
  readonly planId: string;
  readonly version: number;
  readonly name: string;
  readonly retiredAt: string | null;
}

/** Makes sure that the institution's plan of that name is, in its current version, as the file says. */
export async function applyPlan(client: LoanwatchClient, institutionId: string, plan: Fields): Promise<Applied> {
  const desk = client.as({ role: 'risk_manager', institutionId });
  const plans = await desk.collect<PlanView>('/v1/plans');
  const known = plans.find(({ name, retiredAt }) => name === plan['name'] && retiredAt === null);
  if (known === undefined) {
    const { planId } = await desk.post<PlanView>('/v1/plans', plan, { once: true });
    return { id: planId, outcome: 'created' };
  }
  if (covers(known, plan)) return { id: known.planId, outcome: 'unchanged' };
  await desk.request('POST', `/v1/plans/${known.planId}/versions`, { body: plan, revision: known.version, once: true });
  return { id: known.planId, outcome: 'changed' };
}
