import { headerNamesAny, parseEvent } from '@loanwatch/contracts';
import { type Bus, type BusRecord, type Consumer, type Database, PermanentFailure } from '@loanwatch/engines';
import { measureBatch, observeLag, withSpan } from '@loanwatch/platform';
import type { Arrival, Judging } from '../app/judging';
import type { RuleSet } from '../app/rule-set';

const GROUP = 'alarm-rules.signals';
const SIGNALS_DERIVED = 'loanwatch.signals.derived.v1';

/** Feeds the `signals` topic to the rules. Batches of metrics that no rule judges are passed over unparsed. */
export async function consumeSignals(
  bus: Bus,
  database: Database,
  judging: Judging,
  rules: Pick<RuleSet, 'metrics'>,
): Promise<Consumer> {
  const consumer = await bus.consume({
    group: GROUP,
    topics: ['signals'],
    database,
    accepts: (headers) => headerNamesAny(headers['metrics'], rules.metrics),
    handle: (records, tx) =>
      measureBatch(GROUP, records.length, async () => {
        const arrivals = records.map(arrivalOf);
        const traceparents = arrivals.flatMap(({ traceparent }) => traceparent ?? []);
        const [first, ...others] = traceparents;
        const work = (): Promise<void> => judging.judge(arrivals, tx);
        if (first === undefined) await work();
        else await withSpan('alarm-rules.judge', first, { 'loanwatch.batch': records.length }, work, others);
      }),
    onRollback: () => judging.abandon(),
  });
  const endObserving = observeLag(consumer);
  return {
    group: GROUP,
    lag: () => consumer.lag(),
    stop: async () => {
      endObserving();
      await consumer.stop();
    },
  };
}

function arrivalOf(record: BusRecord): Arrival {
  try {
    const { envelope, data } = parseEvent(record.value, SIGNALS_DERIVED);
    return {
      batch: data,
      correlationId: envelope.correlationid,
      causationId: envelope.id,
      traceparent: envelope.traceparent,
    };
  } catch (error) {
    throw new PermanentFailure(error instanceof Error ? error.message : String(error), { cause: error });
  }
}
