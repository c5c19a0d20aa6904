import { HOUR_MS } from '@loanwatch/kernel';
import { energy } from './energy';
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

describe('the sight of an institution', () => {
  it('is what a grant in force covers: its families, inside its dates', async () => {
    const place = await app.premises();
    const bank = await app.institution();
    await energy(app, place, '2026-02-09T00:00', 24 * 10, 1);
    await app.signals(place, [
      aSignal({ metric: 'temperature', subject: place.subject, at: now - HOUR_MS, value: 20 }),
    ]);
    const clerk = app.as('account_manager', { institution: bank });
    const ask = async (path: string): Promise<Body> => (await clerk.get(path)).body;
    const day = `/v1/series?siteId=${place.site.id}&bucket=day&from=2026-02-01T00:00:00Z&metric=`;
    const paths = [
      `${day}energy.interval`,
      `/v1/enterprises/${place.enterprise.id}/overview`,
      `/v1/statistics?siteId=${place.site.id}`,
    ];
    for (const path of paths) expect((await clerk.get(path)).status).toBe(404);
    expect((await ask('/v1/watch-list')).items).toEqual([]);

    await app.grant(bank, place.enterprise.id, { families: ['electricity'], from: '2026-02-15' });
    for (const path of paths) expect((await clerk.get(path)).status).toBe(200);
    expect((await ask(`${day}energy.interval`)).series[0]!.points.map((point) => point.at)).toEqual(
      [14, 15, 16, 17].map((date) => `2026-02-${date}T16:00:00.000Z`),
    );
    expect((await ask(`${day.replace('=day', '=hour')}energy.interval`)).series[0]!.points).toHaveLength(96);
    expect((await ask(`${day.replace('=day', '=raw')}energy.interval`)).series[0]!.points).toHaveLength(96);
    expect((await ask(`${day.replace('=day', '=month')}energy.interval`)).series[0]!.points).toMatchObject([
      { at: '2026-02-14T16:00:00.000Z', until: '2026-02-28T16:00:00.000Z', value: 96 },
    ]);
    expect((await clerk.get(`${day}temperature`)).status).toBe(404);
    const rows = (
      await ask(`/v1/statistics?siteId=${place.site.id}&from=2026-02-01&to=2026-02-01&metrics=electricity,climate`)
    ).rows;
    expect(rows[0]!.figures).toMatchObject({
      electricity: { value: 96, coverage: Number((96 / (14 * 24)).toFixed(4)) },
      temperature: { value: null, coverage: 0 },
    });
    const overview = await ask(`/v1/enterprises/${place.enterprise.id}/overview`);
    expect(overview.signals.map(({ metric }) => metric)).toEqual(['energy.interval']);
    expect((await ask('/v1/watch-list')).items.map(({ id }) => id)).toEqual([place.enterprise.id]);
    expect((await ask('/v1/statistics?group=institution&metrics=electricity&period=quarter')).rows).toMatchObject([
      { group: { id: bank }, figures: { electricity: { value: 96 } } },
    ]);
  });

  it('ends with the grant, and never begins for another institution or a suspended one', async () => {
    const place = await app.premises();
    await energy(app, place, '2026-03-01T00:00', 24, 1);
    const [expired, stranger, suspended] = [
      await app.institution(),
      await app.institution(),
      await app.institution('SUSPENDED'),
    ];
    await app.grant(expired, place.enterprise.id, { families: ['electricity'], to: '2026-03-09' });
    await app.grant(suspended, place.enterprise.id, { families: ['electricity'] });
    const overview = `/v1/enterprises/${place.enterprise.id}/overview`;
    const series = `/v1/series?enterpriseId=${place.enterprise.id}&metric=energy.interval`;
    for (const institution of [expired, stranger]) {
      const caller = app.as('client', { institution });
      expect((await caller.get(overview)).status).toBe(404);
      expect((await caller.get(series)).status).toBe(404);
      expect(
        (await caller.get(`/v1/series?subject=${encodeURIComponent(place.subject)}&metric=energy.interval`)).status,
      ).toBe(404);
      expect((await caller.get('/v1/statistics')).body.rows).toEqual([]);
    }
    expect((await app.as('client', { institution: suspended }).get(overview)).status).toBe(403);
  });

  it('is the own enterprise for its users, without what lenders make of it', async () => {
    const place = await app.premises();
    const other = await app.premises();
    await energy(app, place, '2026-03-01T00:00', 24, 1);
    const user = app.as('enterprise_user', { enterprise: place.enterprise.id });
    expect((await user.get(`/v1/enterprises/${place.enterprise.id}/overview`)).body).toMatchObject({
      openAlarms: null,
      openCases: null,
      light: null,
    });
    expect((await user.get(`/v1/enterprises/${other.enterprise.id}/overview`)).status).toBe(404);
    const { rows } = (await user.get('/v1/statistics')).body;
    expect(rows.map(({ group }) => group.id)).toEqual([place.enterprise.id]);
    expect(Object.keys(rows[0]!.figures).some((code) => code.startsWith('alarms'))).toBe(false);
    for (const path of [
      '/v1/alarms',
      '/v1/cases',
      '/v1/watch-list',
      '/v1/alarm-statistics',
      '/v1/statistics?group=institution',
    ]) {
      expect((await user.get(path)).status).toBe(403);
    }
  });
});
