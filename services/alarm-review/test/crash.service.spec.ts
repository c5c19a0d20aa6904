import type { Database, DatabaseEngine, EventStore } from '@loanwatch/engines';
import { randomIds } from '@loanwatch/kernel';
import { eventually } from '@loanwatch/testing';
import { aTrigger } from './builders';
import { type Answered, aKey, CONFIRMED, ReviewApp } from './review-app';

const bank = randomIds.next();

/** Each append fails twice: once before anything is stored, once after, when only the answer is lost. */
function losingAnswers(store: EventStore): EventStore {
  const attempts = new Map<string, number>();
  return {
    ...bound(store),
    append: async (stream, expected, events) => {
      const id = events[0]?.id ?? '';
      const attempt = attempts.get(id) ?? 0;
      attempts.set(id, attempt + 1);
      if (id !== '' && attempt === 0) throw new Error('killed before the append');
      const appended = await store.append(stream, expected, events);
      if (id !== '' && attempt === 1) throw new Error('killed after the append');
      return appended;
    },
  };
}

/** The next few transactions are rolled back at their end: killed between an effect elsewhere and the commit. */
class FailingCommits {
  left = 0;

  engine(real: DatabaseEngine): DatabaseEngine {
    return {
      ...bound(real),
      open: async (service, migrations, options) => {
        const database = await real.open(service, migrations, options);
        return { ...bound(database), schema: database.schema, transaction: this.transaction(database) };
      },
    };
  }

  private transaction(database: Database): Database['transaction'] {
    return (work, scope) =>
      database.transaction(async (tx) => {
        const result = await work(tx);
        if (this.left-- > 0) throw new Error('killed before the commit');
        return result;
      }, scope);
  }
}

/** The methods of a class instance as plain functions, so that some can be replaced. */
function bound<T extends object>(instance: T): T {
  const methods = new Map<string, unknown>();
  for (let type: object = instance; type !== Object.prototype; type = Object.getPrototypeOf(type) as object) {
    for (const name of Object.getOwnPropertyNames(type)) {
      const method = Object.getOwnPropertyDescriptor(type, name)?.value as unknown;
      if (typeof method === 'function' && !methods.has(name)) methods.set(name, method.bind(instance));
    }
  }
  return Object.fromEntries(methods) as T;
}

/** A client that sends the same request until it is answered. */
async function persistently(send: () => Promise<Answered>): Promise<Answered> {
  return eventually(async () => {
    const answer = await send();
    expect(answer.status).toBeLessThan(500);
    return answer;
  });
}

async function assertLivesThrough(app: ReviewApp, disturb: () => void): Promise<void> {
  const owner = { kind: 'institution', institutionId: bank } as const;
  const trigger = aTrigger({ fingerprint: randomIds.next(), enterpriseId: randomIds.next(), owner });
  const later = [1, 2, 3].map(() => ({ ...trigger, triggerId: randomIds.next(), verdict: 'OCCUR' as const }));
  disturb();
  await app.triggers(trigger, ...later);
  const alarmId = await app.queued(trigger.enterpriseId);
  const path = `/v1/alarms/${alarmId}`;
  const reviewer = app.as('service_manager');
  await eventually(async () => expect((await reviewer.get(path)).body['occurrences']).toBe(4));

  for (const [name, body] of [
    ['claim', undefined],
    ['judge', CONFIRMED],
  ] as const) {
    disturb();
    const { etag } = await persistently(() => reviewer.get(path));
    const key = aKey({ 'if-match': etag });
    expect((await persistently(() => reviewer.post(`${path}/${name}`, body, key))).status).toBe(200);
  }
  const casePath = await app.casePath(alarmId, bank);
  disturb();
  const clerk = app.as('account_manager', bank, 'li');
  const key = aKey({ 'if-match': '"0"' });
  expect((await persistently(() => clerk.post(`${casePath}/acknowledge`, undefined, key))).status).toBe(200);

  await eventually(async () => {
    const { body } = await reviewer.get(path);
    expect(body.history.map(({ change }) => change)).toEqual([
      'AlarmRaised',
      'AlarmQueuedForReview',
      'AlarmOccurred',
      'AlarmOccurred',
      'AlarmOccurred',
      'AlarmClaimed',
      'AlarmJudged',
      'AlarmDispatched',
      'AlarmCaseAcknowledged',
    ]);
    expect((await clerk.get(casePath)).body.history).toHaveLength(2);
    const told = await app.lifecycle(alarmId);
    expect(told.map(({ caseId, revision }) => `${caseId ?? 'alarm'} ${revision}`)).toHaveLength(11);
    expect(new Set(told.map(({ caseId, revision }) => `${caseId ?? 'alarm'} ${revision}`)).size).toBe(11);
  });
  expect(await app.engines.bus.deadLetters()).toEqual([]);
}

describe('an alarm on its way from the trigger to the lender', () => {
  it('is there once when every append fails before and after it is stored', async () => {
    const app = await ReviewApp.start(({ eventStore }) => ({ eventStore: losingAnswers(eventStore) }));
    try {
      await assertLivesThrough(app, () => undefined);
    } finally {
      await app.stop();
    }
  });

  it('is there once when the service dies between an effect and the commit of its position', async () => {
    const commits = new FailingCommits();
    const app = await ReviewApp.start(({ database }) => ({ database: commits.engine(database) }));
    try {
      // Fewer than the attempts after which a trigger counts as poison.
      await assertLivesThrough(app, () => (commits.left = 4));
    } finally {
      await app.stop();
    }
  });
});
