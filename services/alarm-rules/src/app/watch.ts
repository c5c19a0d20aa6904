import type { Surroundings } from '../domain/judge';
import type { Standing } from '../domain/standing';
import type { JudgedSubject, PublishedRule } from '../domain/trigger';
import type { SiteView } from './matcher';
import type { StoredStanding } from './standing-store';

/** One published rule about one subject. */
export interface Watch {
  readonly rule: PublishedRule;
  readonly watched: Watched;
  around: Surroundings;
  standing: Standing;
  live: boolean;
  /** Revision of the stored row, 0 when there is none. */
  revision: number;
}

/** One metric of one subject with everything that judges it: found with two look-ups, whatever other rules there are. */
export interface Watched extends JudgedSubject {
  readonly metric: string;
  /** The view it was matched with; another one means that it has to be matched again. */
  view: SiteView;
  watches: readonly Watch[];
}

export const wantedOf = ({ rule, watched }: Watch): { readonly ruleId: string; readonly subject: string } => ({
  ruleId: rule.id,
  subject: watched.subject,
});
export const keyOf = ({ rule, watched }: Watch): string => `${rule.id} ${watched.subject}`;

export function rowOf({ rule, watched, live, standing, revision }: Watch): StoredStanding {
  const { subject, enterpriseId, siteId } = watched;
  return { ruleId: rule.id, version: rule.version, subject, enterpriseId, siteId, live, standing, revision };
}
