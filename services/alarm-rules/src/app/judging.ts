import { type MessageRecord, type SignalBatch, makeEvent } from '@loanwatch/contracts';
import type { Bus, Database, Tx } from '@loanwatch/engines';
import type { Clock } from '@loanwatch/kernel';
import { createCounter } from '@loanwatch/platform';
import { triggerOf } from '../domain/trigger';
import type { Decision, Engine } from './engine';
import { Turn } from './turn';

/** A batch of signals as it came. */
export interface Arrival {
  readonly batch: SignalBatch;
  readonly correlationId: string;
  /** Id of the message it came in. */
  readonly causationId: string;
  readonly traceparent: string | undefined;
}

const signalsJudged = createCounter('rules.signals', 'Signals that some rule may judge');
const triggersDecided = createCounter('rules.triggers', 'Verdicts of rules');

/**
 * Judges signals and timers, each piece of work in one transaction with what it remembers and what it publishes. Pieces
 * of work take turns, since a piece sees what the one before it remembers and must not see what is rolled back.
 */
export class Judging {
  private readonly turn = new Turn();
  private endTurn: () => void = () => undefined;
  /** Newest time of receipt among the signals judged, epoch ms: what came before has been judged. */
  private receivedUpTo = 0;

  constructor(
    private readonly engine: Engine,
    private readonly database: Database,
    private readonly bus: Pick<Bus, 'publishInTransaction'>,
    private readonly clock: Clock,
  ) {}

  /** Judges in the caller's transaction; the turn ends when it commits, or with {@link abandon}. */
  async judge(arrivals: readonly Arrival[], tx: Tx): Promise<void> {
    this.endTurn = await this.turn.begin();
    tx.afterCommit(() => {
      for (const { batch } of arrivals) this.receivedUpTo = Math.max(this.receivedUpTo, batch.receivedAt);
      this.endTurn();
    });
    await this.engine.prepare(
      arrivals.map(({ batch }) => batch),
      tx,
    );
    const messages: MessageRecord[] = [];
    for (const arrival of arrivals) {
      const { batch } = arrival;
      for (const decision of this.engine.judge(batch)) messages.push(this.message(decision, arrival));
      signalsJudged.add(batch.signals.length);
    }
    await this.finish(messages, tx);
  }

  /** The caller's transaction is lost: forget what it changed. The same signals come again. */
  abandon(): void {
    this.engine.forget();
    this.endTurn();
  }

  /** Whether some timer may have run out. */
  hasDue(): boolean {
    return this.engine.hasDue(this.clock.now());
  }

  /**
   * Judges the timers that have run out. `behind`: signals are waiting to be judged, so only timers that ran out before
   * the newest judged one was received may fire; the others might be refuted by what is waiting.
   */
  async judgeTimers(behind: boolean): Promise<void> {
    const now = this.clock.now();
    const until = behind ? Math.min(now, this.receivedUpTo) : now;
    if (!this.engine.hasDue(until)) return;
    const endTurn = await this.turn.begin();
    try {
      await this.database.transaction(
        async (tx) => {
          const decisions = await this.engine.tick(until, tx);
          await this.finish(
            decisions.map((decision) => this.message(decision, undefined)),
            tx,
          );
        },
        { kind: 'platform' },
      );
    } catch (error) {
      this.engine.forget();
      throw error;
    } finally {
      endTurn();
    }
  }

  /** Writes what has not been written yet, before the process ends. */
  async settle(): Promise<void> {
    const endTurn = await this.turn.begin();
    try {
      await this.database.transaction((tx) => this.engine.save(Infinity, tx), { kind: 'platform' });
    } finally {
      endTurn();
    }
  }

  private async finish(messages: readonly MessageRecord[], tx: Tx): Promise<void> {
    await this.engine.save(this.clock.now(), tx);
    if (messages.length > 0) await this.bus.publishInTransaction(tx, messages);
  }

  private message({ watch, verdict }: Decision, arrival: Arrival | undefined): MessageRecord {
    const trigger = triggerOf(watch.rule, watch.watched, verdict);
    triggersDecided.add(1, { verdict: trigger.verdict, family: trigger.family });
    return makeEvent('loanwatch.trigger.decided.v1', {
      id: trigger.triggerId,
      source: '/loanwatch/alarm-rules',
      time: this.clock.now(),
      key: trigger.enterpriseId,
      subject: trigger.subject,
      // A timer is caused by nothing that came in.
      correlationId: arrival?.correlationId ?? trigger.triggerId,
      causationId: arrival?.causationId ?? trigger.triggerId,
      traceparent: arrival?.traceparent,
      data: trigger,
    });
  }
}
