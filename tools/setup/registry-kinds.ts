import type { Query } from '../client';
import type { Fields, Section } from './setup-file';

/** How entries of a section stand in the registry. */
export interface RegistryKind {
  readonly section: Section;
  readonly path: string;
  /** Field of the registry for each field of the file that names another entry. */
  readonly references: Readonly<Record<string, string>>;
  /** Fields by which an entry is found again; they never change. */
  readonly identity: readonly string[];
  /** Further fields that cannot be changed or are not shown. */
  readonly once?: readonly string[];
  /** Narrows the list in which it is looked for. */
  readonly query: (fields: Fields) => Query;
}

export const REGISTRY_KINDS: readonly RegistryKind[] = [
  {
    section: 'institutions',
    path: 'institutions',
    references: {},
    identity: ['name'],
    query: ({ name }) => ({ q: text(name) }),
  },
  {
    section: 'enterprises',
    path: 'enterprises',
    references: { registeredBy: 'registeredBy' },
    identity: ['registeredBy', 'name'],
    query: ({ name }) => ({ q: text(name) }),
  },
  {
    section: 'sites',
    path: 'sites',
    references: { enterprise: 'enterpriseId' },
    identity: ['enterpriseId', 'name'],
    query: ({ enterpriseId, name }) => ({ enterpriseId: text(enterpriseId), q: text(name) }),
  },
  {
    section: 'loans',
    path: 'loans',
    references: { institution: 'institutionId', enterprise: 'enterpriseId' },
    identity: ['institutionId', 'enterpriseId', 'contractNo'],
    query: ({ institutionId, enterpriseId }) => ({
      institutionId: text(institutionId),
      enterpriseId: text(enterpriseId),
    }),
  },
  {
    section: 'pledges',
    path: 'pledges',
    references: { loan: 'loanId', site: 'siteId' },
    identity: ['loanId', 'what'],
    query: ({ loanId }) => ({ loanId: text(loanId) }),
  },
  {
    section: 'keyPersons',
    path: 'key-persons',
    references: { enterprise: 'enterpriseId' },
    identity: ['enterpriseId', 'token'],
    once: ['name'],
    query: ({ enterpriseId }) => ({ enterpriseId: text(enterpriseId) }),
  },
  {
    section: 'devices',
    path: 'devices',
    references: { site: 'siteId' },
    identity: ['siteId', 'name'],
    once: ['channels'],
    query: ({ siteId, name }) => ({ siteId: text(siteId), q: text(name) }),
  },
  {
    section: 'grants',
    path: 'grants',
    references: { institution: 'institutionId', enterprise: 'enterpriseId' },
    identity: ['institutionId', 'enterpriseId', 'from'],
    query: ({ institutionId, enterpriseId }) => ({
      institutionId: text(institutionId),
      enterpriseId: text(enterpriseId),
    }),
  },
];

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
