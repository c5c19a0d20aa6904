import { HOUR_MS } from '@loanwatch/kernel';
import { at, energy } from './energy';
import { ReportingApp } from './reporting-app';
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

describe('series', () => {
  it('show hours, days and months of the site, and nothing where nothing was observed', async () => {
    const place = await app.premises();
    await energy(app, place, '2026-02-28T22:00', 4, 1.5);
    const url = `/v1/series?subject=${encodeURIComponent(place.subject)}&metric=energy.interval&from=2026-02-01T00:00:00%2B08:00&to=2026-04-01T00:00:00%2B08:00`;

    const hours = (await platform().get(`${url}&bucket=hour`)).body;
    expect(hours).toMatchObject({ metric: 'energy.interval', unit: 'Wh', kind: 'delta', bucket: 'hour' });
    expect(hours.series[0]!.points).toEqual(
      [14, 15, 16, 17].map((hour) => ({
        at: `2026-02-28T${hour}:00:00.000Z`,
        until: `2026-02-28T${hour + 1}:00:00.000Z`,
        value: 1.5,
        coverage: 1,
        n: 1,
        notJudged: 0,
        min: 1.5,
        max: 1.5,
      })),
    );
    const days = (await platform().get(`${url}&bucket=day`)).body.series[0]!.points;
    expect(days.map((point) => [point.at, point.value, point.coverage])).toEqual([
      ['2026-02-27T16:00:00.000Z', 3, 0.0833],
      ['2026-02-28T16:00:00.000Z', 3, 0.0833],
    ]);
    const months = (await platform().get(`${url}&bucket=month`)).body.series[0]!.points;
    expect(months.map((point) => [point.at, point.value])).toEqual([
      ['2026-01-31T16:00:00.000Z', 3],
      ['2026-02-28T16:00:00.000Z', 3],
    ]);
    const raw = (await platform().get(`${url}&bucket=raw`)).body.series[0]!.points;
    expect(raw[0]).toEqual({
      at: '2026-02-28T14:00:00.000Z',
      until: '2026-02-28T15:00:00.000Z',
      value: 1.5,
      coverage: 1,
    });
    const csv = await platform().get(`${url.replace('/series?', '/series.csv?')}&bucket=day`);
    expect(csv.headers['content-type']).toContain('text/csv');
    expect(csv.text.split('\r\n')[1]).toBe(
      `${place.subject},energy.interval,Wh,2026-02-27T16:00:00.000Z,2026-02-28T16:00:00.000Z,3,0.0833,2,0,1.5,1.5,`,
    );
  });

  it('show states by name and say why a signal was not judged', async () => {
    const place = await app.premises();
    const subject = `site:${place.site.id}`;
    await app.signals(place, [
      aSignal({ metric: 'camera.health', subject: place.subject, at: now - HOUR_MS, value: 'COVERED' }),
      aSignal({
        metric: 'operating.rate',
        subject,
        from: at('2026-03-08T00:00'),
        at: at('2026-03-09T00:00'),
        value: null,
        coverage: 0.4,
        notJudged: { code: 'coverage-too-low', detail: 'coverage 0.4 of at least 0.8' },
      }),
    ]);
    const of = (metric: string, bucket: string): string =>
      `/v1/series?enterpriseId=${place.enterprise.id}&metric=${metric}&bucket=${bucket}&from=2026-03-01T00:00:00Z`;
    expect((await platform().get(of('camera.health', 'raw'))).body.series[0]!.points[0]).toMatchObject({
      value: 'COVERED',
    });
    expect((await platform().get(of('camera.health', 'day'))).body.series[0]!.points[0]).toMatchObject({
      value: 'COVERED',
    });
    expect((await platform().get(of('operating.rate', 'raw'))).body.series[0]!.points[0]).toMatchObject({
      value: null,
      reason: { code: 'coverage-too-low' },
    });
    expect((await platform().get(of('operating.rate', 'month'))).body.series[0]!.points[0]).toMatchObject({
      value: null,
      n: 0,
      notJudged: 1,
    });
  });

  it('refuse an answer of more than 5,000 points and say what to do', async () => {
    const place = await app.premises();
    await app.signals(
      place,
      Array.from({ length: 2_000 }, (_, i) =>
        aSignal({ metric: 'power', subject: place.subject, at: now - i * 1_000, value: i }),
      ),
    );
    await app.signals(
      place,
      Array.from({ length: 2_000 }, (_, i) =>
        aSignal({ metric: 'power', subject: place.subject, at: now - 7_200_000 - i * 1_000, value: i }),
      ),
    );
    const few = await platform().get(`/v1/series?siteId=${place.site.id}&metric=power&bucket=raw`);
    expect([few.status, few.body.series[0]!.points.length]).toEqual([200, 3_999]);
    await app.signals(
      place,
      Array.from({ length: 2_000 }, (_, i) =>
        aSignal({ metric: 'power', subject: place.subject, at: now - 14_400_000 - i * 1_000, value: i }),
      ),
    );
    const many = await platform().get(`/v1/series?siteId=${place.site.id}&metric=power&bucket=raw`);
    expect([many.status, many.body.type]).toEqual([422, 'urn:problem:series.too-many-points']);
    expect((await platform().get(`/v1/series?siteId=${place.site.id}&metric=power&bucket=hour`)).status).toBe(200);
  });

  it.each([
    ['metric=nonsense&siteId=SITE', 422],
    ['metric=energy.register&siteId=SITE', 422],
    ['metric=power', 422],
    ['metric=power&siteId=SITE&from=yesterday', 422],
    ['metric=power&siteId=SITE&from=2026-03-02T00:00:00Z&to=2026-03-01T00:00:00Z', 422],
    ['metric=power&siteId=SITE&bucket=week', 422],
    ['metric=power&siteId=SITE', 200],
    ['metric=power&siteId=0197a3b0-0000-7000-8000-000000000000', 404],
    ['metric=power&subject=site:nowhere', 404],
  ])('answer %s with %i', async (query, status) => {
    const { site } = await app.premises();
    const answer = await platform().get(`/v1/series?${query.replace('SITE', site.id)}`);
    expect(answer.status).toBe(status);
    if (status === 422) expect(answer.body.errors[0]?.pointer).toMatch(/^\//);
  });
});
