import { type AllInOne, startAllInOne } from '../src/start';

describe('the all-in-one', () => {
  let loanwatch: AllInOne;
  beforeAll(async () => {
    loanwatch = await startAllInOne({ databaseUrl: process.env['LOANWATCH_TEST_DATABASE_URL']! });
  });
  afterAll(() => loanwatch.stop());

  it('is ready with every service', async () => {
    const answer = await fetch(`${loanwatch.url}/health/ready`);
    expect(await answer.json()).toMatchObject({
      status: 'ready',
      checks: { database: 'ok', bus: 'ok', 'event-store': 'ok', mqtt: 'ok', 'registry.database': 'ok' },
    });
  });
});
