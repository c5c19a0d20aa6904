import { type Decider, DomainError, fold, type Message } from '@loanwatch/kernel';

/** Given the events so far, when a command comes, then these events follow, or it is refused, or nothing happens. */
export function deciderSpec<S, C extends Message, E extends Message>(decider: Decider<S, C, E>) {
  return {
    given: (...history: readonly E[]) => ({
      when: (command: C) => {
        const state = fold(decider, history);
        return {
          /** Exactly these events, in this order. */
          then: (...expected: readonly E[]): void => expect(decider.decide(command, state)).toEqual(expected),
          thenNothing: (): void => expect(decider.decide(command, state)).toEqual([]),
          thenRejects: (code: string): void => expect(refusalOf(() => decider.decide(command, state))).toBe(code),
          /** The state after the events that the command causes. */
          state: (): S => {
            let after = state;
            for (const event of decider.decide(command, state)) after = decider.evolve(after, event);
            return after;
          },
        };
      },
      state: (): S => fold(decider, history),
    }),
  };
}

function refusalOf(decide: () => unknown): string {
  try {
    return `no refusal, but ${JSON.stringify(decide())}`;
  } catch (error) {
    if (error instanceof DomainError) return error.code;
    throw error;
  }
}
