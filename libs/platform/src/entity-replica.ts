import { type EntityKind, type EntityOf, parseEvent } from '@loanwatch/contracts';
import {
  type Bus,
  type BusRecord,
  type Consumer,
  type Database,
  type Migration,
  PermanentFailure,
  type Tx,
} from '@loanwatch/engines';
import { EntityIndex, type StoredEntity } from './entity-index';

const ENTITY_CHANGED = 'loanwatch.entity.changed.v1';
const FOLLOW_EVERY_MS = 2_000;

/** Include it in the migrations of every service that has an {@link EntityReplica}. */
export const ENTITY_MIGRATION: Migration = {
  name: '202601010002-entity-replica',
  up: `
    CREATE TABLE entity (
      kind text NOT NULL,
      id uuid NOT NULL,
      version integer NOT NULL,
      deleted boolean NOT NULL,
      entity jsonb NOT NULL,
      written_by xid8 NOT NULL DEFAULT pg_current_xact_id(),
      PRIMARY KEY (kind, id)
    );
    CREATE INDEX entity_written_by ON entity (written_by);`,
};

/** A change of master data that a service may react to, once it is committed. */
export interface EntityChange<K extends EntityKind = EntityKind> {
  readonly kind: K;
  readonly id: string;
  readonly version: number;
  /** Undefined when it is new here. */
  readonly before: EntityOf<K> | undefined;
  /** Undefined when it was deleted. */
  readonly after: EntityOf<K> | undefined;
}

/**
 * The `entities` topic in a service's own schema and in memory: what a service knows of institutions, enterprises,
 * sites, devices, channels and grants, without asking anybody. Read it through the getters of {@link EntityIndex}.
 */
export class EntityReplica extends EntityIndex {
  private readonly listeners = new Set<(change: EntityChange) => void>();
  private consumer: Consumer | undefined;
  private follower: NodeJS.Timeout | undefined;
  /** Transactions from here on may have written rows not read yet. */
  private readUpTo = '0';

  /** `service` names the consumer group `<service>.entities`. */
  constructor(
    private readonly service: string,
    private readonly database: Database,
    private readonly bus: Bus,
  ) {
    super();
  }

  /** Loads what is stored, then follows the topic. */
  async start(): Promise<void> {
    await this.refresh();
    this.consumer = await this.bus.consume({
      group: `${this.service}.entities`,
      topics: ['entities'],
      database: this.database,
      handle: (records, tx) => this.handle(records, tx),
    });
    // Another instance of the service may be the one that consumes; its writes reach this index through the table.
    this.follower = setInterval(() => void this.refresh().catch(() => undefined), FOLLOW_EVERY_MS);
    this.follower.unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.follower);
    await this.consumer?.stop();
  }

  /** Records of the topic not handled yet. */
  lag(): Promise<number> {
    return this.consumer?.lag() ?? Promise.resolve(0);
  }

  /**
   * Calls `listener` after committed changes; it must not throw. Versions that arrive together come as one change, as
   * they would from the compacted topic. Returns how to end it.
   */
  onChange(listener: (change: EntityChange) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** The record as soon as it is known; undefined when it is not within `withinMs`. */
  async waitFor<K extends EntityKind>(kind: K, id: string, withinMs: number): Promise<EntityOf<K> | undefined> {
    const known = this.get(kind, id);
    if (known !== undefined) return known;
    return new Promise((resolve) => {
      const end = (entity: EntityOf<K> | undefined): void => {
        clearTimeout(timer);
        stopListening();
        resolve(entity);
      };
      const timer = setTimeout(() => end(undefined), withinMs);
      const stopListening = this.onChange((change) => {
        if (change.kind === kind && change.id === id) end(this.get(kind, id));
      });
    });
  }

  private async handle(records: readonly BusRecord[], tx: Tx): Promise<void> {
    const newest = new Map<string, StoredEntity>();
    for (const { value } of records) {
      const data = readChange(value);
      const before = newest.get(`${data.kind}:${data.id}`);
      if (before === undefined || before.version < data.version) newest.set(`${data.kind}:${data.id}`, data);
    }
    const changes = [...newest.values()];
    await tx.query(
      `INSERT INTO entity (kind, id, version, deleted, entity)
       SELECT * FROM unnest($1::text[], $2::uuid[], $3::integer[], $4::boolean[], $5::jsonb[])
       ON CONFLICT (kind, id) DO UPDATE SET version = excluded.version, deleted = excluded.deleted,
         entity = excluded.entity, written_by = pg_current_xact_id()
       WHERE entity.version < excluded.version`,
      [
        changes.map(({ kind }) => kind),
        changes.map(({ id }) => id),
        changes.map(({ version }) => version),
        changes.map(({ deleted }) => deleted),
        changes.map(({ entity }) => JSON.stringify(entity)),
      ],
      'entity-replica-upsert',
    );
    tx.afterCommit(() => {
      for (const change of changes) this.accept(change);
    });
  }

  /** Reads rows of transactions that were not finished at the last reading; those read twice are older versions. */
  private async refresh(): Promise<void> {
    const { rows } = await this.database.query<StoredEntity & { horizon: string }>(
      `SELECT horizon, kind, id, version, deleted, entity
       FROM (SELECT pg_snapshot_xmin(pg_current_snapshot())::text AS horizon) AS snapshot
       LEFT JOIN entity ON written_by >= $1::xid8`,
      [this.readUpTo],
    );
    for (const row of rows) {
      // The left join gives the horizon even when there is no row to read.
      if ((row.kind as EntityKind | null) !== null) this.accept(row);
      this.readUpTo = row.horizon;
    }
  }

  private accept(stored: StoredEntity): void {
    const before = this.apply(stored);
    if (before === 'older') return;
    const { kind, id, version, deleted, entity } = stored;
    const change: EntityChange = { kind, id, version, before, after: deleted ? undefined : entity };
    for (const listener of this.listeners) listener(change);
  }
}

/** A record that breaks the contract never heals: it goes to the dead letters at once. */
function readChange(value: string): StoredEntity {
  try {
    return parseEvent(value, ENTITY_CHANGED).data;
  } catch (error) {
    throw new PermanentFailure(error instanceof Error ? error.message : String(error), { cause: error });
  }
}
