/**
 * Streams of facts. Every append names the revision it expects, every event carries its own id, so a retry after an
 * unknown outcome (time-out, dropped connection) with the same ids and the same expectation changes nothing.
 */
export interface EventStore {
  /**
   * Appends all of `events` or none. Resolves with the revision of the last one, also when exactly these ids already
   * stand at exactly this place (idempotent retry). Throws {@link RevisionConflict} when the stream has moved on.
   */
  append(
    stream: string,
    expected: ExpectedRevision,
    events: readonly NewEvent[],
  ): Promise<{ readonly revision: number }>;

  /** A stream's events in order, from `from` (inclusive, default 0). An unknown stream is empty. */
  read(
    stream: string,
    options?: { readonly from?: number; readonly limit?: number },
  ): Promise<readonly RecordedEvent[]>;

  /** A stream's events, newest first. */
  readBackwards(stream: string, options: { readonly limit: number }): Promise<readonly RecordedEvent[]>;

  /**
   * Everything in the given categories (stream name up to the first `-`) after `after`, in commit order, then live, in
   * batches, until `signal` aborts. Never skips an event of a transaction that was open when a later one committed.
   * `after` is the caller's checkpoint: the position of the last event it has dealt with, or null for the beginning.
   */
  subscribe(options: SubscribeOptions): AsyncIterable<readonly RecordedEvent[]>;

  /** Like {@link subscribe}, but ends at the head. For rebuilding projections. */
  readAll(options: Omit<SubscribeOptions, 'signal'>): AsyncIterable<readonly RecordedEvent[]>;

  check(): Promise<void>;
  close(): Promise<void>;
}

/** `'no-stream'`: the stream must not exist yet; a number: its last event must have this revision (first event is 0). */
export type ExpectedRevision = 'no-stream' | number;

export interface NewEvent {
  /** UUID. Derive it from the command's id and the event's index, so that a retry repeats it. */
  readonly id: string;
  /** Name with version, e.g. `AlarmRaised.v1`; older versions are upcast when read. */
  readonly type: string;
  readonly data: unknown;
  readonly metadata: EventMetadata;
}

export interface EventMetadata {
  /** Who acted: a token subject, or `system:<service>`. Never a name. */
  readonly actor: string;
  readonly correlationId: string;
  readonly causationId: string;
  /** W3C trace context of what caused the event, so that a trace runs from the reading to the delivery. */
  readonly traceparent?: string;
}

export interface RecordedEvent extends NewEvent {
  readonly stream: string;
  readonly revision: number;
  /** Opaque to callers; kept as a checkpoint. */
  readonly position: string;
  /** When the store accepted it, ISO 8601 UTC. */
  readonly recordedAt: string;
}

export interface SubscribeOptions {
  readonly categories: readonly string[];
  readonly after: string | null;
  readonly batchSize?: number;
  readonly signal: AbortSignal;
}

export class RevisionConflict extends Error {
  override readonly name = 'RevisionConflict';
  constructor(
    readonly stream: string,
    readonly expected: ExpectedRevision,
    readonly actual: ExpectedRevision,
  ) {
    super(`stream ${stream}: expected ${expected}, is ${actual}`);
  }
}
