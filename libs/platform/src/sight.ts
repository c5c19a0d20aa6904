import type { Scope } from '@loanwatch/engines';
import { grantInForce } from '@loanwatch/kernel';
import type { EntityIndex } from './entity-index';

/**
 * Whether somebody may see what is measured of a metric family at an enterprise: the platform always, the enterprise its
 * own, an institution with a grant in force at `atMs`. No grant, no sight, whoever registered the enterprise.
 */
export function maySeeFamily(
  scope: Scope,
  enterpriseId: string,
  family: string,
  entities: EntityIndex,
  atMs: number,
): boolean {
  switch (scope.kind) {
    case 'platform':
      return true;
    case 'enterprise':
      return scope.enterpriseId === enterpriseId;
    case 'institution':
      return entities
        .grantsFor(enterpriseId)
        .some((grant) => grant.institutionId === scope.institutionId && grantInForce(grant, family, atMs));
  }
}
