import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type AllInOne, startAllInOne } from '../../services/all-in-one/src/start';
import { issuedTokens, LoanwatchClient, Refused } from '../client';
import { readKeyFile } from '../replay/device-keys';
import { applySetup } from './apply-setup';
import { checkedSetup, type Fields } from './setup-file';

const LIMIT = { kind: 'threshold', operator: 'above', value: 30 };

function aSetup(change: { readonly limit?: Fields; readonly address?: string; readonly kinds?: string[] } = {}) {
  return checkedSetup({
    institutions: { bank: { name: '城东商业银行', kind: 'bank' } },
    enterprises: { plant: { name: '华兴机械', industry: 'factory', registeredBy: 'bank' } },
    sites: {
      hall: {
        enterprise: 'plant',
        name: '一号厂房',
        timeZone: 'Asia/Shanghai',
        address: change.address ?? '星湖街 1 号',
        calendar: { statutory: 'CN', workingWeekdays: [1, 2, 3, 4, 5, 6] },
      },
    },
    loans: {
      loan: {
        ...{ institution: 'bank', enterprise: 'plant', contractNo: 'JK-1', principalFen: 100_000_000 },
        ...{ from: '2026-01-15', to: '2027-01-14' },
      },
    },
    pledges: { lathe: { loan: 'loan', site: 'hall', what: '数控车床' } },
    keyPersons: {
      boss: {
        enterprise: 'plant',
        name: '王芳',
        token: 'kp-1',
        role: 'owner',
        consent: { reference: 'T1', from: '2026-01-01' },
      },
    },
    devices: {
      sensor: {
        ...{ site: 'hall', name: '温湿度', kind: 'climate' },
        channels: [
          { name: 'temperature', metric: 'temperature' },
          { name: 'humidity', metric: 'humidity' },
        ],
      },
    },
    grants: {
      sight: {
        ...{ institution: 'bank', enterprise: 'plant', from: '2026-01-01' },
        signalKinds: change.kinds ?? ['climate', 'electricity'],
      },
    },
    rules: {
      warm: {
        institution: 'bank',
        document: {
          ...{ name: { zh: '过热', en: 'Too warm' }, family: 'climate', metric: 'temperature', stalenessMs: 3_600_000 },
          appliesTo: { sites: ['hall'] },
          ladder: [{ severity: 'YELLOW', condition: change.limit ?? LIMIT }],
        },
      },
    },
    plans: {
      any: {
        ...{ institution: 'bank', name: '一般预案', families: [], severities: [] },
        steps: [{ id: 'call', title: '电话核实', mandatory: true, evidenceRequired: false }],
      },
    },
    recipients: { desk: { institution: 'bank', name: '风险部', channel: 'in-app' } },
  });
}

describe('applying a setup', () => {
  let loanwatch: AllInOne;
  let client: LoanwatchClient;
  let folder = '';

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'setup-'));
    loanwatch = await startAllInOne();
    const tokens = issuedTokens(loanwatch.issuer);
    client = new LoanwatchClient({ url: loanwatch.url, tokens, identity: { role: 'admin' } });
  }, 60_000);
  afterAll(async () => {
    await loanwatch.stop();
    await rm(folder, { recursive: true });
  }, 30_000);

  async function outcomes(setup = aSetup()): Promise<Record<string, string>> {
    const seen: Record<string, string> = {};
    await applySetup(client, setup, {
      keyFile: path.join(folder, 'keys.json'),
      onApplied: (section, _key, { outcome }) => (seen[section] = outcome),
    });
    return seen;
  }

  const all = (outcome: string, except: Record<string, string> = {}) => ({
    ...Object.fromEntries(Object.keys(aSetup()).map((section) => [section, outcome])),
    ...except,
  });

  it('creates what is missing, changes what differs, and nothing the second time', async () => {
    expect(await outcomes()).toEqual(all('created'));
    const keys = await readKeyFile(path.join(folder, 'keys.json'));
    expect(await outcomes()).toEqual(all('unchanged'));
    expect(await readKeyFile(path.join(folder, 'keys.json'))).toEqual(keys);

    const changed = aSetup({ address: '星湖街 2 号', kinds: ['climate'], limit: { ...LIMIT, value: 35 } });
    const expected = all('unchanged', { sites: 'changed', grants: 'changed', rules: 'changed' });
    expect(await outcomes(changed)).toEqual(expected);
    expect(await outcomes(changed)).toEqual(all('unchanged'));
  }, 60_000);

  it('publishes the rule as the institution’s own, with the ids of its sites', async () => {
    const { ids } = await applySetup(client, aSetup(), { issueKeys: false });
    const manager = client.as({ role: 'risk_manager', institutionId: ids.get('institutions', 'bank') });
    const [rule, ...others] = await manager.collect<{ status: string; published: { appliesTo: object } }>('/v1/rules');
    expect(others).toEqual([]);
    expect(rule).toMatchObject({
      status: 'PUBLISHED',
      published: { appliesTo: { sites: [ids.get('sites', 'hall')] } },
    });
  });

  it('keeps device keys where only their owner can read them', async () => {
    expect((await stat(path.join(folder, 'keys.json'))).mode & 0o777).toBe(0o600);
  });

  it('says what Loanwatch refuses, with the field', async () => {
    const wrong = checkedSetup({ institutions: { bank: { name: 'X', kind: 'pawnshop' } } });
    await expect(applySetup(client, wrong)).rejects.toThrow(Refused);
    await expect(applySetup(client, wrong)).rejects.toThrow('/kind');
  });
});
