import type { EntityKind, EntityOf, Family } from '@loanwatch/contracts';

/**
 * Why an institution sees an enterprise and what stands on its premises. An institution sees enterprises it registered,
 * those to which it has a loan that is not repaid, and those for which it holds a grant in force.
 */
export interface Sight {
  readonly institutionId: string;
  readonly enterpriseId: string;
  readonly source: 'registration' | 'loan' | 'grant';
  /** Families it is limited to; null: all. */
  readonly signalKinds: readonly Family[] | null;
  /** Dates of Asia/Shanghai, both inclusive; null: without limit. */
  readonly from: string | null;
  readonly to: string | null;
}

/** The sight that a living record gives, if any. */
export function sightOf<K extends EntityKind>(kind: K, entity: EntityOf<K>): Sight | undefined;
export function sightOf(kind: EntityKind, entity: EntityOf<EntityKind>): Sight | undefined {
  switch (kind) {
    case 'enterprise': {
      const { id, registeredBy } = entity as EntityOf<'enterprise'>;
      return registeredBy === null
        ? undefined
        : { ...ALWAYS, institutionId: registeredBy, enterpriseId: id, source: 'registration' };
    }
    case 'loan': {
      const { institutionId, enterpriseId, status } = entity as EntityOf<'loan'>;
      return status === 'REPAID' ? undefined : { ...ALWAYS, institutionId, enterpriseId, source: 'loan' };
    }
    case 'grant': {
      const { institutionId, enterpriseId, signalKinds, from, to, status } = entity as EntityOf<'grant'>;
      return status === 'REVOKED' ? undefined : { institutionId, enterpriseId, source: 'grant', signalKinds, from, to };
    }
    default:
      return undefined;
  }
}

const ALWAYS = { signalKinds: null, from: null, to: null } as const;
