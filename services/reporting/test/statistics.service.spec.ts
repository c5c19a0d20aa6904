import { DAY_MS } from '@loanwatch/kernel';
import { aChannel, entityRecord } from '@loanwatch/testing';
import { at, energy } from './energy';
import { type FigureBody, ReportingApp, type RowBody } from './reporting-app';
import { aSignal } from './signal-builders';

/** Tuesday noon in Shanghai. */
const NOW = '2026-03-10T04:00:00Z';

let app: ReportingApp;
beforeAll(async () => {
  app = await ReportingApp.start(NOW);
});
afterAll(() => app.stop());

const platform = () => app.as('service_manager');

describe('statistics', () => {
  it('give month, quarter and year with coverage and the period before', async () => {
    const place = await app.premises('Steel & Co');
    await energy(app, place, '2026-01-01T00:00', 31 * 24, 2);
    await energy(app, place, '2026-02-01T00:00', 14 * 24, 3);
    const rowsOf = async (query: string): Promise<readonly RowBody[]> =>
      (await platform().get(`/v1/statistics?enterpriseId=${place.enterprise.id}&metrics=electricity&${query}`)).body
        .rows;

    const months = await rowsOf('period=month&from=2026-01-15&to=2026-03-31');
    expect(months.map(({ period, figures }) => [period.from, period.to, figures['electricity']])).toMatchObject([
      [
        '2026-01-01',
        '2026-01-31',
        { value: 1_488, coverage: 1, n: 744, previous: { value: null, coverage: 0 }, change: null },
      ],
      [
        '2026-02-01',
        '2026-02-28',
        { value: 1_008, coverage: 0.5, previous: { value: 1_488, coverage: 1 }, change: -0.3226 },
      ],
      ['2026-03-01', '2026-03-31', { value: null, coverage: 0, previous: { value: 1_008 }, change: null }],
    ]);
    const [quarter] = await rowsOf('period=quarter&from=2026-02-01&to=2026-02-01');
    // Of the running quarter, 68.5 days are over.
    expect(quarter).toMatchObject({
      group: { id: place.enterprise.id, name: 'Steel & Co' },
      period: { from: '2026-01-01', to: '2026-03-31' },
      figures: { electricity: { value: 2_496, unit: 'Wh', coverage: 0.6569 } },
    });
    const [year] = await rowsOf('period=year');
    expect(year!.figures['electricity']!.value).toBe(2_496);
  });

  it('count judged and not judged days, and weigh the operating rate by what was observed', async () => {
    const place = await app.premises();
    const day = (date: string, value: number | null, coverage: number) =>
      aSignal({
        metric: 'operating.rate',
        subject: `site:${place.site.id}`,
        from: at(`${date}T00:00`),
        at: at(`${date}T00:00`) + DAY_MS,
        value,
        coverage,
        ...(value === null && { notJudged: { code: 'coverage-too-low', detail: 'x' } }),
      });
    await app.signals(place, [
      day('2026-01-05', 1, 1),
      day('2026-01-06', 0.5, 1),
      day('2026-02-05', 0.2, 0.5),
      day('2026-02-06', null, 0.1),
    ]);
    const { rows } = (
      await platform().get(
        `/v1/statistics?siteId=${place.site.id}&group=site&metrics=operating-rate&period=quarter&from=2026-01-01&to=2026-01-01`,
      )
    ).body;
    // January 0.75 over two days, February 0.2 over half a day and a tenth.
    expect(rows[0]!.figures['operating-rate']).toMatchObject({
      value: Number(((0.75 * 2 + 0.2 * 0.6) / 2.6).toFixed(4)),
      daysJudged: 3,
      daysNotJudged: 1,
    });
  });

  it('lower the coverage of a site whose second meter is silent, and forget one that was taken out of service', async () => {
    const place = await app.premises();
    const second = { ...place, subject: `channel:${place.device.id}/second` };
    await energy(app, place, '2026-02-01T00:00', 28 * 24, 1);
    await energy(app, second, '2026-01-31T23:00', 1, 1);
    const figure = async (): Promise<FigureBody> =>
      (
        await platform().get(
          `/v1/statistics?siteId=${place.site.id}&group=site&metrics=electricity&from=2026-02-01&to=2026-02-01`,
        )
      ).body.rows[0]!.figures['electricity']!;
    // The second channel is not registered, so it is not expected.
    expect(await figure()).toMatchObject({ value: 672, coverage: 1 });
    await app.publish([entityRecord('channel', aChannel(place.device, 'second', 'energy.register'))]);
    expect(await figure()).toMatchObject({ value: 672, coverage: 0.5 });
    await app.publish([entityRecord('device', { ...place.device, status: 'OUT_OF_SERVICE' }, { version: 2 })]);
    expect(await figure()).toMatchObject({ value: 672, coverage: 1 });
  });

  it('are a CSV file that no spreadsheet executes', async () => {
    const place = await app.premises('=HYPERLINK("http://evil","x")');
    await energy(app, place, '2026-02-01T00:00', 1, 1);
    const { text, headers } = await platform().get(
      `/v1/statistics.csv?enterpriseId=${place.enterprise.id}&metrics=electricity&from=2026-02-01&to=2026-02-01`,
    );
    expect(headers['content-disposition']).toContain('statistics.csv');
    const [header, line] = text.split('\r\n');
    expect(header?.startsWith('from,to,groupId,groupName,figure,value,unit')).toBe(true);
    expect(line).toBe(
      `2026-02-01,2026-02-28,${place.enterprise.id},"'=HYPERLINK(""http://evil"",""x"")",electricity,1,Wh,0.0015,1,,,0,0,,0,`,
    );
  });

  it('refuse more than 5,000 rows', async () => {
    const answer = await platform().get('/v1/statistics?period=month&from=1990-01-01&to=2100-12-31');
    expect([answer.status, answer.body.type]).toEqual([422, 'urn:problem:statistics.too-many-rows']);
    expect((await platform().get('/v1/statistics?from=2026-04-01&to=2026-03-01')).status).toBe(422);
  });
});
