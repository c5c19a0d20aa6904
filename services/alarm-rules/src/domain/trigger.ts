import type { Owner, Trigger } from '@loanwatch/contracts';
import { derivedId } from '@loanwatch/kernel';
import type { CompiledRule } from './compile';
import type { Verdict } from './standing';

/** A published version as it judges. */
export interface PublishedRule {
  readonly id: string;
  readonly version: number;
  readonly owner: Owner;
  readonly compiled: CompiledRule;
}

export interface JudgedSubject {
  readonly subject: string;
  readonly enterpriseId: string;
  readonly siteId: string | null;
}

/** The message of a verdict. Its id is derived, so that the same verdict given twice is the same message. */
export function triggerOf(rule: PublishedRule, judged: JudgedSubject, verdict: Verdict): Trigger {
  const { id, version, owner, compiled } = rule;
  const { document, metric } = compiled;
  const { subject, enterpriseId, siteId } = judged;
  const { ordinal, ...said } = verdict;
  return {
    triggerId: derivedId('trigger', id, version, subject, verdict.at, verdict.verdict, ordinal),
    fingerprint: derivedId(enterpriseId, id, subject),
    ruleId: id,
    ruleVersion: version,
    ruleName: document.name,
    owner,
    enterpriseId,
    siteId,
    subject,
    metric: metric.code,
    family: metric.family,
    ...said,
  };
}
