import { type AllInOne, startAllInOne } from '../../services/all-in-one/src/start';
import { issuedTokens, LoanwatchClient } from '../client';
import { runDemo } from './seed';

interface Listed {
  readonly ruleName: { readonly en: string };
  readonly review: string;
  readonly suppression: string;
}

describe('the demonstration on an empty data folder', () => {
  let loanwatch: AllInOne;
  const printed: string[] = [];

  beforeAll(async () => {
    jest.spyOn(console, 'log').mockImplementation((text: unknown) => void printed.push(String(text)));
    jest.spyOn(process.stdout, 'write').mockReturnValue(true);
    loanwatch = await startAllInOne({ environment: { LOANWATCH_WEBHOOK_ALLOW_PRIVATE: 'true' } });
    await runDemo({ baseUrl: loanwatch.url, issuer: loanwatch.issuer, isNew: true });
  }, 240_000);
  afterAll(async () => {
    jest.restoreAllMocks();
    await loanwatch.stop();
  }, 30_000);

  const client = (role: 'service_manager' | 'admin') =>
    new LoanwatchClient({ url: loanwatch.url, tokens: issuedTokens(loanwatch.issuer), identity: { role } });

  it('finds what happens in its story', async () => {
    const alarms = await client('service_manager').collect<Listed>('/v1/alarms');
    expect(new Set(alarms.map(({ ruleName }) => ruleName.en))).toEqual(
      new Set([
        'Attendance collapse',
        'Camera covered',
        'Device out of touch',
        'Goods moved at night',
        'Hall too warm',
        'Intrusion outside working hours',
        'Key person absent',
        'Operating rate drop',
        'Operating rate low for days',
      ]),
    );
  });

  it('shows every stage of review and of handling', async () => {
    const staff = client('service_manager');
    const alarms = await staff.collect<Listed>('/v1/alarms');
    const reviews = new Set(alarms.map(({ review }) => review));
    for (const stage of ['PENDING_REVIEW', 'IN_REVIEW', 'INCONCLUSIVE', 'DISPATCHED', 'CLOSED']) {
      expect(reviews).toContain(stage);
    }
    expect(alarms.map(({ suppression }) => suppression)).toContain('SHELVED');
    const cases = await staff.collect<{ status: string }>('/v1/cases');
    expect(new Set(cases.map(({ status }) => status))).toEqual(
      new Set(['DISPATCHED', 'ACKNOWLEDGED', 'HANDLING', 'HANDLED', 'CLOSED', 'FEEDBACK']),
    );
  });

  it('prints a table, the addresses and a line for every role', () => {
    const text = printed.join('\n');
    expect(text).toContain('开工率骤降');
    expect(text).toContain(`${loanwatch.url}/docs`);
    expect(text.match(/^curl .*bearer/gim)).toHaveLength(7);
    expect(text).toMatch(/[1-9]\d* 个签名回调/);
  });

  it('leaves an installation alone that holds other data', async () => {
    const other = await startAllInOne();
    try {
      await runDemo({ baseUrl: other.url, issuer: other.issuer, isNew: false });
      const admin = new LoanwatchClient({
        url: other.url,
        tokens: issuedTokens(other.issuer),
        identity: { role: 'admin' },
      });
      expect(await admin.collect('/v1/enterprises')).toEqual([]);
    } finally {
      await other.stop();
    }
  }, 60_000);
});
