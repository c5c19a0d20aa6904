import { DAY_MS, HOUR_MS, MINUTE_MS } from '@loanwatch/kernel';
import { at } from './energy';
import { aCase, alarmRecord, anAlarm, caseRecord } from './lifecycle-builders';
import { type Body, ReportingApp } from './reporting-app';
import { aSignal } from './signal-builders';

/** Tuesday noon in Shanghai. */
const NOW = '2026-03-10T04:00:00Z';
const now = Date.parse(NOW);

let app: ReportingApp;
beforeAll(async () => {
  app = await ReportingApp.start(NOW);
});
afterAll(() => app.stop());

const platform = () => app.as('service_manager');

describe('alarms and cases', () => {
  it('are listed newest first, page by page, with their reasons', async () => {
    const place = await app.premises();
    const { enterprise, site } = place;
    const alarms = [5, 4, 3, 2, 1].map((hours) =>
      anAlarm({
        enterpriseId: enterprise.id,
        siteId: site.id,
        firstAt: now - hours * HOUR_MS,
        severity: hours === 3 ? 'RED' : 'BLUE',
      }),
    );
    await app.publish(alarms.map((alarm) => alarmRecord(alarm, { change: 'AlarmRaised', revision: 0, at: now })));
    const list = `/v1/alarms?enterpriseId=${enterprise.id}`;
    const first = (await platform().get(`${list}&limit=3`)).body;
    const second = (await platform().get(`${list}&limit=3&cursor=${first.nextCursor}`)).body;
    expect([...first.items, ...second.items].map(({ alarmId }) => alarmId)).toEqual(
      alarms.map(({ alarmId }) => alarmId).reverse(),
    );
    expect(second.nextCursor).toBeNull();
    expect(first.items[0]).toMatchObject({
      enterpriseName: enterprise.name,
      siteName: site.name,
      firstAt: new Date(now - HOUR_MS).toISOString(),
      raisedAt: new Date(now).toISOString(),
      lastReasons: [{ code: 'threshold', actual: 0.3, signalAt: new Date(now - HOUR_MS).toISOString() }],
    });
    expect((await platform().get(`${list}&severity=RED,ORANGE`)).body.items).toHaveLength(1);
    const from = encodeURIComponent(new Date(now - 3 * HOUR_MS).toISOString());
    expect((await platform().get(`${list}&from=${from}`)).body.items).toHaveLength(3);
    expect((await platform().get(`${list}&cursor=nonsense`)).status).toBe(422);
    expect((await platform().get(`${list}&severity=PINK`)).status).toBe(422);
  });

  it('are seen by the institutions they were dispatched to, which do not learn of each other', async () => {
    const { enterprise, site } = await app.premises();
    const [one, two, third] = [await app.institution(), await app.institution(), await app.institution()];
    const alarm = anAlarm({
      enterpriseId: enterprise.id,
      siteId: site.id,
      firstAt: now - HOUR_MS,
      review: 'DISPATCHED',
      dispatchedTo: [one, two],
      claimedBy: 'reviewer-7',
      verdict: { outcome: 'CONFIRMED', reason: 'pattern-consistent', by: 'reviewer-7', at: now },
    });
    const [caseOne, caseTwo] = [aCase(alarm, one), aCase(alarm, two)];
    await app.publish([
      alarmRecord(alarm, { change: 'AlarmDispatched', revision: 3, at: now }),
      caseRecord(caseOne, { change: 'CaseDispatched', revision: 0, at: now }),
      caseRecord(caseTwo, { change: 'CaseDispatched', revision: 0, at: now }),
    ]);
    const seenBy = async (institution: string, path: string): Promise<Body> =>
      (await app.as('risk_manager', { institution }).get(path)).body;
    const [item] = (await seenBy(one, '/v1/alarms')).items;
    expect(item).toMatchObject({ alarmId: alarm.alarmId, dispatchedTo: [one], verdict: { by: 'platform' } });
    expect(JSON.stringify(item)).not.toContain('reviewer-7');
    expect((await seenBy(two, '/v1/cases')).items.map(({ caseId }) => caseId)).toEqual([caseTwo.caseId]);
    expect((await seenBy(third, '/v1/alarms')).items).toEqual([]);
    expect((await seenBy(third, '/v1/cases')).items).toEqual([]);
    expect((await platform().get(`/v1/cases?alarmId=${alarm.alarmId}`)).body.items).toHaveLength(2);
  });

  it('stay on record after the grant; what was measured is shown under a grant in force only', async () => {
    const { enterprise, site } = await app.premises();
    const [granted, ended] = [await app.institution(), await app.institution()];
    await app.grant(granted, enterprise.id, { families: ['electricity'] });
    await app.grant(ended, enterprise.id, { families: ['electricity'], to: '2026-03-09' });
    const alarm = anAlarm({
      ...{ enterpriseId: enterprise.id, siteId: site.id, firstAt: now - HOUR_MS },
      ...{ family: 'electricity', review: 'DISPATCHED', dispatchedTo: [granted, ended] },
    });
    await app.publish([alarmRecord(alarm, { change: 'AlarmDispatched', revision: 3, at: now })]);
    const reasons = async (institution: string) =>
      (await app.as('client', { institution }).get('/v1/alarms')).body.items.map(
        (item) => (item as { readonly lastReasons?: unknown }).lastReasons,
      );
    expect(await reasons(granted)).toEqual([[expect.objectContaining({ actual: 0.3 })]]);
    expect(await reasons(ended)).toEqual([[]]);
  });

  it('an older change that comes again changes nothing', async () => {
    const { enterprise, site } = await app.premises();
    const alarm = anAlarm({ enterpriseId: enterprise.id, siteId: site.id, firstAt: now });
    const closed = { ...alarm, review: 'CLOSED', condition: 'RETURNED' } as const;
    await app.publish([
      alarmRecord(alarm, { change: 'AlarmRaised', revision: 0, at: now }),
      alarmRecord(closed, { change: 'AlarmClosed', revision: 5, at: now }),
    ]);
    await app.publish([alarmRecord(alarm, { change: 'AlarmRaised', revision: 0, at: now })]);
    const [item] = (await platform().get(`/v1/alarms?enterpriseId=${enterprise.id}`)).body.items;
    expect(item).toMatchObject({ review: 'CLOSED', revision: 5 });
  });

  it('are counted by day, with the time that review and handling took', async () => {
    const { enterprise, site } = await app.premises();
    const bank = await app.institution();
    const base = { enterpriseId: enterprise.id, siteId: site.id, firstAt: at('2026-02-10T09:00') };
    const raisedAt = now - DAY_MS;
    const confirmed = anAlarm({
      ...base,
      review: 'DISPATCHED',
      dispatchedTo: [bank],
      verdict: { outcome: 'CONFIRMED', reason: 'pattern-consistent', by: 'r', at: raisedAt + 10 * MINUTE_MS },
    });
    const wrong = anAlarm({
      ...base,
      severity: 'BLUE',
      review: 'FALSE_POSITIVE',
      verdict: { outcome: 'FALSE_POSITIVE', reason: 'lighting', by: 'r', at: raisedAt + 30 * MINUTE_MS },
    });
    const openedAt = raisedAt + 10 * MINUTE_MS;
    const handling = aCase(confirmed, bank, {
      openedAt,
      status: 'CLOSED',
      acknowledgedAt: openedAt + 5 * MINUTE_MS,
      handledAt: openedAt + HOUR_MS,
      closedAt: openedAt + 2 * HOUR_MS,
    });
    await app.publish([
      alarmRecord(confirmed, { change: 'AlarmRaised', revision: 0, at: raisedAt }),
      alarmRecord(confirmed, { change: 'AlarmClaimed', revision: 1, at: raisedAt + 4 * MINUTE_MS }),
      alarmRecord(confirmed, { change: 'AlarmDispatched', revision: 3, at: openedAt }),
      alarmRecord(wrong, { change: 'AlarmRaised', revision: 0, at: raisedAt }),
      caseRecord(handling, { change: 'CaseClosed', revision: 4, at: now }),
    ]);
    const query = `enterpriseId=${enterprise.id}&from=2026-02-01&to=2026-02-28`;
    expect((await platform().get(`/v1/alarm-statistics?${query}`)).body.rows).toEqual([
      {
        group: { id: 'total', name: 'total' },
        period: { from: '2026-02-01', to: '2026-02-28' },
        raised: 2,
        open: 1,
        confirmed: 1,
        falsePositive: 1,
        inconclusive: 0,
        cases: 1,
        meanClaimSeconds: 240,
        meanJudgeSeconds: 1_200,
        meanAcknowledgeSeconds: 300,
        meanHandleSeconds: 3_600,
        meanCloseSeconds: 7_200,
      },
    ]);
    const bySeverity = (await platform().get(`/v1/alarm-statistics?${query}&group=severity`)).body.rows;
    expect(bySeverity.map(({ group, raised }) => [group.id, raised])).toEqual([
      ['BLUE', 1],
      ['ORANGE', 1],
    ]);
    await app.grant(bank, enterprise.id, { families: ['electricity'] });
    const own = app.as('risk_manager', { institution: bank });
    expect((await own.get(`/v1/alarm-statistics?${query}&group=institution`)).body.rows).toMatchObject([
      { group: { id: bank }, raised: 1, confirmed: 1, falsePositive: 0, cases: 1 },
    ]);
    const [row] = (await platform().get(`/v1/statistics?${query}&metrics=alarms`)).body.rows;
    expect(row!.figures['alarms.raised']).toMatchObject({ value: 2, coverage: null, previous: { value: 0 } });
    expect(
      (await own.get(`/v1/statistics?${query}&metrics=alarms`)).body.rows[0]!.figures['alarms.raised']!.value,
    ).toBe(1);
  });
});

