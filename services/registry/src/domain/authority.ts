import type { EntityKind, EntityOf } from '@loanwatch/contracts';
import { DomainError } from '@loanwatch/kernel';

/** For whom a change is made. */
export type Authority =
  | { readonly kind: 'platform' }
  | { readonly kind: 'institution'; readonly institutionId: string }
  | { readonly kind: 'enterprise'; readonly enterpriseId: string };

export type Action = 'create' | 'change' | 'remove';

/** Kept by the platform alone: who the tenants are, and who may see whom. */
const OF_THE_PLATFORM: readonly EntityKind[] = ['institution', 'grant'];

/** Other institutions may rely on these without the caller's knowledge, and a refusal would tell it that they do. */
const REMOVED_BY_THE_PLATFORM: readonly EntityKind[] = ['enterprise', 'site'];

/** Throws `registry.platform-only` (403) when the caller never may do this, whatever the record. */
export function requireAuthority(authority: Authority, action: Action, kind: EntityKind): void {
  if (authority.kind === 'platform') return;
  if (authority.kind === 'institution' && !OF_THE_PLATFORM.includes(kind)) {
    if (action !== 'remove' || !REMOVED_BY_THE_PLATFORM.includes(kind)) return;
  }
  throw new DomainError('registry.platform-only', 'forbidden', 'Only the platform itself may do this.');
}

/** The enterprise that the caller must have registered to write the record; undefined where another rule decides. */
export function enterpriseToRegister<K extends EntityKind>(kind: K, entity: EntityOf<K>): string | undefined;
export function enterpriseToRegister(kind: EntityKind, entity: EntityOf<EntityKind>): string | undefined {
  switch (kind) {
    case 'enterprise':
      return entity.id;
    case 'site':
    case 'device':
    case 'channel':
    case 'key-person':
      return (entity as EntityOf<'site' | 'device' | 'channel' | 'key-person'>).enterpriseId;
    default:
      return undefined;
  }
}

export function notTheRegistrar(): DomainError {
  return new DomainError(
    'registry.not-registrar',
    'forbidden',
    'Only the institution that registered the enterprise, or the platform, may change what belongs to it.',
  );
}
