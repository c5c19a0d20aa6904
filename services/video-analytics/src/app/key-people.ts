import type { KeyPerson } from '@loanwatch/contracts';
import type { EntityReplica } from '@loanwatch/platform';

/** The key persons of the registry by the token that face terminals report. */
export class KeyPeople {
  private readonly byToken = new Map<string, string>();

  constructor(private readonly replica: EntityReplica) {}

  /** Call once the replica has been loaded; it follows by itself. */
  start(): void {
    for (const person of this.replica.all('key-person')) this.byToken.set(keyOf(person), person.id);
    this.replica.onChange(({ kind, id }) => {
      const person = kind === 'key-person' ? this.replica.get('key-person', id) : undefined;
      if (person !== undefined) this.byToken.set(keyOf(person), id);
    });
  }

  /** Undefined when no such person is registered with the enterprise, or no longer by that token. */
  find(enterpriseId: string, token: string): KeyPerson | undefined {
    const id = this.byToken.get(`${enterpriseId}/${token}`);
    const person = id === undefined ? undefined : this.replica.get('key-person', id);
    return person?.token === token && person.enterpriseId === enterpriseId ? person : undefined;
  }
}

const keyOf = ({ enterpriseId, token }: KeyPerson): string => `${enterpriseId}/${token}`;
