import type { MessageRecord, RuleDocument, Signal } from '@loanwatch/contracts';
import { HOUR_MS, MINUTE_MS, randomIds } from '@loanwatch/kernel';
import { aDevice, aPlace, entityRecord, eventually } from '@loanwatch/testing';
import { aBatch, aGrant, RulesApp, signalsRecord } from './rules-app';

const START = Date.parse('2026-03-02T01:00:00Z');
const min = (count: number): number => START + count * MINUTE_MS;

const hotter = (value: number, over: Partial<RuleDocument> = {}): RuleDocument => ({
  name: { zh: '机器过热', en: 'Machine too hot' },
  family: 'climate',
  metric: 'temperature',
  ladder: [{ severity: 'RED', condition: { kind: 'threshold', operator: 'above', value } }],
  stalenessMs: HOUR_MS,
  ...over,
});
const hotFor30 = (over: Partial<RuleDocument> = {}): RuleDocument =>
  hotter(90, {
    ladder: [
      {
        severity: 'ORANGE',
        condition: {
          kind: 'duration',
          condition: { kind: 'threshold', operator: 'above', value: 90 },
          forMs: 30 * MINUTE_MS,
        },
      },
    ],
    ...over,
  });

describe('rules judge what comes over the bus', () => {
  let app: RulesApp;
  beforeAll(async () => {
    app = await RulesApp.start();
  });
  afterAll(() => app.stop());
  beforeEach(() => app.engines.clock.set(START));

  /** A place of its own for each spec, so that specs share the service and nothing else. */
  const aMachine = async (...others: readonly MessageRecord[]) => {
    const { enterprise, site } = aPlace();
    const device = aDevice(site);
    const subject = `channel:${device.id}/t1`;
    await app.registers(
      entityRecord('enterprise', enterprise),
      entityRecord('site', site),
      entityRecord('device', device),
      ...others,
    );
    const reads = (...values: readonly (readonly [minute: number, value: number | null])[]) =>
      aBatch(
        site,
        values.map(([minute, value]): Signal => {
          const signal = { metric: 'temperature', subject, at: min(minute), value, coverage: 1, algorithm: 'x@1' };
          return value === null ? { ...signal, notJudged: { code: 'coverage-too-low', detail: 'dark' } } : signal;
        }),
      );
    const only = { appliesTo: { enterprises: [enterprise.id] } };
    return { enterprise, site, device, subject, reads, only };
  };
  const platform = () => app.as('service_manager');

  it('raises and clears, with the reason, on the topic of the enterprise', async () => {
    const { enterprise, site, subject, reads, only } = await aMachine();
    const ruleId = await platform().publish(hotter(90, only));
    await app.puts(reads([0, 80], [1, 95], [2, 96]), reads([3, 70]));
    expect(await app.said(ruleId, 2)).toEqual(['RAISE RED', 'CLEAR RED']);
    const [raise] = await app.triggers(ruleId);
    expect(raise).toMatchObject({
      ruleId,
      ruleVersion: 1,
      owner: { kind: 'platform' },
      enterpriseId: enterprise.id,
      siteId: site.id,
      subject,
      family: 'climate',
      at: min(1),
      dayClass: 'working',
      reasons: [{ code: 'threshold', actual: 95, threshold: 90, text: { zh: '温度 95 °C,高于阈值 90 °C' } }],
    });
  });

  it('gives each verdict once, although a batch fails after it was judged and the same message comes twice', async () => {
    const { reads, only } = await aMachine();
    const ruleId = await platform().publish(hotter(90, only));
    const publish = app.engines.bus.publishInTransaction.bind(app.engines.bus);
    const failing = jest.spyOn(app.engines.bus, 'publishInTransaction').mockImplementation(async (tx, records) => {
      await publish(tx, records);
      if (records.some(({ topic }) => topic === 'triggers') && failing.mock.calls.length <= 2) throw new Error('crash');
    });
    const twice = signalsRecord(reads([1, 95], [2, 96]));
    await app.engines.bus.publish([twice, twice, signalsRecord(reads([3, 70]))]);
    expect(await app.said(ruleId, 2)).toEqual(['RAISE RED', 'CLEAR RED']);
    expect(failing.mock.calls.length).toBeGreaterThan(2);
    failing.mockRestore();
    await eventually(async () => (await app.triggers(ruleId)).length === 2);
  });

  it('completes a duration by the clock when the subject is live, once, and dates it by event time', async () => {
    const { reads, only } = await aMachine();
    const ruleId = await platform().publish(hotFor30(only));
    await app.puts(reads([0, 95], [20, 95]));
    app.engines.clock.set(min(29));
    await app.puts(reads([21, null]));
    expect(await app.triggers(ruleId)).toEqual([]);
    app.engines.clock.set(min(33));
    expect(await app.said(ruleId, 1)).toEqual(['RAISE ORANGE']);
    expect((await app.triggers(ruleId))[0]?.at).toBe(min(30));
  });

  it('completes a duration that a restart interrupts, exactly once', async () => {
    const { reads, only } = await aMachine();
    const ruleId = await platform().publish(hotFor30(only));
    await app.puts(reads([0, 95], [10, 95]));
    await eventually(async () => (await statusOf(ruleId)).length === 1);
    await app.restart();
    app.engines.clock.set(min(45));
    expect(await app.said(ruleId, 1)).toEqual(['RAISE ORANGE']);
    await app.restart();
    await app.puts(reads([46, 95]), reads([50, 20]));
    expect(await app.said(ruleId, 2)).toEqual(['RAISE ORANGE', 'CLEAR ORANGE']);
  });

  it('does not judge a history by the clock, but by what was heard next', async () => {
    const { site, subject, only } = await aMachine();
    const ruleId = await platform().publish(hotFor30(only));
    const told = (minute: number, value: number) =>
      aBatch(site, [{ metric: 'temperature', subject, at: min(minute - 60 * 24 * 30), value }], { live: false });
    await app.puts(told(0, 95));
    await eventually(async () => (await statusOf(ruleId)).length === 1);
    await app.puts(told(10, 70));
    // A live machine of another place shows that the clock has been looked at meanwhile.
    const other = await aMachine();
    const second = await platform().publish(hotFor30(other.only));
    await app.puts(other.reads([0, 95]));
    await eventually(async () => (await statusOf(second)).length === 1);
    app.engines.clock.set(min(40));
    await app.said(second, 1);
    expect(await app.triggers(ruleId)).toEqual([]);
    await app.puts(told(20, 95), told(45, 95), told(60, 95));
    expect(await app.said(ruleId, 1)).toEqual(['RAISE ORANGE']);
  });

  it('notices by the clock that a live machine is silent, unless it is declared out of service', async () => {
    const silent = (over: Partial<RuleDocument>) =>
      hotter(90, { ladder: [{ severity: 'YELLOW', condition: { kind: 'no-data', forMs: HOUR_MS } }], ...over });
    const out = await aMachine();
    const gone = await aMachine();
    const ruleId = await platform().publish(
      silent({ appliesTo: { enterprises: [out.enterprise.id, gone.enterprise.id] } }),
    );
    await app.registers(entityRecord('device', { ...out.device, status: 'OUT_OF_SERVICE' }, { version: 2 }));
    await app.puts(out.reads([0, 20]), gone.reads([0, 20]));
    await eventually(async () => (await statusOf(ruleId)).length === 2);
    app.engines.clock.set(min(61));
    await app.said(ruleId, 1);
    expect((await app.triggers(ruleId)).map(({ subject }) => subject)).toEqual([gone.subject]);
    await app.registers(entityRecord('device', out.device, { version: 3 }));
    // It is looked at again every hour, as long as its silence means nothing.
    await eventually(
      async () => {
        app.engines.clock.advance(HOUR_MS);
        return (await app.triggers(ruleId)).length === 2;
      },
      { everyMs: 200 },
    );
    expect((await app.triggers(ruleId)).map(({ subject }) => subject)).toEqual([gone.subject, out.subject]);
  });

  it('lets an institution judge only what it has a grant for, at the time of the signal', async () => {
    const institutionId = randomIds.next();
    const { enterprise, reads, only } = await aMachine();
    const other = await aMachine();
    const grant = aGrant(institutionId, enterprise, { from: '2026-03-02', to: '2026-03-02' });
    await app.registers(entityRecord('grant', grant));
    const manager = app.as('risk_manager', institutionId);
    const own = await manager.publish(hotter(90, { repeatAfterMs: 0 }));
    const template = await platform().publish(hotter(90, { ...only, repeatAfterMs: 0 }));
    const dayMinutes = 24 * 60;
    await app.puts(
      reads([-10 * dayMinutes, 95], [-10 * dayMinutes + 1, 20]),
      other.reads([0, 95]),
      reads([1, 95], [2, 20], [dayMinutes, 95]),
    );
    await app.said(template, 5);
    expect((await app.triggers(own)).map(({ verdict, at, owner }) => [verdict, at, owner])).toEqual([
      ['RAISE', min(1), { kind: 'institution', institutionId }],
      ['CLEAR', min(2), { kind: 'institution', institutionId }],
    ]);
    const { items } = (await manager.get(`/v1/rules/${own}/status`)).body;
    expect(items).toMatchObject([{ judged: false, notJudged: { code: 'no-grant', text: { zh: '没有生效中的授权' } } }]);
    expect((await app.as('risk_manager', randomIds.next()).get(`/v1/rules/${own}/status`)).status).toBe(404);
  });

  it('says of each subject whether it is judged, and how much is missing', async () => {
    const { site, only } = await aMachine();
    const baseline = { kind: 'baseline', operator: 'below', ratio: 0.6, trailingWeeks: 8, minimumSamples: 14 } as const;
    const ruleId = await platform().publish({
      ...hotter(90, only),
      family: 'people',
      metric: 'people.attendance',
      ladder: [{ severity: 'RED', condition: { ...baseline, statistic: 'median' } }],
    });
    const midnight = Date.parse('2026-03-02T00:00:00+08:00');
    const days = Array.from({ length: 10 }, (_, index) => ({
      metric: 'people.attendance',
      subject: `site:${site.id}`,
      from: midnight + index * 24 * HOUR_MS,
      at: midnight + (index + 1) * 24 * HOUR_MS,
      value: 100,
    }));
    await app.puts(aBatch(site, days));
    await eventually(async () => expect(await statusOf(ruleId)).toHaveLength(1));
    expect(await statusOf(ruleId)).toMatchObject([
      {
        subject: `site:${site.id}`,
        judged: false,
        notJudged: {
          code: 'baseline-too-short',
          have: 7,
          need: 14,
          text: { zh: '尚未判定:工作日样本 7/14', en: 'not judged yet: 7 of 14 past working days' },
        },
        open: null,
      },
    ]);
  });

  it('lets a new version go on with the alarm of the one before', async () => {
    const { reads, only } = await aMachine();
    const ruleId = await platform().publish(hotter(90, only));
    await app.puts(reads([0, 95]));
    await app.said(ruleId, 1);
    await platform().publishAgain(ruleId, hotter(100, only));
    await app.puts(reads([1, 95]));
    expect(await app.said(ruleId, 2)).toEqual(['RAISE RED', 'CLEAR RED']);
    const [raise, clear] = await app.triggers(ruleId);
    expect(clear).toMatchObject({ ruleVersion: 2, fingerprint: raise?.fingerprint });
  });

  it('stops judging by a retired rule', async () => {
    const { reads, only } = await aMachine();
    const [retired, kept] = [await platform().publish(hotter(90, only)), await platform().publish(hotter(91, only))];
    const { etag } = await platform().get(`/v1/rules/${retired}`);
    expect((await platform().post(`/v1/rules/${retired}/retire`, undefined, { 'if-match': etag })).status).toBe(200);
    await app.puts(reads([0, 95]));
    await app.said(kept, 1);
    expect(await app.triggers(retired)).toEqual([]);
  });

  it('does not even parse signals that no rule judges, and puts aside what breaks the contract', async () => {
    const { reads, only } = await aMachine();
    const ruleId = await platform().publish(hotter(90, only));
    const record = signalsRecord(reads([0, 20]));
    const broken = { ...record, value: '{}' };
    await app.engines.bus.publish([
      { ...broken, headers: { ...record.headers, metrics: 'voltage,current' } },
      { ...broken, headers: { ...record.headers, ce_id: randomIds.next() } },
      signalsRecord(reads([1, 95])),
    ]);
    await app.said(ruleId, 1);
    expect(await app.engines.bus.deadLetters({ group: 'alarm-rules.signals' })).toHaveLength(1);
  });

  const statusOf = async (ruleId: string): Promise<readonly Record<string, unknown>[]> =>
    (await platform().get(`/v1/rules/${ruleId}/status`)).body.items;
});
