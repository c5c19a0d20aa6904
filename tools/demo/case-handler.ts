import { setTimeout as pause } from 'node:timers/promises';
import type { LoanwatchClient } from '../client';
import { carryOut } from '../loanwatch/carry-out';

/** How far a lender comes with a case. */
export type Stage = 'signed' | 'handling' | 'handled' | 'closed' | 'told';

export interface Handling {
  readonly until: Stage;
  /** How it ended. */
  readonly outcome?: string;
  readonly note?: string;
}

interface CaseRow {
  readonly caseId: string;
}

interface CaseDetail {
  readonly plan?: { readonly steps: readonly { readonly id: string; readonly mandatory: boolean }[] };
}

const STAGES: readonly Stage[] = ['signed', 'handling', 'handled', 'closed', 'told'];
const ARRIVES_WITHIN_MS = 10_000;

/** The account manager of an institution handles its case of an alarm; the risk manager lifts the warning. */
export async function handleCase(
  client: LoanwatchClient,
  institutionId: string,
  alarmId: string,
  { until, outcome = 'NO_RISK', note }: Handling,
): Promise<void> {
  const handler = client.as({ role: 'account_manager', institutionId, subject: 'account-manager-xu' });
  const path = `/v1/cases/${await arrival(handler, alarmId)}`;
  const reaches = (stage: Stage): boolean => STAGES.indexOf(until) >= STAGES.indexOf(stage);

  await carryOut(handler, path, 'acknowledge', {});
  if (!reaches('handling')) return;
  const { plan } = await carryOut<CaseDetail>(handler, path, 'start-handling', {});
  const mandatory = (plan?.steps ?? []).filter((step) => step.mandatory);
  for (const { id } of reaches('handled') ? mandatory : mandatory.slice(0, 1)) {
    await carryOut(handler, path, 'complete-step', { stepId: id, evidence: [`note:${id}`] });
  }
  if (!reaches('handled')) return;
  await carryOut(handler, path, 'handle', { outcome, note });
  if (!reaches('closed')) return;
  const riskManager = client.as({ role: 'risk_manager', institutionId, subject: 'risk-manager-lin' });
  await carryOut(riskManager, path, 'close', { ground: outcome === 'NO_RISK' ? 'NO_RISK' : 'RISK_REMOVED', note });
  if (!reaches('told')) return;
  await carryOut(riskManager, path, 'record-feedback', { label: 'VALUABLE', loanState: 'PERFORMING' });
}

/** A confirmed alarm reaches the lenders within moments. */
async function arrival(client: LoanwatchClient, alarmId: string): Promise<string> {
  for (const until = performance.now() + ARRIVES_WITHIN_MS; performance.now() < until; await pause(100)) {
    const [found] = await client.collect<CaseRow>('/v1/cases', { alarmId });
    if (found !== undefined) return found.caseId;
  }
  throw new Error(`no case of alarm ${alarmId} has arrived`);
}