describe('the watch list and the overview', () => {
  it('show the colour of the worst open alarm, the newest signals and who is silent', async () => {
    const place = await app.premises('Night Shift Ltd');
    const { enterprise, site, device, subject } = place;
    await app.signals(place, [
      aSignal({ metric: 'power', subject, at: now - 2 * HOUR_MS, value: 12_000 }),
      aSignal({ metric: 'power', subject, at: now - 90 * MINUTE_MS, value: 11_000 }),
      aSignal({
        metric: 'operating.rate',
        subject: `site:${site.id}`,
        from: at('2026-03-09T00:00'),
        at: at('2026-03-10T00:00'),
        value: 0.42,
        coverage: 0.9,
      }),
      aSignal({
        metric: 'blind.time',
        subject: `device:${device.id}`,
        from: now - 90 * MINUTE_MS,
        at: now,
        value: 1.5,
      }),
    ]);
    const alarm = anAlarm({ enterpriseId: enterprise.id, siteId: site.id, firstAt: now });
    await app.publish([alarmRecord(alarm, { change: 'AlarmRaised', revision: 0, at: now })]);
    const pages = (await platform().get('/v1/watch-list?limit=200')).body;
    expect(pages.items.find(({ id }) => id === enterprise.id)).toEqual({
      id: enterprise.id,
      name: 'Night Shift Ltd',
      industry: 'factory',
      light: 'ORANGE',
      openAlarms: { BLUE: 0, YELLOW: 0, ORANGE: 1, RED: 0 },
      lastSeenAt: new Date(now - 90 * MINUTE_MS).toISOString(),
      operatingRate: { value: 0.42, at: '2026-03-09T16:00:00.000Z', coverage: expect.closeTo(0.9, 5) },
      coverage: expect.closeTo(0.9, 5),
    });
    const overview = (await platform().get(`/v1/enterprises/${enterprise.id}/overview`)).body;
    expect(overview).toMatchObject({ asOf: new Date(now).toISOString(), light: 'ORANGE', openCases: [] });
    expect(overview.signals.find(({ metric }) => metric === 'power')).toMatchObject({
      value: 11_000,
      unit: 'W',
      zh: '功率',
      ageSeconds: 5_400,
      coverage: 1,
    });
    expect(overview.devices).toEqual([
      {
        id: device.id,
        siteId: site.id,
        name: device.name,
        kind: 'meter',
        status: 'ACTIVE',
        lastSeenAt: new Date(now - 90 * MINUTE_MS).toISOString(),
        silent: true,
      },
    ]);
  });

  it('page by page', async () => {
    const first = (await platform().get('/v1/watch-list?limit=2')).body;
    const second = (await platform().get(`/v1/watch-list?limit=2&cursor=${first.nextCursor}`)).body;
    expect(first.items).toHaveLength(2);
    expect(first.items.some(({ id }) => id === second.items[0]!.id)).toBe(false);
  });
});
