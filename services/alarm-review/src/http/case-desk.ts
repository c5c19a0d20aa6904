import { type Clock, DomainError } from '@loanwatch/kernel';
import { Answer, type IdempotencyStore, type Principal, scopeOf } from '@loanwatch/platform';
import type { InstitutionScope, Plans } from '../app/plans';
import type { Loaded, Streams } from '../app/streams';
import type { Act } from '../domain/alarm.commands';
import type { CaseCommand } from '../domain/case.commands';
import type { Case } from '../domain/case.state';
import { caseView } from '../domain/case.view';
import { planText } from '../domain/plan';
import { actorOf, causeOf, type Commanded, historyEntry, inCommandSpan } from './command';
import { isoTimes } from './iso-times';

export const HANDLERS = ['risk_manager', 'account_manager', 'client'] as const;

/** Cases as HTTP reads and commands them, each by its own institution. */
export class CaseDesk {
  constructor(
    private readonly streams: Streams,
    private readonly plans: Plans,
    private readonly idempotency: IdempotencyStore,
    private readonly clock: Clock,
  ) {}

  async show(caseId: string, principal: Principal): Promise<Answer> {
    const { state, revision, history } = await this.requireCase(caseId, institutionOf(principal));
    const shown = isoTimes(caseView(state)) as object;
    return Answer.ok({ ...shown, history: history.map(historyEntry) }, revision);
  }

  /** Runs a command on what the caller last read. Throws what the case refuses, `request.stale`, `case.not-found`. */
  run(
    caseId: string,
    { principal, revision, request }: Commanded,
    command: (act: Act, state: Case, scope: InstitutionScope) => CaseCommand | Promise<CaseCommand>,
  ): Promise<Answer> {
    const scope = institutionOf(principal);
    return this.idempotency.aroundEffect(request, async () => {
      const { state, history } = await this.requireCase(caseId, scope);
      const act = { at: this.clock.now(), by: actorOf(principal, HANDLERS) };
      return inCommandSpan(history, async () => {
        const after = await this.streams.case(caseId, await command(act, state, scope), causeOf(request), revision);
        return Answer.ok(after.state.kind === 'none' ? undefined : isoTimes(caseView(after.state)), after.revision);
      });
    });
  }

  /** Pins the current version of the plan asked for, or of the one that fits; without one handling starts without. */
  startHandling(caseId: string, commanded: Commanded, planId?: string): Promise<Answer> {
    return this.run(caseId, commanded, async (act, { facts, severity }, scope) => {
      const plan = await this.plans.choose(scope, { family: facts.family, severity }, planId);
      return { type: 'StartHandling', data: plan === undefined ? act : { ...act, plan: planText(plan) } };
    });
  }

  swapPlan(caseId: string, commanded: Commanded, planId: string, reason: string): Promise<Answer> {
    return this.run(caseId, commanded, async (act, { facts, severity }, scope) => {
      const plan = await this.plans.choose(scope, { family: facts.family, severity }, planId);
      if (plan === undefined) throw new DomainError('plan.not-found', 'not-found', 'There is no plan with this id.');
      return { type: 'SwapPlan', data: { ...act, plan: planText(plan), reason } };
    });
  }

  /** Another institution's case is one that does not exist. */
  private async requireCase(caseId: string, { institutionId }: InstitutionScope): Promise<Loaded<Case>> {
    const found = await this.streams.readCase(caseId);
    if (found?.state.facts.institutionId === institutionId) return found;
    throw new DomainError('case.not-found', 'not-found', 'There is no case with this id.');
  }
}

/** Throws `auth.no-scope` (403) for a token that names no institution. */
export function institutionOf(principal: Principal): InstitutionScope {
  const scope = scopeOf(principal);
  if (scope.kind === 'institution') return scope;
  throw new DomainError('auth.no-scope', 'forbidden', 'The token names no institution.');
}
