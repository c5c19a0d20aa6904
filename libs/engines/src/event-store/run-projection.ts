import { setTimeout as pause } from 'node:timers/promises';
import type { Database, Tx } from '../database/port';
import type { EventStore, RecordedEvent } from './port';

export interface ProjectionRun {
  readonly store: EventStore;
  /** Where the projection's tables and its checkpoint live. */
  readonly database: Database;
  readonly name: string;
  readonly categories: readonly string[];
  /** The effects of a batch; commits together with the checkpoint. Runs with platform scope. */
  readonly apply: (events: readonly RecordedEvent[], tx: Tx) => Promise<void>;
  /** Called after a batch failed and was rolled back; it is tried again with back-off. */
  readonly onFailure?: (error: unknown) => void;
  readonly batchSize?: number;
}

export interface Projection {
  /** Position of the last event whose effects are committed; null before the first. */
  checkpoint(): string | null;
  /** Finishes the batch in hand and stops. */
  stop(): Promise<void>;
}

const MAX_RETRY_WAIT_MS = 5_000;

/** Another instance has moved the checkpoint: its effects are in the database, ours were rolled back. */
class CheckpointMoved extends Error {}

/** Follows the store from the projection's checkpoint. Resolves once the checkpoint has been read. */
export async function runProjection(run: ProjectionRun): Promise<Projection> {
  const stopping = new AbortController();
  let checkpoint = await readCheckpoint(run);
  const follow = async () => {
    for (let failures = 0; !stopping.signal.aborted;) {
      try {
        checkpoint = await readCheckpoint(run);
        const { store, categories, batchSize } = run;
        const subscription = { categories, after: checkpoint, signal: stopping.signal };
        for await (const events of store.subscribe(
          batchSize === undefined ? subscription : { ...subscription, batchSize },
        )) {
          checkpoint = await applyBatch(run, checkpoint, events);
          failures = 0;
        }
      } catch (error) {
        if (!(error instanceof CheckpointMoved)) run.onFailure?.(error);
        await pause(Math.min(50 * 2 ** failures++, MAX_RETRY_WAIT_MS), undefined, { signal: stopping.signal }).catch(
          () => undefined,
        );
      }
    }
  };
  const following = follow();
  return {
    checkpoint: () => checkpoint,
    stop: async () => {
      stopping.abort();
      await following;
    },
  };
}

async function readCheckpoint({ database, name }: ProjectionRun): Promise<string | null> {
  const { rows } = await database.query<{ position: string }>(
    'SELECT position FROM checkpoints WHERE projection = $1',
    [name],
  );
  return rows[0]?.position ?? null;
}

async function applyBatch(
  run: ProjectionRun,
  checkpoint: string | null,
  events: readonly RecordedEvent[],
): Promise<string> {
  const last = events.at(-1);
  if (last === undefined) throw new RangeError('a subscription yields no empty batch');
  await run.database.transaction(
    async (tx) => {
      await run.apply(events, tx);
      const { rowCount } = await moveCheckpoint(tx, run.name, checkpoint, last.position);
      if (rowCount === 0) throw new CheckpointMoved();
    },
    { kind: 'platform' },
  );
  return last.position;
}

function moveCheckpoint(tx: Tx, name: string, from: string | null, to: string) {
  return from === null
    ? tx.query('INSERT INTO checkpoints (projection, position) VALUES ($1, $2) ON CONFLICT DO NOTHING', [name, to])
    : tx.query('UPDATE checkpoints SET position = $3 WHERE projection = $1 AND position = $2', [name, from, to]);
}
