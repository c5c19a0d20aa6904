import type { Institution } from '@loanwatch/contracts';
import { DomainError } from '@loanwatch/kernel';
import type { EntityIndex } from '@loanwatch/platform';
import { type Sight, type Sights, unseen } from './sights';

export const GROUPINGS = ['enterprise', 'site', 'institution'] as const;
export type Grouping = (typeof GROUPINGS)[number];

export interface Group {
  readonly id: string;
  readonly name: string;
  /** By whose grants its series are seen. */
  readonly sight: Sight;
  readonly enterpriseIds: readonly string[];
  /** Undefined: all sites of the enterprises. */
  readonly siteId?: string;
}

export interface GroupFilter {
  readonly grouping: Grouping;
  readonly enterpriseId?: string | undefined;
  readonly siteId?: string | undefined;
}

/**
 * The groups that a caller may see. Throws `entity.not-found` for a filter that names something that is not there to be
 * seen, `auth.forbidden` when an enterprise asks who its lenders are.
 */
export function groupsOf(sight: Sight, sights: Sights, entities: EntityIndex, filter: GroupFilter): readonly Group[] {
  const enterpriseIds = enterprisesIn(sight, entities, filter);
  switch (filter.grouping) {
    case 'enterprise':
      return enterpriseIds.map((id) => ({ ...oneEnterprise(id), ...siteOf(filter) }));
    case 'site':
      return enterpriseIds
        .flatMap((id) => entities.sitesOf(id))
        .filter(({ id }) => filter.siteId === undefined || id === filter.siteId)
        .map(({ id, name, enterpriseId }) => ({ id, name, sight, enterpriseIds: [enterpriseId], siteId: id }));
    case 'institution':
      return institutionsIn(sight, entities).map(({ id, name }) => {
        const own = sight.scope.kind === 'platform' ? sights.of({ kind: 'institution', institutionId: id }) : sight;
        const seen = enterpriseIds.filter((enterpriseId) => own.families(enterpriseId).length > 0);
        return { id, name, sight: own, enterpriseIds: seen, ...siteOf(filter) };
      });
  }

  function oneEnterprise(id: string): Group {
    return { id, name: entities.enterprise(id)?.name ?? id, sight, enterpriseIds: [id] };
  }
}

function enterprisesIn(sight: Sight, entities: EntityIndex, { enterpriseId, siteId }: GroupFilter): readonly string[] {
  if (siteId !== undefined) {
    const site = entities.site(siteId);
    if (site === undefined || (enterpriseId !== undefined && site.enterpriseId !== enterpriseId)) throw unseen('site');
    return [sight.requireEnterprise(site.enterpriseId).id];
  }
  if (enterpriseId !== undefined) return [sight.requireEnterprise(enterpriseId).id];
  return sight.enterprises().map(({ id }) => id);
}

function institutionsIn({ scope }: Sight, entities: EntityIndex): readonly Institution[] {
  switch (scope.kind) {
    case 'platform':
      return entities.all('institution');
    case 'institution':
      return [entities.institution(scope.institutionId)].filter((institution) => institution !== undefined);
    case 'enterprise':
      throw new DomainError('auth.forbidden', 'forbidden', 'An enterprise does not see figures of institutions.');
  }
}

function siteOf({ siteId }: GroupFilter): { readonly siteId?: string } {
  return siteId === undefined ? {} : { siteId };
}
