import type { Enterprise, Family, Grant, RuleScope, Site } from '@loanwatch/contracts';
import { dayEnd, dayStart } from '@loanwatch/kernel';
import type { Window } from './schedule';

/** What a rule may apply to. Enterprise and site are undefined as long as the registry has not told of them. */
export interface Target {
  readonly subject: string;
  readonly enterpriseId: string;
  /** Null: the enterprise as a whole. */
  readonly siteId: string | null;
  readonly enterprise: Enterprise | undefined;
  readonly site: Site | undefined;
}

/** Whether every list of the scope names the target. */
export function applies(scope: RuleScope | undefined, target: Target): boolean {
  if (scope === undefined) return true;
  const { enterprises, sites, industries, tags, subjects } = scope;
  if (subjects !== undefined && !target.subject.startsWith(`${subjects}:`)) return false;
  if (enterprises?.includes(target.enterpriseId) === false) return false;
  if (sites !== undefined && (target.siteId === null || !sites.includes(target.siteId))) return false;
  if (
    industries !== undefined &&
    (target.enterprise === undefined || !industries.includes(target.enterprise.industry))
  ) {
    return false;
  }
  return tags === undefined || tags.some((tag) => hasTag(target, tag));
}

function hasTag({ enterprise, site }: Target, tag: string): boolean {
  return enterprise?.tags.includes(tag) === true || site?.tags.includes(tag) === true;
}

const CONTRACT_ZONE = 'Asia/Shanghai';

/** The time in which an institution may judge signals of `family` under its grants; sorted, apart from each other. */
export function grantedWindows(grants: readonly Grant[], institutionId: string, family: Family): readonly Window[] {
  const windows = grants
    .filter((grant) => grant.institutionId === institutionId && grant.status === 'ACTIVE')
    .filter((grant) => grant.signalKinds.includes(family))
    .map(({ from, to }) => ({
      from: dayStart(from, CONTRACT_ZONE),
      to: to === null ? Infinity : dayEnd(to, CONTRACT_ZONE),
    }))
    .sort((a, b) => a.from - b.from);
  const merged: Window[] = [];
  for (const window of windows) {
    const last = merged.at(-1);
    if (last === undefined || window.from > last.to) merged.push(window);
    else merged[merged.length - 1] = { from: last.from, to: Math.max(last.to, window.to) };
  }
  return merged;
}
