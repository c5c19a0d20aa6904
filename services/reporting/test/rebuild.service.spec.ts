import type { BusRecord } from '@loanwatch/engines';
import { HOUR_MS } from '@loanwatch/kernel';
import { rebuildProjections } from '../src/service';
import { entityRecord } from '@loanwatch/testing';
import { energy } from './energy';
import { aCase, alarmRecord, anAlarm, caseRecord } from './lifecycle-builders';
import { type Premises, ReportingApp } from './reporting-app';
import { aSignal, signalRecord } from './signal-builders';

const NOW = '2026-03-10T04:00:00Z';
const now = Date.parse(NOW);

let app: ReportingApp;
let place: Premises;
let bank: string;
beforeAll(async () => {
  app = await ReportingApp.start(NOW);
  place = await app.premises();
  bank = await app.institution();
  await energy(app, place, '2026-02-01T00:00', 24 * 30, 1.5);
  const { subject } = place;
  await app.signals(place, [
    aSignal({ metric: 'power', subject, at: now - HOUR_MS, value: 10 }),
    aSignal({ metric: 'power', subject, at: now, value: 11 }),
    aSignal({ metric: 'power', subject, at: now - HOUR_MS, value: 12, revision: 1 }),
  ]);
  const poison = {
    ...signalRecord({ signals: [aSignal({ metric: 'power', at: now })] }),
    value: '{"specversion":"1.0"}',
  };
  await app.engines.bus.publish([poison]);
  const alarm = anAlarm({
    enterpriseId: place.enterprise.id,
    siteId: place.site.id,
    firstAt: now,
    dispatchedTo: [bank],
  });
  await app.publish([
    alarmRecord(alarm, { change: 'AlarmRaised', revision: 0, at: now }),
    alarmRecord({ ...alarm, review: 'DISPATCHED' }, { change: 'AlarmDispatched', revision: 1, at: now }),
    caseRecord(aCase(alarm, bank), { change: 'CaseDispatched', revision: 0, at: now }),
  ]);
  await app.signals(place, [aSignal({ metric: 'power', subject, at: now + 1, value: 13 })]);
});
afterAll(() => app.stop());

async function seriesIds(): Promise<unknown> {
  return (await app.database.query('SELECT id, metric, subject FROM series ORDER BY id')).rows;
}

describe('rebuilding the projections from the log', () => {
  it('a check finds the live tables equal, row for row', async () => {
    const report = await rebuildProjections(app.engines, { check: true });
    expect(report.tables.filter(({ equal }) => !equal)).toEqual([]);
    expect(report).toMatchObject({ mode: 'checked', equal: true, skipped: 1 });
    expect(Object.fromEntries(report.tables.map(({ table, live }) => [table, live]))).toMatchObject({
      series: 2,
      history: 723,
      rollup_hour: 722,
      rollup_month: 3,
      alarm: 1,
      case_file: 1,
      alarm_dispatch: 1,
      alarm_day: 2,
    });
  });

  it('a check names the series whose figures were tampered with', async () => {
    await app.database.query(`UPDATE rollup_day SET sum = sum + 1 WHERE day = '2026-02-03'`);
    const report = await rebuildProjections(app.engines, { check: true });
    const differing = report.tables.filter(({ equal }) => !equal);
    expect(differing).toMatchObject([{ table: 'rollup_day', differing: [expect.stringContaining('energy.interval')] }]);
  });

  it('a rebuild heals them while readers read and signals come in, and everything works on', async () => {
    const reader = app.as('risk_manager', { institution: bank });
    let reading = true;
    const answers = (async (): Promise<Set<number>> => {
      const statuses = new Set<number>();
      while (reading) statuses.add((await reader.get('/v1/cases')).status);
      return statuses;
    })();
    const feeding = (async (): Promise<void> => {
      for (let i = 0; i < 40; i++) {
        const { enterprise, site, subject } = place;
        const signal = aSignal({ metric: 'power', subject, at: now + 1_000 + i, value: i });
        await app.engines.bus.publish([
          signalRecord({ enterpriseId: enterprise.id, siteId: site.id, signals: [signal] }),
        ]);
      }
    })();
    const ids = await seriesIds();
    const report = await rebuildProjections(app.engines).finally(() => (reading = false));
    expect(report.mode).toBe('rebuilt');
    expect(await seriesIds()).toEqual(ids);
    await feeding;
    expect([...(await answers)]).toEqual([200]);

    await energy(app, place, '2026-03-05T00:00', 3, 2);
    const check = await rebuildProjections(app.engines, { check: true });
    expect(check.tables.filter(({ equal }) => !equal)).toEqual([]);
    expect(check.tables.find(({ table }) => table === 'history')).toMatchObject({ live: 766, rebuilt: 766 });
    expect((await reader.get('/v1/cases')).body.items).toHaveLength(1);
    const stranger = app.as('risk_manager', { institution: await app.institution() });
    expect((await stranger.get('/v1/cases')).body.items).toEqual([]);
    expect((await app.as('admin').get(`/v1/statistics?period=year&metrics=electricity`)).body.rows[0]).toMatchObject({
      figures: { electricity: { value: 1_086 } },
    });
  });

  it('lets a corrected time zone of a site take effect', async () => {
    const { site } = place;
    await app.publish([entityRecord('site', { ...site, timeZone: 'Europe/Berlin' }, { version: 2 })]);
    expect((await rebuildProjections(app.engines, { check: true })).equal).toBe(true);
    const months = (): Promise<unknown> =>
      app.database
        .query(`SELECT month, sum FROM rollup_month JOIN series ON id = series_id WHERE metric = 'energy.interval'`)
        .then(({ rows }) => rows);
    expect(await months()).toHaveLength(2);
    await rebuildProjections(app.engines);
    // Midnight in Shanghai is five o'clock in the afternoon of the day before.
    expect(await months()).toEqual(expect.arrayContaining([{ month: '2026-01-01', sum: String(7 * 1_500) }]));
    expect((await rebuildProjections(app.engines, { check: true })).equal).toBe(true);
  });

  it('refuses to lose history that the log no longer holds', async () => {
    const { bus } = app.engines;
    const shortened = {
      ...app.engines,
      bus: Object.assign(Object.create(bus) as typeof bus, {
        async *readAll(topic: string): AsyncIterable<readonly BusRecord[]> {
          let first = true;
          for await (const records of bus.readAll(topic)) {
            yield first ? records.slice(1) : records;
            first = false;
          }
        },
      }),
    };
    await expect(rebuildProjections(shortened)).rejects.toThrow('a rebuild would lose the difference');
    const check = await rebuildProjections(shortened, { check: true });
    expect(check.equal).toBe(false);
  });
});
