import { DomainError } from '@loanwatch/kernel';
import type { Scope } from '@loanwatch/engines';

export const ROLES = [
  'risk_manager',
  'account_manager',
  'information_officer',
  'service_manager',
  'enterprise_user',
  'admin',
  'client',
] as const;
export type Role = (typeof ROLES)[number];

/** Roles that see every institution when their token names none. */
const PLATFORM_ROLES: readonly Role[] = ['service_manager', 'admin', 'information_officer'];

/** Who calls, as the token says. Nothing in a request can widen it. */
export interface Principal {
  /** Opaque id of the person or machine (`sub`), never a name. */
  readonly subject: string;
  readonly roles: readonly Role[];
  readonly institutionId: string | null;
  readonly enterpriseId: string | null;
  readonly kind: 'staff' | 'machine';
}

/** Tells a caller from everybody else: two institutions may both have a `sub` of the same text. */
export function callerKey({ subject, institutionId, enterpriseId }: Principal): string {
  return JSON.stringify([institutionId, enterpriseId, subject]);
}

/**
 * Whose rows the caller may see. Of several roles the narrowest wins, so a token can never see more because a role was
 * added to it. Throws `auth.no-scope` (403) when the token names neither an institution nor a platform role.
 */
export function scopeOf(principal: Principal): Scope {
  if (principal.roles.includes('enterprise_user')) {
    if (principal.enterpriseId !== null) return { kind: 'enterprise', enterpriseId: principal.enterpriseId };
  } else if (principal.institutionId !== null) {
    return { kind: 'institution', institutionId: principal.institutionId };
  } else if (principal.roles.some((role) => PLATFORM_ROLES.includes(role))) {
    return { kind: 'platform' };
  }
  throw new DomainError('auth.no-scope', 'forbidden', 'The token names no institution or enterprise for its roles.');
}
