import type { Owner, RuleDocument } from '@loanwatch/contracts';
import { DomainError, type FieldError } from '@loanwatch/kernel';
import { checkRule } from './rule-checks';

export type RuleStatus = 'DRAFT' | 'PUBLISHED' | 'RETIRED';

export interface RuleDraft {
  readonly document: RuleDocument;
  /** Subject of the token that saved it. */
  readonly author: string;
  /** Epoch ms. */
  readonly savedAt: number;
}

/** A rule as its owner edits it. What judges are its published versions, which never change. */
export interface Rule {
  readonly id: string;
  /** Null: a template of the platform. */
  readonly institutionId: string | null;
  readonly status: RuleStatus;
  /** Counts every change; the ETag. */
  readonly revision: number;
  /** Newest published version, null before the first. */
  readonly version: number | null;
  /** What the newest published version says. */
  readonly published: RuleDocument | null;
  readonly draft: RuleDraft | null;
  readonly createdAt: number;
}

export interface RuleVersion {
  readonly ruleId: string;
  readonly version: number;
  readonly document: RuleDocument;
  readonly author: string;
  readonly publisher: string;
  readonly publishedAt: number;
}

/** The person or machine that edits, and for whom. */
export interface Editor {
  readonly subject: string;
  /** Null: for the platform. */
  readonly institutionId: string | null;
}

export function ownerOf(institutionId: string | null): Owner {
  return institutionId === null ? { kind: 'platform' } : { kind: 'institution', institutionId };
}

/** A new rule. Throws `rule.invalid` (422). */
export function draftRule(id: string, document: unknown, editor: Editor, at: number): Rule {
  const draft = { document: requireValid(document), author: editor.subject, savedAt: at };
  return {
    id,
    institutionId: editor.institutionId,
    status: 'DRAFT',
    revision: 1,
    version: null,
    published: null,
    draft,
    createdAt: at,
  };
}

/** Replaces the draft. Throws `rule.not-owner`, `rule.retired`, `rule.invalid`. */
export function saveDraft(rule: Rule, document: unknown, editor: Editor, at: number): Rule {
  requireEditable(rule, editor);
  const draft = { document: requireValid(document, rule.published), author: editor.subject, savedAt: at };
  return { ...rule, draft, revision: rule.revision + 1 };
}

/**
 * Makes the draft the next version. Throws `rule.not-owner`, `rule.retired`, `rule.no-draft`, `rule.invalid`, and
 * `rule.second-person-required` when four eyes are asked for and the author publishes.
 */
export function publishRule(
  rule: Rule,
  editor: Editor,
  at: number,
  { fourEyes }: { readonly fourEyes: boolean },
): { readonly rule: Rule; readonly version: RuleVersion } {
  requireEditable(rule, editor);
  const { draft } = rule;
  if (draft === null) throw new DomainError('rule.no-draft', 'conflict', 'There is no draft to publish.');
  if (fourEyes && draft.author === editor.subject) {
    throw new DomainError('rule.second-person-required', 'forbidden', 'Its author may not publish a draft.');
  }
  // Saved under an earlier release, perhaps with metrics that have gone.
  const document = requireValid(draft.document, rule.published);
  const version: RuleVersion = {
    ruleId: rule.id,
    version: (rule.version ?? 0) + 1,
    document,
    author: draft.author,
    publisher: editor.subject,
    publishedAt: at,
  };
  return {
    rule: {
      ...rule,
      status: 'PUBLISHED',
      revision: rule.revision + 1,
      version: version.version,
      published: document,
      draft: null,
    },
    version,
  };
}

/** Ends judging for good. Alarms that are open stay as they are: nobody judges any more whether they have returned. */
export function retireRule(rule: Rule, editor: Editor): Rule {
  requireEditable(rule, editor);
  return { ...rule, status: 'RETIRED', revision: rule.revision + 1, draft: null };
}

function requireEditable(rule: Rule, { institutionId }: Editor): void {
  if (rule.institutionId !== institutionId) {
    throw new DomainError('rule.not-owner', 'forbidden', 'This rule belongs to somebody else.');
  }
  if (rule.status === 'RETIRED') throw new DomainError('rule.retired', 'conflict', 'A retired rule does not change.');
}

function requireValid(document: unknown, published: RuleDocument | null = null): RuleDocument {
  const errors = [...checkRule(document), ...checkSameMetric(document, published)];
  if (errors.length > 0) throw new DomainError('rule.invalid', 'invalid', 'The rule is not valid.', { errors });
  return document as RuleDocument;
}

/** The rule is part of an alarm's identity: the same alarm must not come to mean another metric. */
function checkSameMetric(document: unknown, published: RuleDocument | null): readonly FieldError[] {
  if (published === null || typeof document !== 'object' || document === null) return [];
  if ((document as Partial<RuleDocument>).metric === published.metric) return [];
  return [{ pointer: '/metric', detail: `must stay ${published.metric}; write a new rule for another metric` }];
}
