/** A command or an event: a name and its data. Times, ids and the acting person are part of the data. */
export interface Message<T extends string = string, D = unknown> {
  readonly type: T;
  readonly data: D;
}

/**
 * An aggregate as two pure functions (after Jérémie Chassaing's Decider).
 * `decide` returns the events a command causes: none when there is nothing left to do (commands may be repeated),
 * and throws a {@link DomainError} when a rule refuses. `evolve` never refuses: a stored event is a fact.
 */
export interface Decider<S, C extends Message, E extends Message> {
  initial(): S;
  evolve(state: S, event: E): S;
  decide(command: C, state: S): readonly E[];
}

export function fold<S, E extends Message>(
  decider: Pick<Decider<S, never, E>, 'initial' | 'evolve'>,
  events: Iterable<E>,
): S {
  let state = decider.initial();
  for (const event of events) state = decider.evolve(state, event);
  return state;
}

/** Makes a `switch` over a union exhaustive at compile time. */
export function unreachable(value: never): never {
  throw new Error(`unreachable: ${JSON.stringify(value)}`);
}
