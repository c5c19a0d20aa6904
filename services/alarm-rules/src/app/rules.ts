import type { Database, Scope, Tx } from '@loanwatch/engines';
import { type Clock, DomainError, type Ids } from '@loanwatch/kernel';
import { type Principal, requireRevision, scopeOf } from '@loanwatch/platform';
import {
  type Editor,
  type Rule,
  draftRule,
  publishRule,
  retireRule,
  saveDraft,
  type RuleVersion,
} from '../domain/rule';
import type { RuleSet } from './rule-set';
import {
  type RuleFilter,
  findRule,
  findRuleToChange,
  insertRule,
  insertVersion,
  listRules,
  listVersions,
  updateRule,
} from './rule-store';

export interface RuleSettings {
  readonly fourEyes: boolean;
}

/**
 * Writing, publishing and reading rules. Changes run in the caller's transaction, which has the caller's scope; a change
 * judges from {@link judgeNow} on.
 */
export class Rules {
  constructor(
    private readonly database: Database,
    private readonly ruleSet: Pick<RuleSet, 'refresh'>,
    private readonly clock: Clock,
    private readonly ids: Ids,
    private readonly settings: RuleSettings,
  ) {}

  async draft(tx: Tx, document: unknown, by: Principal): Promise<Rule> {
    const rule = draftRule(this.ids.next(), document, editorOf(by), this.clock.now());
    await insertRule(tx, rule);
    return rule;
  }

  saveDraft(tx: Tx, id: string, document: unknown, revision: number, by: Principal): Promise<Rule> {
    return this.change(tx, id, revision, (rule) => saveDraft(rule, document, editorOf(by), this.clock.now()));
  }

  publish(tx: Tx, id: string, revision: number, by: Principal): Promise<Rule> {
    return this.change(tx, id, revision, async (rule) => {
      const published = publishRule(rule, editorOf(by), this.clock.now(), this.settings);
      await insertVersion(tx, published.version, rule.institutionId);
      return published.rule;
    });
  }

  retire(tx: Tx, id: string, revision: number, by: Principal): Promise<Rule> {
    return this.change(tx, id, revision, (rule) => retireRule(rule, editorOf(by)));
  }

  /** Lets this process judge by what has just been committed; other instances follow within seconds. */
  judgeNow(): Promise<void> {
    return this.ruleSet.refresh();
  }

  find(id: string, by: Principal): Promise<Rule> {
    return this.database.transaction(async (tx) => known(await findRule(tx, id)), scopeOf(by));
  }

  list(filter: RuleFilter, by: Principal): Promise<readonly Rule[]> {
    return this.database.transaction((tx) => listRules(tx, filter), scopeOf(by));
  }

  versions(
    id: string,
    page: { readonly before?: number; readonly limit: number },
    by: Principal,
  ): Promise<readonly RuleVersion[]> {
    return this.database.transaction(async (tx) => {
      known(await findRule(tx, id));
      return listVersions(tx, id, page);
    }, scopeOf(by));
  }

  private async change(
    tx: Tx,
    id: string,
    revision: number,
    decide: (rule: Rule) => Rule | Promise<Rule>,
  ): Promise<Rule> {
    const rule = known(await findRuleToChange(tx, id));
    const changed = await decide(rule);
    requireRevision(revision, rule.revision);
    await updateRule(tx, changed);
    return changed;
  }
}

/** For whom a caller writes rules: the own institution, or the platform. */
export function editorOf(by: Principal): Editor {
  const scope: Scope = scopeOf(by);
  return { subject: by.subject, institutionId: scope.kind === 'institution' ? scope.institutionId : null };
}

function known(rule: Rule | undefined): Rule {
  if (rule === undefined) throw new DomainError('entity.not-found', 'not-found', 'There is no such rule.');
  return rule;
}
