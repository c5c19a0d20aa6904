import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { EmbeddedIssuer } from '@loanwatch/platform';

const ROOT = path.resolve(__dirname, '..');
const INSTITUTION = '6f1c1d0e-5b0a-4c55-9d57-1b6a4c2f8e11';

describe('npm run token', () => {
  let data: string;
  beforeAll(() => {
    data = mkdtempSync(path.join(tmpdir(), 'loanwatch-token-'));
  });
  afterAll(() => rmSync(data, { recursive: true }));

  const run = (...args: string[]) =>
    spawnSync(process.execPath, ['-r', '@swc-node/register', 'tools/token.ts', '--data', data, ...args], {
      cwd: ROOT,
      encoding: 'utf8',
    });

  it('prints a token that the all-in-one on that data folder accepts', async () => {
    const { stdout } = run('--role', 'risk_manager', '--institution', INSTITUTION, '--issuer', 'http://localhost:8080');
    const issuer = await EmbeddedIssuer.open({ directory: data, url: () => 'http://localhost:8080' });
    expect(await issuer.authenticator().authenticate(stdout.trim())).toEqual({
      subject: 'risk_manager-1',
      roles: ['risk_manager'],
      institutionId: INSTITUTION,
      enterpriseId: null,
      kind: 'staff',
    });
  });

  it.each([
    [['--issuer', 'http://x'], '--role is missing'],
    [['--role', 'king', '--issuer', 'http://x'], 'king is no role'],
    [['--role', 'admin', '--institution', 'x', '--issuer', 'http://x'], '--institution takes a UUID'],
    [['--role', 'admin', '--ttl', 'soon', '--issuer', 'http://x'], '--ttl takes a number'],
    [['--role', 'admin'], 'no all-in-one has run in'],
  ])('says what is wrong with %j', (args, message) => {
    const { status, stderr, stdout } = run(...args);
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toContain(message);
  });
});
