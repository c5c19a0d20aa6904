import { type Decider, DomainError, derivedId, randomIds } from '@loanwatch/kernel';
import { testEngines, type TestEngines } from '@loanwatch/testing';
import type { EventStore } from './port';
import { type CommandRun, runCommand } from './run-command';

interface Account {
  readonly balance: number;
  readonly deposits: number;
}
type Command = { readonly type: 'Deposit' | 'Withdraw'; readonly data: { readonly amount: number } };
type Event = {
  readonly type: 'Deposited.v1' | 'Withdrawn.v1' | 'Emptied.v1';
  readonly data: { readonly amount: number };
};

const account: Decider<Account, Command, Event> = {
  initial: () => ({ balance: 0, deposits: 0 }),
  evolve: (state, { type, data }) =>
    type === 'Deposited.v1'
      ? { balance: state.balance + data.amount, deposits: state.deposits + 1 }
      : type === 'Withdrawn.v1'
        ? { ...state, balance: state.balance - data.amount }
        : state,
  decide: ({ type, data }, state) => {
    if (type === 'Deposit') return data.amount === 0 ? [] : [{ type: 'Deposited.v1', data }];
    if (data.amount > state.balance) throw new DomainError('account.overdrawn', 'conflict', 'not enough');
    const withdrawn: Event = { type: 'Withdrawn.v1', data };
    return data.amount < state.balance ? [withdrawn] : [withdrawn, { type: 'Emptied.v1', data: { amount: 0 } }];
  },
};

describe('running a command', () => {
  let engines: TestEngines;
  let stream: string;
  beforeAll(async () => {
    engines = await testEngines();
  });
  afterAll(() => engines.close());
  beforeEach(() => void (stream = `account-${randomIds.next()}`));

  const run = (command: Command, more: Partial<CommandRun<Account, Command, Event>> = {}) =>
    runCommand({
      store: engines.eventStore,
      stream,
      decider: account,
      command,
      commandId: randomIds.next(),
      metadata: { actor: 'system:spec', correlationId: 'c', causationId: 'c' },
      ...more,
    });
  const deposit = (amount: number): Command => ({ type: 'Deposit', data: { amount } });
  const withdraw = (amount: number): Command => ({ type: 'Withdraw', data: { amount } });
  const codeOf = (running: Promise<unknown>) =>
    running.then(
      () => 'accepted',
      (error: unknown) => (error as DomainError).code,
    );

  it('appends what is decided, with ids that follow from the command', async () => {
    await run(deposit(100));
    const commandId = randomIds.next();

    const outcome = await run(withdraw(100), { commandId });

    expect(outcome.revision).toBe(2);
    expect(outcome.state).toEqual({ balance: 0, deposits: 1 });
    expect(outcome.events.map(({ type }) => type)).toEqual(['Withdrawn.v1', 'Emptied.v1']);
    const recorded = await engines.eventStore.read(stream, { from: 1 });
    expect(recorded.map(({ id }) => id)).toEqual([derivedId(commandId, 0), derivedId(commandId, 1)]);
  });

  it('appends nothing when nothing is decided', async () => {
    expect(await run(deposit(0))).toEqual({ events: [], state: { balance: 0, deposits: 0 }, revision: -1 });
    expect(await engines.eventStore.read(stream)).toEqual([]);
  });

  it('gives a repeated command its first outcome, whatever has happened since', async () => {
    const commandId = randomIds.next();
    await run(deposit(10));
    const first = await run(withdraw(10), { commandId, expectedRevision: 0 });
    await run(deposit(5));

    expect(await run(withdraw(10), { commandId, expectedRevision: 0 })).toEqual(first);
    expect(await engines.eventStore.read(stream)).toHaveLength(4);
  });

  it('tells a caller whose view is out of date, also when it expected a new stream', async () => {
    await run(deposit(10), { expectedRevision: -1 });

    expect(await codeOf(run(deposit(10), { expectedRevision: -1 }))).toBe('request.stale');
    expect(await codeOf(run(deposit(10), { expectedRevision: 3 }))).toBe('request.stale');
    expect(await codeOf(run(deposit(10), { expectedRevision: 0 }))).toBe('accepted');
  });

  it('runs a lost race again, so that of two callers without an expectation both succeed', async () => {
    const store = racing(engines.eventStore, 3);

    const outcome = await run(deposit(10), { store });

    expect(outcome).toMatchObject({ revision: 3, state: { balance: 13 } });
  });

  it('gives up a race that it loses again and again', async () => {
    expect(await codeOf(run(deposit(10), { store: racing(engines.eventStore, 4) }))).toBe('request.stale');
  });

  it('decides a lost race on the new state, not on the old', async () => {
    await run(deposit(10));
    let first = true;
    const store: EventStore = Object.assign(Object.create(engines.eventStore) as EventStore, {
      append: async (...append: Parameters<EventStore['append']>) => {
        if (first) {
          first = false;
          await run(withdraw(10));
        }
        return engines.eventStore.append(...append);
      },
    });

    expect(await codeOf(run(withdraw(10), { store }))).toBe('account.overdrawn');
  });

  it('brings old events to the current version before folding them', async () => {
    const old = { id: randomIds.next(), type: 'Deposited.v0', data: { cents: 700 } };
    await engines.eventStore.append(stream, 'no-stream', [
      { ...old, metadata: { actor: 'system:spec', correlationId: 'c', causationId: 'c' } },
    ]);

    const outcome = await run(withdraw(7), {
      upcast: ({ type, data }) =>
        type === 'Deposited.v0'
          ? { type: 'Deposited.v1', data: { amount: (data as { cents: number }).cents / 100 } }
          : ({ type, data } as Event),
    });

    expect(outcome.state.balance).toBe(0);
  });
});

/** A store on which somebody else is faster, `times` times. */
function racing(store: EventStore, times: number): EventStore {
  let left = times;
  return Object.assign(Object.create(store) as EventStore, {
    append: async (...[stream, expected, events]: Parameters<EventStore['append']>) => {
      if (left-- > 0) {
        const metadata = { actor: 'system:other', correlationId: 'c', causationId: 'c' };
        const rival = { id: randomIds.next(), type: 'Deposited.v1', data: { amount: 1 }, metadata };
        await store.append(stream, expected, [rival]);
      }
      return store.append(stream, expected, events);
    },
  });
}
