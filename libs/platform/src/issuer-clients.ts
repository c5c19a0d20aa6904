import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { type Clock, DomainError, type Ids } from '@loanwatch/kernel';
import { readSecretJson, replaceSecretJson } from './file-store';

/** A machine of an institution that fetches its own tokens. */
export interface MachineClient {
  readonly clientId: string;
  readonly name: string;
  readonly institutionId: string;
  /** ISO 8601 UTC. */
  readonly createdAt: string;
}

interface StoredClient extends MachineClient {
  /** SHA-256, hex. The secret has 256 random bits, so a slow hash would protect nothing more. */
  readonly secretHash: string;
}

/** Machine clients in one file of the data folder; one process owns it. */
export class MachineClients {
  private constructor(
    private readonly file: string | undefined,
    private readonly clock: Clock,
    private readonly ids: Ids,
    private readonly clients: Map<string, StoredClient>,
  ) {}

  /** Without a file they live in memory (tests). */
  static async open(file: string | undefined, clock: Clock, ids: Ids): Promise<MachineClients> {
    const stored = file === undefined ? undefined : await readSecretJson<StoredClient[]>(file);
    return new MachineClients(file, clock, ids, new Map((stored ?? []).map((client) => [client.clientId, client])));
  }

  list(): MachineClient[] {
    return [...this.clients.values()].map(shown);
  }

  /** The secret is in the answer and nowhere else. */
  async add(name: string, institutionId: string): Promise<MachineClient & { readonly clientSecret: string }> {
    const clientSecret = randomBytes(32).toString('base64url');
    const client: StoredClient = {
      clientId: this.ids.next(),
      name,
      institutionId,
      createdAt: new Date(this.clock.now()).toISOString(),
      secretHash: hash(clientSecret).toString('hex'),
    };
    this.clients.set(client.clientId, client);
    await this.save();
    return { ...shown(client), clientSecret };
  }

  /** Its tokens end by themselves within their lifetime. Throws `entity.not-found` (404). */
  async remove(clientId: string): Promise<void> {
    if (!this.clients.delete(clientId)) {
      throw new DomainError('entity.not-found', 'not-found', 'There is no machine client with this id.');
    }
    await this.save();
  }

  /** The client when the secret is its own. */
  verify(clientId: string, clientSecret: string): MachineClient | undefined {
    const client = this.clients.get(clientId);
    // Compared even for an unknown id, so that the time taken does not tell which ids exist.
    const isSame = timingSafeEqual(hash(clientSecret), Buffer.from(client?.secretHash ?? '0'.repeat(64), 'hex'));
    return client !== undefined && isSame ? shown(client) : undefined;
  }

  private async save(): Promise<void> {
    if (this.file !== undefined) await replaceSecretJson(this.file, [...this.clients.values()]);
  }
}

function shown({ secretHash: _, ...client }: StoredClient): MachineClient {
  return client;
}

function hash(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
