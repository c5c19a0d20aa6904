import { type Decider, derivedId, DomainError, type Message } from '@loanwatch/kernel';
import { type EventMetadata, type EventStore, RevisionConflict, type RecordedEvent } from './port';

export interface CommandRun<S, C extends Message, E extends Message> {
  readonly store: EventStore;
  readonly stream: string;
  readonly decider: Decider<S, C, E>;
  readonly command: C;
  /** Same id, same effect: a repetition appends nothing and has the first run's outcome. */
  readonly commandId: string;
  readonly metadata: EventMetadata;
  /** What the caller saw (`If-Match`); -1 for a stream that must not exist. Without it a lost race is run again. */
  readonly expectedRevision?: number;
  /** Brings a stored event of an older version to the current one. Default: every event is current. */
  readonly upcast?: (stored: Pick<RecordedEvent, 'type' | 'data'>) => E;
}

export interface CommandOutcome<S, E extends Message> {
  /** What this command caused; empty when there was nothing left to do. */
  readonly events: readonly E[];
  /** The aggregate after these events. */
  readonly state: S;
  /** Revision of the stream's last event after this command; -1 when the stream does not exist. */
  readonly revision: number;
}

const RETRIES = 3;

/** The one way to change an aggregate: read, fold, decide, append. Throws {@link DomainError} when it is refused. */
export async function runCommand<S, C extends Message, E extends Message>(
  run: CommandRun<S, C, E>,
): Promise<CommandOutcome<S, E>> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await attemptCommand(run);
    } catch (error) {
      if (!(error instanceof RevisionConflict)) throw error;
      if (run.expectedRevision !== undefined || attempt >= RETRIES) throw stale(run.expectedRevision, error.actual);
    }
  }
}

async function attemptCommand<S, C extends Message, E extends Message>(
  run: CommandRun<S, C, E>,
): Promise<CommandOutcome<S, E>> {
  const { store, stream, decider, commandId } = run;
  const history = await store.read(stream);
  const current = run.upcast ?? (({ type, data }) => ({ type, data }) as E);
  const firstId = derivedId(commandId, 0);
  const before = history.findIndex(({ id }) => id === firstId);
  if (before >= 0) return repeated(run, history, before, current);

  const revision = history.length - 1;
  if (run.expectedRevision !== undefined && run.expectedRevision !== revision)
    throw stale(run.expectedRevision, revision);
  let state = decider.initial();
  for (const event of history) state = decider.evolve(state, current(event));
  const events = decider.decide(run.command, state);
  const appended = await store.append(
    stream,
    revision === -1 ? 'no-stream' : revision,
    events.map(({ type, data }, i) => ({ id: derivedId(commandId, i), type, data, metadata: run.metadata })),
  );
  for (const event of events) state = decider.evolve(state, event);
  return { events, state, revision: appended.revision };
}

/** The state as the first run left it, whatever has happened since. */
function repeated<S, C extends Message, E extends Message>(
  { decider, commandId }: CommandRun<S, C, E>,
  history: readonly RecordedEvent[],
  from: number,
  current: (stored: Pick<RecordedEvent, 'type' | 'data'>) => E,
): CommandOutcome<S, E> {
  let end = from;
  while (history[end]?.id === derivedId(commandId, end - from)) end++;
  let state = decider.initial();
  for (const event of history.slice(0, end)) state = decider.evolve(state, current(event));
  return { events: history.slice(from, end).map(current), state, revision: end - 1 };
}

function stale(expected: number | undefined, actual: number | 'no-stream'): DomainError {
  return new DomainError(
    'request.stale',
    'stale',
    `it has changed since it was read (expected revision ${expected ?? 'of a moment ago'}, is ${actual})`,
  );
}
