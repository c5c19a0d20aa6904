import { type Body, type Caller, RegistryApp } from './registry-app';
import { aBank, aGrant, aLoan, aPlace, unique } from './world';

let app: RegistryApp;
beforeAll(async () => {
  app = await RegistryApp.start();
});
afterAll(() => app.stop());

interface Partner {
  readonly bank: Body;
  readonly client: Caller;
  readonly enterprise: Body;
}

/** A partner with a loan to an enterprise. */
async function aLender(): Promise<Partner> {
  const bank = await aBank(app);
  const { enterprise } = await aPlace(app.as('admin'));
  await app.as('admin').make('/v1/loans', aLoan(enterprise.id, { institutionId: bank.id }));
  return { bank, enterprise, client: app.as('client', { institution: bank.id }) };
}

const URL = '/v1/external-indicators';
const report = (enterpriseId: string, fields: object = {}): object => ({
  ...{ enterpriseId, metric: 'external.overdue-days', value: 12, observedAt: '2026-03-02T08:30:00+08:00' },
  ...fields,
});

describe('an external indicator', () => {
  it('becomes a signal of the enterprise', async () => {
    const { client, enterprise } = await aLender();
    const answer = await client.post(URL, report(enterprise.id));
    expect([answer.status, answer.body]).toEqual([
      202,
      {
        ...{ enterpriseId: enterprise.id, metric: 'external.overdue-days', value: 12, unit: 'd' },
        ...{ observedAt: '2026-03-02T00:30:00.000Z', revision: 0, changed: true },
      },
    ]);
    expect(await app.signalsOf(enterprise.id, 1)).toEqual([
      {
        ...{ enterpriseId: enterprise.id, siteId: null, service: 'registry', live: true },
        receivedAt: Date.parse('2026-03-02T01:00:00Z'),
        signals: [
          {
            ...{ metric: 'external.overdue-days', subject: `enterprise:${enterprise.id}`, value: 12, coverage: 1 },
            ...{ at: Date.parse('2026-03-02T00:30:00Z'), algorithm: 'registry.external@1', revision: 0 },
          },
        ],
      },
    ]);
  });

  it('that is repeated changes nothing; another value for the same time corrects it', async () => {
    const { client, enterprise } = await aLender();
    const old = { observedAt: '2026-02-01T00:00:00Z' };
    const said = async (value: number): Promise<unknown[]> => {
      const { body } = await client.post(URL, report(enterprise.id, { ...old, value }));
      return [body['value'], body['revision'], body['changed']];
    };
    expect(await said(1)).toEqual([1, 0, true]);
    expect(await said(1)).toEqual([1, 0, false]);
    expect(await said(2)).toEqual([2, 1, true]);
    expect(await said(2)).toEqual([2, 1, false]);
    expect(await said(1)).toEqual([1, 2, true]);
    const batches = await app.signalsOf(enterprise.id, 3);
    expect(batches.map(({ live, signals: [signal] }) => [live, signal?.value, signal?.revision])).toEqual([
      ...[
        [false, 1, 0],
        [false, 2, 1],
        [false, 1, 2],
      ],
    ]);
  });

  it('is taken once when it arrives many times at once', async () => {
    const { client, enterprise } = await aLender();
    const answers = await Promise.all(Array.from({ length: 8 }, () => client.post(URL, report(enterprise.id))));
    expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(202));
    expect(answers.filter(({ body }) => body['changed'] === true)).toHaveLength(1);
    expect(await app.signalsOf(enterprise.id, 1)).toHaveLength(1);
    const key = { 'idempotency-key': unique('key') };
    const first = await client.post(URL, report(enterprise.id, { value: 13 }), key);
    expect((await client.post(URL, report(enterprise.id, { value: 13 }), key)).body).toEqual(first.body);
  });

  it('that another transaction is about to store is not stored twice', async () => {
    const { bank, client, enterprise } = await aLender();
    const database = await app.database();
    const { answer } = await database.transaction(
      async (tx) => {
        await tx.query(
          `INSERT INTO external_indicators (enterprise_id, metric, observed_at, revision, value, reported_by, received_at)
           VALUES ($1, 'external.overdue-days', '2026-03-02T00:30:00Z', 0, 11, $2, now())`,
          [enterprise.id, bank.id],
        );
        const pending = client.post(URL, report(enterprise.id));
        await app.untilWaiting(1);
        return { answer: pending };
      },
      { kind: 'platform' },
    );
    expect(await answer).toMatchObject({ status: 202, body: { value: 12, revision: 1, changed: true } });
  });

  it('needs a loan of the own institution, or a grant in force for external signals', async () => {
    const { client, enterprise } = await aLender();
    const bank = await aBank(app);
    const other = app.as('client', { institution: bank.id });
    expect(await other.post(URL, report(enterprise.id))).toMatchObject({
      ...{ status: 422, body: { type: 'urn:problem:registry.reference-not-found' } },
    });
    const grant = await app.as('admin').make('/v1/grants', aGrant(bank.id, enterprise.id));
    expect(await other.post(URL, report(enterprise.id))).toMatchObject({
      ...{ status: 403, body: { type: 'urn:problem:registry.no-contract' } },
    });
    await app.as('admin').patch(`/v1/grants/${grant.id}`, 1, { signalKinds: ['external'] });
    expect(await other.post(URL, report(enterprise.id))).toMatchObject({ status: 202 });
    expect(await client.post(URL, report(enterprise.id))).toMatchObject({ status: 202, body: { changed: false } });

    const registrar = await aBank(app);
    const { enterprise: own } = await aPlace(app.as('information_officer', { institution: registrar.id }));
    const clientOfRegistrar = app.as('client', { institution: registrar.id });
    expect(await clientOfRegistrar.post(URL, report(own.id))).toMatchObject({ status: 403 });
  });

  it.each<[wrong: object, pointer: string]>([
    [{ metric: 'energy.day' }, '/metric'],
    [{ value: -1 }, '/value'],
    [{ value: 0.5 }, '/value'],
    [{ value: '12' }, '/value'],
    [{ value: null }, '/value'],
    [{ observedAt: '2026-03-02T09:06:00+08:00' }, '/observedAt'],
    [{ observedAt: '2026-03-02' }, '/observedAt'],
    [{ institutionId: 'x' }, '/institutionId'],
  ])('is refused when it says %j', async (wrong, pointer) => {
    const { client, enterprise } = await aLender();
    const { status, body } = await client.post(URL, report(enterprise.id, wrong));
    expect([status, body.errors.map((error) => error.pointer)]).toEqual([422, [pointer]]);
  });

  it('comes from partner clients alone', async () => {
    const { bank, enterprise } = await aLender();
    for (const role of ['risk_manager', 'information_officer', 'admin'] as const) {
      expect(await app.as(role, { institution: bank.id }).post(URL, report(enterprise.id))).toMatchObject({
        status: 403,
      });
    }
  });
});
