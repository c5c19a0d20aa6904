import type { Enterprise, Family } from '@loanwatch/contracts';
import type { Scope } from '@loanwatch/engines';
import { type Clock, DomainError } from '@loanwatch/kernel';
import type { EntityIndex } from '@loanwatch/platform';
import { ALWAYS, grantedStretch, type Stretch } from '../domain/sight';

export const FAMILIES: readonly Family[] = [
  'people',
  'goods',
  'presence',
  'intrusion',
  'electricity',
  'climate',
  'health',
  'external',
];

/** Whose signals a caller may see, and of what time: as it is now, asked anew for each request. */
export class Sight {
  private readonly stretches = new Map<string, Stretch | undefined>();

  constructor(
    readonly scope: Scope,
    private readonly entities: EntityIndex,
    private readonly now: number,
  ) {}

  /** Of what time signals of a family of an enterprise may be seen; undefined: of none. */
  stretch(enterpriseId: string, family: Family): Stretch | undefined {
    const key = `${enterpriseId} ${family}`;
    if (!this.stretches.has(key)) this.stretches.set(key, this.findStretch(enterpriseId, family));
    return this.stretches.get(key);
  }

  families(enterpriseId: string): readonly Family[] {
    return FAMILIES.filter((family) => this.stretch(enterpriseId, family) !== undefined);
  }

  /** The enterprise when anything of it may be seen. Throws `entity.not-found`: a stranger's id is one nobody has. */
  requireEnterprise(enterpriseId: string): Enterprise {
    const enterprise = this.entities.enterprise(enterpriseId);
    if (enterprise === undefined || this.families(enterpriseId).length === 0) throw unseen('enterprise');
    return enterprise;
  }

  /** All of which something may be seen, by id. */
  enterprises(): Enterprise[] {
    return this.candidates()
      .filter(({ id }) => this.families(id).length > 0)
      .sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  private findStretch(enterpriseId: string, family: Family): Stretch | undefined {
    const { scope } = this;
    switch (scope.kind) {
      case 'platform':
        return ALWAYS;
      case 'enterprise':
        return scope.enterpriseId === enterpriseId ? ALWAYS : undefined;
      case 'institution':
        if (this.entities.isSuspended(scope.institutionId)) return undefined;
        return grantedStretch(this.entities.grantsFor(enterpriseId), scope.institutionId, family, this.now);
    }
  }

  private candidates(): Enterprise[] {
    const { scope } = this;
    if (scope.kind === 'platform') return this.entities.all('enterprise');
    if (scope.kind === 'enterprise') return known([this.entities.enterprise(scope.enterpriseId)]);
    const granted = new Set(
      this.entities
        .all('grant')
        .filter(({ institutionId }) => institutionId === scope.institutionId)
        .map(({ enterpriseId }) => enterpriseId),
    );
    return known([...granted].map((id) => this.entities.enterprise(id)));
  }
}

export class Sights {
  constructor(
    private readonly entities: EntityIndex,
    private readonly clock: Clock,
  ) {}

  of(scope: Scope): Sight {
    return new Sight(scope, this.entities, this.clock.now());
  }
}

/** The refusal for what does not exist and for what is not the caller's to see: they must not be told apart. */
export function unseen(what: string): DomainError {
  return new DomainError('entity.not-found', 'not-found', `There is no such ${what}, or it is not yours to see.`);
}

function known(enterprises: readonly (Enterprise | undefined)[]): Enterprise[] {
  return enterprises.filter((enterprise) => enterprise !== undefined);
}
