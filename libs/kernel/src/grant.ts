import { siteDay } from './time';

/** What of a grant decides whether it is in force. Dates are those of Asia/Shanghai, both inclusive. */
export interface GrantTerms {
  readonly status: 'ACTIVE' | 'REVOKED';
  readonly signalKinds: readonly string[];
  readonly from: string;
  /** Null: until revoked. */
  readonly to: string | null;
}

const CONTRACT_ZONE = 'Asia/Shanghai';

/** Whether the grant lets its institution see signals of `family` at an instant (ms). No grant in force, no sight. */
export function grantInForce(grant: GrantTerms, family: string, atMs: number): boolean {
  if (grant.status !== 'ACTIVE' || !grant.signalKinds.includes(family)) return false;
  const date = siteDay(atMs, CONTRACT_ZONE);
  return date >= grant.from && (grant.to === null || date <= grant.to);
}
