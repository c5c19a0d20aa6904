import { ContractViolation, parseEvent } from '@loanwatch/contracts';
import { type BusRecord, type Database, PermanentFailure, type Subscription, type Tx } from '@loanwatch/engines';
import { type EntityReplica, measureBatch, withSpan } from '@loanwatch/platform';
import { explanationsFor } from '../app/explanations';
import type { TriggerMessage, Triggers } from '../app/triggers';

const GROUP = 'alarm-review.triggers';
/** Problems whose triggers are taken side by side; their appends share a commit. */
const SIDE_BY_SIDE = 32;

/** Verdicts of rules become alarms. The latest alarm of each problem is kept in the transaction of the position. */
export function triggerConsumer(
  database: Database,
  triggers: Triggers,
  replica: Pick<EntityReplica, 'device'>,
): Subscription {
  return {
    group: GROUP,
    topics: ['triggers'],
    database,
    handle: (records, tx) => measureBatch(GROUP, records.length, () => take(records, tx)),
  };

  async function take(records: readonly BusRecord[], tx: Tx): Promise<void> {
    const problems = groupByProblem(records.map(read));
    const latest = await latestAlarms(tx, [...problems.keys()]);
    const subjects = [...problems.values()].flatMap((messages) => messages[0]?.trigger.subject ?? []);
    const explain = await explanationsFor(subjects, tx, replica);
    const moved = new Map<string, string>();
    await sideBySide([...problems], async ([fingerprint, messages]) => {
      const before = latest.get(fingerprint);
      const [trace, ...links] = messages.flatMap(({ traceparent }) => traceparent ?? []);
      const work = () => triggers.take(messages, before, explain);
      const after = await withSpan('alarm-review.triggers', trace, {}, work, links);
      if (after !== undefined && after !== before) moved.set(fingerprint, after);
    });
    await keepLatest(tx, moved);
  }
}

function read({ value }: BusRecord): TriggerMessage {
  try {
    const { envelope, data } = parseEvent(value, 'loanwatch.trigger.decided.v1');
    const { id: messageId, correlationid: correlationId, traceparent } = envelope;
    return { trigger: data, messageId, correlationId, ...(traceparent === undefined ? {} : { traceparent }) };
  } catch (error) {
    if (error instanceof ContractViolation) throw new PermanentFailure(error.message, { cause: error });
    throw error;
  }
}

function groupByProblem(messages: readonly TriggerMessage[]): ReadonlyMap<string, readonly TriggerMessage[]> {
  const problems = new Map<string, TriggerMessage[]>();
  for (const message of messages) {
    const { fingerprint } = message.trigger;
    const known = problems.get(fingerprint);
    if (known === undefined) problems.set(fingerprint, [message]);
    else known.push(message);
  }
  return problems;
}

async function latestAlarms(tx: Tx, fingerprints: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const { rows } = await tx.query<{ fingerprint: string; alarm_id: string }>(
    'SELECT fingerprint, alarm_id FROM alarm_of_problem WHERE fingerprint = ANY($1::uuid[])',
    [fingerprints],
    'latest-alarms',
  );
  return new Map(rows.map(({ fingerprint, alarm_id }) => [fingerprint, alarm_id]));
}

async function keepLatest(tx: Tx, moved: ReadonlyMap<string, string>): Promise<void> {
  if (moved.size === 0) return;
  await tx.query(
    `INSERT INTO alarm_of_problem (fingerprint, alarm_id)
     SELECT * FROM unnest($1::uuid[], $2::uuid[])
     ON CONFLICT (fingerprint) DO UPDATE SET alarm_id = excluded.alarm_id`,
    [[...moved.keys()], [...moved.values()]],
    'keep-latest-alarms',
  );
}

async function sideBySide<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const waiting = items.values();
  const workers = Array.from({ length: Math.min(SIDE_BY_SIDE, items.length) }, async () => {
    for (const item of waiting) await work(item);
  });
  // All have ended before one's failure rolls back the batch, so that its retry has them not to race with.
  const failed = (await Promise.allSettled(workers)).find(({ status }) => status === 'rejected');
  if (failed?.status === 'rejected') throw failed.reason;
}
