import { type Database } from '@loanwatch/engines';
import { DomainError } from '@loanwatch/kernel';
import { testEngines, type TestEngines } from '@loanwatch/testing';
import { Answer, IDEMPOTENCY_MIGRATION, idempotentRequest, IdempotencyStore } from './index';

const HOUR_MS = 3_600_000;
const EFFECTS = { name: '202601010003-effects', up: 'CREATE TABLE effect (what text NOT NULL);' };

const request = (key: string, body: unknown = { amount: 1 }) =>
  idempotentRequest(key, 'subject-1', 'POST /v1/plans', body);

describe('idempotent requests', () => {
  let engines: TestEngines;
  let database: Database;
  let store: IdempotencyStore;

  beforeAll(async () => {
    engines = await testEngines();
    database = await engines.database.open('idempotency', [IDEMPOTENCY_MIGRATION, EFFECTS]);
    store = new IdempotencyStore(database, engines.clock);
  });
  afterAll(() => engines.close());
  beforeEach(() => database.query('DELETE FROM effect'));

  const effects = async (): Promise<number> => {
    const { rows } = await database.query<{ count: string }>('SELECT count(*) FROM effect');
    return Number(rows[0]?.count);
  };
  const create = (key: string, body?: unknown): Promise<Answer> =>
    store.inTransaction(request(key, body), async (tx) => {
      await tx.query(`INSERT INTO effect VALUES ($1)`, [key]);
      return Answer.created({ id: key, at: engines.clock.now() }, `/v1/plans/${key}`, 1);
    });
  const refusal = async (work: Promise<unknown>): Promise<unknown> =>
    work.then(
      () => 'done',
      (error: unknown) => (error instanceof DomainError ? [error.code, error.kind] : error),
    );

  it('have one effect and give the same answer however often they come', async () => {
    const first = await create('same');
    engines.clock.advance(HOUR_MS);
    for (let turn = 0; turn < 20; turn++) {
      const again = await create('same');
      expect([again.status, again.body, again.headers['location'], again.headers['etag']]).toEqual([
        201,
        first.body,
        '/v1/plans/same',
        '"1"',
      ]);
    }
    expect(await effects()).toBe(1);
  });

  it('do not care about the order of the fields in the body', async () => {
    await create('order', { a: 1, b: { c: 2, d: 3 } });
    await create('order', { b: { d: 3, c: 2 }, a: 1 });
    expect(await effects()).toBe(1);
  });

  it('are refused when the key comes back with another body', async () => {
    await create('reused', { amount: 1 });
    expect(await refusal(create('reused', { amount: 2 }))).toEqual(['idempotency.key-reused', 'invalid']);
    expect(await effects()).toBe(1);
  });

  it('are refused while their twin is at work, so that 50 at once have one effect', async () => {
    const outcomes = await Promise.all(Array.from({ length: 50 }, () => refusal(create('twins'))));
    expect(outcomes.filter((outcome) => outcome === 'done').length).toBeGreaterThanOrEqual(1);
    for (const outcome of outcomes) {
      expect(['done', 'idempotency.in-flight']).toContain(Array.isArray(outcome) ? outcome[0] : outcome);
    }
    expect(await effects()).toBe(1);
  });

  it('leave nothing behind when the process dies before the commit, and can be sent again', async () => {
    const died = store.inTransaction(request('died'), async (tx) => {
      await tx.query(`INSERT INTO effect VALUES ('died')`);
      throw new Error('killed');
    });
    await expect(died).rejects.toThrow('killed');
    expect(await effects()).toBe(0);
    await create('died');
    expect(await effects()).toBe(1);
  });

  it('may be sent again with the same key after a refusal', async () => {
    const refused = store.inTransaction(request('refused'), () => {
      throw new DomainError('request.stale', 'stale', 'no');
    });
    expect(await refusal(refused)).toEqual(['request.stale', 'stale']);
    await create('refused');
    expect(await effects()).toBe(1);
  });

  it('are forgotten after a day', async () => {
    await create('old', { amount: 1 });
    engines.clock.advance(24 * HOUR_MS + 1);
    await create('old', { amount: 2 });
    expect(await effects()).toBe(2);
  });

  describe('with an effect outside the database', () => {
    /** An effect that has begun and ends when told. */
    const begun = async (key: string): Promise<{ finish: () => void; answer: Promise<Answer> }> => {
      let enter = (): void => undefined;
      let finish = (): void => undefined;
      const entered = new Promise<void>((resolve) => (enter = resolve));
      const answer = store.aroundEffect(request(key), async () => {
        enter();
        await new Promise<void>((resolve) => (finish = resolve));
        return Answer.ok({ revision: 3 }, 3);
      });
      await entered;
      return { finish: () => finish(), answer };
    };

    it('answer a twin in flight with a conflict and later ones with what was answered', async () => {
      const first = await begun('outside');
      const twin = (): Promise<Answer> => store.aroundEffect(request('outside'), async () => Answer.ok('twin'));
      expect(await refusal(twin())).toEqual(['idempotency.in-flight', 'conflict']);
      first.finish();
      await first.answer;
      const again = await twin();
      expect(again.body).toEqual({ revision: 3 });
      expect(again.headers['etag']).toBe('"3"');
    });

    it('run again when the process died between effect and answer, once its lease has ended', async () => {
      await begun('crash');
      const again = (): Promise<Answer> =>
        store.aroundEffect(request('crash'), async () => Answer.ok({ ran: 'again' }));
      expect(await refusal(again())).toEqual(['idempotency.in-flight', 'conflict']);
      engines.clock.advance(61_000);
      expect((await again()).body).toEqual({ ran: 'again' });
    });

    it('give the key back when the effect is refused', async () => {
      const refused = store.aroundEffect(request('given-back'), () => {
        throw new DomainError('request.stale', 'stale', 'no');
      });
      expect(await refusal(refused)).toEqual(['request.stale', 'stale']);
      expect(await refusal(store.aroundEffect(request('given-back'), async () => Answer.ok(1)))).toBe('done');
    });
  });
});
