import { type MessageRecord, parseEvent, type RuleDocument } from '@loanwatch/contracts';
import type { Database, Tx } from '@loanwatch/engines';
import { HOUR_MS, MINUTE_MS, randomIds } from '@loanwatch/kernel';
import { FixedClock } from '@loanwatch/testing';
import { aBatchOf, anEngine, aPublished, MemoryStandings, SITE } from '../../test/engine-world';
import { type Arrival, Judging } from './judging';

const START = Date.parse('2026-03-02T01:00:00Z');
const hotFor30: RuleDocument = {
  name: { zh: '过热', en: 'Too hot' },
  family: 'climate',
  metric: 'temperature',
  ladder: [
    {
      severity: 'RED',
      condition: {
        kind: 'duration',
        condition: { kind: 'threshold', operator: 'above', value: 90 },
        forMs: 30 * MINUTE_MS,
      },
    },
  ],
  stalenessMs: HOUR_MS,
};

/** A transaction whose end the spec decides. */
class OpenTx {
  private readonly actions: (() => void)[] = [];
  readonly tx = { afterCommit: (action: () => void) => this.actions.push(action) } as unknown as Tx;
  commit(): void {
    for (const action of this.actions) action();
  }
}

describe('judging in transactions', () => {
  const world = () => {
    const clock = new FixedClock(START);
    const published: MessageRecord[] = [];
    const database = {
      transaction: (work: (tx: Tx) => Promise<unknown>) => work(new OpenTx().tx),
    } as unknown as Database;
    const bus = {
      publishInTransaction: (_: Tx, records: readonly MessageRecord[]) => {
        published.push(...records);
        return Promise.resolve();
      },
    };
    const store = new MemoryStandings();
    const judging = new Judging(anEngine([aPublished(hotFor30, 'rule')], store), database, bus, clock);
    const said = (): readonly string[] =>
      published.map(({ value }) => {
        const { data } = parseEvent(value, 'loanwatch.trigger.decided.v1');
        return `${data.verdict} ${(data.at - START) / MINUTE_MS}`;
      });
    const take = async (arrival: Arrival): Promise<void> => {
      const open = new OpenTx();
      await judging.judge([arrival], open.tx);
      open.commit();
    };
    return { clock, judging, said, take, store };
  };
  const arrival = (minute: number, value: number): Arrival => {
    const at = START + minute * MINUTE_MS;
    const subject = `channel:${SITE.id}/1`;
    const signal = { metric: 'temperature', subject, at, value, coverage: 1, algorithm: 'test.signal@1' };
    const id = randomIds.next();
    return { batch: aBatchOf([signal], true), correlationId: id, causationId: id, traceparent: undefined };
  };

  it('lets no timer fire that a signal still waiting to be judged may refute', async () => {
    const { clock, judging, said, take } = world();
    await take(arrival(0, 95));
    clock.set(START + HOUR_MS);
    await judging.judgeTimers(true);
    expect(said()).toEqual([]);
    await take(arrival(10, 20));
    await judging.judgeTimers(false);
    expect(said()).toEqual([]);
  });

  it('lets the timers fire that ran out before the newest judged signal was received, however much is waiting', async () => {
    const { clock, judging, said, take } = world();
    await take(arrival(0, 95));
    const other = arrival(31, 20);
    const [signal] = other.batch.signals;
    if (signal === undefined) throw new Error('no signal');
    await take({ ...other, batch: { ...other.batch, signals: [{ ...signal, subject: `channel:${SITE.id}/2` }] } });
    clock.set(START + HOUR_MS);
    await judging.judgeTimers(true);
    expect(said()).toEqual(['RAISE 30']);
  });

  it('does one thing at a time: a timer waits for the batch in hand to be committed', async () => {
    const { clock, judging, said } = world();
    clock.set(START + HOUR_MS);
    const open = new OpenTx();
    await judging.judge([arrival(0, 95)], open.tx);
    const timers = judging.judgeTimers(false);
    await new Promise(setImmediate);
    expect(said()).toEqual([]);
    open.commit();
    await timers;
    expect(said()).toEqual(['RAISE 30']);
  });

  it('forgets what a lost transaction had judged, and goes on', async () => {
    const { judging, said, take, store } = world();
    await judging.judge([arrival(0, 95)], new OpenTx().tx);
    judging.abandon();
    // As a rollback leaves it.
    store.rows.clear();
    await take(arrival(20, 95));
    await take(arrival(40, 95));
    expect(said()).toEqual([]);
    await take(arrival(50, 95));
    expect(said()).toEqual(['RAISE 50']);
  });
});
